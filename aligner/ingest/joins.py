"""Sentences that a page break, a stamp, a footnote or a figure cuts in two are made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.ingest.blocks import Block
from aligner.ingest.classify import is_terminated, word_length
from aligner.ingest.patterns import patterns
from aligner.ingest.repairs import Words
from aligner.ingest.tracked import Tracked
from aligner.record.characters import HAN_CLASS, fold

_TRANSPARENT = ("furniture", "caption", "note")
_PROSE = ("text", "item", "reference")
# Words of a passage that may go on behind a break; a shorter one without a full stop is a line of its own.
# Both seeds are read the same with 3 to 12; at 20 a sentence of the paper stays in two pieces.
_LONG_ENOUGH = 8
_HYPHEN = re.compile(r"[A-Za-z]-$")
_ENUMERATED = re.compile(r"[(（]?\d{1,2}[)）]|\d{1,3}[.、 ]")
_HAN_START = re.compile(f"[{HAN_CLASS}”’」』）》，。、；：！？“‘《（「『]")
_LOWER = re.compile(r"[a-z]")


def join_broken(blocks: Sequence[Block], words: Words, breaks: Sequence[str]) -> list[Block]:
    """Join each prose block that ends open with the one that takes it up; what stands between stays apart.

    Furniture, captions and footnotes of either side may stand between; anything else ends the search.
    """
    never = tuple(fold(text) for text in breaks)
    result: list[Block] = []
    waiting: Block | None = None
    for block in blocks:
        if block.role in _TRANSPARENT:
            result.append(block)
            continue
        if waiting and _continues(waiting, block) and not fold(block.text).startswith(never or ("\0",)):
            _append(waiting, block, words)
        else:
            result.append(block)
            waiting = block
        waiting = waiting if _open(waiting) else None
    return result


def _open(block: Block) -> bool:
    if block.role not in _PROSE or is_terminated(block.text):
        return False
    return block.role == "reference" or word_length(block.text) >= _LONG_ENOUGH


def _continues(first: Block, second: Block) -> bool:
    if second.side != first.side or not _may_continue(first, second):
        return False
    if first.side == "zh":
        return bool(_HAN_START.match(second.text))
    if _HYPHEN.search(first.text) or _LOWER.match(second.text):
        return True
    return bool(patterns().connective.search(first.text))


def _may_continue(first: Block, second: Block) -> bool:
    """Prose that begins nothing of its own: no item, no number, no question."""
    if second.role != ("reference" if first.role == "reference" else "text"):
        return False
    if any(mark.rule == "list-mark" for mark in second.content.marks):
        return False
    return not _ENUMERATED.match(second.text) and not second.label


def _append(first: Block, second: Block, words: Words) -> None:
    """Put the second block behind the first, with a blank only where the language wants one."""
    head = first.content
    hyphenated = first.side == "en" and _HYPHEN.search(head.text)
    glue = " " if first.side == "en" and not hyphenated else ""
    if hyphenated:
        left = re.split(r"[^A-Za-z]", head.text[:-1])[-1]
        right = re.match(r"[A-Za-z]*", second.text)
        if right and right[0][:1].islower() and words.knows(left + right[0]):
            head = head.slice(0, len(head) - 1)
    gap = Tracked(glue, (head.end,) * len(glue))
    first.content = Tracked.join([head, gap, second.content.mark("page-break")])
    first.spans = [*first.spans, *second.spans]
