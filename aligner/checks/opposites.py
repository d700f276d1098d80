"""A word that became its opposite: *open* for 关闭, *fewer* for 更多, found with a table of pairs.

An encoder cannot tell opposites: it finds them nearly as alike as synonyms. It does tell which word answers
which; the table and the dictionary say whether these two are poles apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import MISTRANSLATION, Check, Context, shared_evidence
from aligner.checks.evidence.passages import encoded_words
from aligner.language.antonyms import SenseWord, antonyms, has_sense, sense_words, synonyms
from aligner.language.counterparts import counterparts, exact_counterparts
from aligner.language.inflection import base_keys
from aligner.language.reading import Reading
from aligner.record.model import PASSAGE_KINDS, Flag, Message, Segment, Span, overlap

# Scores: where the model says that the two answer each other; without a model. None of six in translations
# that were read (`docs/checks.md`) was right: errors are rare there.
SCORE, ALONE = 0.3, 0.2
# By how much another word of the Chinese may be more alike than the one that is the opposite (cosine). Of 47
# planted antonyms .02 finds 22 for 24, .06 25, .09 27; of 300 human translations .06 flags no more, .09 two
# more, both wrongly.
NEAR = 0.04
# A denial just before a word: *not least*, *if not all*.
DENIED = re.compile(r"(?:\b(?:not|never|hardly|no)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every English word whose answer in the Chinese is a word of the opposite pole.

    Nothing is said where either side denies anything, where the Chinese has a word of the same pole as
    well, or where the English has both: the turn is then most likely taken elsewhere in the sentence.
    """
    if context.summary:
        return  # which says much the other way round
    score = SCORE if context.encoded else ALONE
    for segment in context.passages("en", PASSAGE_KINDS):
        partners = context.partners(segment)
        if context.reading(segment).denies or context.reading(*partners).denies:
            continue
        for hit in sense_words(segment.text):
            turned = _turned(context, segment, hit)
            if turned is not None:
                partner, span = turned
                yield context.flag(
                    MISTRANSLATION, "major", score, "opposites.opposite", segment, hit.span, [partner], span
                )
                break  # one turned sentence, one flag


def _denied(reading: Reading, span: Span) -> bool:
    """Whether something before a word, or a turn around it, denies it: 非同寻常, *no easy task*."""
    return any(
        overlap(span, part)
        for denial in reading.denials
        if denial.span[0] < span[0] and (reading.side == "zh" or " " in reading.text[slice(*denial.span)])
        for part in (denial.span, *denial.scope)
    )


def _turned(context: Context, segment: Segment, hit: SenseWord) -> tuple[Segment, Span] | None:
    """The Chinese word of the opposite pole that answers an English one, if that can be the only reading."""
    if _denied(context.reading(segment), hit.span) or DENIED.search(segment.text, 0, hit.span[0]):
        return None
    english = segment.text[slice(*hit.span)]
    forms = hit.sense.english | frozenset().union(*map(base_keys, english.split()))
    partners = context.partners(segment)
    chinese = context.reading(*partners)
    if any(len(word) > 1 and word in chinese.text for word in hit.sense.chinese):
        return None
    related = synonyms(english.lower())
    if counterparts(english, chinese):
        return None
    if any(has_sense(word.text, forms, hit.sense) or word.text in related for word in chinese.words):
        return None
    reading = context.reading(segment)
    for partner in partners:
        opposed = [
            span
            for span in antonyms(partner.text, hit)
            if not _denied(context.reading(partner), span)
            and not any(at != hit.span for at in exact_counterparts(partner.text[slice(*span)], reading))
        ]
        span = _answering(context, segment, hit.span, partner, opposed)
        if span:
            return partner, span
    return None


def _answering(
    context: Context, segment: Segment, span: Span, partner: Segment, spans: Sequence[Span]
) -> Span | None:
    """Which of the stretches of the Chinese answers a stretch of the English best of all, if one does."""
    english, chinese = encoded_words(context, segment), encoded_words(context, partner)
    if not spans:
        return None
    if english is None or chinese is None:
        return spans[0] if len(spans) == 1 else None
    rows = english.rows_in(span)
    if not rows:
        return None
    alike = chinese.states @ english.states[rows].mean(0)
    alike = np.where(chinese.heard, alike, -1.0)
    best = float(alike.max())

    def at(place: Span) -> float:
        return max((float(alike[row]) for row in chinese.rows_in(place)), default=-1.0)

    chosen = max(spans, key=at)
    return chosen if at(chosen) >= best - NEAR else None


def _said_of_a_number(flag: Flag, rival: Flag) -> bool:
    """Whether the numbers say so already: 至少五百, *at most 500*."""
    return rival.check == "numbers" and shared_evidence(flag, rival) >= 0.5


CHECK = Check(
    name="opposites",
    title=Message(en="opposites", zh="意思相反"),
    issues=(MISTRANSLATION,),
    find=check,
    spared=True,
    yields=_said_of_a_number,
)
