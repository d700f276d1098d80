"""Denials of what the other side plainly says.

A denial is bound to its scope (`aligner.language.negation`). What it denies is looked for on the other side,
by the dictionary and by the model; if it is there, and no word that denies has it in its own scope, one of
the two sides is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aligner.checks.context import Context
from aligner.checks.evidence.passages import word_evidence
from aligner.checks.evidence.unanswered import WordEvidence
from aligner.language.counterparts import counterparts, has_opposite, has_word_for, is_sense
from aligner.language.negation import Denial, Force, denies_plainly
from aligner.language.reading import Reading
from aligner.record.model import Segment, Span, overlap

# What it adds to the log odds of a contradiction that the dictionary finds what is denied, and log odds from
# which one is reported. Measured on human translations and on the same with a *not* put in or taken out: see
# `LIKELY` of `polarity`.
SAID = 2.5
POSSIBLE = 0.0
# Log odds where there is no model, which can only tell whether the dictionary finds what is denied.
ALONE = 2.0


def contradicted(context: Context, segment: Segment) -> tuple[Span, float] | None:
    """The first denial of a linked segment that contradicts the other side, with its log odds."""
    passage, across = context.reading(segment), context.reading(*context.partners(segment))
    if not passage.denies:
        return None
    sides = [_Side(passage, across)]
    sides += [_Side(context.reading(s), across) for s in context.companions(segment) if s != segment]
    used = {
        answer
        for side in sides
        for each in side.reading.denials
        if each.plain
        for answer in side.answers(each)
    }
    spare = [d for d in across.denials if d not in used and _may_answer(d, across, passage)]
    for denial in passage.denials:
        if not denial.plain or sides[0].answers(denial) or sides[0].turned(denial):
            continue
        odds = _odds(denial, word_evidence(context, segment), said=sides[0].said(denial))
        if odds > POSSIBLE and spare:
            spare.pop()
        elif odds > POSSIBLE:
            return denial.span, odds
    return None


def _odds(denial: Denial, evidence: WordEvidence | None, *, said: bool) -> float:
    """Log odds that a denial which nothing answers is an error: the other side says what is denied (`said`:
    by the dictionary; or the model finds it answered), and nothing answers the word that denies."""
    if evidence is None:
        return ALONE if said else -ALONE
    cue = evidence.odds[evidence.rows_in((denial.span,))]
    denied = evidence.merged[evidence.rows_in(denial.head)]
    if not len(cue) or not len(denied):
        return ALONE if said else -ALONE
    return float(SAID * said - np.mean(denied) + cue.max() - 1)


def _may_answer(denial: Denial, reading: Reading, across: Reading) -> bool:
    """Whether a denial may answer one whose words it does not share: a word that denies by its meaning does
    not where the other side has that very word (*lack* for 不足)."""
    if denial.force is not Force.TURN:
        return denial.plain
    words = reading.text[slice(*denial.span)]
    return denies_plainly(words, reading.side) or not has_word_for(words, across)


@dataclass(frozen=True)
class _Side:
    """A passage against what is linked to it."""

    reading: Reading
    across: Reading

    def answers(self, denial: Denial) -> list[Denial]:
        """The denials across that deny what this one denies. A word that denies by its meaning does not where
        it is the very word that is denied (没有反对, *opposed*)."""
        places = self._places(denial.scope)
        return [
            other
            for other in self.across.denials
            if not any(overlap(place, other.span) and self._means(other, word) for word, place in places)
            and any(
                any(overlap(place, part) for part in other.scope if part != other.span)
                or (overlap(place, other.span) and not self._means(other, word))
                for word, place in places
            )
        ]

    def said(self, denial: Denial) -> bool:
        """Whether the other side has, by the dictionary, what is denied."""
        return bool(self._places(denial.head))

    def turned(self, denial: Denial) -> bool:
        """Whether the other side has the opposite of what is denied: *shallow* for 不深."""
        return any(has_opposite(self.reading.text[slice(*span)], self.across) for span in denial.head)

    def _means(self, other: Denial, word: str) -> bool:
        """Whether a word that denies is what the other language denies: *not interrupted* against 中断."""
        cue = self.across.text[slice(*other.span)]
        return is_sense(cue, word) if self.across.side == "zh" else is_sense(word, cue)

    def _places(self, spans: Sequence[Span]) -> list[tuple[str, Span]]:
        words = (self.reading.text[slice(*span)] for span in spans)
        return [(word, place) for word in words for place in counterparts(word, self.across)]
