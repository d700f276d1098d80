"""A word that became its opposite: *open* for 关闭, *fewer* for 更多, told by a table of pairs.

An encoder cannot tell opposites: it finds them nearly as alike as synonyms. It does tell which word answers
which; the table and the dictionary say whether these two are poles apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import Context
from aligner.checks.evidence.unanswered import mean_states
from aligner.checks.evidence.words import units
from aligner.language.antonyms import PAIRS, Hit, forms_of, hits, kin, means, opposed
from aligner.language.dictionary import words
from aligner.language.modality import denials
from aligner.record.model import Flag, Message, Segment, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "mistranslation", "accuracy/mistranslation"
SKIPPED = frozenset(("reference", "metadata", "heading", "caption"))
SCORE, ALONE = 0.75, 0.6
"""With the model's word that the two answer each other; without a model."""
NEAR = 0.04
"""By how much another word of the Chinese may be more alike than the one that is the opposite."""


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
        for hit in hits(segment.text, PAIRS):
            found = _turned(context, segment, hit, there, chinese)
            if found:
                yield _flag(context, segment, hit, *found)
                break  # one turned sentence, one flag


def _turned(
    context: Context, segment: Segment, hit: Hit, there: Sequence[Segment], chinese: str
) -> tuple[Segment, Span] | None:
    """The Chinese word of the opposite pole that answers an English one, if that can be the only reading."""
    english = segment.text[slice(*hit.span)]
    forms = hit.pole.english | frozenset().union(*map(forms_of, english.split()))
    if any(len(word) > 1 and word in chinese for word in hit.pole.chinese):
        return None
    related = kin(english.lower())
    if any(means(word, forms, hit.pole) or word in related for word, _ in words(chinese)):
        return None
    for partner in there:
        spans = opposed(partner.text, hit)
        span = _answering(context, segment, hit.span, partner, spans)
        if span:
            return partner, span
    return None


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


def _flag(context: Context, segment: Segment, hit: Hit, partner: Segment, span: Span) -> Flag:
    english, chinese = segment.text[slice(*hit.span)], partner.text[slice(*span)]
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="neutral" if context.summary else "major",  # a summary says much the other way round
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
