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
# A stretch from a Latin letter to the next Han character, less what belongs to that: opening marks and the
# digits right before it.
_LATIN = re.compile(r"[A-Za-z][^\u3400-\u9fff]*?(?=[\s“‘「『(（《—-]*(?:\d[\d,.]*)?(?:[\u3400-\u9fff]|$))")
_ADDRESS = re.compile(r"[^\s\u3400-\u9fff]*[@/\\][^\s\u3400-\u9fff]*")
_STOPPED = re.compile('[。！？!?.…][”’」』）)"]*\\s*$')
_PAUSE = re.compile("[、。：，；！？,;:的了是在和]")
_OPENING, _CLOSING = "“「『（(《", "”」』）)》"
# English in a line of Chinese that is no part of it: so many words behind a stop, or so many elsewhere, with
# so many in lower case. Others are names and titles. Han characters likewise. Chosen, not measured.
_WORDS, _MANY_WORDS, _LOWER = 3, 6, 2
_HAN, _MANY_HAN = 3, 8


def text_side(text: str) -> Side | None:
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


def language_changes(text: str) -> Iterator[int]:
    """Places at which a line goes on in the other language: whole sentences, and long stretches without a
    stop between them."""
    runs = list(_runs(text))
    kept = [side == "en" and _is_english(text, start, end) for side, start, end in runs]
    before: Side | None = None
    for number, (side, start, end) in enumerate(runs):
        goes_on = number + 1 < len(runs) and not kept[number + 1]
        if side == "zh" and (goes_on or not _is_chinese(text, start, end)):
            continue
        if side == "en" and not kept[number]:
            before = before or "zh"
            continue
        if before and side != before:
            yield start
        before = side


def _runs(text: str) -> Iterator[tuple[Side, int, int]]:
    """Stretches with and without Latin letters, in turn."""
    end = 0
    for match in _LATIN.finditer(text):
        if text[end : match.start()].strip():
            yield "zh", end, match.start()
        yield "en", match.start(), match.end()
        end = match.end()
    if text[end:].strip():
        yield "zh", end, len(text)


def _is_english(text: str, start: int, end: int) -> bool:
    """Whether a stretch is English of its own rather than a name or a title in Chinese."""
    run = text[start:end]
    words = _WORD.findall(_ADDRESS.sub(" ", run))
    if not run[0].isupper() or sum(word.islower() for word in words) < _LOWER or _is_inside(text[:start]):
        return False
    stopped = not text[:start].strip() or _STOPPED.search(text[:start])
    return len(words) >= (_WORDS if stopped and _STOPPED.search(run) else _MANY_WORDS)


def _is_chinese(text: str, start: int, end: int) -> bool:
    """Whether a stretch is Chinese of its own rather than a name in English."""
    run = text[start:end]
    if not text[:start].strip():
        return han_count(run) >= _HAN
    least = _HAN if _STOPPED.search(text[:start]) and _STOPPED.search(run) else _MANY_HAN
    return han_count(run) >= least and bool(_PAUSE.search(run)) and not _is_inside(text[:start])


def _is_inside(text: str) -> bool:
    """Whether a quotation or a bracket is open at the end of a text."""
    return sum(map(text.count, _OPENING)) != sum(map(text.count, _CLOSING)) or text.count('"') % 2 != 0
