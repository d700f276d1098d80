"""Markdown → blocks with exact source positions (block structure by markdown-it-py)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from aligner.ingest.apart import stretches_apart
from aligner.ingest.endings import is_terminated, word_length
from aligner.ingest.tracked import HARD_BREAK, Tracked
from aligner.language.look_alikes import INVISIBLE_CLASS
from aligner.record.errors import InputError
from aligner.record.model import Side, Span

Role = Literal["text", "heading", "item", "caption", "reference", "note", "metadata", "furniture"]

# Longest line that is read, in characters; a text with a longer one has lost its paragraphs: it is longer
# than most novels.
MAX_LINE = 1_000_000
# A line with a rule of hyphens under it is a heading if it is as short as a title; a longer one is cut off by
# the foot of its page. Chosen, not measured.
_UNDERLINED = 14
_UNSEEN = re.compile(f"[{INVISIBLE_CLASS}]")
_EDGES = re.compile(rf"^[ \t{INVISIBLE_CLASS}]+|(?:(?!\u00ad)[ \t{INVISIBLE_CLASS}])+(?=\r?$)", re.MULTILINE)
"""What cannot be seen at the ends of a line: it hides no mark, and a line of nothing else is blank."""
_NEWLINE = re.compile(r"\r\n?|\n")
_HARD = re.compile(r"(?: {2,}|[ \t]*\\)[ \t]*(?=[\r\n])")
_DOUBLE_RULE = re.compile(r"={2,}$")
_FENCE_LINE = re.compile(r"^[ \t]*(`{3,20}|~{3,20})", re.MULTILINE)
_WRAPPER = re.compile(r"(`{3,20}|~{3,20})[ \t]*((?:markdown|md)?)[ \t]*(?=[\r\n])", re.IGNORECASE)
_NAMED_WRAPPER = re.compile(
    r"^[ \t]*(`{3,20}|~{3,20})[ \t]*(markdown|md)[ \t]*(?=[\r\n])", re.IGNORECASE | re.MULTILINE
)
_BARE = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
# A number that begins a line but no list: a year (1949. …), a date (3. 15 …), degrees (+ 5).
_FIGURE = re.compile(r"\d{1,2}(?:[.\s日/]|$)")


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
    quoted: int = 0
    """How many quotations it stands in."""
    cell: bool = False
    """Whether it is a cell of a table."""
    bold: bool = False
    """Whether all of it is in bold type."""
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


def part(block: Block, content: Tracked) -> Block:
    """A piece of a block, with its own place."""
    before = bisect_left(block.content.at, content.start)
    line = block.line + sum(block.text.count(mark, 0, before) for mark in ("\n", HARD_BREAK))
    return replace(block, content=content, line=line, spans=[(content.start, content.end)])


def parse_blocks(text: str, file: Path, start: int, first_line: int) -> list[Block]:
    """Blocks of a Markdown text in order; ``start`` and ``first_line`` place it inside its file.

    Scans are lenient Markdown: indentation is layout, not code; HTML, link definitions and what follows an
    unclosed code fence are read as text, and so is a file that is one code fence from end to end. Nothing is
    interpreted inside a block here.
    """
    lines = _lines(text)
    _refuse_endless_lines(lines, file, first_line)
    # twice what the parser's own preset allows, against files made to exhaust it
    markdown = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    markdown.disable(["code", "html_block", "reference", "lheading"])
    markdown.core.ruler.enableOnly(["normalize", "block"])
    source = _unwrapped(_EDGES.sub(lambda edge: _UNSEEN.sub(" ", edge[0]), text))
    apart = list(stretches_apart(source))
    for begin, end, _ in apart:
        source = _blanked(source, begin, end)
    tokens = markdown.parse(source)
    while opening := _unclosed_fence(tokens, source, lines):
        line, mark = opening
        # nothing closes those below it that are as long
        below = re.sub(
            rf"^[ \t>]*{re.escape(mark)}+",
            lambda fence: " " * len(fence[0]),
            source[line:],
            flags=re.MULTILINE,
        )
        if below == source[line:]:  # it stands behind the mark of a list
            below = below.replace(mark, " " * len(mark), 1)
        source = source[:line] + below
        tokens = markdown.parse(source)
    blocks = list(_Walk(text, lines, start, first_line).blocks(tokens))
    for begin, end, name in apart:
        line = first_line + bisect_right(lines, (begin, len(text))) - 1
        blocks.append(_block(text, [(begin, end)], start, line, "furniture", name))
    return sorted(blocks, key=lambda block: block.content.start)


def _refuse_endless_lines(lines: list[Span], file: Path, first_line: int) -> None:
    for number, (begin, end) in enumerate(lines):
        if end - begin > MAX_LINE:
            raise InputError(
                f"line {first_line + number} has {end - begin:,} characters",
                file=file,
                line=first_line + number,
                mend="break the text into paragraphs",
            )


def _blanked(text: str, begin: int, end: int, only: str = "") -> str:
    """The text with blanks in the place of a stretch, or of these characters in it; line ends stay."""
    blank = re.sub(f"[{only}]" if only else r"[^\r\n]", " ", text[begin:end])
    return text[:begin] + blank + text[end:]


def _unwrapped(text: str) -> str:
    """A text without the code fence that is put round the whole of it, as language models do."""
    opening = _WRAPPER.match(text, len(text) - len(text.lstrip())) or _NAMED_WRAPPER.search(text)
    closing = _last_fence(text, opening) if opening else None
    if not opening or not closing:
        return text
    around = text[: opening.start()] + text[closing.end() :]
    inside = len(_FENCE_LINE.findall(text, opening.end(), closing.start()))
    named = opening[2] and len(around.strip()) < len(text) / 2
    if inside % 2 or not (named or not (around.strip() or inside)):
        return text
    return _blanked(_blanked(text, *opening.span()), *closing.span())


def _last_fence(text: str, opening: re.Match[str]) -> re.Match[str] | None:
    """The last line of a text that closes a fence."""
    fences = [match for match in _FENCE_LINE.finditer(text, opening.end()) if match[1] == opening[1]]
    return fences[-1] if fences and _BARE.match(text, fences[-1].end()) else None


def _unclosed_fence(tokens: list[Token], text: str, lines: list[Span]) -> tuple[int, str] | None:
    """Where a code fence begins that nothing closes, and its mark: a slip, no reason to lose the rest."""
    for token in tokens:
        if token.type == "fence" and token.map:
            first, after = token.map
            last = text[slice(*lines[min(after, len(lines)) - 1])].strip(" \t>")
            if after - first < 2 or last.strip(token.markup[0]) or len(last) < len(token.markup):
                return lines[first][0], token.markup
    return None


def _lines(text: str) -> list[Span]:
    """Start and end of each line, line ends left out, as markdown-it counts them."""
    breaks = [match.span() for match in _NEWLINE.finditer(text)]
    begins, ends = [0, *(end for _, end in breaks)], [*(begin for begin, _ in breaks), len(text)]
    return list(zip(begins, ends, strict=True))


@dataclass(slots=True)
class _Walk:
    """From the parser's tokens to blocks."""

    text: str
    lines: list[Span]
    start: int
    first_line: int
    depth: int = 0
    level: int = 0
    quoted: int = 0
    cell: bool = False
    cursor: int = 0
    items: list[list[str]] = field(default_factory=list)
    """For each list that is open, the numbers of its items."""
    mark: tuple[int, int] | None = None
    """The line of an item, and where in it a mark begins that is text."""

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        """The blocks in order."""
        numbers = _item_numbers(tokens)
        block: Block | None = None
        for index, token in enumerate(tokens):
            self._enter(token, numbers.get(index, []))
            if token.type == "hr" and block and token.map and _underlined(block, token, self):
                block.role, block.level = "heading", 2
            if token.type == "fence" and token.map:
                begin, end = (
                    self.lines[token.map[0]][0],
                    self.lines[min(token.map[1], len(self.lines)) - 1][1],
                )
                line = self.first_line + token.map[0]
                yield _block(self.text, [(begin, end)], self.start, line, "furniture", "code block")
            elif token.type == "inline" and token.map and (block := self._content(token)):
                yield block

    def _enter(self, token: Token, numbers: list[str]) -> None:
        """Keep account of where we are."""
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                self.items.append(numbers)
            case "ordered_list_close" | "bullet_list_close":
                self.items.pop()
            case "list_item_open" | "list_item_close":
                self.depth += token.nesting
                if token.nesting > 0 and self.mark is None:
                    self.mark = self._figure(token)
            case "heading_open" | "heading_close":
                self.level = int(token.tag[1]) if token.nesting > 0 else 0
            case "blockquote_open" | "blockquote_close":
                self.quoted += token.nesting
            case "td_open" | "th_open" | "td_close" | "th_close":
                self.cell = token.nesting > 0

    def _figure(self, item: Token) -> tuple[int, int] | None:
        """Where the mark of a list item begins that is no mark: a year, a date, a sign."""
        assert item.map is not None
        begin, end = self.lines[item.map[0]]
        at = self.text.find(item.info + item.markup, max(begin, self.cursor), end)
        content = self.text[at + len(item.info + item.markup) : end].lstrip()
        alone = len(self.items[-1]) == 1
        dated = item.info not in ("", "1") and item.markup == "." and _FIGURE.match(content)
        signed = item.markup in "+-" and content[:1].isdigit()
        counts_down = any(int(b) < int(a) for a, b in pairwise(filter(None, self.items[-1])))
        figure = len(item.info) >= 3 or counts_down or (alone and (dated or signed))
        return (item.map[0], at) if at >= 0 and figure else None

    def _content(self, token: Token) -> Block | None:
        spans = _content_spans(token, self.text, self.lines, self.cursor)
        if not spans:
            return None
        assert token.map is not None
        mark, self.mark = self.mark, None
        if mark and mark[0] == token.map[0]:
            spans[0] = (mark[1], spans[0][1])
        self.cursor = spans[-1][1]
        role: Role = "heading" if self.level else "item" if self.depth and not mark else "text"
        level = self.level
        if role == "text" and len(spans) > 1 and _DOUBLE_RULE.match(self.text[slice(*spans[-1])]):
            spans.pop()
            role, level = "heading", 1
        block = _block(self.text, spans, self.start, self.first_line + token.map[0], role)
        block.level, block.depth = level, 0 if mark else self.depth
        block.quoted, block.cell = self.quoted, self.cell
        return block


def _item_numbers(tokens: list[Token]) -> dict[int, list[str]]:
    """The numbers of each list's items, by the index of the token that opens it; bullets have none."""
    numbers: dict[int, list[str]] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            opened.append(index)
            numbers[index] = []
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            opened.pop()
        elif token.type == "list_item_open":
            numbers[opened[-1]].append(token.info)
    return numbers


def _underlined(block: Block, rule: Token, walk: _Walk) -> bool:
    """Whether a rule of hyphens stands right under a line, and makes a heading of it."""
    assert rule.map is not None
    right_under = (
        block.line == walk.first_line + rule.map[0] - 1 and walk.text[walk.lines[rule.map[0]][0]] == "-"
    )
    short = "\n" not in block.text and word_length(block.text) <= _UNDERLINED
    return right_under and block.role == "text" and short and not is_terminated(block.text)


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
    lines = [_with_line_end(text, *span, start) for span in spans]
    content = Tracked.join(lines)
    return Block(
        content=content.slice(0, len(content) - 1),
        role=role,
        line=line,
        name=name,
        spans=[(start + spans[0][0], start + spans[-1][1])],
    )


def _with_line_end(text: str, begin: int, end: int, start: int) -> Tracked:
    """A line with the kind of its end: one that its author means, or one of the page's layout."""
    slash = text[end - 1] == "\\" and text[end - 2 : end] != "\\\\" and text[end : end + 1] in ("\r", "\n")
    hard = slash or _HARD.match(text, end)
    return Tracked.of(text[begin : end - slash] + (HARD_BREAK if hard else "\n"), start + begin)
