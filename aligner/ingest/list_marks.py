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
# The same for [1] and ¹, which may begin a note as well.
_NUMBERED_NOTE = re.compile(r"(?:\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})(?=\s*\S)")
_NUMBERED_MARK = re.compile(r"(?<=\S)(?:\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})")
# 1.1. and a. are marks wherever they stand; 1.1, 1，, 1、 and A. where they count up from one.
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

    A passage that begins with ① is a note where the mark occurs in the text before, else an item; [1] and ¹
    begin a note likewise. A number before what is no sentence heads a section, and stays.
    """
    blocks = [piece for block in blocks for piece in _items(block)]
    likely = {id(block): mark for block in blocks if (mark := _likely(block))}
    marks = {mark for mark in likely.values() if _counts_up(mark, {_key(mark) for mark in likely.values()})}
    noted: set[str] = set()
    for before, block in pairwise([None, *blocks]):
        assert block is not None
        if before and before.role == "note" and (mark := _NUMBERED_NOTE.match(block.text)):
            noted.add(mark[0])  # a list of notes goes on, whatever the text refers to
        _take(block, noted, marked=likely.get(id(block)) in marks)
        for pattern in (_NOTE_MARK, _NUMBERED_MARK):
            noted |= {match[0] for match in pattern.finditer(block.text)}
    return blocks


def _items(block: Block) -> Iterator[Block]:
    """The items of a list that runs on in one paragraph."""
    cuts, position = [0], 0
    series = next((s for s in _SERIES if block.role == "text" and block.text.startswith(f"{s[0]}. ")), ())
    for mark in series[1:]:
        next_item = re.compile(rf"(?<=[;；,.])\s+(?={mark}\.\s)").search(block.text, position)
        if not next_item:
            break
        cuts.append(position := next_item.end())
    if len(cuts) == 1:
        yield block
        return
    for span in pairwise([*cuts, len(block.text)]):
        yield part(block, block.content.slice(*span).strip())


def _likely(block: Block) -> re.Match[str] | None:
    if block.role not in ("text", "item") or block.cell or block.label:
        return None
    match = _LIKELY.match(block.text)
    if not match or not (match["stop"] or match["head"]):
        return None
    # 3.5 percent, 1.5 亿元
    counts = not match["stop"] and re.match("[a-z万亿千百十个%％]", block.text[match.end() :])
    return None if counts else match


def _key(mark: re.Match[str]) -> tuple[str, int, str]:
    """What comes before the last number or letter of a mark, its value, and what comes behind."""
    last = mark["last"]
    return mark["head"], int(last) if last.isdigit() else ord(last), mark["stop"]


def _counts_up(mark: re.Match[str], keys: set[tuple[str, int, str]]) -> bool:
    """Whether marks of this kind count from one: 1， 2，, A. B., and 1.1 1.2 2.1."""
    head, _, stop = _key(mark)
    one = 1 if mark["last"].isdigit() else ord("A")
    heads = {other for other, _, _ in keys if bool(other) == bool(head)} if head else {head}
    return (head, one, stop) in keys and any((other, one + 1, stop) in keys for other in heads)


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
    note = circled or _NUMBERED_NOTE.match(text)
    if note and block.role == "text" and note[0].strip() in noted:
        block.role = "note"
    elif circled and circled.end() < len(text):
        yield circled.end()
    elif bullet and bullet.end() < len(text) and not patterns().note.match(text, bullet.end()):
        yield bullet.end()
    elif block.role != "heading" and not block.cell and not block.label and is_terminated(text):
        match = _SURE.match(text) or (_LIKELY.match(text) if marked else None)
        if match:
            yield match.end()
