"""What a summary says is done, or what for, where the original says something near it: what is to be kept is
developed, what is to be developed is applied.

An encoder finds the two nearly as alike as synonyms, and so pairs them where nothing better answers either;
the table of `shifts` says that they must not be paired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import MISTRANSLATION, STATEMENTS, Check, Context
from aligner.checks.evidence.passages import encoded_passages
from aligner.checks.evidence.words import EncodedWords, Word
from aligner.language.antonyms import SHIFTS, sense_words
from aligner.record.model import Flag, Message, Segment, Span

# Set by hand, as that of `opposites` with a model: a table says that the words differ, the model that they
# answer each other.
SCORE = 0.75
# Cosine from which two words may answer each other. With it, none of 1,064 faithful passages is flagged
# (docs/checks.md), nor with .3; .4 and .5 change nothing, with .55 one of the two findings on the seeds is
# lost.
ALIKE = 0.45


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for a word of a Chinese passage that answers an English word of another purpose.

    Words are paired one to one, the most alike first: those of the passage with those of what is linked to it
    and of what stands beside that and is linked to nothing. Only in summaries, and only with a model.
    """
    if not context.summary:
        return
    for segment, chinese in encoded_passages(context, context.passages("zh", STATEMENTS)):
        shifted = _shifted(context, segment, chinese)
        if shifted is not None:
            span, answer, answer_span = shifted
            yield context.flag(
                MISTRANSLATION, "major", SCORE, "purpose.changed", segment, span, [answer], answer_span
            )


def _shifted(context: Context, segment: Segment, chinese: EncodedWords) -> tuple[Span, Segment, Span] | None:
    """The Chinese word, and the English one with its passage."""
    partners = context.partners(segment)
    free = [s for s in context.neighbours(partners) if s.kind in STATEMENTS and not context.linked(s)]
    answers = list(encoded_passages(context, (*partners, *free)))
    words = context.reading(segment).words
    doubtful = [
        (answer, hit, spans)
        for answer, _ in answers
        for hit in sense_words(answer.text, SHIFTS)
        if not any(hit.opposite.english & context.reading(s).english_keys for s, _ in answers)
        and (spans := [word.span for word in words if word.text in hit.opposite.chinese])
    ]
    if not doubtful:
        return None
    pairs = _paired(chinese, answers)
    for answer, hit, spans in doubtful:
        for word, paired, english in pairs:
            span = next((span for span in spans if span[0] <= word.span[0] and word.span[1] <= span[1]), None)
            if span and paired is answer and hit.span[0] <= english.span[0] < hit.span[1]:
                return span, answer, hit.span
    return None


def _paired(
    chinese: EncodedWords, answers: Sequence[tuple[Segment, EncodedWords]]
) -> list[tuple[Word, Segment, Word]]:
    """The words of a passage and of its answers, paired one to one, the most alike first."""
    english = [(segment, word) for segment, part in answers for word in part.words]
    alike = chinese.directions @ np.vstack([part.directions for _, part in answers]).T
    alike[~chinese.heard] = -1
    alike[:, [word.kind == "mark" for _, word in english]] = -1
    pairs: list[tuple[Word, Segment, Word]] = []
    for _ in range(min(alike.shape)):
        row, column = (int(at) for at in np.unravel_index(int(alike.argmax()), alike.shape))
        if alike[row, column] < ALIKE:
            break
        pairs.append((chinese.words[row], *english[column]))
        alike[row], alike[:, column] = -1, -1
    return pairs


CHECK = Check(
    name="purpose",
    title=Message(en="changed action", zh="做法改变"),
    issues=(MISTRANSLATION,),
    find=check,
    spared=True,
)
