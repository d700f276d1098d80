"""A word that became its opposite: *open* for 关闭, *fewer* for 更多, told by a table of pairs.

An encoder cannot tell opposites: it finds them nearly as alike as synonyms. It does tell which word answers
which; the table and the dictionary say whether these two are poles apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from aligner.checks.context import Context
from aligner.checks.cues import denials
from aligner.checks.data import table
from aligner.checks.dictionary import entries, gloss_keys, key, words
from aligner.checks.uncovered import mean_states
from aligner.checks.units import units
from aligner.record.model import Flag, Message, Segment, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "mistranslation", "accuracy/mistranslation"
SKIPPED = frozenset(("reference", "metadata", "heading", "caption"))
SCORE, ALONE = 0.75, 0.6
"""With the model's word that the two answer each other; without a model."""
NEAR = 0.04
"""By how much another word of the Chinese may be more alike than the one that is the opposite."""
WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")
HEADS = frozenset(("to", "a", "the", "be"))
LONGEST = 3
"""English words of a gloss that may be nothing but a pole: *to grow smaller*."""


@dataclass(frozen=True, slots=True)
class _Pole:
    """One end of a pair."""

    number: int
    english: frozenset[str]
    """Keys of its words."""
    phrases: tuple[str, ...]
    chinese: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word of a pole in an English text."""

    pole: _Pole
    rival: _Pole
    span: Span


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every English word whose answer in the Chinese is a word of the opposite pole.

    Nothing is said where either side denies anything, where the Chinese has a word of the same pole as
    well, or where the English has both: the turn is then most likely taken elsewhere in the sentence.
    """
    for segment in context.en:
        if segment.kind in SKIPPED or not context.linked(segment):
            continue
        there = context.segments(context.partners[segment.id])
        chinese = "".join(s.text for s in there)
        if denials(segment.text, "en").plain or denials(chinese, "zh").plain:
            continue
        for hit in _hits(segment.text):
            found = _turned(context, segment, hit, there, chinese)
            if found:
                yield _flag(context, segment, hit, *found)
                break  # one turned sentence, one flag


@cache
def _pairs() -> tuple[tuple[_Pole, _Pole], ...]:
    rows = table("opposites")["pairs"]
    return tuple(
        (_pole(2 * n, a, chinese_a), _pole(2 * n + 1, b, chinese_b))
        for n, (a, chinese_a, b, chinese_b) in enumerate(rows)
    )


def _pole(number: int, english: Sequence[str], chinese: Sequence[str]) -> _Pole:
    single = frozenset(form for word in english if " " not in word for form in _forms(word))
    phrases = tuple(word for word in english if " " in word)
    return _Pole(number, single, phrases, tuple(sorted(chinese, key=len, reverse=True)))


@lru_cache(maxsize=16384)
def _forms(word: str) -> frozenset[str]:
    """The keys of an English word: of itself and, where it is irregular, of its basic form."""
    irregular = table("english")["irregular"]
    return frozenset({key(word), key(irregular.get(word.lower(), word))})


@lru_cache(maxsize=256)
def _hits(text: str) -> tuple[_Hit, ...]:
    """The words of a text that belong to a pole of which the text has no word of the other pole."""
    spans = [(match.span(), _forms(match[0])) for match in WORD.finditer(text)]
    found = []
    for a, b in _pairs():
        at_a, at_b = (_places(text, pole, spans) for pole in (a, b))
        if bool(at_a) != bool(at_b):
            pole, rival = (a, b) if at_a else (b, a)
            found += [_Hit(pole, rival, span) for span in at_a or at_b]
    return tuple(found)


def _places(text: str, pole: _Pole, spans: Sequence[tuple[Span, frozenset[str]]]) -> list[Span]:
    places = [span for span, forms in spans if forms & pole.english]
    for phrase in pole.phrases:
        head, *rest = phrase.split()
        tail = r"\s+".join(map(re.escape, rest))
        for match in re.finditer(rf"\b([A-Za-z]+)\s+{tail}\b", text, re.IGNORECASE):
            if _forms(match[1]) & _forms(head):
                places.append(match.span())
    return places


def _turned(
    context: Context, segment: Segment, hit: _Hit, there: Sequence[Segment], chinese: str
) -> tuple[Segment, Span] | None:
    """The Chinese word of the opposite pole that answers an English one, if that can be the only reading."""
    english = segment.text[slice(*hit.span)]
    forms = hit.pole.english | frozenset().union(*map(_forms, english.split()))
    if any(len(word) > 1 and word in chinese for word in hit.pole.chinese):
        return None
    if any(_said(word, forms, hit.pole) for word, _ in words(chinese)):
        return None
    for partner in there:
        spans = _opposed(partner.text, hit)
        span = _answering(context, segment, hit.span, partner, spans)
        if span:
            return partner, span
    return None


def _said(word: str, forms: frozenset[str], pole: _Pole) -> bool:
    """Whether a Chinese word means what an English one does, or something of its pole."""
    return word in pole.chinese or bool(gloss_keys(word) & forms)


def _opposed(text: str, hit: _Hit) -> list[Span]:
    """The dictionary words of a Chinese text that mean the opposite pole and nothing of this one."""
    little = frozenset(table("function_words")["zh"])
    return [
        span
        for word, span in words(text)
        if (len(word) > 1 or (word in hit.rival.chinese and word not in little)) and _means(word, hit)
    ]


def _means(word: str, hit: _Hit) -> bool:
    """Whether a gloss of the word is the opposite pole's, and none is this one's."""
    rows = _glosses(word)
    short = [row for row in rows if 0 < len(row) <= LONGEST]
    mine = any(forms & hit.pole.english for row in rows for forms in row)
    return not mine and any(row[0] & hit.rival.english for row in short)


@lru_cache(maxsize=16384)
def _glosses(word: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """The dictionary's renderings of a word, each as the forms of its words without little ones."""
    glosses = [ASIDE.sub(" ", gloss) for entry in entries(word) for gloss in entry.glosses.split("/")]
    return tuple(
        tuple(_forms(found) for found in WORD.findall(gloss) if found not in HEADS) for gloss in glosses
    )


def _answering(
    context: Context, segment: Segment, span: Span, partner: Segment, spans: Sequence[Span]
) -> Span | None:
    """Which of the stretches of the Chinese answers a stretch of the English best of all, if one does."""
    own, other = context.encoded.get(segment.id), context.encoded.get(partner.id)
    if not spans:
        return None
    if own is None or other is None:
        return spans[0] if len(spans) == 1 else None
    mine, theirs = units(segment.text, own.spans), units(partner.text, other.spans)
    rows = [n for n, unit in enumerate(mine) if unit.span[0] < span[1] and span[0] < unit.span[1]]
    if not rows:
        return None
    alike = mean_states(theirs, other.tokens) @ mean_states(mine, own.tokens)[rows].mean(0)
    alike = np.where([unit.kind == "mark" for unit in theirs], -1.0, alike)
    best = float(alike.max())

    def at(place: Span) -> float:
        inside = [
            a
            for unit, a in zip(theirs, alike, strict=True)
            if unit.span[0] < place[1] and place[0] < unit.span[1]
        ]
        return max(inside, default=-1.0)

    chosen = max(spans, key=at)
    return chosen if at(chosen) >= best - NEAR else None


def _flag(context: Context, segment: Segment, hit: _Hit, partner: Segment, span: Span) -> Flag:
    english, chinese = segment.text[slice(*hit.span)], partner.text[slice(*span)]
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="minor" if context.summary else "major",
        zh=(partner.id,),
        en=(segment.id,),
        zh_span=span,
        en_span=hit.span,
        score=SCORE if context.encoded else ALONE,
        message=Message(
            en=f"The Chinese says “{chinese}”, the English “{english}”: that is the opposite.",
            zh=f"中文是“{chinese}”，英文却是“{english}”，意思相反。",
        ),
    )
