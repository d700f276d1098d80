"""What is left of a file when its segments are taken: every stretch gets a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.language.look_alikes import INVISIBLE
from aligner.record.files.text import LineIndex
from aligner.record.model import Furniture, Segment, Span

_RUN = re.compile(r"\ufeff|\s+|[^\s\ufeff]+(?:[ \t]+[^\s\ufeff]+)*")
_LIST_MARK = re.compile(
    r"(?:[-+*·•▪◦●○■□◆►▶‣∙>|o#]|(?:\d{1,2}\.)*\d{1,9}[.)，,、．]?|[①-⑳❶-❿]|[a-hA-H][.)]|(?:[ivx]{1,4}|[Ⅰ-Ⅻⅰ-ⅻ])[.．、)]|\$\s*\\(?:cdot|bullet)\s*\$|\s)+"
)
_HEADING_MARK = re.compile(r"[#\s]*#[#\s]*")


def sweep(
    file: str, text: str, segments: Sequence[Segment], furniture: Sequence[Furniture], parts: Sequence[Span]
) -> Iterator[Furniture]:
    """Name every character of a file that is neither in a segment nor in `furniture`."""
    taken = sorted(
        [span for s in segments if s.source.file == file for span in s.source.spans]
        + [(f.start, f.end) for f in furniture if f.file == file]
    )
    position, lines = 0, LineIndex(text)
    for begin, end in [*taken, (len(text), len(text))]:
        if begin > position:
            for name, start, stop in _name(text, position, begin, parts):
                yield Furniture(name, start, stop, lines.line(start), file)
        position = max(position, end)


def _name(text: str, begin: int, end: int, parts: Sequence[Span]) -> Iterator[tuple[str, int, int]]:
    for match in _RUN.finditer(text, begin, end):
        stretch = match[0]
        inside = any(a <= match.start() < b for a, b in parts)
        if stretch == "\ufeff":
            name = "byte order mark"
        elif not INVISIBLE.sub("", stretch).strip():
            name = "layout blank"
        elif not inside:
            name = "outside the record"
        elif not stretch.strip("*_~`"):
            name = "emphasis mark"
        elif _HEADING_MARK.fullmatch(stretch):
            name = "heading mark"
        elif _LIST_MARK.fullmatch(stretch):
            name = "list mark"
        else:
            name = "markup"
        yield name, match.start(), match.end()
