"""One text of a record: whole, in its own order, every piece with its places in the paired views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from aligner.language.conversion import convert_spans
from aligner.publish.layout.findings import Mark
from aligner.publish.layout.places import Paragraph, Piece, Place
from aligner.publish.record_page.view import View
from aligner.record.model import Segment, Side

__all__ = ["Fragment", "ShownBlock", "ShownPassage", "ShownPiece", "fragments", "text_blocks"]

DEEPEST = 6
"""HTML has no heading below the sixth level."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a passage, or the reference to a note that follows it."""

    text: str = ""
    is_evidence: bool = False
    note: int = 0
    """The number of the note; 0 for a stretch of text."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A segment as the page shows it."""

    id: str
    links: str
    """The numbers of the links that hold it, with spaces between."""
    fragments: tuple[Fragment, ...]
    is_absent: bool
    """Whether the other text lacks it."""
    is_edited: bool


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Passages of a paragraph that stay together in every view."""

    places: Mapping[Side, Place]
    """By the side that leads."""
    moved: tuple[Side, ...]
    """The orders of reading in which it does not follow the passage that it follows in its own text."""
    follows: str
    """The id of that passage; empty where the text begins with this one."""
    passages: tuple[ShownPassage, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph, heading, list item or question."""

    kind: str
    """The kind of its first segment; ``text`` for running text."""
    level: int
    """Of a heading: 3 to 6; 0 for anything else."""
    turn: str
    """The question that begins here, if its text does not name it."""
    speaker: str
    """Who begins to speak here, if the text does not say so."""
    pieces: tuple[ShownPiece, ...]


def text_blocks(view: View, side: Side) -> Iterator[tuple[ShownBlock, ...]]:
    """The blocks of a text in its own order, neighbouring list items together, any other block alone."""
    paragraphs = view.plan.layout.texts[side]
    levels = _levels(paragraphs)
    before: Segment | None = None
    blocks: list[ShownBlock] = []
    for paragraph in paragraphs:
        first = paragraph.first
        blocks.append(_block(view, side, paragraph, levels.get(first.id, 0), before))
        before = before if first.kind == "heading" else first
    for is_item, items in groupby(blocks, key=lambda block: block.kind == "list-item"):
        if is_item:
            yield tuple(items)
        else:
            yield from ((block,) for block in items)


def _levels(paragraphs: Iterable[Paragraph]) -> Mapping[str, int]:
    """The level of each heading in the page: never more than one deeper than the one before it."""
    levels: dict[str, int] = {}
    level = 2
    for paragraph in paragraphs:
        if paragraph.first.kind == "heading":
            level = min(3 + len(paragraph.first.section), level + 1, DEEPEST)
            levels[paragraph.first.id] = level
    return levels


def _block(view: View, side: Side, paragraph: Paragraph, level: int, before: Segment | None) -> ShownBlock:
    first = paragraph.first
    speaker = _new_speaker(first, before)
    return ShownBlock(
        kind="text" if first.kind in ("sentence", "clause") else first.kind,
        level=level,
        turn=_new_turn(first, before),
        speaker=view.convert[side](speaker),
        pieces=tuple(_piece(view, side, piece) for piece in paragraph.pieces),
    )


def _new_turn(first: Segment, before: Segment | None) -> str:
    """The name of the question that a paragraph begins, unless its text begins with the name."""
    if first.kind != "question" or not first.turn or first.shown.startswith(first.turn):
        return ""
    continues = before is not None and before.turn == first.turn and before.kind == "question"
    return "" if continues else first.turn


def _new_speaker(first: Segment, before: Segment | None) -> str:
    """Who speaks from this paragraph on, unless its text begins with the name; empty where nobody begins."""
    if first.kind in ("question", "heading") or not first.speaker:
        return ""
    continues = before is not None and (before.speaker, before.turn) == (first.speaker, first.turn)
    return "" if continues or first.shown.startswith(first.speaker) else first.speaker


def _piece(view: View, side: Side, piece: Piece) -> ShownPiece:
    document = view.record.alignment.document(side)
    position = document.position[piece.segments[0].id]
    return ShownPiece(
        places=piece.places,
        moved=piece.moved,
        follows=document.segments[position - 1].id if position else "",
        passages=tuple(_passage(view, side, segment) for segment in piece.segments),
    )


def _passage(view: View, side: Side, segment: Segment) -> ShownPassage:
    return ShownPassage(
        id=segment.id,
        links=" ".join(map(str, view.plan.links.get(segment.id, ()))),
        fragments=tuple(_evidence(view, side, segment)),
        is_absent=view.plan.is_absent(segment),
        is_edited=segment.id in view.record.resolved.edits,
    )


def _evidence(view: View, side: Side, segment: Segment) -> Iterator[Fragment]:
    """The words of a passage in the script of the page, with its evidence and the numbers of its notes."""
    marks = view.plan.marks.get(segment.id, ())
    shown, spans = convert_spans(segment.shown, [span for span, _ in marks if span], view.convert[side])
    converted = iter(spans)
    return fragments(shown, [(next(converted) if span else None, number) for span, number in marks])


def fragments(text: str, marks: Iterable[Mark]) -> Iterator[Fragment]:
    """A text cut at its evidence, each stretch of it followed by the number of the note about it.

    Spans may overlap, repeat or reach too far; None stands for the text as a whole.
    """
    position = 0
    for span, note in sorted(marks, key=lambda mark: mark[0] or (len(text), len(text))):
        begin, end = (min(place, len(text)) for place in span or (len(text), len(text)))
        begin = max(begin, position)
        yield Fragment(text[position:begin])
        if begin < end:
            yield Fragment(text[begin:end], is_evidence=True)
        position = max(begin, end)
        yield Fragment(note=note)
    yield Fragment(text[position:])
