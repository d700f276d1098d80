"""What the checks read of a text that another tool wrote: without its codes, entities and the blanks of
tokenisers. Every character keeps its place in the text as the file has it.
"""

from __future__ import annotations

import html
import re
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aligner.exchange.choices import choices
from aligner.exchange.coded_text import Code, CodedText, CodeKind
from aligner.exchange.codes import BRACED_NUMBER, text_codes
from aligner.ingest.tracked import Tracked
from aligner.record.characters import HAN, HAN_CLASS
from aligner.record.model import Side, Span

# Stands for what the program fills in: no word, no number, no blank. Measured on 110 strings of four programs
# with placeholders: 9 are flagged, with U+FFFC, which the model does not know, 14, with a letter 11.
PLACE = "□"
GAP = "\ufffc"
"""Stands for a line break between Chinese words."""
_MARKS: Mapping[CodeKind, str] = {"open": "\ufdd0", "close": "\ufdd1", "break": "\ufdd2", "filled": "\ufdd3"}
"""Characters that no text has, while the codes are taken out."""
_OPEN, _CLOSE, _BREAK, _FILLED = _MARKS.values()
_RUN = re.compile(f"[{''.join(_MARKS.values())}]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_RAISED = re.compile(r"<sup>([-+]?\d+)</sup>")
_RAISED_DIGITS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_WHITE = re.compile(r"\s+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]")

_CJK = rf"{HAN_CLASS}\u3000-\u303f\uff00-\uffef"
_CONTRACTED = re.compile(r"(?<=\w) (?=(?:'|’)(?:t|s|re|ve|ll|d|m)\b|n['’]t\b)", re.IGNORECASE)
_JOINED = re.compile(r"\s?@([,.\-–/:])@\s?")
_ENGLISH_SPACED = re.compile(r"\w [,.!?;:](?: |$)")
_ENGLISH_TIGHT = re.compile(r"[A-Za-z][,;:!?](?: |$)|[A-Za-z]{2}\.(?: |$)")
_BEFORE_MARK = re.compile(r"(?<=\S) (?=[,.!?;:%)\]”’](?:\s|$))|(?<=[(\[“‘]) (?=\S)")
_CHINESE_SPACED = re.compile(r"\S [，。；：？！、](?: |$)")
_CHINESE_TIGHT = re.compile(rf"[{HAN_CLASS}][，。；：？！、]")
_SEGMENTED = re.compile(
    rf"(?<![{HAN_CLASS}])(?:[{HAN_CLASS}]{{1,3}} ){{2,}}[{HAN_CLASS}]{{1,3}}(?![{HAN_CLASS}])"
)
_IN_CHINESE = re.compile(rf"(?<=[{_CJK}]) (?=\S)|(?<=\S) (?=[{_CJK}])")


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text as the checks read it."""

    text: str
    at: tuple[int, ...]
    """The place of each character in the text as it is shown."""
    ends: Mapping[int, int]
    """Where that which stood for one character ends, by where it begins."""
    filled: tuple[Code, ...]
    """The places that the program fills in, in the text as it is shown."""

    def shown(self, span: Span | None) -> Span | None:
        """The place of a stretch in the text as it is shown."""
        if span is None or not self.at:
            return span
        start, last = (min(place, len(self.at) - 1) for place in (span[0], max(span[0], span[1] - 1)))
        return self.at[start], self.ends.get(self.at[last], self.at[last] + 1)


def reading_of(coded: CodedText, side: Side, *, numbers_are_tags: bool = False) -> TextReading:
    """The reading of a text; `numbers_are_tags`: whether ``{1}`` in it is markup."""
    codes = [code for code in coded.codes if code.kind != "subflow"]
    ends = {code.span[0]: code.span[1] for code in codes if code.kind == "filled"}
    tracked = _marked(Tracked.of(coded.text, 0), codes)
    tracked = tracked.rewrite(_RAISED, lambda match: (match[1].translate(_RAISED_DIGITS),), "")
    tracked = _with_characters(tracked, ends)
    tracked, dropped, counts = _chosen(tracked)
    written = sorted([*text_codes(tracked.text), *counts], key=lambda code: code.span)
    filled = [code for code in codes if code.kind == "filled" and not _within(code.span[0], dropped)]
    for code in written:
        start, end = tracked.at[code.span[0]], tracked.at[code.span[1] - 1] + 1
        if code.kind == "filled":
            ends[start] = end
            filled.append(replace(code, span=(start, end)))
    tracked = _marked(tracked, [_as_tag(code) for code in written] if numbers_are_tags else written)
    tracked = _unmarked(tracked, side).rewrite(_WHITE, lambda _: (" ",), "").strip()
    tracked = _untokenised(tracked, side)
    return TextReading(tracked.text, tracked.at, ends, tuple(sorted(filled, key=lambda code: code.span)))


# Levels of choices within choices that are read: a number within a kind. Chosen; more are never seen.
_LEVELS = 3


def _chosen(tracked: Tracked) -> tuple[Tracked, list[Span], list[Code]]:
    """The text with the last branch of each choice alone; the places of the others, and of the numbers in it
    (``#``).
    """
    dropped: list[Span] = []
    counts: set[int] = set()
    for _ in range(_LEVELS):
        parts, at = [], 0
        for (start, end), other in choices(tracked.text):
            first, last = other or (start, start)
            branch = tracked.slice(first, last)
            dropped.append((tracked.at[start], tracked.at[first - 1] + 1))
            dropped.append((tracked.at[last], tracked.at[end - 1] + 1))
            counts |= {place for place, char in zip(branch.at, branch.text, strict=True) if char == "#"}
            parts += [tracked.slice(at, start), branch]
            at = end
        if not at:
            break
        tracked = Tracked.join([*parts, tracked.slice(at, len(tracked))])
    numbers = (n for n, place in enumerate(tracked.at) if counts and place in counts)
    return tracked, sorted(dropped), [Code("filled", (n, n + 1), "#") for n in numbers]


def _within(place: int, spans: Sequence[Span]) -> bool:
    """Whether one of these stretches, which are in order and apart, has the place."""
    at = bisect_right(spans, (place, sys.maxsize))
    return at > 0 and place < spans[at - 1][1]


def _as_tag(code: Code) -> Code:
    return replace(code, kind="open") if BRACED_NUMBER.fullmatch(code.name) else code


def _marked(tracked: Tracked, codes: Sequence[Code]) -> Tracked:
    """The text with one mark in the place of each code."""
    parts, at = [], 0
    for code in codes:
        start, end = code.span
        place = tracked.at[start] if start < len(tracked) else max(tracked.end, 0)
        parts += [tracked.slice(at, start), Tracked(_MARKS[code.kind], (place,))]
        at = end
    return Tracked.join([*parts, tracked.slice(at, len(tracked))]) if parts else tracked


def _with_characters(tracked: Tracked, ends: dict[int, int]) -> Tracked:
    """The text with the characters that entities stand for; notes in `ends` where each entity ended."""

    def character(match: re.Match[str]) -> tuple[str] | None:
        text = html.unescape(match[0])
        if len(text) != 1:
            return None
        ends[tracked.at[match.start()]] = tracked.at[match.end() - 1] + 1
        return (text,)

    return tracked.rewrite(_ENTITY, character, "")


def _unmarked(tracked: Tracked, side: Side) -> Tracked:
    """The text without marks of codes: a `PLACE` for each value, a blank where words would run together."""

    def stands(match: re.Match[str]) -> tuple[str]:
        start, end = match.span()
        before, behind = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
        words = bool(_ASCII_WORD.match(before) and _ASCII_WORD.match(behind))
        digits = before.isdecimal() and behind.isdecimal()
        if _FILLED in match[0]:
            return (PLACE * match[0].count(_FILLED),)
        if _BREAK in match[0]:
            parted = " " if side == "en" or words else GAP if HAN.match(before) and HAN.match(behind) else ""
            return (parted,)
        return (" " if digits or (words and _CLOSE + _OPEN in match[0]) else "",)

    return tracked.rewrite(_RUN, stands, "")


def _untokenised(tracked: Tracked, side: Side) -> Tracked:
    """The text without the blanks that a tokeniser put before marks, within ``didn 't`` and between words."""
    text = tracked.text
    if side == "en":
        tracked = tracked.drop(_CONTRACTED, "").rewrite(_JOINED, lambda match: (1,), "")
        if _ENGLISH_SPACED.search(text) and not _ENGLISH_TIGHT.search(text):
            tracked = tracked.drop(_BEFORE_MARK, "")
        return tracked
    spaced = _CHINESE_SPACED.search(text) and not _CHINESE_TIGHT.search(text)
    return tracked.drop(_IN_CHINESE, "") if spaced or _SEGMENTED.search(text) else tracked
