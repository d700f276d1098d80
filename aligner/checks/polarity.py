"""Affirmations that became denials and obligations that became possibilities, found by cue words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aligner.checks.context import MISTRANSLATION, Check, Context
from aligner.language.counterparts import counterparts, is_sense
from aligner.language.modality import modals, step, steps
from aligner.language.negation import Denial, Force
from aligner.language.reading import Reading
from aligner.record.model import (
    PASSAGE_KINDS,
    SIDES,
    Flag,
    Message,
    Segment,
    Severity,
    Side,
    Span,
    other,
    overlap,
)

# Scores: a denial that nothing answers; a word of another force. Set by hand; the first counts in the score
# of a text as well (`_doubt`), which decides nothing.
SURE, FORCE = 0.8, 0.7
# What every denial that one side has more than the other adds to the score of a text: sixteen of them weigh
# as much as one that nothing answers. Chosen, not measured.
PER_DENIAL = 0.05
FORCES = ("obligation", "possibility")


class _Cue(NamedTuple):
    """A word that nothing linked to its segment answers."""

    span: Span
    key: str
    """Of the sentence that says so."""
    score: float
    softer: str = ""
    """What the original proposes instead."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every denial that the other side does not make, and every must that it only allows.

    A denial is answered by any word that may deny, in any passage linked to its own, and those linked to
    that.
    """
    for side in SIDES:
        for segment in context.passages(side, PASSAGE_KINDS - {"question"}):
            partners = context.partners(segment)
            severity: Severity = "neutral" if context.summary else "major"
            cues = [(severity, cue) for cue in _denied(context, segment)]
            cues += [(severity, cue) for cue in _forced(segment, side, partners)]
            if context.summary and side == context.target:
                cues += [("major", cue) for cue in _overstated(context, segment, side)]
            for severity, (span, key, score, softer) in cues:
                yield context.flag(
                    MISTRANSLATION, severity, score, f"polarity.{key}", segment, span, partners, softer=softer
                )


def _doubt(context: Context) -> float:
    """How far the denials of all linked passages differ in number, 0 to 1."""
    counts = []
    for side in SIDES:
        found = [
            d.force for s in context.document(side) if context.linked(s) for d in context.reading(s).denials
        ]
        counts.append((found.count(Force.PLAIN), len(found) - found.count(Force.PLAIN)))
    (zh, zh_hidden), (en, en_hidden) = counts
    unexplained = max(zh - en - en_hidden, en - zh - zh_hidden, 0)
    return min(PER_DENIAL * abs(zh - en) + SURE * min(unexplained, 1), 1.0)


def _denied(context: Context, segment: Segment) -> Iterator[_Cue]:
    """The denials of a segment that deny what the other side plainly says."""
    mine, theirs = context.reading(segment), context.reading(*context.partners(segment))
    if not mine.denies:
        return
    sides = [_Side(mine, theirs)]
    sides += [_Side(context.reading(s), theirs) for s in context.companions(segment) if s != segment]
    used = {
        answer for side in sides for own in side.reading.denials if own.plain for answer in side.answers(own)
    }
    spare = [d for d in theirs.denials if d not in used and _may_answer(d, theirs, mine)]
    for denial in mine.denials:
        if denial.plain and sides[0].contradicted(denial):
            if not spare:
                yield _Cue(denial.span, "denied", SURE)
                return
            spare.pop()


# Characters of the longest Chinese word that denies more than its own meaning.
SHORT = 2


def _may_answer(denial: Denial, reading: Reading, across: Reading) -> bool:
    """Whether a denial may answer one whose words it does not share: a word that denies by its meaning does
    not where the other side has that very word (*lack* for 不足)."""
    word = reading.text[slice(*denial.span)]
    if denial.force is Force.WEAK and reading.side == "zh" and len(word) > SHORT:
        return False
    return denial.plain or not counterparts(word, across)


@dataclass(frozen=True)
class _Side:
    """A passage against what is linked to it."""

    reading: Reading
    across: Reading

    def answers(self, denial: Denial) -> list[Denial]:
        """The denials across that deny what this one denies."""
        places = self._places(denial)
        return [
            other
            for other in self.across.denials
            if any(
                any(overlap(place, part) for part in other.scope if part != other.span)
                or (overlap(place, other.span) and not self._means(other, word))
                for word, place in places
            )
        ]

    def contradicted(self, denial: Denial) -> bool:
        """Whether the other side says what is denied, and denies none of it."""
        return bool(self._places(denial)) and not self.answers(denial)

    def _means(self, other: Denial, word: str) -> bool:
        """Whether a Chinese word that denies is what the English denies: *not interrupted* against 中断."""
        return self.across.side == "zh" and is_sense(self.across.text[slice(*other.span)], word)

    def _places(self, denial: Denial) -> list[tuple[str, Span]]:
        words = (self.reading.text[slice(*span)] for span in denial.scope)
        return [(word, place) for word in words for place in counterparts(word, self.across)]


def _forced(segment: Segment, side: Side, partners: Sequence[Segment]) -> Iterator[_Cue]:
    """A word of strong force where the other side has only the opposite force."""
    across = other(side)
    for force, opposite in (FORCES, FORCES[::-1]):
        spans = modals(segment.text, side, force, strong=True)
        if not spans or modals(segment.text, side, opposite, strong=True):
            continue
        if not _any(partners, across, force) and _any(partners, across, opposite, strong=True):
            yield _Cue(spans[0], force, FORCE)


def _any(segments: Sequence[Segment], side: Side, force: str, *, strong: bool = False) -> bool:
    return any(modals(s.text, side, force, strong=strong) for s in segments)


def _overstated(context: Context, segment: Segment, side: Side) -> Iterator[_Cue]:
    """A word of a summary that demands, makes certain or calls the only way what the original does not."""
    across, partners = other(side), context.partners(segment)
    for kind, from_softer in steps().items():
        spans = step(segment.text, side, kind, "claimed")
        if not spans or any(step(s.text, across, kind, "answered") for s in partners):
            continue
        softer = next(
            (context.quote(s, soft[0]) for s in partners if (soft := step(s.text, across, kind, "softer"))),
            "",
        )
        if softer or not from_softer:
            yield _Cue(spans[0], f"{kind}_softer" if softer else kind, FORCE, softer)


CHECK = Check(
    name="polarity",
    title=Message(en="denial and force", zh="否定与语气"),
    issues=(MISTRANSLATION,),
    find=check,
    measure=lambda context: {MISTRANSLATION.type: _doubt(context)},
)
