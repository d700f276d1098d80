"""What every splitter of sentences needs: addresses that no stop cuts, and what stands behind a stop."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from aligner.record.model import Span

WORD = 60
"""Characters of the longest word, name or introduction that is looked for before a stop."""
Piece = tuple[int, int, bool]
"""Start, end, and whether it is a clause of a semicolon list."""

# The parts of an address, up to the punctuation that ends the sentence around it.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/#=&_~-]"
    r"|(?<![\w.+-])(?:[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,20}"
    r"|(?:[A-Za-z0-9-]{1,63}\.){1,5}[a-z]{2,20}/[!-~]*[A-Za-z0-9/#=&_~-])"
)
_NOTE = re.compile(
    r"\[\^[^\]\s]{1,20}\]|\^\[[^\]\s]{1,20}\]\^?|\^\w{1,3}\^|\[\d{1,3}(?:[,，、–-][ ]?\d{1,3})*\]"
    r"|[¹²³⁴⁵⁶⁷⁸⁹⁰⁻⁽⁾]+(?:[,，][¹²³⁴⁵⁶⁷⁸⁹⁰⁻]+)*|[(（]\d{1,3}[)）]|[①-⑳]"
    r"|[*＊†‡§]{1,3}(?=\s|$)"
)
_ENUMERATORS = (re.compile(r"\[(\d{1,3})\]"), re.compile(r"[(（](\d{1,3})[)）]"), re.compile("([①-⑳])"))
# Pictures, with what colours and joins them; numbers in circles and marks that tick off a list are none.
_EMOJI = "[\U0001f000-\U0001faff☀-☏☓-♾⚀-✒✙-❵➔-➿⬀-⯿⌚⌛⏩-⏿][\u200d\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJIS = re.compile(rf"(?:[ \t]*(?:{_EMOJI}|\u200d{_EMOJI})+)+")
_FIRST = re.compile(rf"\s*{_EMOJI}")


def addresses(text: str) -> list[Span]:
    """Web and mail addresses, without the punctuation behind them."""
    return [match.span() for match in _ADDRESS.finditer(text)]


class Within:
    """Whether a place lies in one of some spans, which may overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        for begin, end in sorted(spans):
            self._begins.append(begin)
            self._ends.append(max(end, self._ends[-1] if self._ends else 0))

    def __contains__(self, at: int) -> bool:
        before = bisect_right(self._begins, at)
        return before > 0 and at < self._ends[before - 1]


def window(begin: int, at: int) -> int:
    """Where to begin looking for the word before a place; the time does not grow with the text."""
    return max(begin, at - WORD)


class Tails:
    """What belongs to the sentence before a stop though it stands behind it: marks of notes, emoji."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._list_marks = frozenset(_list_marks(text))
        self._emoji_first = bool(_FIRST.match(text)) and not re.search(rf"{_EMOJI}\s*$", text)

    def end(self, at: int) -> int:
        """Where the tail of a stop ends whose closing marks end at this place."""
        while (mark := _NOTE.match(self._text, at)) and at not in self._list_marks:
            at = mark.end()
        emoji = None if self._emoji_first else _EMOJIS.match(self._text, at)
        return emoji.end() if emoji else at


def _list_marks(text: str) -> Iterator[int]:
    """Places of (1), ①, [1] that count the parts of a text, and are no notes: they run up from one."""
    for form in _ENUMERATORS:
        marks = [*form.finditer(text)]
        values = [_value(mark[1]) for mark in marks]
        counts = values[:1] == [1] and all(b - a == 1 for a, b in pairwise(values))
        is_noted = bool(marks) and marks[-1].end() == len(text.rstrip())
        begins = bool(marks) and (not text[: marks[0].start()].strip() or form is not _ENUMERATORS[0])
        if counts and begins and not is_noted:
            yield from (mark.start() for mark in marks)


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else ord(number) - ord("①") + 1
