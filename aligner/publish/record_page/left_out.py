"""Code blocks and formulas, which are no part of a text, in their places on its page."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass

from aligner.publish.record_page.provenance import read_source
from aligner.record.chains import by_key
from aligner.record.left_out import SHOWN
from aligner.record.load import Record
from aligner.record.model import Segment

_DELIMITERS = re.compile(
    r"\A[ \t>]*(?:`{3,}|~{3,})[^\n]*\n|(?:\A|\n)[ \t>]*(?:`{3,}|~{3,})\s*\Z|\A\s*\$\$\s*|\s*\$\$\s*\Z"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of a source that stands between two passages."""

    name: str
    """Name of the furniture."""
    text: str
    """As the source has it, without fences and dollars."""


@dataclass(frozen=True, slots=True)
class LeftOutPieces:
    """All of them, by the id of the passage that they stand before or behind."""

    before: Mapping[str, tuple[LeftOut, ...]]
    behind: Mapping[str, tuple[LeftOut, ...]]


def left_out_pieces(record: Record) -> LeftOutPieces:
    """What stands behind each passage; behind a heading, or at the very beginning, before the next one."""
    alignment = record.alignment
    shown = [piece for piece in alignment.furniture if piece.name in SHOWN]
    texts = {file: read_source(record, file).decode("utf-8", "replace") for file in {p.file for p in shown}}
    passages = by_key((s, [s.source.file]) for s in sorted(alignment.segments.values(), key=_start))
    before: dict[str, tuple[LeftOut, ...]] = {}
    behind: dict[str, tuple[LeftOut, ...]] = {}
    for piece in shown:
        text = _DELIMITERS.sub("", texts[piece.file][piece.start : piece.end])
        of_file = passages[piece.file]
        place = bisect(of_file, piece.start, key=_start)
        is_behind = place > 0 and (of_file[place - 1].kind != "heading" or place == len(of_file))
        if of_file:
            at, passage = (behind, of_file[place - 1]) if is_behind else (before, of_file[place])
            at[passage.id] = (*at.get(passage.id, ()), LeftOut(piece.name, text.rstrip()))
    return LeftOutPieces(before, behind)


def _start(segment: Segment) -> int:
    return segment.source.start
