"""Page numbers and running headers: what a page carries and its text does not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from aligner.ingest.blocks import Block
from aligner.ingest.continuation import goes_on, may_go_on
from aligner.ingest.endings import is_terminated, word_length
from aligner.ingest.patterns import patterns
from aligner.record.characters import fold, main_language

_NUMBER = re.compile(r"\d{1,4}$")
_EDGES = re.compile(r"^[\W\d]+|[\W\d]+$")
_ROMAN = re.compile(r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})$", re.IGNORECASE)
# Numbers alone in a block are page numbers where they run up through the document; pages without a number
# may lie between. Chosen, not measured.
_STEP = 3
# From here on, and up to the last, a number alone is a year.
_YEARS = range(1000, 2200)
# Words of a running header at most: the title of a work with its author. Chosen, not measured.
_HEADER = 24
# How often a line comes that is a running header if it cuts one sentence; one that comes twice, or once below
# the same title, must do so each time. Chosen: a refrain or a label cuts none.
_TIMES = 3


# Blocks in which the sentence on either side of a header is looked for: between two paragraphs, a page has a
# header, a footer, a number and a stamp, seldom more.
_NEAR = 12


def mark_page_furniture(blocks: Sequence[Block]) -> None:
    """Make furniture of page numbers and of the running headers and footers between the pages."""
    for block in blocks:
        if _is_line(block) and patterns().page_number.match(block.text):
            block.role, block.name = "furniture", "page number"
    for index in _running_lines(blocks):
        blocks[index].role, blocks[index].name = "furniture", "running header"
    for index in _running_numbers(blocks):
        blocks[index].role, blocks[index].name = "furniture", "page number"


def _is_line(block: Block) -> bool:
    return block.role in ("text", "heading", "item") and not block.cell


def _running_numbers(blocks: Sequence[Block]) -> Iterator[int]:
    """Numbers alone in a block, Arabic or Roman, that run up or stand in the middle of a sentence."""
    places = [i for i, b in enumerate(blocks) if b.role == "text" and not b.cell and _NUMBER.match(b.text)]
    values = [int(blocks[i].text) for i in places]
    running = {
        place
        for (first, a), (second, b) in pairwise(zip(places, values, strict=True))
        if 0 < b - a <= _STEP and a not in _YEARS
        for place in (first, second)
    }
    yield from (i for i in places if i in running or _cuts(blocks, i))
    romans = [i for i, b in enumerate(blocks) if b.role == "text" and not b.cell and _ROMAN.match(b.text)]
    if not any(blocks[i].text in ("I", "i") for i in romans):  # chapters begin at I
        yield from (i for i in romans if len(blocks[i].text) > 1 or _cuts(blocks, i))


def _running_lines(blocks: Sequence[Block]) -> Iterator[int]:
    """Short lines that come again, digits aside, and cut sentences; the title itself stays."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        short = word_length(block.text) <= _HEADER and not is_terminated(block.text)
        line = _EDGES.sub("", fold(block.text))
        numbered = patterns().caption.match(block.text) or patterns().ordinal.match(block.text)
        if _is_line(block) and block.role != "item" and short and len(line) > 1 and not numbered:
            places[re.sub(r"\d+", "0", line)].append(index)
    first = next((i for i, block in enumerate(blocks) if block.role != "furniture"), -1)
    for same in places.values():
        again = [i for i in same if i != first]
        cuts = sum(_cuts(blocks, i, apart=frozenset(same)) for i in again)
        if cuts and (len(same) >= _TIMES or (len(same) > 1 and cuts == len(again))):
            yield from again


def _cuts(blocks: Sequence[Block], index: int, apart: frozenset[int] = frozenset()) -> bool:
    """Whether a sentence goes on from before a block to behind it; blocks ``apart`` are looked past."""
    before = _neighbour(blocks, range(index - 1, -1, -1), apart)
    after = _neighbour(blocks, range(index + 1, len(blocks)), apart)
    if not before or not after or not may_go_on(before.text) or before.role not in ("text", "item"):
        return False
    side = main_language(before.text)
    return side == main_language(after.text) and goes_on(
        before.text, after.text, "zh" if side == "zh" else "en", page_break=True
    )


def _neighbour(blocks: Sequence[Block], indices: Sequence[int], apart: frozenset[int]) -> Block | None:
    """The next block of prose in a direction."""
    passing = (i for i in indices[:_NEAR] if blocks[i].role != "furniture" and i not in apart)
    found = next((i for i in passing if not _NUMBER.match(blocks[i].text)), None)
    return None if found is None else blocks[found]
