"""Under which headings a passage stands, and how deep these are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from aligner.ingest.blocks import Block
from aligner.ingest.patterns import patterns
from aligner.record.model import Side

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
