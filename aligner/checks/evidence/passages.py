"""A passage against all that is linked to it."""

from __future__ import annotations

from collections.abc import Sequence

from aligner.checks.context import Context, per_texts
from aligner.checks.evidence.unanswered import WordEvidence, compare_words
from aligner.checks.evidence.words import EncodedWords
from aligner.record.model import Segment

# Passages whose states by word are kept, about 80 kB each: 20 MB, all of an article, and of a book what a
# check looks at around one place.
ENCODED = 256
# Comparisons that are kept, about 15 kB each: 30 MB, all of a record of a thousand passages a side.
COMPARED = 2048
# Passages before and after the linked ones in which a summary may have found what it says. On the seeds 27
# passages are flagged with 0 for 7, and 6 with 2: with more, nearly any word of a claim stands somewhere
# near.
AROUND = 1


@per_texts(ENCODED)
def encoded_words(context: Context, segment: Segment) -> EncodedWords | None:
    """The words of a segment; None where no encoder has read it, or found nothing in it."""
    encoded = context.encoded.get(segment.id)
    if encoded is None or not len(encoded.tokens):
        return None
    return EncodedWords(segment.text, encoded)


def word_evidence(context: Context, segment: Segment) -> WordEvidence | None:
    """The words of a linked segment against everything linked to it; None where nothing can be said."""
    return words_against(context, segment, *_answers(context, segment))


@per_texts(COMPARED)
def words_against(context: Context, segment: Segment, *answering: Segment) -> WordEvidence | None:
    """The words of a segment against those of others; None where nothing can be said."""
    words = encoded_words(context, segment)
    answers = {s: each for s in answering if (each := encoded_words(context, s)) is not None}
    if words is None or not answers:
        return None
    readings = context.reading(segment), context.reading(*answers)
    return compare_words(words, [*answers.values()], *readings, context.model)


def _answers(context: Context, segment: Segment) -> Sequence[Segment]:
    """The passages that may answer a segment: those linked to it; for a summary, what stands around them too.

    A sentence of a summary gathers from several places, of which a link holds the chief one.
    """
    partners = context.partners(segment)
    if not partners or not context.summary or context.side(segment) == context.original:
        return partners
    document = context.document(context.original)
    places = [document.position[s.id] for s in partners]
    return document.segments[max(min(places) - AROUND, 0) : max(places) + AROUND + 1]
