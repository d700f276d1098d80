"""What a summary says is done, or what for, where the original says something near it: what is to be kept is
developed, what is to be developed is applied.

An encoder finds the two nearly as alike as synonyms, and so pairs them where nothing better answers either;
the table of `shifts` says that they must not be paired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import Context
from aligner.checks.evidence.unanswered import directed
from aligner.checks.evidence.words import Unit
from aligner.language.antonyms import SHIFTS, hits
from aligner.language.dictionary import keys, words
from aligner.record.model import Flag, Message, Segment, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "mistranslation", "accuracy/mistranslation"
KINDS = frozenset(("sentence", "clause", "list-item"))
SCORE = 0.75
ALIKE = 0.45
"""Cosine from which two words may answer each other."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for a word of a Chinese passage that answers an English word of another purpose.

    Words are paired one to one, the most alike first: those of the passage with those of what is linked to it
    and of what stands beside that and is linked to nothing. Only in summaries, and only with a model.
    """
    if not context.summary:
        return
    for segment in context.zh:
        if segment.kind in KINDS and context.linked(segment) and segment.id in context.encoded:
            found = _shifted(context, segment)
            if found is not None:
                yield _flag(segment, *found)


def _shifted(context: Context, segment: Segment) -> tuple[Span, Segment, Span] | None:
    """The Chinese word, and the English one with its passage."""
    answers = _answers(context, segment)
    doubtful = [
        (answer, hit, spans)
        for answer in answers
        for hit in hits(answer.text, SHIFTS)
        if not any(hit.rival.english & keys(other.text) for other in answers)
        and (spans := [span for word, span in words(segment.text) if word in hit.rival.chinese])
    ]
    if not doubtful:
        return None
    pairs = _paired(context, segment, answers)
    for answer, hit, spans in doubtful:
        for mine, there, theirs in pairs:
            span = next((span for span in spans if span[0] <= mine.span[0] and mine.span[1] <= span[1]), None)
            if span and there is answer and hit.span[0] <= theirs.span[0] < hit.span[1]:
                return span, answer, hit.span
    return None


def _answers(context: Context, segment: Segment) -> list[Segment]:
    """The English passages linked to a Chinese one, and those beside them that nothing is linked to."""
    ids = context.partners[segment.id]
    beside = [s for s in context.neighbours(ids, "en") if s.kind in KINDS and not context.linked(s)]
    return [s for s in (*context.segments(ids), *beside) if s.id in context.encoded]


def _paired(
    context: Context, segment: Segment, answers: Sequence[Segment]
) -> list[tuple[Unit, Segment, Unit]]:
    """The words of a passage and of its answers, paired one to one, the most alike first."""
    mine, own = directed(segment.text, context.encoded[segment.id])
    told = [directed(s.text, context.encoded[s.id]) for s in answers]
    there = [(s, unit) for s, (parts, _) in zip(answers, told, strict=True) for unit in parts]
    alike = own @ np.vstack([states for _, states in told]).T
    alike[[unit.kind == "mark" for unit in mine]] = -1
    alike[:, [unit.kind == "mark" for _, unit in there]] = -1
    found: list[tuple[Unit, Segment, Unit]] = []
    for _ in range(min(alike.shape)):
        row, column = (int(at) for at in np.unravel_index(int(alike.argmax()), alike.shape))
        if alike[row, column] < ALIKE:
            break
        found.append((mine[row], *there[column]))
        alike[row], alike[:, column] = -1, -1
    return found


def _flag(segment: Segment, span: Span, answer: Segment, place: Span) -> Flag:
    chinese, english = segment.text[slice(*span)], answer.text[slice(*place)]
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="major",
        zh=(segment.id,),
        en=(answer.id,),
        zh_span=span,
        en_span=place,
        score=SCORE,
        message=Message(
            en=f"The Chinese says “{chinese}” where the English says “{english}”: something else is done, or "
            "for another end.",
            zh=f"中文是“{chinese}”，英文是“{english}”，所做的事或目的变了。",
        ),
    )
