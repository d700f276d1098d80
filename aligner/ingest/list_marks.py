"""Typed marks of list items (``·``, ①, 1.1., a., 1，) that Markdown does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from aligner.ingest.blocks import Block, part
from aligner.ingest.endings import is_terminated
from aligner.ingest.patterns import patterns
from aligner.record.characters import HAN_CLASS

_CIRCLED = re.compile(r"[①-⑳❶-❿]\s*")
# A note's mark stands behind a word, or behind the full stop at the end; one that begins a clause counts.
_NOTE_MARK = re.compile(
    rf"(?<=[{HAN_CLASS}\w”’」』）)》〉%])[①-⑳❶-❿]|(?<=[。！？.!?])[①-⑳❶-❿](?=[①-⑳❶-❿\s]*$)"
)
# 1.1. and a. are marks wherever they stand; 1.1, 1，, 1、 and A. need another one like them.
_SURE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.|(?:[a-h]|[ivx]{1,4})[.)]|[Ⅰ-Ⅻⅰ-ⅻ][.．、])[ \t\u00a0\u3000]+(?=\S)"
)
_LIKELY = re.compile(
    r"(?P<number>(?P<head>(?:\d{1,2}\.)*)(?P<last>\d{1,2}|[A-H]))"
    rf"(?P<stop>[，,、．.]?)(?:[ \t\u00a0\u3000]+(?=\S)|(?<=[，,、．])(?=[{HAN_CLASS}“《]))"
)


# The marks of lists that run on in one paragraph: i. …; ii. …; iii. …
_SERIES = (tuple("abcdefgh"), ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))


def take_list_marks(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without typed marks; a marked block is a list item, or a heading one step down.

    A passage that begins with ① is a note where the mark occurs in the text before, else an item. A number
    before what is no sentence heads a section, and stays.
    """
    blocks = [piece for block in blocks for piece in _items(block)]
    likely = {id(block): mark for block in blocks if (mark := _likely(block))}
    keys = {_key(mark) for mark in likely.values()}
    marks = {mark for mark in likely.values() if _neighbours(mark) & keys}
    noted: set[str] = set()
    for block in blocks:
        _take(block, noted, marked=likely.get(id(block)) in marks)
        noted |= {match[0] for match in _NOTE_MARK.finditer(block.text)}
    return blocks


def _items(block: Block) -> Iterator[Block]:
    """The items of a list that runs on in one paragraph."""
    cuts, position = [0], 0
    series = next((s for s in _SERIES if block.role == "text" and block.text.startswith(f"{s[0]}. ")), ())
    for mark in series[1:]:
        found = re.compile(rf"(?<=[;；,.])\s+(?={mark}\.\s)").search(block.text, position)
        if not found:
            break
        cuts.append(position := found.end())
    if len(cuts) == 1:
        yield block
        return
    for span in pairwise([*cuts, len(block.text)]):
        yield part(block, block.content.slice(*span).strip())


def _likely(block: Block) -> re.Match[str] | None:
    if block.role not in ("text", "item") or block.cell or block.label:
        return None
    match = _LIKELY.match(block.text)
    return match if match and (match["stop"] or match["head"]) else None


def _key(mark: re.Match[str]) -> tuple[str, int, str]:
    """What comes before the last number or letter of a mark, its value, and what comes behind."""
    last = mark["last"]
    return mark["head"], int(last) if last.isdigit() else ord(last), mark["stop"]


def _neighbours(mark: re.Match[str]) -> set[tuple[str, int, str]]:
    """The marks before and after one."""
    head, value, stop = _key(mark)
    return {(head, value - 1, stop), (head, value + 1, stop)}


def _take(block: Block, noted: set[str], *, marked: bool) -> None:
    for length in _marks(block, noted, marked=marked):
        block.content = block.content.slice(length, len(block.text)).mark("list-mark")
        if block.role == "text":
            block.role, block.depth = "item", 1
        elif block.role == "heading":
            block.depth = 1


def _marks(block: Block, noted: set[str], *, marked: bool) -> Iterator[int]:
    """The length of the mark that a block begins with, if it is one."""
    if block.role not in ("text", "item", "heading"):
        return
    text = block.text
    circled, bullet = _CIRCLED.match(text), patterns().bullet.match(text)
    if circled and block.role == "text" and circled[0].strip() in noted:
        block.role = "note"
    elif circled and circled.end() < len(text):
        yield circled.end()
    elif bullet and bullet.end() < len(text) and not patterns().note.match(text, bullet.end()):
        yield bullet.end()
    elif block.role != "heading" and not block.cell and not block.label and is_terminated(text):
        match = _SURE.match(text) or (_LIKELY.match(text) if marked else None)
        if match:
            yield match.end()
