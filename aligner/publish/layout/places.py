"""Where everything stands: both texts whole, and for each order of reading the place of each part.

The page holds each text once, whole and in its own order, cut into *pieces*: the sentences of a paragraph
that stand in one row. In a single-language view the pieces are simply the paragraph. In a paired view the
style sheet puts each piece into the row that `build_rows` gave it, once with the Chinese leading, once with
the English: every part carries both places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from aligner.publish.layout.rows import Row, build_rows
from aligner.record.model import SIDES, Alignment, Segment, Side, other

__all__ = ["Layout", "Order", "Paragraph", "Piece", "Place", "lay_out"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands in one order of reading."""

    first: int
    """First line of the grid, from 1."""
    last: int
    """The line it ends before."""
    rank: int
    """Its place among all parts where they stand one below the other."""
    wide: bool = False
    """Whether it takes the width of both columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring segments of a paragraph that stay together in every view."""

    segments: tuple[Segment, ...]
    places: Mapping[Side, Place]
    """By the side that leads."""
    moved: tuple[Side, ...] = ()
    """The orders of reading in which it does not stand where its own text has it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list item or question of one text, whole."""

    segments: tuple[Segment, ...]
    pieces: tuple[Piece, ...]

    @property
    def first(self) -> Segment:
        """Its first segment, which says what it is."""
        return self.segments[0]


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of one order of reading and where what belongs to a row stands."""

    lead: Side
    rows: tuple[Row, ...]
    beside: Mapping[int, Place]
    """For rows of one side only, and rows that refer elsewhere: the free place in the other column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Both texts and both orders."""

    texts: Mapping[Side, tuple[Paragraph, ...]]
    orders: Mapping[Side, Order]
    remarks: tuple[Mapping[Side, Place], ...]
    """Where each remark stands, by the side that leads: below the row of the first segment it is about."""


def lay_out(alignment: Alignment, remarks: Sequence[Sequence[str]] = ()) -> Layout:
    """The layout of a record; every segment stands in exactly one piece.

    `remarks` are the segment ids that each remark is about; each must name one that the record has.
    """
    rows = {side: build_rows(alignment, side) for side in SIDES}
    homes = {
        side: {s.id: n for n, row in enumerate(rows[side]) for s in (*row.lead, *row.follow)}
        for side in SIDES
    }
    blocks = {side: _blocks(alignment.document(side).segments) for side in SIDES}
    cut = {
        side: [[tuple(run) for _, run in groupby(block, key=_key(homes))] for block in blocks[side]]
        for side in SIDES
    }
    placed = {
        lead: _Placing(lead, rows[lead], homes[lead], cut, _by_row(alignment, lead, homes[lead], remarks))
        for lead in SIDES
    }
    texts = {
        side: tuple(
            Paragraph(tuple(block), tuple(_piece(run, placed) for run in runs))
            for block, runs in zip(blocks[side], cut[side], strict=True)
        )
        for side in SIDES
    }
    return Layout(
        texts,
        {lead: Order(lead, rows[lead], p.beside) for lead, p in placed.items()},
        tuple({lead: placed[lead].below[n] for lead in SIDES} for n in range(len(remarks))),
    )


def _by_row(
    alignment: Alignment, lead: Side, homes: Mapping[str, int], remarks: Sequence[Sequence[str]]
) -> Mapping[int, list[int]]:
    """The remarks of each row: those about the leading side stand with it."""
    leading = alignment.document(lead).by_id
    found: dict[int, list[int]] = defaultdict(list)
    for n, segments in enumerate(remarks):
        known = [i for i in segments if i in homes]
        found[homes[next((i for i in known if i in leading), known[0])]].append(n)
    return found


def _key(homes: Mapping[Side, Mapping[str, int]]) -> Callable[[Segment], tuple[int, ...]]:
    return lambda segment: tuple(homes[side][segment.id] for side in SIDES)


def _blocks(segments: Iterable[Segment]) -> list[list[Segment]]:
    """A text cut into paragraphs; questions and what is spoken after them are paragraphs of their own."""

    def key(segment: Segment) -> tuple[object, ...]:
        return segment.paragraph, segment.turn, segment.speaker, segment.kind in ("question", "heading")

    return [list(block) for _, block in groupby(segments, key=key)]


def _piece(run: tuple[Segment, ...], placed: Mapping[Side, _Placing]) -> Piece:
    places = {lead: placed[lead].places[run[0].id] for lead in SIDES}
    return Piece(run, places, tuple(lead for lead in SIDES if run[0].id in placed[lead].moved))


class _Placing:
    """Lines and ranks of one order of reading; made once and thrown away."""

    def __init__(
        self,
        lead: Side,
        rows: Sequence[Row],
        homes: Mapping[str, int],
        cut: Mapping[Side, Sequence[Sequence[tuple[Segment, ...]]]],
        remarks: Mapping[int, Sequence[int]],
    ) -> None:
        self.places: dict[str, Place] = {}
        self.beside: dict[int, Place] = {}
        self.below: dict[int, Place] = {}
        held: dict[Side, dict[int, list[str]]] = {side: defaultdict(list) for side in SIDES}
        for side in SIDES:
            for run in (run for block in cut[side] for run in block):
                held[side][homes[run[0].id]].append(run[0].id)
        line = 1
        for number, row in enumerate(rows):
            line = self._place(number, row, held[lead][number], held[other(lead)][number], line)
            for remark in remarks.get(number, ()):
                self.below[remark] = Place(line, line + 1, 4 * number + 3, wide=True)
                line += 1
        follow = [run[0].id for block in cut[other(lead)] for run in block]
        self.moved = _moved(follow, self.places)

    def _place(self, number: int, row: Row, lead: list[str], follow: list[str], line: int) -> int:
        """Give a row its lines, from `line` on; returns the first free one."""
        if row.is_long:
            return self._place_long(number, lead or follow, line)
        columns: tuple[list[str | None], list[str | None]] = ([*lead], [*follow])
        alone = row.kind == "heading" and not follow and not row.elsewhere
        if row.kind == "lead-only" or row.elsewhere:
            columns[1].append(None)
        elif row.kind == "follow-only":
            columns[0].append(None)
        height = max(map(len, columns))
        for column, parts in enumerate(columns):
            for position, part in enumerate(parts):
                end = line + height if position == len(parts) - 1 else line + position + 1
                place = Place(line + position, end, 4 * number + 1 + column, wide=alone)
                if part is None:
                    self.beside[number] = place
                else:
                    self.places[part] = place
        return line + height

    def _place_long(self, number: int, parts: Sequence[str], line: int) -> int:
        """A text of its own runs over both columns, below the words that say so."""
        self.beside[number] = Place(line, line + 1, 4 * number, wide=True)
        for position, part in enumerate(parts, line + 1):
            self.places[part] = Place(position, position + 1, 4 * number + 1, wide=True)
        return line + 1 + len(parts)


def _moved(own_order: Sequence[str], places: Mapping[str, Place]) -> frozenset[str]:
    """What stands out of its own order: all but one longest sequence that kept it (patience sorting).

    Of pieces that moved together only the first counts.
    """
    lines = [places[part].first for part in own_order]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, line in enumerate(lines):
        at = bisect_left(tails, line)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [line]
        ends[at : at + 1] = [n]
    kept = set(_chain(before, ends[-1] if ends else -1))
    shown = sorted(own_order, key=lambda part: places[part].first)
    above = dict(pairwise(shown))
    together = {below for part, below in pairwise(own_order) if above.get(part) == below}
    return frozenset(part for n, part in enumerate(own_order) if n not in kept and part not in together)


def _chain(before: Sequence[int], last: int) -> Iterator[int]:
    while last >= 0:
        yield last
        last = before[last]
