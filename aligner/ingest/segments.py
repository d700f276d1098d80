"""Blocks → segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.ingest.blocks import Block
from aligner.ingest.sentences import split
from aligner.ingest.structure import is_sentence_heading
from aligner.ingest.tracked import Tracked
from aligner.record.files.text import LineIndex
from aligner.record.model import Kind, Segment, Side, Source, Span

_WHOLE: dict[str, Kind] = {
    "heading": "heading",
    "reference": "reference",
    "note": "note",
    "metadata": "metadata",
}


def cut_segments(
    blocks: Sequence[Block],
    paths: Sequence[tuple[str, ...]],
    lines: LineIndex,
    file: str,
    segments: dict[Side, list[Segment]],
) -> None:
    """Append the segments of each block to its side; ids are numbers in order, paragraphs count blocks."""
    for block, path in zip(blocks, paths, strict=True):
        side = block.side or "en"
        earlier = segments[side]
        paragraph = earlier[-1].paragraph + 1 if earlier else 1
        for begin, end, kind in _pieces(block, side):
            content = block.content.slice(begin, end)
            if content.text.strip():
                segment = _segment(content, block, kind, lines, file)
                name = f"{side[0]}{len(earlier) + 1}"
                earlier.append(replace(segment, id=name, section=path, paragraph=paragraph))


def _pieces(block: Block, side: Side) -> list[tuple[int, int, Kind]]:
    kinds: tuple[Kind, Kind] = ("sentence", "clause")
    if block.role == "heading" and is_sentence_heading(block.text):
        block.content = block.content.mark("heading-sentence")
        kinds = ("sentence", "sentence")
    elif block.role in _WHOLE:
        return [(0, len(block.text), _WHOLE[block.role])]
    elif block.role == "caption":
        kinds = ("caption", "caption")
    elif block.role == "item":
        kinds = ("list-item", "list-item")
    elif block.question:
        kinds = ("question", "question")
    return [(begin, end, kinds[is_clause]) for begin, end, is_clause in split(block.text, side)]


def _segment(content: Tracked, block: Block, kind: Kind, lines: LineIndex, file: str) -> Segment:
    pieces = _places(content, block.spans)
    start, end = pieces[0][0], pieces[-1][1]
    return Segment(
        id="",
        text=" ".join(content.text.split()),
        kind=kind,
        source=Source(file, start, end, lines.line(start), pieces if len(pieces) > 1 else ()),
        speaker=block.speaker,
        level=block.level if kind == "heading" else 0,
        turn=block.turn,
        repairs=tuple(sorted({mark.rule for mark in content.marks})),
    )


def _places(content: Tracked, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The source stretches that a passage comes from: one, or one each side of a break."""
    places = []
    for begin, end in spans:
        inside = [at for at in content.at if begin <= at < end]
        if inside:
            places.append((inside[0], inside[-1] + 1))
    return tuple(places) or ((content.start, content.end),)
