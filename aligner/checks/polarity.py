"""Affirmations that became denials and obligations that became possibilities, found by cue words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aligner.checks.context import MISTRANSLATION, Check, Context
from aligner.checks.evidence.contradictions import contradicted
from aligner.language.modality import modals, opposed
from aligner.language.negation import Force
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
)

# Scores: a denial that nothing answers, by severity; a word of another force. Of seven *major* findings in
# translations that were read (`docs/checks.md`) four were right, the only *minor* one was not.
DENIED: dict[Severity, float] = {"major": 0.65, "minor": 0.4}
FORCE = 0.65
# The same in the score of a text (`_doubt`), which decides nothing.
SURE = 0.8
# What every denial that one side has more than the other adds to the score of a text: sixteen of them weigh
# as much as one that nothing answers. Chosen, not measured.
PER_DENIAL = 0.05
# Log odds from which a denial that nothing answers is *major*. Measured on 400 news sentences into which a
# *not* was put and on 5,000 pairs of human translations: from `POSSIBLE` on 67 % of the former are found and
# 1 % of the latter flagged; from `LIKELY` on 55 % and .5 %.
LIKELY = 1.5


class _Cue(NamedTuple):
    """A word that nothing linked to its segment answers."""

    span: Span
    key: str
    """Of the sentence that says so."""
    score: float
    severity: Severity


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every denial of what the other side plainly says, and every must that it only allows.

    Only in translations: a summary says much the other way round. A denial is answered by one that denies the
    same words, or by a word or turn that may deny and has nothing of its own to answer, in any passage linked
    to its own.
    """
    for side in () if context.summary else SIDES:
        for segment in context.passages(side, PASSAGE_KINDS - {"question"}):
            for cue in _cues(context, segment, side):
                yield context.flag(
                    MISTRANSLATION, cue.severity, cue.score, f"polarity.{cue.key}", segment, cue.span,
                    context.partners(segment),
                )  # fmt: skip


def _cues(context: Context, segment: Segment, side: Side) -> Iterator[_Cue]:
    denied = contradicted(context, segment)
    if denied is not None:
        span, odds = denied
        severity: Severity = "major" if odds >= LIKELY else "minor"
        yield _Cue(span, "denied", DENIED[severity], severity)
    yield from _forced(segment, side, context.partners(segment))


def _doubt(context: Context) -> float:
    """How far the denials of all linked passages of a translation differ in number, 0 to 1."""
    if context.summary:
        return 0.0
    counts = []
    for side in SIDES:
        forces = [
            d.force for s in context.document(side) if context.linked(s) for d in context.reading(s).denials
        ]
        counts.append((forces.count(Force.PLAIN), len(forces) - forces.count(Force.PLAIN)))
    (zh, zh_hidden), (en, en_hidden) = counts
    unexplained = max(zh - en - en_hidden, en - zh - zh_hidden, 0)
    return min(PER_DENIAL * abs(zh - en) + SURE * min(unexplained, 1), 1.0)


def _forced(segment: Segment, side: Side, partners: Sequence[Segment]) -> Iterator[_Cue]:
    """A word of strong force where the other side has only the opposite force."""
    across = other(side)
    for force, opposite in opposed():
        spans = modals(segment.text, side, force, strong=True)
        if not spans or modals(segment.text, side, opposite, strong=True):
            continue
        if not _any(partners, across, force) and _any(partners, across, opposite, strong=True):
            yield _Cue(spans[0], force, FORCE, "major")


def _any(segments: Sequence[Segment], side: Side, force: str, *, strong: bool = False) -> bool:
    return any(modals(s.text, side, force, strong=strong) for s in segments)


CHECK = Check(
    name="polarity",
    title=Message(en="denials and obligations", zh="否定与语气"),
    issues=(MISTRANSLATION,),
    find=check,
    spared=True,
    measure=lambda context: {MISTRANSLATION.type: _doubt(context)},
)
