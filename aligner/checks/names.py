"""Names of persons, places and bodies that became others between linked passages.

What makes a name doubtful: the Chinese does not account for an English name (by its letters, its reading, a
dictionary, its sound), the model finds nothing like it there, and a Chinese name has lost its rendering. A
linear model weighs the evidence; `tests/training/fit_names.py` learned it from names that were swapped
between documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from aligner.checks.context import TRANSLATED, Check, Context, Issue, per_context
from aligner.checks.evidence.learned import Floats, learned, linear, probability
from aligner.checks.evidence.passages import word_evidence
from aligner.checks.evidence.unanswered import WordEvidence
from aligner.language.name_matching import accounted, lost_names, lost_persons, same_spelling, strange
from aligner.language.names.in_text import Phrase, latin, spelt_out
from aligner.record.characters import HAN
from aligner.record.model import Flag, Message, Segment, Severity, Span

ENTITY = Issue("inconsistent-entities", "accuracy/mistranslation")
LOOKED_AT = TRANSLATED - {"note"}
"""Notes cite names in their own spelling."""
# Score of Latin letters that the English spells otherwise: of eleven in translations that were read
# (`docs/checks.md`) seven were right.
LETTERS = 0.65
# Log odds where there is nothing to measure, 1 in 400. The weights were learned with it
# (`tests/training/fit_names.py`); as they are, -4 flags 12 of 300 human translations for 9, and 30 of 41
# planted names for 27.
NOTHING = -6.0
ABBREVIATION = re.compile(r"\b[A-Z]{3,6}\b")
EVIDENCE = (
    "accounted, best word", "accounted, mean", "accounted, worst word", "a Chinese name is lost", "words",
    "opens", "distance, mean", "distance, least", "odds, worst word", "odds, mean",
    "odds of the Chinese, worst", "odds of the Chinese, two worst", "odds of the lost name",
)  # fmt: skip
"""What a name is judged by; the first `PLAIN` need no model."""
# Of `EVIDENCE` what texts and dictionary alone say.
PLAIN = 6
# A name that begins before this character opens its sentence, behind a quotation mark or a bracket, or an
# article. The weights were learned with it; 1 or 10 change no flag of 300 human translations and 41 planted
# names.
OPENS = 5


@dataclass(frozen=True, slots=True)
class _Suspect:
    """An English name that the Chinese may not have."""

    segment: Segment
    phrase: Phrase
    odds: float
    lost: tuple[tuple[Segment, Span], ...]
    """Chinese names that the English does not render."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every English name that stands for another of the Chinese, and for Latin letters of
    the Chinese that the English spells otherwise.

    A name that is merely dropped is left to `coverage`: English says *he* and *the country* where Chinese
    says the name again. One passage yields one flag, its likeliest.
    """
    limits = learned("names_weights")["thresholds"]
    for segment in context.passages("zh", LOOKED_AT):
        partners = context.partners(segment)
        english = context.reading(*context.with_neighbours(partners)).text
        span = _misspelt(segment.text, english)
        if span:
            yield context.flag(ENTITY, "minor", LETTERS, "names.misspelt", segment, span, partners[:1])
    if context.summary:
        return  # which of many names a condensed passage meant is anybody's guess
    for segment in context.passages("en", LOOKED_AT):
        worst = max(_suspects(context, segment), key=lambda suspect: suspect.odds, default=None)
        if worst is not None and worst.odds >= limits["minor"]:
            yield _flag(context, worst, major=worst.odds >= limits["major"])
        else:
            yield from _abbreviated(context, segment)


def _doubt(context: Context) -> float:
    """The probability that an English name replaces another Chinese one, 0 to 1."""
    segments = (segment for segment in context.en if context.linked(segment))
    odds = [suspect.odds for segment in segments for suspect in _suspects(context, segment)]
    return probability(max(odds)) if odds else 0.0


@per_context()
def _suspects(context: Context, segment: Segment) -> list[_Suspect]:
    """The names of a linked English segment, each with the odds that it is another."""
    phrases, partners = context.reading(segment).phrases, context.partners(segment)
    if not phrases:
        return []
    chinese = context.reading(*context.with_neighbours(partners))
    english = context.reading(*context.with_neighbours(context.companions(segment)))
    evidence = [word_evidence(context, s) for s in (segment, *partners)]
    lost = [list(lost_names(context.reading(s), english.text)) for s in partners]
    across = [(each, names) for each, names in zip(evidence[1:], lost, strict=True) if each is not None]
    suspects = []
    for phrase in phrases:
        if phrase.ordinary and not any(lost):
            continue
        shares = [
            accounted(segment.text[slice(*span)], key, chinese)
            for span, key in zip(phrase.words, phrase.keys, strict=True)
        ]
        row = name_evidence(phrase, shares, any(lost), evidence[0], across)
        odds = float(linear("names_weights", "full" if len(row) > PLAIN else "plain")(row))
        places = tuple((s, span) for s, spans in zip(partners, lost, strict=True) for span in spans)
        if strange(shares, [segment.text[slice(*span)] for span in phrase.words]):
            persons = tuple(
                (s, at) for s in partners for at in lost_persons(context.reading(s), english.text)
            )
            if persons or places:
                least = learned("names_weights")["thresholds"]["major" if persons else "minor"]
                odds, places = max(odds, least), persons or places
        suspects.append(_Suspect(segment, phrase, odds, places))
    return suspects


def name_evidence(
    phrase: Phrase,
    shares: Sequence[float],
    missing: bool,
    evidence: WordEvidence | None,
    across: Sequence[tuple[WordEvidence, Sequence[Span]]],
) -> list[float]:
    """How far a name may be another: `EVIDENCE`, or its first `PLAIN` where no model has read the passages.

    `shares`: how well the Chinese accounts for each of its words, 0 to 1; `missing`: whether the Chinese has
    a name that the English lacks; `across`: the linked Chinese passages with such names in them.
    """
    row = [max(shares), sum(shares) / len(shares), min(shares), float(missing), log(len(shares))]
    row.append(float(phrase.span[0] < OPENS))
    rows = evidence.rows_in(phrase.words) if evidence is not None else []
    if evidence is None or not rows:
        return row
    distance, odds = evidence.distance[rows], evidence.odds[rows]
    row += [float(distance.mean()), float(distance.min()), float(odds.max()), float(odds.mean())]
    worst = sorted((float(o) for answer, _ in across for o in _content(answer)), reverse=True) or [NOTHING]
    absent = [float(answer.merged[n]) for answer, spans in across for n in answer.rows_in(spans)]
    return [*row, worst[0], sum(worst[:2]) / len(worst[:2]), max(absent, default=NOTHING)]


def _content(evidence: WordEvidence) -> Floats:
    """Log odds of the words that are neither grammar nor figures."""
    return evidence.merged[[n for n, word in enumerate(evidence.words) if word.kind in ("content", "name")]]


def _misspelt(chinese: str, english: str) -> Span | None:
    """The first Latin letters of a Chinese text that the English does not have, in whole or as initials."""
    spans = list(latin(chinese)) if HAN.search(chinese) else []
    if len(spans) > 1 and "".join(chinese[start] for start, _ in spans) in english:
        return None  # the full form of an abbreviation
    folded = re.sub(r"[^a-z]", "", english.lower())
    words = [word.lower() for word in re.findall(r"[A-Za-z]{3,}", english)]
    for span in spans:
        name = chinese[slice(*span)].lower()
        known = name in folded or any(same_spelling(name, word) for word in words)
        if not known and not spelt_out(name, english):
            return span
    return None


def _abbreviated(context: Context, segment: Segment) -> Iterator[Flag]:
    """A body of the Chinese that has another abbreviation in English: 世卫组织 and *WTO*."""
    partners = context.partners(segment)
    names = {name for s in partners for word in context.reading(s).words for name in word.names}
    for match in ABBREVIATION.finditer(segment.text):
        if match[0].lower() in names or any(match[0] in s.text for s in partners):
            continue
        for partner in partners:
            chinese = context.reading(partner)
            for span in lost_names(chinese, segment.text):
                word = next((w for w in chinese.words if w.span == span), None)
                if word is not None and any(len(name) == len(match[0]) for name in word.abbreviations):
                    yield context.flag(
                        ENTITY, "minor", LETTERS, "names.swapped", segment, match.span(), [partner], span
                    )
                    return


def _flag(context: Context, suspect: _Suspect, *, major: bool) -> Flag:
    segment, span = suspect.segment, suspect.phrase.span
    key, partners, partner_span = "names.unnamed", context.partners(segment), None
    if len(suspect.lost) == 1:
        partner, partner_span = suspect.lost[0]
        key, partners = "names.swapped", (partner,)
    score = round(probability(suspect.odds), 3)
    severity: Severity = "major" if major else "minor"
    return context.flag(ENTITY, severity, score, key, segment, span, partners, partner_span)


CHECK = Check(
    name="names",
    title=Message(en="names", zh="名称"),
    issues=(ENTITY,),
    find=check,
    spared=True,
    measure=lambda context: {ENTITY.type: _doubt(context)},
)
