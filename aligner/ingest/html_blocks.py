"""Block tags of HTML cut a paragraph as their Markdown counterparts would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aligner.ingest.blocks import Block, Role, part

_NAMES = (
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|html|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_TAG = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    rf"|<(?P<close>/?)(?P<name>{_NAMES})(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ROLES: dict[str, Role] = {
    "li": "item",
    "dd": "item",
    "caption": "caption",
    "figcaption": "caption",
    **{f"h{level}": "heading" for level in range(1, 7)},
}


def cut_html(block: Block) -> Iterator[Block]:
    """A block in pieces: what stands in a cell, an item, a paragraph or a heading of HTML is a block."""
    tags = [match for match in _TAG.finditer(block.text) if match["name"]]
    if block.role not in ("text", "item") or not tags:
        yield block
        return
    opened: list[str] = []
    position = 0
    for tag in tags:
        yield from _piece(block, position, tag.start(), opened)
        position, name = tag.end(), tag["name"].lower()
        if not tag["close"]:
            opened.append(name)
        elif name in opened:
            del opened[len(opened) - 1 - opened[::-1].index(name) :]
    yield from _piece(block, position, len(block.text), opened)


def _piece(block: Block, begin: int, end: int, opened: list[str]) -> Iterator[Block]:
    content = block.content.slice(begin, end).strip()
    if not content.text:
        return
    name = next((name for name in reversed(opened) if name in _ROLES), "")
    piece = replace(part(block, content), role=_ROLES.get(name, block.role))
    piece.cell = block.cell or "td" in opened or "th" in opened
    if piece.role == "heading":
        piece.level = int(name[1])
    elif piece.role == "item":
        piece.depth = block.depth or 1
    yield piece
