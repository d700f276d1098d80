"""Which side a text of both languages is on, and where a line changes from one to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.language.tables import table
from aligner.record.characters import han_count, latin_words
from aligner.record.model import Side

_ASIDE = re.compile('“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|"[^"]*"|（[^）]*）|\\([^)]*\\)')
_CHINESE = re.compile("[、。：，；！？的了是在和]")
_WORD = re.compile(r"(?<![A-Za-z'’])[A-Za-z]+(?![A-Za-z])")
_STOP = re.compile(
    "[。！？!?…]+[”’」』）)]*(?=\\S)|[。！？][”’」』）)]*[ \t\u3000]+"
    '|[.!?]+[”’")]*(?=[ \t\u3000]*[\u4e00-\u9fff“「（])'
)
_OPENING, _CLOSING = "“「『（(《", "”」』）)》"
# A sentence of a line that is cut: so many Han characters, or words of which so many are in lower case.
# Others are names, answers and titles, which belong to what they stand in. Chosen, not measured.
_HAN, _WORDS, _LOWER = 3, 3, 2


def side_of(text: str) -> Side | None:
    """The side of a text, or None where it has no words of either language (a number, a DOI).

    A text with both is told by its marks and function words, outside quotations and brackets: names and terms
    of the other language are often longer than what they stand in.
    """
    han, words = han_count(text), latin_words(text)
    if not han and not words:
        return None
    if han and words:
        own = _ASIDE.sub(" ", text)
        chinese, english = len(_CHINESE.findall(own)), _function_words(own)
        if chinese != english:
            return "zh" if chinese > english else "en"
    return "zh" if han >= words else "en"


def _function_words(text: str) -> int:
    known = frozenset(table("function_words")["en"])
    return sum(word.lower() in known for word in _WORD.findall(text))


def changes(text: str) -> Iterator[int]:
    """Places behind a stop at which a line goes on in the other language."""
    start, before = 0, None
    ends = [match.end() for match in _STOP.finditer(text) if _is_outside(text[: match.end()])]
    for end in [*ends, len(text)]:
        side = _pure_side(text[start:end])
        if side and before and side != before:
            yield start
        before, start = side, end


def _is_outside(text: str) -> bool:
    return sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING)) and text.count('"') % 2 == 0


def _pure_side(text: str) -> Side | None:
    """The side of a sentence that is beyond doubt of one language."""
    han, words = han_count(text), latin_words(text)
    if han >= _HAN and words <= han / 10:
        return "zh"
    lower = sum(word.islower() for word in _WORD.findall(text))
    return "en" if words >= _WORDS and han <= words / 10 and lower >= _LOWER else None
