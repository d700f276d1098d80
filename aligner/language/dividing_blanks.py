"""Blanks between Chinese characters that divide: no damage of scanning, and no slip of a typist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.language.dictionary import entries
from aligner.language.scripts import compiled, simplified
from aligner.language.segmentation import word_spans
from aligner.language.tables import table
from aligner.record.characters import HAN_CLASS

_BLANK = re.compile(r"[ \t]+")
_SLOGAN = re.compile(f'(?<=["“「『《])[{HAN_CLASS}]{{3,}}( )[{HAN_CLASS}]{{3,}}(?=["”」』》])')
_LEFT = re.compile(f"[{HAN_CLASS}]+$")
_RIGHT = re.compile(f"[{HAN_CLASS}]+")
# Characters on either side of a blank in which a word may be torn.
_WINDOW = 4


def dividing_blanks(text: str, names: Sequence[str] = ()) -> frozenset[int]:
    """Where the blanks begin that divide: two names, a dateline or a heading from what follows, a slogan.

    ``names`` are those of the people of the record, at the beginning of a passage.
    """
    kept = {len(name) for name in names if text.startswith(name + " ")}
    slogans = ((match, match[0].split()) for match in _SLOGAN.finditer(text))
    kept |= {match.start(1) for match, (left, right) in slogans if len(left) == len(right)}
    for name in ("dateline", "byline"):
        stretches = (match.span() for match in _pattern(name).finditer(text))
        kept |= {blank.start() for span in stretches for blank in _BLANK.finditer(text, *span)}
    kept |= {place for place in _behind_headings(text) if not _tears_a_word(text, place)}
    return frozenset(kept | {*_between_names(text)})


def _pattern(name: str) -> re.Pattern[str]:
    return compiled(table("typography")["dividing_blanks"][name])


def _behind_headings(text: str) -> Iterator[int]:
    """The blanks in and behind a heading that runs in: 第三章 方法 过去五年."""
    match = _pattern("run_in_heading").match(text)
    if match:
        yield from (blank.start() for blank in _BLANK.finditer(text, 0, match.end()))


def _tears_a_word(text: str, place: int) -> bool:
    left, right = text[max(0, place - _WINDOW) : place], text[place : place + _WINDOW + 1].strip()
    spans = word_spans(simplified(left + right), guess=False)
    return any(begin < len(left) < end for begin, end in spans)


def _between_names(text: str) -> Iterator[int]:
    """Blanks with a person's full name on either side."""
    for blank in _BLANK.finditer(text):
        left, right = _LEFT.search(text, 0, blank.start()), _RIGHT.match(text, blank.end())
        if left and right and _is_name(right[0]) and any(_is_name(left[0][-size:]) for size in (2, 3)):
            yield blank.start()


def _is_name(word: str) -> bool:
    """Whether a word of two or three characters begins with a surname, and means nothing but a name."""
    if not 2 <= len(word) <= 3 or not all(entry.proper for entry in entries(word)):
        return False
    return any("surname" in entry.glosses for entry in entries(word[0]))
