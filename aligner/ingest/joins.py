"""Sentences that a page break, a stamp, a footnote or a figure cuts in two are made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.ingest.blocks import Block
from aligner.ingest.continuation import HYPHEN, goes_on, may_go_on
from aligner.ingest.endings import is_terminated
from aligner.ingest.repairs import Words
from aligner.ingest.tracked import Tracked
from aligner.record.characters import fold

_TRANSPARENT = ("furniture", "caption", "note")
_PROSE = ("text", "item", "reference")
# Furniture of the text itself, which no page break explains; the first two are part of what is said.
_CONTENT = ("code block", "formula")
_SILENT = (
    "comment",
    "link definition",
    "style sheet",
    "script",
    "drawing",
    "markup",
    "task box",
    "list mark",
)
_ENUMERATED = re.compile(r"[(（]?\d{1,2}[)）]|\d{1,3}[.、 ]")


def join_broken(blocks: Sequence[Block], words: Words, breaks: Sequence[str]) -> list[Block]:
    """Join each prose block that ends open with the one that takes it up; what stands between stays apart.

    Furniture, captions and footnotes of either side may stand between; anything else ends the search. A page
    number, a header, a stamp or a footnote between them shows that a page ends there.
    """
    never = tuple(fold(text) for text in breaks)
    result: list[Block] = []
    waiting: Block | None = None
    page_break = False
    for block in blocks:
        if block.role in _TRANSPARENT and block.name not in _CONTENT:
            page_break |= block.role != "caption" and block.name not in _SILENT
            result.append(block)
            continue
        fits = waiting and not fold(block.text).startswith(never or ("\0",))
        if waiting and fits and _continues(waiting, block, page_break=page_break):
            _append(waiting, block, words)
        else:
            result.append(block)
            waiting = block
        waiting, page_break = waiting if _open(waiting) else None, False
    return result


def _open(block: Block) -> bool:
    if block.role == "reference":
        return not is_terminated(block.text)
    return block.role in _PROSE and may_go_on(block.text)


def _continues(first: Block, second: Block, *, page_break: bool) -> bool:
    if second.side != first.side or first.quoted != second.quoted or first.cell or second.cell:
        return False
    broken = page_break or first.role == "reference"
    return _may_continue(first, second) and goes_on(
        first.text, second.text, first.side or "en", page_break=broken
    )


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
    hyphenated = first.side == "en" and HYPHEN.search(head.text)
    glue = " " if first.side == "en" and not hyphenated else ""
    if hyphenated:
        left = re.split(r"[^A-Za-z]", head.text[:-1])[-1]
        right = re.match(r"[A-Za-z]*", second.text)
        if right and right[0] and words.joins(left, right[0]):
            head = head.slice(0, len(head) - 1)
    gap = Tracked(glue, (head.end,) * len(glue))
    first.content = Tracked.join([head, gap, second.content.mark("page-break")])
    first.spans = [*first.spans, *second.spans]
