"""Simplified Chinese in Taiwan's Traditional characters, word by word.

A character such as 发 has several Traditional forms, and the word decides. OpenCC looks for words at every
place, also where one begins inside another (被发|明); here a word counts only where the segmenter cuts
(被|发明), and what OpenCC does not know is in the table ``traditional``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from aligner.language.dictionary import entries
from aligner.language.scripts import is_simplified, is_traditional, opencc
from aligner.language.segmentation import word_spans
from aligner.language.tables import cached, table
from aligner.record.model import Span

_SCHEME = "s2tw"
# Characters of the longest of OpenCC's words that is looked for across the segmenter's cuts; its longer ones
# are proverbs, which the segmenter knows as well.
_LONGEST = 5
_STRETCH = re.compile(r"[^“”‘’「」『』，。；：！？、（）()\n]+")


@cached(maxsize=8192)
def traditional(text: str) -> str:
    """The text in Taiwan's characters, of the same length; a stretch that is Traditional already as it is."""
    return _STRETCH.sub(lambda match: _stretch(match[0]), text)


def _stretch(text: str) -> str:
    if text.isascii() or (is_traditional(text) and not is_simplified(text)):
        return text
    words = _words(text)
    characters = [char for start, end in words for char in _word(text[start:end])]
    if len(characters) != len(text):
        return "".join(map(opencc(_SCHEME), text))  # it stops at a NUL
    ends = {0, *(end for _, end in words)}
    listed = {at for match in _listed().finditer(text) for at in range(*match.span())}
    for place, form in (*_phrases(text, characters, ends), *_by_table(text, words, ends)):
        if place not in listed:
            characters[place] = form
    plain = table("traditional")["characters"]
    return "".join(plain.get(char, char) for char in characters)


def _words(text: str) -> Sequence[Span]:
    """The words of a text; several that make one of the table are one, and a noun and the 只 behind it are
    two where the noun has its counter already."""
    ends = {0, *(end for _, end in word_spans(text))}
    for start, end in (match.span() for match in _listed().finditer(text)):
        if {start, end} <= ends:
            ends -= {*range(start + 1, end)}
    for match in re.finditer(table("traditional")["apart"], text):
        ends = (ends | {match.end()}) - {match.end() + 1}
    return tuple(pairwise(sorted(ends)))


def _word(word: str) -> str:
    """A word in Traditional characters, its longest part that the table has as the table has it."""
    pattern = _listed()
    if not pattern.search(word):
        return opencc(_SCHEME)(word)
    words = table("traditional")["words"]
    return "".join(
        words[part] if n % 2 else opencc(_SCHEME)(part) for n, part in enumerate(pattern.split(word))
    )


@cached()
def _listed() -> re.Pattern[str]:
    words = sorted(table("traditional")["words"], key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, words))})")


def _phrases(text: str, characters: Sequence[str], ends: set[int]) -> Iterator[tuple[int, str]]:
    """What OpenCC writes for several words together, where these are whole words: 鬈|发 as 鬈髮."""
    together = opencc(_SCHEME)(text)
    for at, (form, alone) in enumerate(zip(together, characters, strict=True)):
        if form != alone:
            start, end = _shortest(text, at, form)
            if {start, end} <= ends:
                yield at, form


def _shortest(text: str, at: int, form: str) -> Span:
    """The shortest part of a text in which a character has a form."""
    for size in range(1, _LONGEST + 1):
        for start in range(max(0, at - size + 1), min(at, len(text) - size) + 1):
            if opencc(_SCHEME)(text[start : start + size])[at - start] == form:
                return start, start + size
    return at, at


def _by_table(text: str, words: Sequence[Span], ends: set[int]) -> Iterator[tuple[int, str]]:
    """What patterns, surnames and foreign names decide."""
    rules = table("traditional")
    for pattern, form in rules["anywhere"]:
        yield from ((m.start(1), form) for m in re.finditer(pattern, text))
    for pattern, form in rules["beginning"]:
        yield from ((m.start(1), form) for m in re.finditer(pattern, text) if m.start(1) in ends)
    for pattern, form in rules["ending"]:
        yield from ((m.start(1), form) for m in re.finditer(pattern, text) if m.end(1) in ends)
    for start, _ in words:
        surname = rules["surnames"].get(text[start])
        if surname and (text.startswith(_titles(), start + 1) or text.endswith("姓", 0, start)):
            yield start, surname
    for start, end in words:
        if "里" in text[start:end] and _spells(text, start, end):
            yield from ((at, "里") for at in range(start, end) if text[at] == "里")


@cached()
def _titles() -> tuple[str, ...]:
    return tuple(title for line in table("traditional")["titles"] for title in line.split())


def _spells(text: str, start: int, end: int) -> bool:
    """Whether the 里 of a word is one of a foreign name (西里西亚, 弗|里|曼, 沙奇|里) and not inside."""
    letters, sure = _letters("behind"), _letters("inside")
    if text[start] == "里" and end - start > 1:
        return text[start + 1] in letters
    if end - start > 1:
        return (_letters() if end - start > 2 else sure).issuperset(text[start:end])
    if text[start - 1 : start] in ("", "·") and text[end : end + 1] in sure:
        return True  # there is nothing that it could be inside of
    if start > 0 and end < len(text) and sure.issuperset(text[start - 1 : end + 1]):
        return True
    before = text[max(0, start - 2) : start]
    return len(before) == 2 and before[1] in sure and before[0] in _letters() and not entries(before)


@cached()
def _letters(less: str = "") -> frozenset[str]:
    """Characters that spell foreign names, less those of a list of the table, of which 里 may say more."""
    names = frozenset("".join(table("names")["spelling"]).replace(" ", "")) | frozenset("·")
    return (names - frozenset(table("traditional")[less] if less else "")) | frozenset("里")
