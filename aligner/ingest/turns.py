"""Who speaks, and which question is being answered, from one label to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from aligner.ingest.blocks import Block, Label
from aligner.ingest.cast import People, talks, voice
from aligner.record.config import Party
from aligner.record.model import SIDES, Document, Side

_ASIDE = re.compile(r"[（(\[【][^（）()\[\]【】]*[）)\]】]")
_ASKED = re.compile('[?？]["”’」』）)]*\\s*$')


def find_turns(blocks: Sequence[Block]) -> None:
    """Set speaker, question and turn of each block.

    A turn is a question with its answers; a speaker who is named again without a question begins a new one.
    It ends at the next label, at a heading as high as the one above the talk, and at a paragraph that begins
    with the speaker's name, or has it and is no talk.
    """
    for side in SIDES:
        content = [block for block in blocks if block.side == side and block.role != "furniture"]
        state = _Turns(answers=any(block.label and not block.label.asks for block in content))
        for block in content:
            if block.label:
                state.open(block.label)
            state.apply(block)


@dataclass(slots=True)
class _Turns:
    """Where we are in an interview, on one side."""

    answers: bool
    """Whether answers have labels; where they have none, the paragraph behind a question is one."""
    speaker: str | None = None
    turn: str | None = None
    asking: bool = False
    asked: bool = False
    """Whether the question has been asked in full."""
    questions: int = 0
    turns: int = 0
    heading: int = 0
    """Level of the heading above the talk."""
    above: int = 0
    """Level of the last heading."""

    def open(self, label: Label) -> None:
        """A label opens a question, or names who speaks from here on."""
        if self.turn is None:
            self.heading = self.above
        if label.asks:
            self.questions += 0 if self.asking and (label.name or None) == self.speaker else 1
            self.turn = f"Q{label.number or self.questions}"
            self.turns += 1
        elif not self.asking:
            self.turns += 1
            self.turn = f"T{self.turns}"
        self.asking, self.asked, self.speaker = label.asks, False, label.name or None

    def apply(self, block: Block) -> None:
        """Give a block its place in the interview."""
        if block.role in ("caption", "reference", "note", "metadata"):
            return
        if block.role == "heading":
            self._under(block.level)
        elif not block.label:
            self._go_on(block.text)
        is_aside = bool(_ASIDE.fullmatch(block.text)) and not block.label
        speaker = None if is_aside else self.speaker
        block.turn, block.speaker, block.question = self.turn, speaker, self.asking
        self.asked = self.asking and bool(_ASKED.search(block.text))

    def _under(self, level: int) -> None:
        self.asking, self.above = False, level
        if level <= max(self.heading, 1):
            self.turn = self.speaker = None

    def _go_on(self, text: str) -> None:
        """A paragraph without a label: more of the same, an answer, or nobody's words."""
        if self.asking and self.asked and not self.answers:
            self.asking, self.speaker = False, None
            return
        name = re.search(rf"(?<![A-Za-z]){re.escape(self.speaker)}", text) if self.speaker else None
        if name and (not name.start() or not talks(text)):
            self.asking, self.speaker, self.turn = False, None, None


def unnamed_speakers(zh: Document, en: Document, people: Sequence[Party]) -> list[dict[Side, str]]:
    """Speakers with two turns or more whom record.yml does not name, those who speak most first.

    Reporters and hosts need no name. Where the turns of both sides are equally many, the names of one person
    in both languages come together: ``{"zh": "李工", "en": "Mr Li"}``, as in the list ``people:``; else
    each comes alone.
    """
    cast = People([(p.names.zh, p.names.en, *p.aliases) for p in people])
    turns = {
        side: [name for name, _ in groupby(s.speaker for s in document if s.is_passage) if name]
        for side, document in zip(SIDES, (zh, en), strict=True)
    }
    if len(turns["zh"]) == len(turns["en"]):
        rows = [dict(zip(SIDES, pair, strict=True)) for pair in zip(turns["zh"], turns["en"], strict=True)]
    else:
        rows = [{side: name} for side in turns for name in turns[side]]
    nameless = ("asker", "host")
    unnamed = (row for row in rows if not any(cast.find(n) or voice(n) in nameless for n in row.values()))
    counts = Counter(tuple(row.items()) for row in unnamed)
    return [dict(row) for row, count in counts.most_common() if count > 1]
