"""Affirmations that became denials and obligations that became possibilities, found by cue words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aligner.checks.context import MISTRANSLATION, Check, Context
from aligner.language.modality import modals, step, steps
from aligner.record.model import PASSAGE_KINDS, SIDES, Flag, Message, Segment, Severity, Side, Span, other

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
            cues = [(severity, cue) for cue in _denied(context, segment, side)]
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
        denials = [context.reading(s).denials for s in context.document(side) if context.linked(s)]
        counts.append((sum(len(d.plain) for d in denials), sum(len(d.hidden) for d in denials)))
    (zh, zh_hidden), (en, en_hidden) = counts
    unexplained = max(zh - en - en_hidden, en - zh - zh_hidden, 0)
    return min(PER_DENIAL * abs(zh - en) + SURE * min(unexplained, 1), 1.0)


def _denied(context: Context, segment: Segment, side: Side) -> Iterator[_Cue]:
    """The first denial of a segment where the two sides differ and nothing can explain it."""
    denied = context.reading(segment).denials.plain
    if not denied:
        return
    total = sum(len(context.reading(s).denials.plain) for s in context.companions(segment))
    across = [context.reading(s).denials for s in context.partners(segment)]
    answers = sum(len(d.plain) + len(d.hidden) for d in across)
    sure = side == "en" or not any(d.hidden for d in across)  # a Chinese sentence often says a denial twice
    if sure and total > answers and len(denied) > answers:
        yield _Cue(denied[answers], "denied", SURE)


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
    spared=True,
    measure=lambda context: {MISTRANSLATION.type: _doubt(context)},
)
