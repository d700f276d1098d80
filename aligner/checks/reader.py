"""What a reader says of the passages of the report: a language model or a person, else the embedded one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aligner.checks.context import ADDITION, MISTRANSLATION, OMISSION, STATEMENTS, Check, Context, Issue, say
from aligner.checks.flags import truncate
from aligner.checks.reading.judgement import Judgement, judge
from aligner.language.shadow import shadow
from aligner.language.tables import table
from aligner.record.model import PROPOSED_LINK, Flag, Message, Segment, Severity, Span
from aligner.record.readings import PassageReading

UNSOURCED = "claim_added"
"""The kind of a statement that nothing in the original corresponds to."""
UNNAMED = "other"
"""The kind of a difference that is not known to be of any other."""
LINK = Issue("other", PROPOSED_LINK)
"""No divergence: passages that belong together and are not linked."""
# Probability of misleading from which the embedded reader reports a passage. Of 2,009 passages of reports by
# writers that it had not learned from (`tests.bench.records`; 454 mislead) 118 reach it, 55 in 100 of them
# misleading (14 % of those that do); 84 reach .5, 60 in 100 of them misleading (11 %); 164 reach .4, 47 in
# 100 (17 %).
DOUBTED = 0.45
# The highest score of such a finding: of 55 passages that reach .55 six in ten mislead, of the 33 that reach
# .6 seven in ten.
CEILING = 0.55


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every passage that does not say what the original says.

    Of passages that a model or a person has read, the severity is the reader's; a statement without source is
    major. A source that the reader found in passages that are not linked is a flag of its own. The score is
    how sure the reader was. The embedded reader judges the others, if they are linked; it is right of nearly
    one in two, so what it doubts is minor.
    """
    for segment in context.document(context.target):
        reading = context.readings.get(segment.id)
        if reading is None:
            yield from _judged(context, segment)
        elif reading.is_local:
            yield from _read_locally(context, segment, reading)
        elif reading.verdict != "ok":
            yield _flag(context, segment, reading)
        if reading is not None and segment.id in context.proposed:
            yield _proposal(context, segment, reading)


def _judged(context: Context, segment: Segment) -> Iterator[Flag]:
    """A flag if the embedded reader doubts the passage of a summary.

    Of two versions of a translation it ranks the right one first in 60 of 100, too few to be of use
    (`tests.training.reader`, record g).
    """
    if not (context.summary and context.is_readable) or segment.kind not in STATEMENTS:
        return
    judgement = judge(context, segment)
    if judgement is None or judgement.misleads < DOUBTED:
        return
    yield _doubt(context, segment, judgement, "minor", min(judgement.misleads, CEILING))


def _read_locally(context: Context, segment: Segment, reading: PassageReading) -> Iterator[Flag]:
    """A flag if the local reader doubts the passage, with the severity that it gave it."""
    if not context.is_readable or segment.kind not in STATEMENTS or reading.verdict not in ("minor", "major"):
        return
    span = _place(segment, reading.span)
    judgement = Judgement(reading.sure, reading.kind, span, source=None, source_span=None)
    yield _doubt(context, segment, judgement, reading.verdict, reading.sure)


def _doubt(
    context: Context, segment: Segment, judgement: Judgement, severity: Severity, score: float
) -> Flag:
    row = table("reading_kinds")[judgement.kind or UNNAMED]
    others = _in_front(judgement, context.partners(segment))
    key = "reader.differs" if judgement.source_span else "reader.doubted"
    return context.flag(
        Issue(row["its"], row["mqm"]),
        severity,
        round(score, 3),
        f"{key}_by" if judgement.kind not in ("", UNNAMED) else key,
        segment,
        judgement.span,
        others,
        judgement.source_span,
        words=context.quote(segment, judgement.span),
        kind=Message(row["en"], row["zh"]),
    )


def misleading(context: Context) -> float | None:
    """How likely it is that some passage of a summary misleads; None where our own readers cannot tell of
    every passage, or somebody else has said it."""
    if not (context.summary and context.is_readable):
        return None
    doubts = [_misleads(context, s) for s in context.document(context.target) if s.kind in STATEMENTS]
    known = [doubt for doubt in doubts if doubt is not None]
    return round(max(known), 3) if known and len(known) == len(doubts) else None


def _misleads(context: Context, segment: Segment) -> float | None:
    reading = context.readings.get(segment.id)
    if reading is not None:
        return reading.sure if reading.is_local else None
    judgement = judge(context, segment)
    return min(judgement.misleads, CEILING) if judgement is not None else None


def _in_front(judgement: Judgement, partners: Sequence[Segment]) -> Sequence[Segment]:
    """The linked passages, the one with the words in question first: a span is counted in the first."""
    if judgement.source is None:
        return partners
    return judgement.source, *(s for s in partners if s.id != judgement.source.id)


def _flag(context: Context, segment: Segment, reading: PassageReading) -> Flag:
    sourced = reading.verdict != "no_source"
    row = table("reading_kinds")[reading.kind if sourced and reading.kind else UNSOURCED]
    severity: Severity = "minor" if reading.verdict == "minor" else "major"
    return context.flag(
        Issue(row["its"], row["mqm"]),
        severity,
        reading.sure,
        _message(context, segment, reading, Message(row["en"], row["zh"])),
        segment,
        _place(segment, reading.span),
        context.partners(segment) or context.segments(context.proposed.get(segment.id, ())),
    )


def _proposal(context: Context, segment: Segment, reading: PassageReading) -> Flag:
    """That the passage belongs to others, too."""
    sources = context.segments(context.proposed[segment.id])
    return context.flag(
        LINK,
        "neutral",
        reading.sure,
        "reader.linkable",
        segment,
        others=sources,
        n=len(sources),
        ids=" ".join(s.id for s in sources),
        who=reading.model,
        first=truncate(context.quote(sources[0])),
    )


def _message(context: Context, segment: Segment, reading: PassageReading, kind: Message) -> Message:
    """What has changed; the reader's reason, in whatever language, stands behind it as a quotation."""
    key = "reader.unsourced" if reading.verdict == "no_source" else "reader.changed"
    words = reading.span or context.quote(segment)
    said = say(key, context.target, words=words, kind=kind)
    if not reading.why:
        return said
    return say("reader.reasoned", context.target, said=said, who=reading.model, why=reading.why)


def _place(segment: Segment, words: str) -> Span | None:
    """Where the words stand in the text that checks see; None for the whole passage."""
    wanted = shadow(words).text
    at = segment.text.find(wanted) if wanted else -1
    return (at, at + len(wanted)) if at >= 0 else None


CHECK = Check(
    name="reader",
    title=Message(en="reading against the original", zh="通读核对"),
    issues=(MISTRANSLATION, OMISSION, ADDITION, LINK),
    find=check,
    measure=lambda context: {MISTRANSLATION.type: misleading(context) or 0.0},
    any_language=True,
    sure_from=0.0,
)
