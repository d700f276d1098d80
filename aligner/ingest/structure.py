"""Under which headings a passage stands, how deep these are, and which is the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from aligner.ingest.blocks import Block
from aligner.ingest.endings import word_length
from aligner.ingest.patterns import patterns
from aligner.language.tables import cached, table
from aligner.record.model import Document, Segment, Side

_SENTENCE_END = re.compile("[。！？]$|[a-z][.!]$")


def settle_levels(blocks: Sequence[Block]) -> None:
    """Headings whose marked depth lies get the depth that their numbering, or their neighbours, show.

    A scanner sets ``#`` at random. Where the marks of a side jump (2 → 4) or fall back to 1 after the title,
    they are not believed: numbered headings go by their numbers, those with a typed bullet one step down,
    all others are siblings.
    """
    for side in ("zh", "en"):
        headings = [b for b in blocks if b.role == "heading" and b.side == side]
        marked = [b.level for b in headings if b.name != "title"]
        lies = any(b - a > 1 for a, b in pairwise(marked)) or 1 in marked[2:]
        for block in headings:
            title = block.name == "title" or (block.level == 1 and block is headings[0])
            level = _true_level(block) if lies and not title else 0
            if level and level != block.level:
                block.level = level
                block.content = block.content.mark("heading-level")


def _true_level(block: Block) -> int:
    number = patterns().numbered.match(block.text)
    if block.depth:
        return 3
    return 2 + (number[1].count(".") if number and number[1] else 0)


def section_paths(blocks: Sequence[Block]) -> list[tuple[str, ...]]:
    """Headings above each block, outermost first (the title left out).

    A new turn starts afresh. In a text of both languages a passage stands under its own side's heading
    only until a heading of the other side comes between.
    """
    stacks: dict[Side, list[Block]] = {"zh": [], "en": []}
    turns: dict[Side, str | None] = {"zh": None, "en": None}
    last: Side | None = None
    paths: list[tuple[str, ...]] = []
    for block in blocks:
        side = block.side or "en"
        stack = stacks[side]
        if block.turn != turns[side] and block.role not in ("caption", "note", "reference", "metadata"):
            stack.clear()
            turns[side] = block.turn
        if block.role == "heading":
            while stack and stack[-1].level >= block.level:
                stack.pop()
        applies = last in (side, None) or block.role == "heading"
        paths.append(tuple(h.text for h in stack if h.level > 1) if applies else ())
        if block.role == "heading":
            stack.append(block)
            last = side
        elif stack and patterns().metadata_label.match(stack[-1].text):
            stack.pop()
    return paths


def is_sentence_heading(text: str) -> bool:
    """A heading that is one sentence: it ends with a full stop."""
    # a shorter one, such as *Abstract.*, is a label with a stop behind it
    return bool(_SENTENCE_END.search(text)) and len(text) > 12


# Segments at the beginning among which the title is looked for: a kicker, a date, a line of a converter may
# stand above it. Chosen.
_OPENING_SEGMENTS = 6
# Words, or halves of two Han characters, that a title has at most; the long subtitles of papers have 30.
_LONGEST = 32
_AGENCY = re.compile(r"[ \u3000]+\S{2,8}$")
_TITLE_END = re.compile("[。；;，,、：:]$|[a-z]{2}\\.$")
# Style sheets, link definitions, keys and markers: what is left of other formats.
_MARKUP = re.compile(r"[{}<>|\\]|^\W*\[[^\]]*\]:|^[a-z_]+:\s|https?://|^[\W\d_]+$")


def title_of(document: Document) -> str:
    """The title of a document; empty where no line of its beginning is certain to be one.

    The first heading of the highest level among the first lines, or the first line if it is as short as a
    headline and no sentence. A dateline that runs into it is left out.
    """
    first = [s for s in islice(document, _OPENING_SEGMENTS) if _fits(_headline(s))]
    headings = [s for s in first if s.kind == "heading"]
    if headings:
        return _headline(min(headings, key=lambda s: s.level or 9))
    opening = document.segments[0]
    return _headline(opening) if opening in first else ""


def _headline(segment: Segment) -> str:
    dateline = _dateline().search(segment.text)
    if not dateline or not dateline.start():
        return segment.text.strip()
    return _AGENCY.sub("", segment.text[: dateline.start()].rstrip())


@cached()
def _dateline() -> re.Pattern[str]:
    lines = table("press_report")["dateline"]
    return re.compile("|".join([*lines["zh"], *lines["en"]]))


def _fits(text: str) -> bool:
    if not text or _TITLE_END.search(text) or _MARKUP.search(text) or _dateline().match(text):
        return False
    return word_length(text) <= _LONGEST
