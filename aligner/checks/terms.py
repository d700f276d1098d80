"""Terms and names that linked passages do not render as the glossary says, and renderings it forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.checks.context import Context
from aligner.checks.evidence.speakers import voiced
from aligner.checks.flags import NAMES, START
from aligner.language.tables import table
from aligner.language.terms import Hit, find_terms
from aligner.record.glossary import Term
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, other

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "terminology", "terminology/inconsistent with resource"
SKIPPED = frozenset(("reference", "metadata"))
"""Titles of works and imprints stand as they were published."""
FORBIDDEN, ABSENT, LOOSE = 0.95, 0.7, 0.5


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every forbidden rendering, and for every term that its linked passages do not carry.

    A translation owes the terms of the original. A summary may drop them, but a term of its own that nothing
    linked to it says is worth a look: words put into somebody's mouth.
    """
    if not context.glossary.terms:
        return
    for side in SIDES:
        for segment in context.document(side):
            if segment.kind not in SKIPPED:
                yield from _forbidden(context, side, segment)
    side = context.target if context.summary else context.original
    for segment in context.document(side):
        if segment.kind not in SKIPPED and context.linked(segment):
            yield from _absent(context, side, segment)


def _forbidden(context: Context, side: Side, segment: Segment) -> Iterator[Flag]:
    for hit in find_terms(context.glossary, segment.text, side):
        if hit.standing == "forbidden":
            yield _forbidden_flag(context, side, segment, hit)


def _absent(context: Context, side: Side, segment: Segment) -> Iterator[Flag]:
    """Terms of a segment of which the linked passages, and those around them, have no rendering at all."""
    there = other(side)
    partners = context.partners[segment.id]
    around = [*context.segments(partners), *context.neighbours(partners, there)]
    carried = {hit.term for s in around for hit in find_terms(context.glossary, s.text, there, nested=True)}
    seen: set[Term] = set()
    for hit in find_terms(context.glossary, segment.text, side):
        if context.summary and hit.term.kind == "name":
            continue  # a reporter names who speaks; the speaker does not
        if (
            hit.term not in carried
            and hit.term not in seen
            and not _generic(context, hit.term, around, there)
        ):
            seen.add(hit.term)
            yield _absent_flag(context, side, segment, hit)


def _generic(context: Context, term: Term, around: Sequence[Segment], side: Side) -> bool:
    """Whether a summary may name a body of which the original says *the association*, *the fund*."""
    if not context.summary or term.kind != "organisation" or side != "en":
        return False
    names = " ".join(term.en.accepted).lower()
    text = " ".join(s.text for s in around).lower()
    return any(re.search(rf"\b{word}\b", names) and re.search(rf"\b{word}\b", text) for word in _bodies())


def _bodies() -> Sequence[str]:
    words: Sequence[str] = table("attribution")["bodies"]
    return words


def _severity(context: Context, side: Side, segment: Segment, term: Term) -> Severity:
    """What a term without a rendering weighs: in a summary, whether the speaker says it anywhere in the
    answer that the passage is linked to."""
    if not context.summary:
        return "minor"
    if term.kind != "term" or not voiced(context, side).get(segment.id):
        return "neutral"
    there = context.document(other(side))
    partners = context.segments(context.partners[segment.id])
    turns = {s.turn for s in partners}
    spoken = [s for s in there if s.turn in turns]
    if None in turns or any(
        hit.term == term
        for s in spoken
        for hit in find_terms(context.glossary, s.text, other(side), nested=True)
    ):
        return "neutral"
    return "major"


def _forbidden_flag(context: Context, side: Side, segment: Segment, hit: Hit) -> Flag:
    written = segment.text[slice(*hit.span)]
    better = hit.term.side(side).required[0]
    name = NAMES[side]
    note_en = f" ({hit.term.note})" if hit.term.note else ""
    note_zh = f"（{hit.term.note}）" if hit.term.note else ""
    partners = context.partners.get(segment.id, ())
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="major",
        zh=(segment.id,) if side == "zh" else partners,
        en=(segment.id,) if side == "en" else partners,
        zh_span=hit.span if side == "zh" else None,
        en_span=hit.span if side == "en" else None,
        score=FORBIDDEN,
        message=Message(
            en=f"{START[side]} says “{written}”; the glossary asks for “{better}”{note_en}.",
            zh=f"{name.zh}写作“{written}”，词汇表规定用“{better}”{note_zh}。",
        ),
    )


def _absent_flag(context: Context, side: Side, segment: Segment, hit: Hit) -> Flag:
    written = segment.text[slice(*hit.span)]
    there = other(side)
    wanted = hit.term.side(there).accepted[:3]
    name, rest = NAMES[side], NAMES[there]
    partners = context.partners[segment.id]
    severity = _severity(context, side, segment, hit.term)
    claimed = severity == "major"
    if claimed:
        message = Message(
            en=f"{START[side]} has the speaker say “{written}”, a term that the whole answer in "
            f"{rest.en} does not have.",
            zh=f"{name.zh}让讲话人说“{written}”，{rest.zh}的这段回答里完全没有这个说法。",
        )
    else:
        message = Message(
            en=f"{START[side]} says “{written}”; {rest.en} linked to it has none of “{'”, “'.join(wanted)}”.",
            zh=f"{name.zh}有“{written}”，与之对应的{rest.zh}没有相应的译法“{'”“'.join(wanted)}”。",
        )
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity=severity,
        zh=(segment.id,) if side == "zh" else partners,
        en=(segment.id,) if side == "en" else partners,
        zh_span=hit.span if side == "zh" else None,
        en_span=hit.span if side == "en" else None,
        score=LOOSE if context.summary and not claimed else ABSENT,
        message=message,
    )
