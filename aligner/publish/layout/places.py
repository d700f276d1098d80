"""Where everything stands: both texts whole, and for each order of reading the place of each part.

The page holds each text once, whole and in its own order, cut into *pieces*: the sentences of a paragraph
that stand in one row. In a single-language view the pieces are simply the paragraph. In a paired view the
style sheet puts each piece into the row that `page_rows` gave it, once with the Chinese leading, once with
the English: every part carries both places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from aligner.publish.layout.rows import PageRow, page_rows
from aligner.record.chains import by_key, rising_chain, stretches
from aligner.record.model import SIDES, Alignment, Document, Segment, Side, other

# Levels of headings in the table of contents; with more it would be a page long. Chosen, not measured.
CONTENTS_DEPTH = 2
# Levels of headings: each text stands under one of the second level, and HTML has none below the sixth.
ABOVE_TEXTS, DEEPEST = 2, 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands in one order of reading."""

    first: int
    """First line of the grid, from 1."""
    last: int
    """The line it ends before."""
    rank: int
    """Its place among all parts where they stand one below the other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring segments of a paragraph that stay together in every view."""

    segments: tuple[Segment, ...]
    places: Mapping[Side, Place]
    """By the side that leads."""
    moved: tuple[Side, ...] = ()
    """The orders of reading in which it does not stand where its own text has it."""
    follows: str = ""
    """The id of the segment before it in its own text; empty for the first."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list item or question of one text, whole."""

    pieces: tuple[Piece, ...]
    level: int = 0
    """Of a heading in the page: 3 to 6, never more than one deeper than the one before it; else 0."""
    turn: str = ""
    """The question that begins here, unless its text begins with its name."""
    speaker: str = ""
    """Who begins to speak here, unless the text begins with the name."""

    @property
    def first(self) -> Segment:
        """Its first segment, which says what it is."""
        return self.pieces[0].segments[0]


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Both texts and both orders."""

    texts: Mapping[Side, tuple[Paragraph, ...]]
    orders: Mapping[Side, Order]
    remarks: tuple[Mapping[Side, Place], ...]
    """Where each remark stands, by the side that leads: below the row of the first segment it is about."""


def lay_out(alignment: Alignment, remarks: Sequence[Sequence[str]] = ()) -> PageLayout:
    """The layout of a record; every segment stands in exactly one piece.

    `remarks` are the segment ids that each remark is about; each must name one that the record has.
    """
    rows = {side: page_rows(alignment, side) for side in SIDES}
    homes = {
        side: {s.id: n for n, row in enumerate(rows[side]) for s in (*row.lead, *row.follow)}
        for side in SIDES
    }

    def stays(a: Segment, b: Segment) -> bool:
        return all(homes[side][a.id] == homes[side][b.id] for side in SIDES)

    paragraphs = {side: _paragraphs(alignment.side(side)) for side in SIDES}
    pieces = {side: [stretches(part, stays) for part in paragraphs[side]] for side in SIDES}
    firsts = {side: [piece[0].id for part in pieces[side] for piece in part] for side in SIDES}
    orders = {
        lead: Order(lead, rows[lead], homes[lead], firsts, _by_row(alignment, lead, homes[lead], remarks))
        for lead in SIDES
    }
    return PageLayout(
        {side: tuple(_placed(alignment.side(side), pieces[side], orders)) for side in SIDES},
        orders,
        tuple({lead: orders[lead].below[n] for lead in SIDES} for n in range(len(remarks))),
    )


def contents(document: Document) -> Iterator[tuple[Segment, str]]:
    """The table of contents of a text: its questions and its highest headings, with their names."""
    turn = None
    for segment in document:
        if segment.kind == "question" and segment.turn and segment.turn != turn:
            turn = segment.turn
            yield segment, segment.turn
        elif segment.kind == "heading" and len(segment.section) < CONTENTS_DEPTH:
            yield segment, segment.shown


def _by_row(
    alignment: Alignment, lead: Side, homes: Mapping[str, int], remarks: Sequence[Sequence[str]]
) -> Mapping[int, list[int]]:
    """The remarks of each row: those about the leading side stand with it."""
    leading = alignment.side(lead).by_id

    def home(segments: Sequence[str]) -> int:
        placed = [i for i in segments if i in homes]
        return homes[next((i for i in placed if i in leading), placed[0])]

    return by_key((n, [home(segments)]) for n, segments in enumerate(remarks))


def _paragraphs(document: Document) -> list[list[Segment]]:
    """A text cut into paragraphs; questions and what is spoken after them are paragraphs of their own."""

    def key(segment: Segment) -> tuple[object, ...]:
        return segment.paragraph, segment.turn, segment.speaker, segment.kind in ("question", "heading")

    return [list(block) for _, block in groupby(document, key=key)]


def _placed(
    document: Document, paragraphs: Iterable[Sequence[Sequence[Segment]]], orders: Mapping[Side, Order]
) -> Iterator[Paragraph]:
    """A text's paragraphs, given in pieces, each with the words that open it."""
    level = ABOVE_TEXTS
    before: Segment | None = None
    for pieces in paragraphs:
        first = pieces[0][0]
        is_heading = first.kind == "heading"
        if is_heading:
            level = min(ABOVE_TEXTS + 1 + len(first.section), level + 1, DEEPEST)
        yield Paragraph(
            pieces=tuple(_piece(document, piece, orders) for piece in pieces),
            level=level if is_heading else 0,
            turn=_new_turn(first, before),
            speaker=_new_speaker(first, before),
        )
        before = before if is_heading else first


def _new_turn(first: Segment, before: Segment | None) -> str:
    if first.kind != "question" or not first.turn or first.shown.startswith(first.turn):
        return ""
    continues = before is not None and before.turn == first.turn and before.kind == "question"
    return "" if continues else first.turn


def _new_speaker(first: Segment, before: Segment | None) -> str:
    if first.kind == "heading" or not first.speaker:
        return ""
    continues = before is not None and (before.speaker, before.turn) == (first.speaker, first.turn)
    return "" if continues or first.shown.startswith(first.speaker) else first.speaker


def _piece(document: Document, segments: Sequence[Segment], orders: Mapping[Side, Order]) -> Piece:
    first = segments[0].id
    position = document.position[first]
    return Piece(
        segments=tuple(segments),
        places={lead: orders[lead].places[first] for lead in SIDES},
        moved=tuple(lead for lead in SIDES if first in orders[lead].moved),
        follows=document.segments[position - 1].id if position else "",
    )


class Order:
    """The rows of one order of reading, and where what belongs to a row stands."""

    def __init__(
        self,
        lead: Side,
        rows: Sequence[PageRow],
        homes: Mapping[str, int],
        firsts: Mapping[Side, Sequence[str]],
        remarks: Mapping[int, Sequence[int]],
    ) -> None:
        """`homes`: rows of segments; `firsts`: first segments of pieces; `remarks`: remarks of rows."""
        self.rows = rows
        self.places: dict[str, Place] = {}
        """By the first segment of each piece."""
        self.beside: dict[tuple[int, Side], Place] = {}
        """Free places, by row and column: beside what no link holds, and below what stands elsewhere too."""
        self.below: dict[int, Place] = {}
        """For each remark its line below its row."""
        columns = (lead, other(lead))
        in_row = {side: by_key((key, [homes[key]]) for key in firsts[side]) for side in SIDES}
        line = 1
        beside_long: tuple[int, Side] | None = None
        for number, row in enumerate(rows):
            line = self._place(number, row, {side: in_row[side][number] for side in columns}, line)
            if not row.is_long and (row.kind != "heading" or row.links):
                beside_long = None
            elif row.opens_run:
                beside_long = number, columns[row.kind == "lead-only"]
            elif row.is_long and beside_long:
                self.beside[beside_long] = replace(self.beside[beside_long], last=line)
            for remark in remarks.get(number, ()):
                self.below[remark] = Place(line, line + 1, 4 * number + 3)
                line += 1
                beside_long = None
        self.moved = _moved(firsts[other(lead)], self.places)

    def _place(self, number: int, row: PageRow, parts: Mapping[Side, Sequence[str]], line: int) -> int:
        """Give a row its lines, from `line` on; returns the first free one."""
        lead_alone, follow_alone = ((), ()) if row.is_long and not row.opens_run else row.alone
        free = (bool(follow_alone), bool(lead_alone or row.elsewhere))
        columns = [[*ids, *[None] * gap] for ids, gap in zip(parts.values(), free, strict=True)]
        height = max(map(len, columns))
        for column, (side, ids) in enumerate(zip(parts, columns, strict=True)):
            for position, part in enumerate(ids, line):
                end = position + 1 if position < line + len(ids) - 1 else line + height
                if part is not None:
                    self.places[part] = Place(position, end, 4 * number + 1 + column)
                else:
                    is_before = row.is_long or row.kind == "follow-only"
                    self.beside[number, side] = Place(position, end, 4 * number + (0 if is_before else 2))
        return line + height


def _moved(own_order: Sequence[str], places: Mapping[str, Place]) -> frozenset[str]:
    """What stands out of its own order: all but one longest sequence that kept it.

    Of pieces that moved together only the first counts.
    """
    kept = {*rising_chain([places[part].first for part in own_order])}
    shown = sorted(own_order, key=lambda part: places[part].first)
    above = dict(pairwise(shown))
    together = {below for part, below in pairwise(own_order) if above.get(part) == below}
    return frozenset(part for n, part in enumerate(own_order) if n not in kept and part not in together)
