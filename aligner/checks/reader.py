"""What a language model, or a person, that read the passages of the report says of them."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.checks.context import ADDITION, MISTRANSLATION, OMISSION, Check, Context, Issue
from aligner.language.shadow import shadow
from aligner.language.tables import table
from aligner.record.model import Flag, Message, Segment, Severity, Span
from aligner.record.readings import PassageReading

UNSOURCED = "claim_added"
"""The kind of a statement that nothing in the original corresponds to."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every passage that was read and does not say what the original says.

    The severity is the reader's; a statement without source is major. The score is how sure the reader was.
    """
    for segment in context.document(context.target):
        reading = context.readings.get(segment.id)
        if reading is not None and reading.verdict != "ok":
            yield _flag(context, segment, reading)


def _flag(context: Context, segment: Segment, reading: PassageReading) -> Flag:
    sourced = reading.verdict != "no_source"
    row = table("reading_kinds")[reading.kind if sourced and reading.kind else UNSOURCED]
    severity: Severity = "minor" if reading.verdict == "minor" else "major"
    span = _place(segment, reading.span)
    words = reading.span or context.quote(segment)
    return context.flag(
        Issue(row["its"], row["mqm"]),
        severity,
        reading.sure,
        "reader.changed" if sourced else "reader.unsourced",
        segment,
        span,
        context.partners(segment),
        words=words,
        kind=Message(row["en"], row["zh"]),
        why=reading.why,
    )


def _place(segment: Segment, words: str) -> Span | None:
    """Where the words stand in the text that checks see; None for the whole passage."""
    wanted = shadow(words).text
    at = segment.text.find(wanted) if wanted else -1
    return (at, at + len(wanted)) if at >= 0 else None


CHECK = Check(
    name="reader",
    title=Message(en="reader", zh="通读核对"),
    issues=(MISTRANSLATION, OMISSION, ADDITION),
    find=check,
    any_language=True,
)
