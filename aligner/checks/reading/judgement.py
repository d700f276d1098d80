"""What the embedded reader says of a passage: the probability that it misleads, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.checks.context import Context, per_texts
from aligner.checks.evidence.learned import probability
from aligner.checks.evidence.passages import COMPARED, words_against
from aligner.checks.reading.clues import token_clues
from aligner.checks.reading.network import Comparison, Read, compare
from aligner.language.tables import packaged
from aligner.record.likely_words import likely_words
from aligner.record.model import Segment, Span

CALIBRATION = "checks/reading/data/calibration.json"
# Probability of the likeliest kind from which it is named; below, a finding says only that something differs.
# Cross-validated on the items: of the kinds named so, see docs/checks.md.
NAMED = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A passage of the report compared with what it is linked to."""

    misleads: float
    """Probability that a reader would believe something that the original does not say."""
    kind: str
    """What changed, a name of the table ``reading_kinds``; empty where that is not clear."""
    span: Span | None
    """The words that do it, in the passage."""
    source: Segment | None
    """The passage of the original that they contradict."""
    source_span: Span | None
    """The words of it."""


def judge(context: Context, segment: Segment) -> Judgement | None:
    """The judgement of a linked passage of the report; None where no encoder has read the texts, or another
    one than the networks were trained on."""
    partners = context.partners(segment)
    if not partners or context.model != packaged(CALIBRATION)["model"]:
        return None
    return _judge(context, segment, *partners)


@per_texts(COMPARED)
def _judge(context: Context, segment: Segment, *originals: Segment) -> Judgement | None:
    parts = [s for s in originals if s.id in context.encoded and len(context.encoded[s.id].tokens)]
    encoded = context.encoded.get(segment.id)
    if encoded is None or not len(encoded.tokens) or not parts:
        return None
    report = _read(context, segment, *parts)
    read = [_read(context, part, segment) for part in parts]
    original = Read(*map(np.concatenate, zip(*read, strict=True)))
    comparison = compare(report, original, context.side(segment))
    source, source_span = _source(context, parts, comparison)
    return Judgement(
        misleads=_calibrated(comparison.odds),
        kind=_kind(comparison.kinds),
        span=likely_words(segment.text, encoded.spans, comparison.report),
        source=source,
        source_span=source_span,
    )


def _read(context: Context, segment: Segment, *others: Segment) -> Read:
    """A text as the network takes it, with what `others` answer."""
    tokens = context.encoded[segment.id].tokens
    return Read(tokens, token_clues(words_against(context, segment, *others), len(tokens)))


def _calibrated(odds: float) -> float:
    numbers = packaged(CALIBRATION)
    return probability(numbers["slope"] * odds + numbers["bias"])


def _kind(odds: NDArray[np.float32]) -> str:
    powers = np.exp(odds - odds.max())
    likeliest = int(odds.argmax())
    name: str = packaged(CALIBRATION)["kinds"][likeliest]
    return name if powers[likeliest] / powers.sum() >= NAMED else ""


def _source(
    context: Context, parts: Sequence[Segment], comparison: Comparison
) -> tuple[Segment | None, Span | None]:
    """The passage of the original with the likeliest words, and the words; None where none are likelier
    than not."""
    at = int(comparison.original.argmax())
    if comparison.original[at] < 0:
        return None, None
    first = 0
    for part in parts:
        spans = context.encoded[part.id].spans
        if at < first + len(spans):
            return part, likely_words(part.text, spans, comparison.original[first : first + len(spans)])
        first += len(spans)
    return None, None
