"""A passage against all that is linked to it."""

from __future__ import annotations

from aligner.checks.context import Context
from aligner.checks.evidence.unanswered import Lack, lack
from aligner.record.model import Segment, Side, other

__all__ = ["read"]


def read(context: Context, segment: Segment, side: Side) -> Lack | None:
    """The words of a linked segment against everything linked to it; None where nothing can be said."""
    key = ("lack", segment.id)
    if key not in context.memo:
        context.memo[key] = _read(context, segment, side)
    found: Lack | None = context.memo[key]
    return found


def _read(context: Context, segment: Segment, side: Side) -> Lack | None:
    own = context.encoded.get(segment.id)
    partners = context.segments(_answers(context, segment, side))
    answers = [(s.text, context.encoded[s.id]) for s in partners if s.id in context.encoded]
    answers = [(text, encoded) for text, encoded in answers if len(encoded.tokens)]
    if own is None or not answers or not len(own.tokens):
        return None
    return lack(segment.text, own, answers, side, context.model)


def _answers(context: Context, segment: Segment, side: Side) -> list[str]:
    """The passages that may answer a segment: those linked to it; for a summary, what stands around them too.

    A sentence of a summary gathers from several places, of which a link holds the chief one.
    """
    ids = context.partners.get(segment.id, ())
    if not ids or not context.summary or side == context.original:
        return list(ids)
    there = context.document(other(side))
    places = [there.position[i] for i in ids]
    first, last = max(min(places) - AROUND, 0), max(places) + AROUND
    return [s.id for s in there.segments[first : last + 1]]


AROUND = 1
"""Passages before and after the linked ones in which a summary may have found what it says."""
