"""Who speaks, which question is being answered, under which headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.ingest.blocks import Block
from aligner.ingest.patterns import patterns
from aligner.record.model import Furniture, Side

_BOLD_LABEL = re.compile(r"\*\*\s*([^*\n:：]{1,40}?)\s*(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(?=\S)")
_SENTENCE_END = re.compile("[。！？]$|[a-z][.!]$")


def find_turns(blocks: Sequence[Block], raw: str, names: Sequence[str], file: str) -> Iterator[Furniture]:
    """Set speaker, question and turn of each block, and yield the labels as furniture.

    A turn is a question with its answers; a speaker who is named again without a question begins a new
    one. ``raw`` is the source, where bold labels can still be seen.
    """
    named = re.compile(rf"({'|'.join(re.escape(n) for n in sorted(names, key=len, reverse=True))})[:：]\s*")
    for side in ("zh", "en"):
        state = _Turns()
        for block in blocks:
            if block.side != side or block.role == "furniture":
                continue
            label = _label(block, raw, named if names else None)
            if label:
                kind, name, cut = label
                yield Furniture(f"{kind} label", block.content.start, block.content.at[cut], block.line, file)
                block.content = block.content.slice(cut, len(block.text))
                state.label(kind, name)
            state.apply(block)


@dataclass(slots=True)
class _Turns:
    """Where we are in an interview, on one side."""

    speaker: str | None = None
    turn: str | None = None
    asking: bool = False
    questions: int = 0
    turns: int = 0

    def label(self, kind: str, name: str) -> None:
        """A label opens a question, or names who speaks from here on."""
        if kind == "question":
            self.questions += 0 if self.asking else 1
            number = re.search(r"\d+", name)
            self.turn = f"Q{number[0] if number else self.questions}"
            self.turns += 1
            self.asking, self.speaker = True, None
            return
        if not self.asking:
            self.turns += 1
            self.turn = f"T{self.turns}"
        self.asking, self.speaker = False, name or None

    def apply(self, block: Block) -> None:
        """Give a block its place in the interview."""
        if block.role in ("caption", "reference", "note", "metadata"):
            return
        if block.role == "heading":
            self.asking = False
            if block.level == 1 and not self.questions:
                self.turn = self.speaker = None
        block.turn, block.speaker, block.question = self.turn, self.speaker, self.asking


def _label(block: Block, raw: str, named: re.Pattern[str] | None) -> tuple[str, str, int] | None:
    """(``question`` or ``speaker``, name, characters of the label), if a paragraph begins with a label."""
    if block.role not in ("text", "heading"):
        return None
    table, text = patterns(), block.text
    for kind, pattern in (("question", table.question), ("speaker", table.answer)):
        match = pattern.match(text)
        if match and match.end() < len(text):
            name = match[0].strip(" :：.．") if kind == "question" else ""
            return kind, name, match.end()
    match = named.match(text) if named else None
    if match and match.end() < len(text):
        return "speaker", match[1], match.end()
    bold = _BOLD_LABEL.match(raw, max(0, block.content.start - 2)) if block.role == "text" else None
    if bold:
        cut = re.match(re.escape(bold[1]) + r"\s*[:：]\s*", text)
        # a name with a title has four words at most; a longer bold beginning is a sentence
        if cut and cut.end() < len(text) and len(bold[1].split()) <= 4:
            return "speaker", bold[1], cut.end()
    return None


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
