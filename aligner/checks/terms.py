"""Terms and names that linked passages do not render as the glossary says, and renderings it forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.checks.context import TRANSLATED, Check, Context, Issue
from aligner.checks.evidence.speakers import voiced
from aligner.language.clauses import in_title
from aligner.language.free_renderings import rendered_freely
from aligner.language.tables import table
from aligner.language.terms import TermHit
from aligner.record.glossary import Term
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, other

TERMINOLOGY = Issue("terminology", "terminology/inconsistent with resource")
# Scores: a rendering that the glossary forbids; a term that a translation owes or that a speaker never used;
# a term of a summary that the linked passages may put in other words. Set by hand; they order findings.
FORBIDDEN, ABSENT, LOOSE = 0.95, 0.7, 0.5
# Accepted renderings that a message names at most.
SHOWN = 3


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every forbidden rendering, and for every term that its linked passages do not carry.

    A translation owes the terms of the original. A summary may drop them, but a term of its own that nothing
    linked to it says may be words put into somebody's mouth.
    """
    if not context.glossary.terms:
        return
    for side in SIDES:
        for segment in context.passages(side, TRANSLATED, linked=False):
            for hit in context.reading(segment).terms:
                if hit.standing == "forbidden" and not _in_a_name(context, segment, hit):
                    yield _forbidden(context, side, segment, hit)
    side = context.target if context.summary else context.original
    for segment in context.passages(side, TRANSLATED):
        for hit in _unmatched(context, segment):
            yield _absent(context, side, segment, hit)


def _unmatched(context: Context, segment: Segment) -> Iterator[TermHit]:
    """Terms of a segment of which the linked passages, and those around them, have no rendering at all."""
    around = context.with_neighbours(context.partners(segment))
    carried = {hit.term for s in around for hit in context.reading(s).nested_terms}
    seen: set[Term] = set()
    for hit in context.reading(segment).terms:
        if (context.summary and hit.term.kind == "name") or in_title(segment.text, hit.span):
            continue  # a reporter names who speaks, the speaker does not; and titles are no terms
        if hit.term not in carried and hit.term not in seen and not _otherwise(context, segment, hit, around):
            seen.add(hit.term)
            yield hit


def _otherwise(context: Context, segment: Segment, hit: TermHit, around: Sequence[Segment]) -> bool:
    """Whether the passages have the term in another form: in other words of the same kind, in its own letters
    (*IP* in 每台设备都有IP地址), or as *the association* where a summary may say so."""
    words, text = segment.text[slice(*hit.span)], " ".join(s.text for s in around)
    if context.side(segment) == "zh" and rendered_freely(hit.term, text):
        return True
    return (words.isascii() and words in text) or _generic(context, hit.term, around)


def _in_a_name(context: Context, segment: Segment, hit: TermHit) -> bool:
    """Whether a forbidden rendering is part of a title or name (*Little House on the Prairie*), and the
    linked passages have the term in titles only, if at all."""
    if context.side(segment) != "en":
        return False
    before, after = segment.text[: hit.span[0]], segment.text[hit.span[1] :]
    little = "|".join(map(re.escape, table("english")["little_words"]))
    inside = re.search(rf"\b[A-Z][a-z’']+(?: (?:{little}))* $", before) or re.match(r" [A-Z][a-z]", after)
    across = (
        (s.text, other.span)
        for s in context.partners(segment)
        for other in context.reading(s).nested_terms
        if other.term == hit.term
    )
    return bool(inside) and all(in_title(text, span) for text, span in across)


def _generic(context: Context, term: Term, around: Sequence[Segment]) -> bool:
    """Whether a summary may name a body of which the original says *the association*, *the fund*."""
    if not context.summary or term.kind != "organisation" or context.original != "en":
        return False
    names = " ".join(term.en.accepted).lower()
    text = " ".join(s.text for s in around).lower()
    bodies: Sequence[str] = table("attribution")["bodies"]
    return any(re.search(rf"\b{word}\b", names) and re.search(rf"\b{word}\b", text) for word in bodies)


def _severity(context: Context, segment: Segment, term: Term) -> Severity:
    """What a term without a rendering weighs: in a summary, whether the speaker says it anywhere in the
    answer that the passage is linked to."""
    if not context.summary:
        return "minor"
    if term.kind != "term" or not voiced(context).get(segment.id):
        return "neutral"
    turns = {s.turn for s in context.partners(segment)}
    answer = [s for s in context.document(context.original) if s.turn in turns]
    if None in turns or any(hit.term == term for s in answer for hit in context.reading(s).nested_terms):
        return "neutral"
    return "major"


def _forbidden(context: Context, side: Side, segment: Segment, hit: TermHit) -> Flag:
    better, note = hit.term.side(side).required[0], hit.term.note
    key = "terms.forbidden_note" if note else "terms.forbidden"
    partners = context.partners(segment)
    return context.flag(
        TERMINOLOGY, "major", FORBIDDEN, key, segment, hit.span, partners, better=better, note=note
    )


def _absent(context: Context, side: Side, segment: Segment, hit: TermHit) -> Flag:
    severity = _severity(context, segment, hit.term)
    claimed = severity == "major"
    key = "terms.claimed" if claimed else "terms.absent"
    score = LOOSE if context.summary and not claimed else ABSENT
    wanted = [f"“{rendering}”" for rendering in hit.term.side(other(side)).accepted[:SHOWN]]
    renderings, partners = Message(en=", ".join(wanted), zh="".join(wanted)), context.partners(segment)
    return context.flag(TERMINOLOGY, severity, score, key, segment, hit.span, partners, renderings=renderings)


CHECK = Check(
    name="terms",
    title=Message(en="glossary terms", zh="术语表用语"),
    issues=(TERMINOLOGY,),
    find=check,
)
