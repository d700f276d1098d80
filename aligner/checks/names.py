"""Names of persons, places and bodies that became others between linked passages.

What speaks for it: the Chinese does not account for an English name (by its letters, its reading, a
dictionary, its sound), the model finds nothing like it there, and a Chinese name has lost its rendering. A
linear model weighs the evidence; `tests/training/fit_names.py` learned it from names that were swapped
between documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from aligner.checks.context import Context
from aligner.checks.evidence.learned import learned, linear, probability
from aligner.checks.evidence.passages import read
from aligner.checks.evidence.unanswered import Lack
from aligner.language.names.chinese import CAPITAL, latin
from aligner.language.names.english import Phrase, accounted, alike, lost, phrases
from aligner.record.model import Flag, Message, Segment, Span

__all__ = ["EVIDENCE", "MQM", "TYPE", "check", "doubt", "evidence"]

TYPE, MQM = "inconsistent-entities", "accuracy/mistranslation"
SKIPPED = frozenset(("reference", "metadata", "note"))
LETTERS = 0.7
UNKNOWN = -6.0
"""Log odds where there is nothing to measure."""
EVIDENCE = (
    "accounted, best word", "accounted, mean", "accounted, worst word", "a Chinese name is lost", "words",
    "opens", "lack, mean", "lack, least", "odds, worst word", "odds, mean", "odds of the Chinese, worst",
    "odds of the Chinese, two worst", "odds of the lost name",
)  # fmt: skip
"""What a name is judged by; the first `PLAIN` need no model."""
PLAIN = 6


@dataclass(frozen=True, slots=True)
class _Suspect:
    """An English name that the Chinese may not have."""

    segment: Segment
    phrase: Phrase
    odds: float
    lost: tuple[tuple[Segment, Span], ...]
    """Chinese names that the English does not render."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every English name that stands for another of the Chinese, and for Latin letters of
    the Chinese that the English spells otherwise.

    A name that is merely dropped is left to `coverage`: English says *he* and *the country* where Chinese
    says the name again. One passage yields one flag, its likeliest.
    """
    limits = learned("names_weights")["thresholds"]
    for segment in context.zh:
        if segment.kind not in SKIPPED and context.linked(segment):
            yield from _spelled(context, segment)
    if context.summary:
        return  # which of many names a condensed passage meant is anybody's guess
    for segment in context.en:
        if segment.kind in SKIPPED or not context.linked(segment):
            continue
        found = max(_suspects(context, segment), key=lambda suspect: suspect.odds, default=None)
        if found is not None and found.odds >= limits["minor"]:
            yield _flag(context, found, major=found.odds >= limits["major"])


def doubt(context: Context) -> float:
    """How likely a name of the English stands for another of the Chinese, 0 to 1."""
    odds = [s.odds for segment in context.en if context.linked(segment) for s in _suspects(context, segment)]
    return probability(max(odds)) if odds else 0.0


def _suspects(context: Context, segment: Segment) -> list[_Suspect]:
    """The names of an English segment with what is to be thought of them."""
    key = ("names", segment.id)
    if key not in context.memo:
        context.memo[key] = list(_judged(context, segment))
    found: list[_Suspect] = context.memo[key]
    return found


def _judged(context: Context, segment: Segment) -> Iterator[_Suspect]:
    partners = context.partners[segment.id]
    there = context.segments(partners)
    back = context.segments(dict.fromkeys(i for s in there for i in context.partners[s.id]))
    english = " ".join(s.text for s in (*back, *context.neighbours([s.id for s in back], "en")))
    chinese = " ".join(s.text for s in (*there, *context.neighbours(partners, "zh")))
    missing = tuple((s, span) for s in there for span in lost(s.text, english))
    mine = read(context, segment, "en")
    theirs = [(s.id, answer) for s in there if (answer := read(context, s, "zh")) is not None]
    names = {s.id: [span for o, span in missing if o.id == s.id] for s in there}
    for phrase in phrases(segment.text):
        row = evidence(segment.text, phrase, chinese, bool(missing), mine, [(a, names[i]) for i, a in theirs])
        model = linear("names_weights", "full" if len(row) > PLAIN else "plain")
        yield _Suspect(segment, phrase, float(model(row)), missing)


def evidence(
    english: str,
    phrase: Phrase,
    chinese: str,
    gone: bool,
    mine: Lack | None,
    theirs: Sequence[tuple[Lack, Sequence[Span]]],
) -> list[float]:
    """What speaks for a name being another: `EVIDENCE`, or its first `PLAIN` where no model has read the
    passages. `gone`: whether the Chinese has a name that the English lacks; `theirs`: the linked Chinese
    passages with such names in them."""
    held = [accounted(english[a:b], chinese) for a, b in phrase.words]
    row = [
        max(held),
        sum(held) / len(held),
        min(held),
        float(gone),
        log(len(held)),
        float(phrase.span[0] < 5),
    ]
    rows = _rows(mine, phrase.words) if mine is not None else []
    if mine is None or not rows:
        return row
    lacks, odds = mine.lacks[rows], mine.odds[rows]
    worst = sorted((float(o) for answer, _ in theirs for o in _content(answer)), reverse=True) or [UNKNOWN]
    absent = [float(answer.merged[n]) for answer, spans in theirs for n in _rows(answer, spans)]
    row += [float(lacks.mean()), float(lacks.min()), float(odds.max()), float(odds.mean())]
    return [*row, worst[0], sum(worst[:2]) / len(worst[:2]), max(absent, default=UNKNOWN)]


def _rows(found: Lack, spans: Sequence[Span]) -> list[int]:
    """The words that stand in any of these stretches."""
    return [
        n
        for n, unit in enumerate(found.units)
        if unit.kind != "mark" and any(unit.span[0] < b and a < unit.span[1] for a, b in spans)
    ]


def _content(found: Lack) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Log odds of the words that are neither grammar nor figures."""
    return found.merged[[n for n, unit in enumerate(found.units) if unit.kind in ("content", "name")]]


def _spelled(context: Context, segment: Segment) -> Iterator[Flag]:
    """Latin letters of the Chinese that the English does not have, in whole or as initials."""
    partners = context.partners[segment.id]
    there = context.segments(partners)
    text = " ".join(s.text for s in (*there, *context.neighbours(partners, "en")))
    folded = re.sub(r"[^a-z]", "", text.lower())
    for span in latin(segment.text):
        word = segment.text[slice(*span)].lower()
        if word in folded or any(alike(word, other.lower()) for other in re.findall(r"[A-Za-z]{3,}", text)):
            continue
        if word in "".join(match[0][0] for match in CAPITAL.finditer(text)).lower():
            continue
        name = segment.text[slice(*span)]
        yield Flag(
            id="",
            type=TYPE,
            mqm=MQM,
            severity="minor",
            zh=(segment.id,),
            en=(there[0].id,),
            zh_span=span,
            score=LETTERS,
            message=Message(
                en=f"The Chinese names “{name}”; the English linked to it does not.",
                zh=f"中文提到“{name}”，与之对应的英文没有。",
            ),
        )


def _flag(context: Context, found: _Suspect, *, major: bool) -> Flag:
    partners = context.partners[found.segment.id]
    word = found.segment.text[slice(*found.phrase.span)]
    place = found.lost[0] if len(found.lost) == 1 else None
    if place is None:
        message = Message(
            en=f"The English names “{word}”; no name of the Chinese linked to it answers that.",
            zh=f"英文提到“{word}”，与之对应的中文没有相应的名称。",
        )
    else:
        name = place[0].text[slice(*place[1])]
        message = Message(
            en=f"The Chinese names “{name}”, the English has “{word}” instead.",
            zh=f"中文是“{name}”，英文却是“{word}”。",
        )
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="major" if major else "minor",
        zh=(place[0].id,) if place else partners,
        en=(found.segment.id,),
        zh_span=place[1] if place else None,
        en_span=found.phrase.span,
        score=round(probability(found.odds), 3),
        message=message,
    )
