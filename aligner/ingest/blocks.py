"""Markdown → blocks with exact source positions (block structure by markdown-it-py)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from aligner.ingest.tracked import Tracked
from aligner.language.look_alikes import INVISIBLE_CLASS
from aligner.record.errors import InputError
from aligner.record.model import Side, Span

Role = Literal["text", "heading", "item", "caption", "reference", "note", "metadata", "furniture"]

# Longest line that is read, in characters; a text with a longer one has lost its paragraphs: it is longer
# than most novels.
MAX_LINE = 1_000_000
_UNSEEN = re.compile(f"[{INVISIBLE_CLASS}]")
_EDGES = re.compile(rf"^[ \t{INVISIBLE_CLASS}]+|[ \t{INVISIBLE_CLASS}]+(?=\r?$)", re.MULTILINE)
"""What cannot be seen at the ends of a line: it hides no mark, and a line of nothing else is blank."""
_NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks from here on, as a label says it."""

    name: str
    """The speaker's name; empty for a bare *A:* or 答："""
    asks: bool = False
    """Whether what follows is a question."""
    number: str = ""
    """The question's number in the source: *3* for *Q3:*."""


@dataclass(slots=True)
class Block:
    """A paragraph, heading or list item as the source has it; later steps fill in what it is."""

    content: Tracked
    role: Role
    line: int
    """1-based line of its first character."""
    level: int = 0
    """Depth of a heading as marked, 0 for anything else."""
    depth: int = 0
    """How many lists it stands in."""
    side: Side | None = None
    name: str = ""
    """Name of a piece of furniture."""
    spans: list[Span] = field(default_factory=list)
    """The source stretches it is made of; more than one after a join."""
    speaker: str | None = None
    question: bool = False
    turn: str | None = None
    label: Label | None = None
    """The label that it begins with, which stands in a piece of furniture before it."""

    @property
    def text(self) -> str:
        """The reading text as repaired so far."""
        return self.content.text


def parse_blocks(text: str, file: Path, start: int, first_line: int) -> list[Block]:
    """Blocks of a Markdown text in order; ``start`` and ``first_line`` place it inside its file.

    Scans are lenient Markdown: indentation is layout, not code; a rule under a paragraph is a rule, not
    a heading; HTML, link definitions and what follows an unclosed code fence are read as text. Nothing is
    interpreted inside a block here.
    """
    lines = _lines(text)
    for number, (begin, end) in enumerate(lines):
        if end - begin > MAX_LINE:
            raise InputError(
                f"line {first_line + number} has {end - begin:,} characters",
                file=file,
                line=first_line + number,
                mend="break the text into paragraphs",
            )
    # twice what the parser's own preset allows, against files made to exhaust it
    markdown = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    markdown.disable(["code", "html_block", "reference", "lheading"])
    markdown.core.ruler.enableOnly(["normalize", "block"])
    source = _EDGES.sub(lambda edge: _UNSEEN.sub(" ", edge[0]), text)
    tokens = markdown.parse(source)
    while (opening := _unclosed_fence(tokens, text, lines)) is not None:
        begin, end = lines[opening]
        source = source[:begin] + re.sub("[`~]", " ", source[begin:end]) + source[end:]
        tokens = markdown.parse(source)
    return list(_walk(tokens, text, lines, start, first_line))


def _unclosed_fence(tokens: list[Token], text: str, lines: list[Span]) -> int | None:
    """The line of a code fence that nothing closes: a slip, not a reason to lose the rest of the text."""
    for token in tokens:
        if token.type == "fence" and token.map:
            first, after = token.map
            last = text[slice(*lines[min(after, len(lines)) - 1])].strip(" \t>")
            if after - first < 2 or last.strip(token.markup[0]) or len(last) < len(token.markup):
                return first
    return None


def _lines(text: str) -> list[Span]:
    """Start and end of each line, line ends left out, as markdown-it counts them."""
    breaks = [match.span() for match in _NEWLINE.finditer(text)]
    begins, ends = [0, *(end for _, end in breaks)], [*(begin for begin, _ in breaks), len(text)]
    return list(zip(begins, ends, strict=True))


def _walk(tokens: list[Token], text: str, lines: list[Span], start: int, first_line: int) -> Iterator[Block]:
    depth, level, cursor = 0, 0, 0
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            depth += token.nesting
        elif token.type in ("heading_open", "heading_close"):
            level = int(token.tag[1]) if token.nesting > 0 else 0
        elif token.type == "fence" and token.map:
            begin, end = lines[token.map[0]][0], lines[min(token.map[1], len(lines)) - 1][1]
            yield _block(text, [(begin, end)], start, first_line + token.map[0], "furniture", "code block")
        elif token.type == "inline" and token.map:
            spans = _content_spans(token, text, lines, cursor)
            if not spans:
                continue
            cursor = spans[-1][1]
            role: Role = "heading" if level else "item" if depth else "text"
            block = _block(text, spans, start, first_line + token.map[0], role)
            block.level, block.depth = level, depth
            yield block


def _content_spans(token: Token, text: str, lines: list[Span], cursor: int) -> list[Span]:
    """Where each line of a block's content stands; whole lines if it cannot be found."""
    assert token.map is not None
    spans: list[Span] = []
    wanted, numbers = token.content.split("\n"), list(range(*token.map))
    while len(numbers) > len(wanted) and not text[slice(*lines[numbers[0]])].strip():
        numbers.pop(0)  # a line of ideographic blanks, which markdown-it strips and yet counts
    for number, content in zip(numbers, wanted, strict=False):
        begin, end = lines[number]
        begin = max(begin, cursor)
        core = content.strip()
        if not core or begin > end:
            continue
        suffix = len(text[begin:end].rstrip()) - len(core)
        at = begin + suffix
        if suffix < 0 or text[at : at + len(core)] != core:
            at = text.find(core, begin, end)
        spans.append((at, at + len(core)) if at >= 0 else (begin, end))
        cursor = spans[-1][1]
    return spans


def _block(text: str, spans: list[Span], start: int, line: int, role: Role, name: str = "") -> Block:
    lines = Tracked.join(Tracked.of(text[begin:end] + "\n", start + begin) for begin, end in spans)
    return Block(
        content=lines.slice(0, len(lines) - 1),
        role=role,
        line=line,
        name=name,
        spans=[(start + spans[0][0], start + spans[-1][1])],
    )


def part(block: Block, content: Tracked) -> Block:
    """A piece of a block, with its own place."""
    newlines = block.text.count("\n", 0, bisect_left(block.content.at, content.start))
    return replace(block, content=content, line=block.line + newlines, spans=[(content.start, content.end)])
