"""Clauses of a summary that say what the original does not: a reason, a consequence, a prospect, put into the
speaker's mouth.

What `aligner.checks.evidence.unanswered` knows of the words of a clause, set against the other clauses of its
passage: a summary puts everything in other words, so that it is the clause that stands out, not the passage,
that was added. `tests/training/fit_claims.py` learned the weights from summaries with claims written into
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aligner.checks.context import ADDITION, STATEMENTS, Check, Context, shared_evidence
from aligner.checks.evidence.learned import learned, linear, probability
from aligner.checks.evidence.passages import word_evidence
from aligner.checks.evidence.unanswered import FEATURES, WordEvidence
from aligner.checks.flags import truncate
from aligner.language.press_report import attribution_end
from aligner.language.reported_speech import asks, reporting
from aligner.record.model import SEVERITIES, Flag, Message, Segment, Side, Span

SIDE: Side = "zh"
"""The side whose summaries the weights were learned on."""
# Words by which a clause is judged apart from their mean: one lost word proves little, three do. The weights
# were learned with it (`tests/training/fit_claims.py`); as they are, 2 make 17 major flags on faithful press
# summaries for 13, and 4 find 23 planted errors for 27.
WORST = 3
# Share of the content words with a rendering of their own in the answer from which a clause is a free
# translation: nine in ten claims have fewer. On forty press summaries and their 200 planted errors: .28 flags
# 42 faithful passages for 47 and finds 26 errors for 27; .38 flags 51, and 2 more of the seeds, and finds 28.
TRANSLATED_SHARE = 0.33
# Log odds and distance that stand for the other clauses where a passage has but one. The weights were learned
# with them; .5 or .1 more or less changes nothing on the seeds and the press summaries.
ALONE = (-1.5, 0.5)
FACTS = (
    "worst odds", "odds", "worst words", "words", "worst distance", "distance", "least odds", "content",
    "doubtful", "lost", "others", "more than others", "distance more than others", "content of others",
    "first", "last", *FEATURES,
)  # fmt: skip
"""What a clause is judged by: log odds that nothing answers its content words, how many these are, the same
of the other clauses, its place, and the mean evidence of its words."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause and how likely nobody said it."""

    span: Span
    odds: float
    """Log odds."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for the clause of each linked passage that most likely was added, and those beside it.

    Only where the target is a Chinese summary, and with the model whose evidence the weights were learned on.
    """
    if not context.summary or context.target != SIDE:
        return
    limits = learned("claims")["limits"]
    for segment in context.passages(SIDE, STATEMENTS):
        doubted = [claim for claim in claims(context, segment) if claim.odds >= limits["neutral"]]
        worst = max(doubted, key=lambda claim: claim.odds, default=None)
        if worst is None:
            continue
        severity = max((s for s in limits if worst.odds >= limits[s]), key=SEVERITIES.index)
        as_bad = [claim.span for claim in doubted if claim.odds >= limits[severity]]
        span = _joined(segment.text, worst.span, as_bad)
        score, words = round(probability(worst.odds), 3), truncate(context.quote(segment, span))
        partners = context.partners(segment)
        yield context.flag(ADDITION, severity, score, "claims.added", segment, span, partners, words=words)


def claims(context: Context, segment: Segment) -> list[Claim]:
    """The clauses of a linked passage that say something of their own, each with its odds."""
    evidence = word_evidence(context, segment)
    if evidence is None or not len(evidence.overall):
        return []
    model = linear("claims", "weights")
    result = []
    framed = attribution_end(segment.text, SIDE)
    for span in context.reading(segment).clauses:
        if span[1] <= framed:
            continue
        words = segment.text[slice(*span)]
        row = claim_facts(segment.text, span, evidence)
        asked = asks(words, SIDE) or segment.text[span[1] :].startswith(("？", "?"))
        translated = not row or row[FACTS.index("own")] >= TRANSLATED_SHARE
        if not translated and not asked and not reporting(words, SIDE):
            result.append(Claim(span, float(model(row))))
    return result


def claim_facts(text: str, span: Span, evidence: WordEvidence) -> list[float]:
    """What a clause is judged by, `FACTS`; empty where it has no content words."""
    content = [row for row, word in enumerate(evidence.words) if word.kind not in ("mark", "function")]
    inside = [row for row in content if span[0] <= evidence.words[row].span[0] < span[1]]
    outside = [row for row in content if row not in inside]
    if not inside:
        return []
    columns = (evidence.odds, evidence.merged, evidence.distance)
    odds, merged, distance = (np.sort(values[inside])[::-1] for values in columns)
    others = float(evidence.odds[outside].mean()) if outside else ALONE[0]
    others_distance = float(evidence.distance[outside].mean()) if outside else ALONE[1]
    row = [
        odds[:WORST].mean(), odds.mean(), merged[:WORST].mean(), merged.mean(), distance[:WORST].mean(),
        distance.mean(), odds[-1], np.log(len(inside)), (odds > 0).mean(), (odds > 1).mean(), others,
        odds.mean() - others, distance.mean() - others_distance, np.log1p(len(outside)),
        not text[: span[0]].strip(), not any(char.isalnum() for char in text[span[1] :]),
        *evidence.rows[inside].mean(0),
    ]  # fmt: skip
    return [float(value) for value in row]


def _joined(text: str, core: Span, spans: Sequence[Span]) -> Span:
    """The core with those of the spans that nothing but marks and blanks sets apart from it."""
    start, end = core
    for a, b in reversed(spans):
        if b <= start and not any(char.isalnum() for char in text[b:start]):
            start = a
    for a, b in spans:
        if a >= end and not any(char.isalnum() for char in text[end:a]):
            end = b
    return start, end


def _explained(flag: Flag, rival: Flag) -> bool:
    """Whether a check that knows more, and weighs it no less, underlines part of the claim."""
    return (
        rival.check not in ("missing", "coverage")
        and SEVERITIES.index(rival.severity) >= SEVERITIES.index(flag.severity)
        and shared_evidence(flag, rival) > 0
    )


CHECK = Check(
    name="claims",
    title=Message(en="added claims", zh="添加的说法"),
    issues=(ADDITION,),
    find=check,
    spared=True,
    yields=_explained,
)
