"""Blocks → segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aligner.ingest.blocks import Block
from aligner.ingest.sentences import split
from aligner.ingest.structure import is_sentence_heading
from aligner.ingest.tracked import HARD_BREAK, Tracked
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
                segment = Segment(
                    id=f"{side[0]}{len(earlier) + 1}",
                    text=" ".join(content.text.split()),
                    kind=kind,
                    source=_source(content, block.spans, lines, file),
                    speaker=block.speaker,
                    section=path,
                    level=block.level if kind == "heading" else 0,
                    turn=block.turn,
                    paragraph=paragraph,
                    repairs=tuple(sorted({mark.rule for mark in content.marks})),
                )
                earlier.append(segment)


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
    return [
        (begin + start, begin + end, kinds[is_clause])
        for begin, line in _lines(block.text)
        for start, end, is_clause in split(line, side)
    ]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """What stands between the line ends that the author meant, with its place."""
    position = 0
    for line in text.split(HARD_BREAK):
        yield position, line
        position += len(line) + 1


def _source(content: Tracked, spans: Sequence[Span], lines: LineIndex, file: str) -> Source:
    """Where a passage comes from: one stretch, or one each side of a break."""
    inside = [[at for at in content.at if begin <= at < end] for begin, end in spans]
    places = tuple((offsets[0], offsets[-1] + 1) for offsets in inside if offsets)
    places = places or ((content.start, content.end),)
    start, end = places[0][0], places[-1][1]
    return Source(file, start, end, lines.line(start), places if len(places) > 1 else ())
