"""What a long run shows: a bar with rate and remaining time, a line a record, a table."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

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

from aligner.record.model import SEVERITIES

if TYPE_CHECKING:
    from aligner.batch.run import Done, Summary

__all__ = ["Rate", "Running"]


_SECONDS = {"s": 1, "min": 60}


class Rate(ProgressColumn):
    """Steps in a unit of time (``s``, ``min``), counted over the last steps."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        """The rate, where there is one yet."""
        speed = task.finished_speed or task.speed
        return Text(
            "" if speed is None else f"{speed * _SECONDS[self._unit]:.0f}/{self._unit}",
            style="progress.data.speed",
        )


class Running:
    """A run of many records on the screen; on standard error, so that data can be piped elsewhere."""

    def __init__(self, total: int) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate("min"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._records = self._bars.add_task("records", total=total)
        self._inner: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def within(self, done: int, total: int) -> None:
        """Progress of the encoding within a record."""
        if self._inner is None:
            self._inner = self._bars.add_task("sentences", total=total)
        self._bars.update(self._inner, completed=done, total=total)

    def tell(self, done: Done) -> None:
        """A record is done: one line, but for those that were up to date."""
        if self._inner is not None:
            self._bars.remove_task(self._inner)
            self._inner = None
        self._bars.advance(self._records)
        if done.error:
            self._line(f"aligner: {done.error}")
        elif done.alignment is not None:
            it = done.alignment
            self._line(
                f"{done.record}: {len(it.zh)} Chinese and {len(it.en)} English segments, "
                f"{len(it.links)} links, {len(it.flags)} flags"
            )

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    def table(self, summary: Summary) -> None:
        """The run in figures, and what failed."""
        table = Table(show_header=False, box=None, pad_edge=False)
        written = summary.states["written"]
        minutes = summary.seconds / 60
        flags = ", ".join(f"{summary.counts[s]} {s}" for s in reversed(SEVERITIES) if summary.counts[s])
        rows = [
            ("records", f"{sum(summary.states.values())}"),
            ("  written", f"{written}"),
            ("  up to date before", f"{summary.states['current']}"),
            ("  failed", f"{summary.states['failed']}"),
            ("segments", f"{summary.counts['segments']}"),
            ("links", f"{summary.counts['links']}"),
            ("flags", flags or "none"),
            ("time", f"{summary.seconds:.1f} s, {written / minutes if minutes else 0:.0f} records a minute"),
        ]
        if summary.peak:
            rows.append(("memory", f"at most {summary.peak} MiB a process"))
        for row in rows:
            table.add_row(*row)
        self._console.print(table)
        for done in summary.failures:
            self._line(f"failed: {done.record}")
