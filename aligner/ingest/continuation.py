"""Whether a passage goes on in the next one: the evidence for making torn sentences whole."""

from __future__ import annotations

import re

from aligner.ingest.endings import is_terminated, word_length
from aligner.ingest.patterns import patterns
from aligner.ingest.tracked import HARD_BREAK, Tracked
from aligner.language.scripts import simplified
from aligner.language.segmentation import word_spans
from aligner.record.characters import HAN, HAN_CLASS
from aligner.record.model import Side

# Words of a passage that may go on behind a break; a shorter one without a full stop is a line of its own.
# Both seeds are read the same with 3 to 12; at 20 a sentence of the paper stays in two pieces.
_LONG_ENOUGH = 8
HYPHEN = re.compile(r"[A-Za-z]-$")
_HAN_START = re.compile(f"[{HAN_CLASS}”’」』）》，。、；：！？“‘《（「『]")
_NO_START = re.compile(
    "[”’」』）》，。、；：！？]|[们們]|[着著](?=[^名作称稱])|的(?![确確士])|了(?![解却卻结結])"
)
_STOP = re.compile("[。！？]")
# Words of a Chinese paragraph without a full stop at its end that is no heading, slogan or salutation; a
# shorter one is prose if it has a full stop inside. The paper's torn paragraphs have 45 words and more.
_PROSE = 30
_MEANT = re.compile(HARD_BREAK)
# Words of a line that its page breaks; lines of verse and of addresses are shorter. Chosen, not measured.
_LINE: dict[Side, int] = {"zh": 12, "en": 8}
_LOWER = re.compile(r"[a-z]")
_OPENERS = {"（": "）", "《": "》", "“": "”", "「": "」", "『": "』"}
# Characters at the end of a passage that any of these lengths lies in.
_TAIL = 400
# Characters on either side of a break that show whether a word was torn there.
_WINDOW = 6


def may_go_on(text: str) -> bool:
    """Whether a passage is long enough, and ends open enough, to be the first part of a sentence."""
    return word_length(text[-_TAIL:]) >= _LONG_ENOUGH and not is_terminated(text)


def settle_line_ends(content: Tracked, side: Side) -> Tracked:
    """Line ends that look meant (two blanks behind), and yet cut a sentence in a long line, are layout."""

    def layout(match: re.Match[str]) -> tuple[str] | None:
        text, end = match.string, match.start()
        line = text[max(text.rfind("\n", 0, end), text.rfind(HARD_BREAK, 0, end)) + 1 : end]
        is_long = word_length(line) >= _LINE[side] and not is_terminated(line)
        return ("\n",) if is_long and is_torn(line, text[match.end() :], side) else None

    return content.rewrite(_MEANT, layout, "")


def goes_on(first: str, second: str, side: Side, *, page_break: bool) -> bool:
    """Whether ``second`` takes up ``first``, which ends open.

    English: after a hyphen or a word that cannot end, or before a small letter. Chinese: where a sentence
    cannot end, or before a mark that cannot begin; and before anything that can go on, where ``page_break``
    tells why the sentence was cut, or the first part is prose beyond doubt.
    """
    if side == "en" or not _HAN_START.match(second):
        return side == "en" and is_torn(first, second, side)
    prose = bool(_STOP.search(first)) or word_length(first[-_TAIL:]) >= _PROSE
    return page_break or prose or is_torn(first, second, side)


def is_torn(first: str, second: str, side: Side) -> bool:
    """Whether a passage cannot be over here, by its end and by what follows, whatever its length."""
    if side == "en":
        return bool(HYPHEN.search(first) or _LOWER.match(second) or patterns().connective.search(first))
    sentence = re.split("[。！？；]", first)[-1]
    if first[-1:] in "，、," or any(sentence.count(a) > sentence.count(b) for a, b in _OPENERS.items()):
        return bool(first)
    return bool(HAN.match(first[-1:])) and (bool(_NO_START.match(second)) or _in_a_word(first, second))


def _in_a_word(first: str, second: str) -> bool:
    """Whether a Chinese passage ends with 的, 和, 在 … or inside a word."""
    head = re.split(f"[^{HAN_CLASS}]", simplified(first[-_WINDOW:]))[-1]
    tail = re.split(f"[^{HAN_CLASS}]", simplified(second[:_WINDOW]))[0]
    last = word_spans(head, guess=False)[-1]
    if head[slice(*last)] in patterns().open_words:
        return True
    return bool(tail) and any(begin < len(head) < end for begin, end in word_spans(head + tail, guess=False))
