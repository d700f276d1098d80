"""Who says it: a question's words in the speaker's mouth, a quotation that is another, quotation marks on one
side only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aligner.checks.context import MISTRANSLATION, STATEMENTS, Check, Context, say
from aligner.checks.evidence.passages import word_evidence
from aligner.checks.evidence.unanswered import WordEvidence
from aligner.checks.flags import truncate
from aligner.language.reported_speech import asks, praise, said
from aligner.record.model import SIDES, Flag, Message, Segment, Side, Span, other

# Scores: a question's words as the speaker's; a word that a quotation adds; praise, or quotation marks on one
# side only. Set by hand: they order findings of like severity and decide none.
QUESTION, QUOTED, MARKS = 0.75, 0.7, 0.5
# By how much the words of a clause must be more like the question's than like what was answered (cosine).
# More leaves more of the question in the speaker's mouth; less accuses answers that take up its words. On the
# seeds, where 2 clauses are flagged, 0 to .03 change nothing; .07 cuts one of them short.
CLOSER = 0.02
# Characters of a quotation that quotes what was said rather than a term. On the seeds and the press summaries
# of `tests/bench`, 6 and 24 or 15 and 60 change nothing.
LONG = {"zh": 10, "en": 40}
# Share of a passage in quotation marks from which the passage is a quotation. Of 300 human translations .65
# to .9 flag none, .5 flags two.
MOST = 0.7
# Log odds from which a word of a quotation is not what was said (as `coverage` has them). On the seeds and
# forty faithful press summaries 0 to .8 change nothing; -.5 adds one word (推广).
STRANGE = 0.4
# Units across which two parts of a strange word are underlined as one: a longer gap is another word of the
# same odds.
BRIDGE = 3
ANY_MARK = frozenset("“”\"「」『』‘’《》'")


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag where the target gives words to somebody who did not say them so.

    In a summary: words of a question reported as the speaker's view; a quotation with a word that the
    original does not have. In any text: a passage that is all quotation on one side and has no quotation
    mark on the other.
    """
    for segment in context.passages(context.target, STATEMENTS):
        if context.summary:
            yield from _questions_words(context, segment)
            yield from _misquoted(context, segment)
            yield from _praised(context, segment)
        else:
            yield from _marks(context, segment)


def _questions_words(context: Context, segment: Segment) -> Iterator[Flag]:
    """Clauses that report a view and say what only the question says."""
    side = context.target
    report = said(segment.text, side)
    questions = [s for s in context.partners(segment) if s.kind == "question"]
    if report is None or asks(segment.text, side) or not questions:
        return
    views = [span for span in context.reading(segment).clauses if span[1] > report[0]]
    asked = [span for span in views if _closer_to_question(context, segment, span)]
    if asked:
        span = (max(asked[0][0], report[1]), asked[-1][1])
        words = truncate(context.quote(segment, span).strip("，, "))
        asked_by = questions[:1]
        yield context.flag(
            MISTRANSLATION, "major", QUESTION, "attribution.asked", segment, span, asked_by, words=words
        )


def _closer_to_question(context: Context, segment: Segment, span: Span) -> bool:
    """Whether the words of a clause are more like those of the question than like those of the answer."""
    partners = context.partners(segment)
    encoded = context.encoded.get(segment.id)
    if encoded is None:
        return all(s.kind == "question" for s in partners)
    rows = [n for n, (a, b) in enumerate(encoded.spans) if span[0] <= a and b <= span[1]]
    best = {}
    for asked in (True, False):
        states = [
            context.encoded[s.id].tokens
            for s in partners
            if (s.kind == "question") is asked and s.id in context.encoded
        ]
        if not states or not rows:
            return asked is False and bool(rows)
        alike = encoded.tokens[rows].astype(np.float32) @ np.concatenate(states).astype(np.float32).T
        best[asked] = float(alike.max(1).mean())
    return best[True] - best[False] > CLOSER


def _misquoted(context: Context, segment: Segment) -> Iterator[Flag]:
    """A quotation of some length with a word of weight that nothing in the original answers."""
    side = context.target
    evidence = word_evidence(context, segment)
    if evidence is None or asks(segment.text, side):
        return
    for quotation in context.reading(segment).quotations:
        span = _strange(evidence, quotation) if quotation[1] - quotation[0] >= LONG[side] else None
        if span is not None:
            partners = context.partners(segment)
            yield context.flag(
                MISTRANSLATION, "major", QUOTED, "attribution.misquoted", segment, span, partners
            )


def _strange(evidence: WordEvidence, span: Span) -> Span | None:
    """The word of a quotation that most surely nobody said."""
    rows = [
        n
        for n, word in enumerate(evidence.words)
        if word.kind in ("content", "name") and span[0] <= word.span[0] and word.span[1] <= span[1]
    ]
    worst = max(rows, key=lambda n: evidence.merged[n], default=None)
    if worst is None or evidence.merged[worst] < STRANGE:
        return None
    same = [n for n in rows if evidence.merged[n] == evidence.merged[worst] and abs(n - worst) <= BRIDGE]
    return evidence.words[same[0]].span[0], evidence.words[same[-1]].span[1]


def _praised(context: Context, segment: Segment) -> Iterator[Flag]:
    """Praise of what is said where nothing in the original praises it: the reporter speaks in the speaker's
    place."""
    side, partners = context.target, context.partners(segment)
    span = praise(segment.text, side)
    if span is None or any(praise(s.text, other(side), answered=True) for s in partners):
        return
    yield context.flag(MISTRANSLATION, "major", MARKS, "attribution.praised", segment, span, partners)


def _marks(context: Context, segment: Segment) -> Iterator[Flag]:
    """A passage that is all quotation on one side only."""
    partners = context.partners(segment)
    sides: dict[Side, tuple[Segment, ...]] = {context.target: (segment,), context.original: partners}
    for side in SIDES:
        quoting, plain = (context.reading(*sides[s]) for s in (side, other(side)))
        quoted = sum(end - start for start, end in quoting.quotations)
        if quoted >= MOST * len(quoting.text) and ANY_MARK.isdisjoint(plain.text):
            message = say("attribution.marks", side)
            yield context.flag(MISTRANSLATION, "neutral", MARKS, message, segment, None, partners)


CHECK = Check(
    name="attribution",
    title=Message(en="attribution", zh="言论归属"),
    issues=(MISTRANSLATION,),
    find=check,
    spared=True,
)
