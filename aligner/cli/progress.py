"""What a long run shows: a bar with rate and remaining time, a line per record, a table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from aligner.cli.common import counted
from aligner.language.identify import unread_message
from aligner.record.left_out import left_out_message
from aligner.record.model import SEVERITIES

if TYPE_CHECKING:
    from aligner.batch.run import Outcome, Summary
    from aligner.record.config import Party
    from aligner.record.model import Alignment


class _Rate(ProgressColumn):
    """Steps a second, or a minute where they take longer, counted over the last steps."""

    def render(self, task: Task) -> Text:
        """The rate, where there is one yet."""
        speed = task.finished_speed or task.speed
        if speed is None:
            return Text("")
        words = f"{speed:.0f}/s" if speed >= 1 else f"{60 * speed:.0f}/min"
        return Text(words, style="progress.data.speed")


def _bars(console: Console, *, redirect: bool = True) -> Progress:
    """Bars with counts, rate and times; nothing is shown unless a person is watching.

    `redirect`: whether what others print on a terminal goes above the bars; not where data is printed.
    """
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        redirect_stdout=redirect,
        disable=not console.is_terminal,
    )


@contextmanager
def progress_bar(title: str, *, then: str = "") -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for one piece of work; the function given is called with (done, total).

    `then` names what goes on, of unknown length, when everything is done that the bar counts.
    """
    with _bars(Console(stderr=True)) as bars:
        task = bars.add_task(title, total=None)

        def progress(completed: int, total: int) -> None:
            bars.update(task, completed=completed, total=total)
            if then and completed == total:
                bars.update(task, visible=False)
                bars.add_task(then, total=None)

        yield progress


# Seconds between two lines about a long run that nobody watches: seldom enough for a log. Chosen.
_EVERY = 30
# Pairs after which the rate is told: those that are encoded together.
_TOGETHER = 64


class PairsUnderWay:
    """How far a check of many pairs has come: a bar on a terminal, a line now and then elsewhere.

    Its `bars` are entered as a context. What is printed on a terminal in the meantime goes through `console`.
    """

    def __init__(self, total: int) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.bars = _bars(self.console, redirect=False)
        self._task = self.bars.add_task("checking", total=total)
        self._total = total
        self._begun = self._told = time.monotonic()

    def advance(self, completed: int) -> None:
        """So many pairs are checked."""
        self.bars.update(self._task, completed=completed)
        now = time.monotonic()
        whole = completed % _TOGETHER == 0  # else what is read ahead would count as slow
        if whole and not self.console.is_terminal and now - self._told >= _EVERY:
            self._told = now
            rate = completed / (now - self._begun)
            left = str(timedelta(seconds=round((self._total - completed) / rate)))
            shown = f"{rate:.0f}/s" if rate >= 1 else f"{60 * rate:.0f}/min"
            self.console.print(f"checked {completed:,} of {self._total:,} pairs, {shown}, {left} left")


def mode(alignment: Alignment) -> str:
    """As what the texts were aligned and checked."""
    return "summary" if alignment.summary else "translation"


# Major findings for each link from which something is wrong with the whole rather than with the passages: of
# a translation (faithful ones have .1, a README whose languages diverged .3) and of a summary (a press report
# that misleads has .7). Chosen. In short texts, so many.
_TOO_MANY, _TOO_MANY_OF_A_SUMMARY, _SOME = 0.5, 1.0, 4


def _warning(alignment: Alignment) -> str:
    """What to look at first where a result can hardly be right."""
    if not alignment.links:
        return "NOTHING CORRESPONDS: are these the two texts of one event? See `aligner show`"
    count = sum(flag.severity in ("major", "critical") for flag in alignment.flags)
    share = _TOO_MANY_OF_A_SUMMARY if alignment.summary else _TOO_MANY
    if count < max(_SOME, share * len(alignment.links)):
        return ""
    fit = "" if alignment.summary else ", and whether `kind: summary` in record.yml fits better"
    return f"{count} MAJOR findings are more than usual: see `aligner show` for how the texts were read{fit}"


class Running:
    """A run of many records on the screen; on standard error, so that data can be piped elsewhere.

    Its `bars` are entered as a context.
    """

    def __init__(self, total: int, people: Mapping[str, Sequence[Party]] | None = None) -> None:
        """`people`: those that record.yml names, by record."""
        self._console = Console(stderr=True, highlight=False)
        self._people = people or {}
        self.bars = _bars(self._console)
        self._records = self.bars.add_task("records", total=total)
        self._inner: TaskID | None = None

    def within(self, completed: int, total: int) -> None:
        """Progress of the encoding within a record."""
        if self._inner is None:
            self._inner = self.bars.add_task("sentences", total=total)
        self.bars.update(self._inner, completed=completed, total=total)

    def report(self, outcome: Outcome) -> None:
        """Print one line about a finished record; none for one that was up to date."""
        from aligner.ingest import unnamed_speakers

        if self._inner is not None:
            self.bars.remove_task(self._inner)
            self._inner = None
        self.bars.advance(self._records)
        if outcome.error:
            self.line(f"aligner: {outcome.error}")
        elif outcome.alignment is not None:
            it = outcome.alignment
            self.line(
                f"{outcome.record}: {len(it.zh)} Chinese and {len(it.en)} English passages, "
                f"{counted(len(it.links), 'link')}, {counted(len(outcome.findings), 'finding')}; "
                f"read as a {mode(it)}"
            )
            if warning := _warning(it):
                self.line(f"{outcome.record}: {warning}")
            if message := unread_message(it.zh, it.en):
                self.line(f"{outcome.record}: {message}")
            if left_out := left_out_message(it.furniture):
                self.line(f"{outcome.record}: {left_out}")
            unnamed = unnamed_speakers(it.zh, it.en, self._people.get(outcome.record, ()))
            if unnamed:
                names = ", ".join(" / ".join(names.values()) for names in unnamed)
                self.line(f"{outcome.record}: speakers who are not under people in record.yml: {names}")

    def line(self, text: str) -> None:
        """Print a line above the bars."""
        self._console.print(text, markup=False, soft_wrap=True)

    def table(self, summary: Summary) -> None:
        """The run in figures, and what failed."""
        table = Table(show_header=False, box=None, pad_edge=False)
        written = summary.states["written"]
        minutes = summary.seconds / 60
        findings = ", ".join(f"{summary.counts[s]} {s}" for s in reversed(SEVERITIES) if summary.counts[s])
        rows = [
            ("records", f"{sum(summary.states.values())}"),
            ("  written", f"{written}"),
            ("  up to date before", f"{summary.states['current']}"),
            ("  failed", f"{summary.states['failed']}"),
            ("segments", f"{summary.counts['segments']}"),
            ("links", f"{summary.counts['links']}"),
            ("findings", findings or "none"),
            ("time", f"{summary.seconds:.1f} s, {written / minutes if minutes else 0:.0f} records a minute"),
        ]
        if summary.peak:
            rows.append(("memory", f"at most {summary.peak} MiB a process"))
        for row in rows:
            table.add_row(*row)
        self._console.print(table)
        for outcome in summary.failures:
            self.line(f"failed: {outcome.record}")
