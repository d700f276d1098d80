"""Lines that are no prose, inside of blocks: definitions, marks of converters, headings without a blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from aligner.ingest.blocks import Block, Role, part
from aligner.ingest.tracked import HARD_BREAK, Tracked
from aligner.record.characters import HAN_CLASS

_BREAK = re.compile(f"[\n{HARD_BREAK}]")
_DEFINITION = re.compile(
    r"\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*(?:<[^<>\n]*>|(?:https?:|mailto:|[./#]|[\w-]+[./])\S*)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?$"
)
# Whole lines that a converter or a site's generator put in.
_WHOLE = (
    ("link definition", _DEFINITION),
    ("page break", re.compile(r"\{\d+\}-{5,}$|\\(?:newpage|pagebreak|clearpage)$")),
    ("container mark", re.compile(r":{3,}[ \t]*(?:\{[^{}\n]*\}|[\w-]*)$")),
    ("markup", re.compile(r"\[\[?TOC\]?\]$|\[\[_TOC_\]\]$|\{:[^{}\n]*\}$|\{%[^\n]*%\}$", re.IGNORECASE)),
)
# The same at the head of a line whose rest is text.
_PREFIX = (
    ("callout mark", re.compile(r"\[![A-Za-z]+\][+-]?[ \t]*")),
    ("container mark", re.compile(r":{3,}[ \t]*[\w-]+[ \t]+(?=\S)")),
    ("task box", re.compile(r"\[[ xX]\][ \t]+(?=\S)")),
    ("list mark", re.compile(r":[ \t]+(?=\S)")),
    ("line mark", re.compile(r"\|[ ]+(?=[^|\n]+$)")),
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\](:[ \t]*)")
_HASH = re.compile(rf"#{{1,6}}(?:[{HAN_CLASS}“《（][^#\n]*|[A-Z]\w*[ ][^#\n]*)(?<![。.])$")
_INDENTED = re.compile(r"(?:^|[\r\n])[ ]*(?:\t|[ ]{2})[ \t]*$")


def link_names(text: str) -> frozenset[str]:
    """The names of the links that a text defines, folded."""
    lines = (line.lstrip(" \t>").rstrip() for line in text.splitlines() if "]:" in line)
    return frozenset(match[1].casefold() for line in lines if (match := _DEFINITION.match(line)))


def cut_lines(blocks: Iterable[Block], raw: str) -> Iterator[Block]:
    """Blocks in which such lines stand apart; the paragraphs of a footnote are notes.

    ``raw`` is the file: an indented paragraph behind a footnote belongs to it.
    """
    noted = False
    for block in blocks:
        if block.role not in ("text", "item"):
            noted = noted and block.role == "furniture"
            yield block
            continue
        if noted and _INDENTED.search(raw[max(0, block.content.start - 80) : block.content.start]):
            yield replace(block, role="note")
            continue
        for piece in _pieces(block):
            noted = piece.role == "note" or (noted and piece.role == "furniture")
            yield piece


def _pieces(block: Block) -> Iterator[Block]:
    """The block between such lines, and each of them."""
    pending: list[Tracked] = []
    role = block.role
    bounds = [0, *(match.end() for match in _BREAK.finditer(block.text)), len(block.text)]
    for name, content in chain.from_iterable(_runs(block, *span) for span in pairwise(bounds)):
        if not name:
            pending.append(content)
            continue
        yield from _joined(block, pending, role)
        pending, role = ([content], "note") if name == "note" else ([], block.role)
        block = replace(block, quoted=1) if name == "line mark" else block
        if name == "heading":
            level = len(content.text) - len(content.text.lstrip("#"))
            yield replace(part(block, content.slice(level, len(content))), role="heading", level=level)
        elif name not in ("note", "end"):
            yield replace(part(block, content), role="furniture", name=name)
    yield from _joined(block, pending, role)


def _joined(block: Block, lines: list[Tracked], role: Role) -> Iterator[Block]:
    content = Tracked.join(lines).strip()
    if content.text:
        yield replace(part(block, content), role=role)


def _runs(block: Block, begin: int, end: int) -> Iterator[tuple[str, Tracked]]:
    """What a line consists of, by name; prose has none, and keeps the line end behind it."""
    content = block.content.slice(begin, end)
    content = content.slice(len(content) - len(content.text.lstrip(" \t")), len(content))
    line = content.strip()
    whole = next((name for name, pattern in _WHOLE if pattern.match(line.text)), "")
    if whole or _HASH.match(line.text):
        yield whole or "heading", line
    elif match := _FOOTNOTE.match(line.text):
        mark, rest = content.slice(0, match.start(1)), content.slice(match.end(), len(content))
        yield "note", Tracked.join([mark, Tracked(" ", (mark.end,)), rest])
    else:
        for name, pattern in _PREFIX:
            if (match := pattern.match(line.text)) and (begin or name != "list mark"):
                yield name, content.slice(0, match.end())
                yield "", content.slice(match.end(), len(content))
                if name == "container mark":  # its title is a line of its own
                    yield "end", content
                return
        yield "", content
