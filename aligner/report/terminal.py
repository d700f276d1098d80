"""Findings for a terminal: passage by passage, the most serious first, the evidence underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from unicodedata import category

from rich.cells import cell_len
from rich.text import Text

from aligner.record.model import SIDES, Severity, Span
from aligner.report.finding import PlacedFlag, Reasons, proposal_lines, report_words, serious_first, summary

_STYLES: dict[Severity, str] = {"critical": "bold red", "major": "red", "minor": "yellow", "neutral": "cyan"}
# Columns of a side and a segment id, such as ``zh z12``; longer ids push the text to the right.
_LABEL = 6
# Columns below which nothing is laid out narrower: label, dots and a few words of evidence. A narrower
# terminal wraps the lines itself.
_NARROW = 40


def plain_report(items: Sequence[PlacedFlag], width: int = 120) -> str:
    """The report without colour; `width` in columns, a Chinese character taking two."""
    return "".join(f"{line.plain.rstrip()}\n" for line in styled_report(items, width))


def styled_report(items: Sequence[PlacedFlag], width: int = 120) -> Iterator[Text]:
    """The report's lines, with colours for rich."""
    yield from styled_passages(items, width)
    yield styled_summary(items)


def styled_summary(items: Sequence[PlacedFlag]) -> Text:
    """The last line of a report."""
    return Text(summary(items), "bold" if items else "")


def styled_passages(items: Sequence[PlacedFlag], width: int = 120) -> Iterator[Text]:
    """The findings, without the summary at the end."""
    for reasons in serious_first(items):
        yield from _finding(reasons, max(width, _NARROW))
        yield Text()


def _finding(reasons: Reasons, width: int) -> Iterator[Text]:
    """One line a reason; the texts below it, once for all reasons that mark nothing in them."""
    shown: set[tuple[str, str]] = set()
    for reason in reasons:
        flag = reason.flag
        yield Text.assemble(
            ("    + " if shown else f"{_safe(reason.place)}: ", "dim"),
            (report_words().title(flag), _STYLES[flag.severity]),
            (f" [{_safe(reason.name)}] ", "dim"),
            _safe(flag.message.en),
        )
        if flag.message.zh:
            yield Text(f"    {_safe(flag.message.zh)}")
        if flag.zh_span or flag.en_span or reason.quotes not in shown:
            yield from _texts(reason, width)
        shown.add(reason.quotes)
    for line in proposal_lines(reasons):
        yield Text(f"    {_safe(line)}")


def _texts(finding: PlacedFlag, width: int) -> Iterator[Text]:
    for side, text in zip(SIDES, finding.quotes, strict=True):
        keys = finding.flag.side(side)
        if text:
            more = f" (+{len(keys) - 1})" if len(keys) > 1 else ""
            label = f"{side} {keys[0]}{more}" if keys else side
            yield from _quote(label, text, finding.flag.span(side), width)


def _quote(label: str, text: str, span: Span | None, width: int) -> Iterator[Text]:
    """A text on one line, cut to the width around its evidence, and carets under the evidence."""
    label = f"{' ' * 4}{label:<{_LABEL}} "
    text = _safe(text)
    start, end = span or (0, 0)
    end = min(end, len(text))
    first, last = _window(text, min(start, end), end, width - _columns(label))
    head = label + ("…" if first else "")
    line = Text(f"{head}{text[first:last]}{'…' if last < len(text) else ''}")
    line.stylize("dim", 0, len(label))
    marked = text[start : min(end, last)]
    line.stylize("bold underline", len(head) + start - first, len(head) + start - first + len(marked))
    yield line
    if marked:
        yield Text(" " * _columns(head + text[first:start]) + "^" * _columns(marked), "bold")


def _safe(text: str) -> str:
    """A text that cannot command the terminal, and keeps its length: spans count in it."""
    return "".join(" " if char in "\t\r\n" else "\ufffd" if category(char) == "Cc" else char for char in text)


def _columns(text: str) -> int:
    return sum(map(cell_len, text))


def _window(text: str, start: int, end: int, room: int) -> tuple[int, int]:
    """First and last character to show: all of it if it fits, else the evidence with what fits around it."""
    columns = [0, *accumulate(cell_len(char) for char in text)]
    if columns[-1] <= room:
        return 0, len(text)
    room -= 2  # the dots
    spare = max(room - (columns[end] - columns[start]), 0) // 3
    first = start
    while first > 0 and columns[start] - columns[first - 1] <= spare:
        first -= 1
    last = first
    while last < len(text) and columns[last + 1] - columns[first] <= room:
        last += 1
    return first, last
