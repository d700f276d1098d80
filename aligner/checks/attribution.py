"""Who says it: a question's words in the speaker's mouth, a quotation that is another, quotation marks on one
side only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import Context
from aligner.checks.evidence.passages import read
from aligner.checks.evidence.unanswered import Lack
from aligner.checks.flags import NAMES, START, opening
from aligner.language.clauses import clauses
from aligner.language.reported_speech import asks, praise, quotations, said
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, Span, other

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "mistranslation", "accuracy/mistranslation"
SKIPPED = frozenset(("reference", "metadata", "heading", "caption", "question", "note"))
MOUTH, QUOTED, MARKS = 0.75, 0.7, 0.5
CLOSER = 0.02
"""By how much the words of a clause must be more like the question's than like what was answered."""
LONG = {"zh": 10, "en": 40}
"""Characters of a quotation that quotes what was said rather than a term."""
MOST = 0.7
"""Share of a passage in quotation marks from which the passage is a quotation."""
STRANGE = 0.4
"""Log odds from which a word of a quotation is not what was said."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag where the target gives words to somebody who did not say them so.

    In a summary: words of a question reported as the speaker's view; a quotation with a word that the
    original does not have. In any text: a passage that is all quotation on one side and has no quotation
    mark on the other.
    """
    for segment in context.document(context.target):
        if segment.kind in SKIPPED or not context.linked(segment):
            continue
        there = context.segments(context.partners[segment.id])
        if context.summary:
            yield from _mouth(context, segment, there)
            yield from _misquoted(context, segment, there)
            yield from _praised(context, segment, there)
        else:
            yield from _marks(context, segment, there)


def _mouth(context: Context, segment: Segment, there: Sequence[Segment]) -> Iterator[Flag]:
    """Clauses that report a view and say what only the question says."""
    side = context.target
    told = said(segment.text, side)
    if told is None or asks(segment.text, side) or not any(s.kind == "question" for s in there):
        return
    views = [span for span in clauses(segment.text) if span[1] > told[0]]
    taken = [span for span in views if _closer(context, segment, span, there)]
    if taken:
        span = (max(taken[0][0], told[1]), taken[-1][1])
        question = next(s for s in there if s.kind == "question")
        words, name = opening(segment.text[slice(*span)].strip("，, ")), NAMES[side]
        yield _flag(
            context,
            segment,
            span,
            [question],
            "major",
            MOUTH,
            Message(
                en=f"{START[side]} gives “{words}” as what the speaker said; the question says so.",
                zh=f"{name.zh}把“{words}”写成讲话人的话，那其实是提问里的内容。",
            ),
        )


def _closer(context: Context, segment: Segment, span: Span, there: Sequence[Segment]) -> bool:
    """Whether the words of a clause are more like those of the question than like those of the answer."""
    own = context.encoded.get(segment.id)
    if own is None:
        return all(s.kind == "question" for s in there)
    rows = [n for n, (a, b) in enumerate(own.spans) if span[0] <= a and b <= span[1]]
    best = {}
    for asked in (True, False):
        states = [
            context.encoded[s.id].tokens
            for s in there
            if (s.kind == "question") is asked and s.id in context.encoded
        ]
        if not states or not rows:
            return asked is False and bool(rows)
        alike = own.tokens[rows].astype(np.float32) @ np.concatenate(states).astype(np.float32).T
        best[asked] = float(alike.max(1).mean())
    return best[True] - best[False] > CLOSER


def _misquoted(context: Context, segment: Segment, there: Sequence[Segment]) -> Iterator[Flag]:
    """A quotation of some length with a word of weight that nothing in the original answers."""
    side = context.target
    found = read(context, segment, side)
    if found is None or asks(segment.text, side):
        return
    for span in quotations(segment.text):
        if span[1] - span[0] < LONG[side]:
            continue
        strange = _strange(found, span)
        if strange:
            words, name = segment.text[slice(*strange)], NAMES[side]
            yield _flag(
                context,
                segment,
                strange,
                there,
                "major",
                QUOTED,
                Message(
                    en=f"{START[side]} quotes “{words}”; the original does not say this word.",
                    zh=f"{name.zh}引语里的“{words}”，原话没有这个意思。",
                ),
            )


def _praised(context: Context, segment: Segment, there: Sequence[Segment]) -> Iterator[Flag]:
    """Praise of what is said where nothing in the original praises it: the reporter speaks in the speaker's
    place."""
    side = context.target
    span = praise(segment.text, side)
    if span is None or any(praise(s.text, other(side), answered=True) for s in there):
        return
    words, name = segment.text[slice(*span)], NAMES[side]
    yield _flag(
        context,
        segment,
        span,
        there,
        "major",
        MARKS,
        Message(
            en=f"{START[side]} praises (“{words}”) what the speaker says himself; the original does not.",
            zh=f"{name.zh}用“{words}”称赞讲话人自己说的话，原话没有这样说。",
        ),
    )


def _strange(found: Lack, span: Span) -> Span | None:
    rows = [
        n
        for n, unit in enumerate(found.units)
        if unit.kind in ("content", "name") and span[0] <= unit.span[0] and unit.span[1] <= span[1]
    ]
    worst = max(rows, key=lambda n: found.merged[n], default=None)
    if worst is None or found.merged[worst] < STRANGE:
        return None
    same = [n for n in rows if found.merged[n] == found.merged[worst] and abs(n - worst) <= 3]
    return found.units[same[0]].span[0], found.units[same[-1]].span[1]


def _marks(context: Context, segment: Segment, there: Sequence[Segment]) -> Iterator[Flag]:
    """A passage that is all quotation on one side only."""
    text = " ".join(s.text for s in there)
    sides: dict[Side, str] = {context.target: segment.text, context.original: text}
    for side in SIDES:
        if _quoted(sides[side]) and not _any_mark(sides[other(side)]):
            name, rest = NAMES[side], NAMES[other(side)]
            yield _flag(
                context,
                segment,
                None,
                there,
                "neutral",
                MARKS,
                Message(
                    en=f"{START[side]} gives this as a quotation; {rest.en} has no quotation marks.",
                    zh=f"{name.zh}把这里写成引语，{rest.zh}没有引号。",
                ),
            )


def _quoted(text: str) -> bool:
    return sum(b - a for a, b in quotations(text)) >= MOST * len(text)


def _any_mark(text: str) -> bool:
    return any(char in "“”\"「」『』‘’《》'" for char in text)


def _flag(
    context: Context,
    segment: Segment,
    span: Span | None,
    there: Sequence[Segment],
    severity: Severity,
    score: float,
    message: Message,
) -> Flag:
    zh = context.target == "zh"
    ids = tuple(s.id for s in there)
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity=severity,
        zh=(segment.id,) if zh else ids,
        en=ids if zh else (segment.id,),
        zh_span=span if zh else None,
        en_span=None if zh else span,
        score=score,
        message=message,
    )
