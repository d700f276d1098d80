"""The diff for a terminal and for a file of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from aligner.diff.compare import Diff
from aligner.diff.render.inline import printable
from aligner.diff.render.view import ChangeView, record_views

_FENCES: Mapping[str, tuple[str, str]] = {
    "same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}"), "mark": ("»", "«"),
}  # fmt: skip
"""As ``git diff --word-diff`` has them, and quotation marks for a flag's evidence."""
_STYLES: Mapping[str, str] = {
    "same": "", "gone": "red strike", "new": "green underline", "mark": "yellow bold",
    "record": "bold", "title": "bold cyan", "quiet": "dim", "+": "green", "-": "red", "~": "yellow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the output: how far in it begins, and its parts with what they are."""

    indent: int
    parts: tuple[tuple[str, str], ...]

    @property
    def fenced(self) -> str:
        """The parts without colour, changes between ``[-…-]`` and ``{+…+}``."""
        fences = ((_FENCES.get(style, ("", "")), part) for style, part in self.parts)
        return "".join(f"{left}{part}{right}" for (left, right), part in fences)


def as_text(diff: Diff) -> str:
    """Plain text, one paragraph of any length a line."""
    return "".join(f"{' ' * row.indent}{row.fenced}\n" for row in _rows(diff))


def print_text(diff: Diff, file: TextIO) -> None:
    """The same on a terminal: in its width, wide characters counted as two, and in colour if it has any."""
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=file, highlight=False)
    colour = console.color_system is not None and not console.no_color
    for row in _rows(diff):
        line = Text()
        for style, part in row.parts if colour else (("", row.fenced),):
            line.append(part, _STYLES.get(style, ""))
        for piece in line.wrap(console, max(console.width - row.indent, 20), overflow="fold") or (line,):
            piece.rstrip()
            console.print(Text(" " * row.indent) + piece if piece else piece)


def _rows(diff: Diff) -> Iterator[_Row]:
    for index, record in enumerate(record_views(diff)):
        if index:
            yield _Row(0, ())
        name = printable(record.record)
        yield _Row(0, (("record", name), ("", f": {printable(record.summary.en)}")))
        for section in record.sections:
            yield _Row(0, ())
            yield _Row(2, (("title", section.title.en),))
            for item in section.items:
                yield from _item(section.sign, item)


def _item(sign: str, item: ChangeView) -> Iterator[_Row]:
    facts = " · ".join(printable(fact.en) for fact in item.facts)
    yield _Row(2, ((sign, f"{sign} {printable(item.head)}"), ("quiet", f"  {facts}" if facts else "")))
    for line in item.lines:
        runs = tuple((op, printable(part)) for op, part in line.brief)
        yield _Row(6, (("quiet", f"{line.side} "), *runs))
    for note in item.notes:
        yield _Row(6, (("", printable(note.en)),))
