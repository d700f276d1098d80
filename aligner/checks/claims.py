"""Clauses of a summary that say what the original does not: a reason, a consequence, a prospect, put into the
speaker's mouth.

What `aligner.checks.evidence.unanswered` knows of the words of a clause, set against the rest of its
passage: a summary puts everything in other words, so that it is the clause that stands out, not the passage,
that was added. `tests/training/fit_claims.py` learned the weights from summaries with claims written into
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aligner.checks.context import ADDITION, Context
from aligner.checks.evidence.learned import learned, linear, probability
from aligner.checks.evidence.passages import read
from aligner.checks.evidence.unanswered import FEATURES, Lack
from aligner.checks.flags import NAMES, START, opening
from aligner.language.clauses import clauses
from aligner.language.reported_speech import asks, reporting
from aligner.record.model import SEVERITIES, Flag, Message, Segment, Severity, Side, Span, other

__all__ = ["FACTS", "Claim", "check", "claims", "facts"]

SIDE: Side = "zh"
"""The side whose summaries the weights were learned on."""
KINDS = frozenset(("sentence", "clause", "list-item"))
WORST = 3
TOLD = 0.33
"""Share of the content words with a rendering of their own in the answer from which a clause is told, however
freely: nine in ten claims have fewer."""
REST = (-1.5, 0.5)
"""Log odds and lack of the rest of a passage that has none."""
FACTS = (
    "worst odds", "odds", "worst words", "words", "worst lack", "lack", "least odds", "content", "doubtful",
    "lost", "rest", "more than rest", "lack more than rest", "rest content", "first", "last",
    *FEATURES,
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
    for segment in context.document(SIDE):
        found = [claim for claim in claims(context, segment) if claim.odds >= limits["neutral"]]
        worst = max(found, key=lambda claim: claim.odds, default=None)
        if worst is None:
            continue
        severity = max((s for s in limits if worst.odds >= limits[s]), key=SEVERITIES.index)
        beside = [claim.span for claim in found if claim.odds >= limits[severity]]
        yield _flag(context, segment, _joined(segment.text, worst.span, beside), worst, severity)


def claims(context: Context, segment: Segment) -> list[Claim]:
    """The clauses of a linked passage that say something of their own, each with its odds."""
    found = read(context, segment, SIDE) if segment.kind in KINDS else None
    if found is None or not len(found.overall):
        return []
    model = linear("claims", "weights")
    result = []
    for span in clauses(segment.text):
        words = segment.text[slice(*span)]
        row = facts(segment.text, span, found)
        asked = asks(words, SIDE) or segment.text[span[1] :].startswith(("？", "?"))
        told = not row or row[FACTS.index("own")] >= TOLD
        if not told and not asked and not reporting(words, SIDE):
            result.append(Claim(span, float(model(row))))
    return result


def facts(text: str, span: Span, found: Lack) -> list[float]:
    """What a clause is judged by, `FACTS`; empty where it has no content words."""
    content = [row for row, unit in enumerate(found.units) if unit.kind not in ("mark", "function")]
    mine = [row for row in content if span[0] <= found.units[row].span[0] < span[1]]
    rest = [row for row in content if row not in mine]
    if not mine:
        return []
    odds, merged, lacks = (np.sort(values[mine])[::-1] for values in (found.odds, found.merged, found.lacks))
    around = float(found.odds[rest].mean()) if rest else REST[0]
    around_lack = float(found.lacks[rest].mean()) if rest else REST[1]
    row = [
        odds[:WORST].mean(), odds.mean(), merged[:WORST].mean(), merged.mean(), lacks[:WORST].mean(),
        lacks.mean(), odds[-1], np.log(len(mine)), (odds > 0).mean(), (odds > 1).mean(), around,
        odds.mean() - around, lacks.mean() - around_lack, np.log1p(len(rest)), not text[: span[0]].strip(),
        not any(char.isalnum() for char in text[span[1] :]),
        *found.rows[mine].mean(0),
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


def _flag(context: Context, segment: Segment, span: Span, worst: Claim, severity: Severity) -> Flag:
    words, name, rest = opening(segment.text[slice(*span)]), NAMES[SIDE], NAMES[other(SIDE)]
    return Flag(
        id="",
        type=ADDITION,
        mqm=f"accuracy/{ADDITION}",
        severity=severity,
        zh=(segment.id,),
        en=context.partners[segment.id],
        zh_span=span,
        score=round(probability(worst.odds), 3),
        message=Message(
            en=f"{START[SIDE]} says “{words}”; nothing in {rest.en} linked to it says so.",
            zh=f"{name.zh}里的“{words}”，对应的{rest.zh}没有这层意思。",
        ),
    )
