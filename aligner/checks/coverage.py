"""Content inside linked passages that the other side does not convey, or that it adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from aligner.checks.context import ADDITION, OMISSION, Context
from aligner.checks.evidence.learned import Floats, learned, linear, probability
from aligner.checks.evidence.lexical import RENDERED
from aligner.checks.evidence.passages import read
from aligner.checks.evidence.unanswered import FEATURES, OVERALL, Lack
from aligner.checks.flags import NAMES, START, opening
from aligner.checks.lexical import LEXICAL
from aligner.language.clauses import bracketed, clauses
from aligner.language.reported_speech import asks, reporting
from aligner.record.model import SEVERITIES, SIDES, Flag, Message, Segment, Severity, Side, Span, other

__all__ = ["BARE", "FACTS", "PASSAGE", "Gap", "check", "facts", "gaps", "measure", "passage"]

GROW = -2.0
"""Log odds from which a word beside a gap belongs to it."""
BRIDGE = 1
"""Words that may stand between two parts of a gap."""
WHOLE = 0.6
"""A gap of so much of a clause is the clause."""
SMALLEST = 2
"""Characters (Chinese) or letters of the smallest gap worth a word."""
CLAUSE = 4
"""Content words of the smallest clause that a summary is told it left out."""
LIKELY = 1.1
"""Log odds (three in four) from which what a summary seems to add is more than a note."""
BRACKET = re.compile(r"[(（][^()（）]*[)）]")
"""An example in brackets is there or not; how much of a clause a summary keeps is a matter of degree."""
SPEAKING = (*LEXICAL, *RENDERED)
PASSAGE = (
    "worst", "worst 3", "worst 6", "worst word", "worst words", "lack 3", "lack", "worst 10", "odds",
    "worst 10 words", "lost", "share lost", "any lost", "run of 3", "run of 5", "far 3", "far", "longer",
    "unclaimed", "words", "content", "characters", *SPEAKING, "unfound words", "shared words", *OVERALL,
)  # fmt: skip
"""What a passage is weighed by: means of log odds and of distances, and counts (logarithms)."""
BARE = 7
RUNS = (3, 5)
FAR = FEATURES.index("far")
SAID = [FEATURES.index(name) for name in SPEAKING]
COUNTED = [FEATURES.index(name) for name in ("unfound", "own")]
FACTS = ("worst", "worst three", "lack", "words", "share", "length", "name or figure", "lost words")
"""What the importance of a gap is judged by: log odds, similarity, content words (log), their share, words
of the passage (log), whether one is a name or a figure, how many are likely lost."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a text that nothing answers."""

    span: Span
    odds: float
    """Mean log odds of its worst three words."""
    peak: float
    """Log odds of its worst content word."""
    words: int
    """Content words in it."""
    importance: float
    """Log odds that a reader misses something, were it gone: what `fit_severity.py` learned from verdicts."""
    whole: bool
    """Whether it is a clause, a bracket or a sentence from end to end."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every clause or phrase inside a link that the other side does not convey.

    A translation owes the content of the original and nothing else. A summary may condense: what it leaves
    out inside a link is reported only where it is a whole clause of weight, and never as more than minor.
    """
    for side in SIDES:
        for segment in context.document(side):
            found = read(context, segment, side) if segment.is_passage else None
            if found is None:
                continue
            weighed = [
                (_severity(context, side, segment.text, gap), gap) for gap in gaps(segment.text, found)
            ]
            heavy = [
                (SEVERITIES.index(severity), gap.odds, gap, severity) for severity, gap in weighed if severity
            ]
            if heavy:  # one passage, one flag: the rest is found when it is mended
                _, _, gap, severity = max(heavy, key=lambda item: item[:2])
                yield _flag(context, side, segment, gap, severity)


def measure(context: Context) -> dict[str, float]:
    """How likely a linked passage leaves something out, or adds something, 0 to 1; the worst passage
    counts."""
    result = {OMISSION: 0.0, ADDITION: 0.0}
    for side in SIDES:
        kind = OMISSION if side == context.original else ADDITION
        for segment in context.document(side):
            found = read(context, segment, side)
            if found is not None:
                row = passage(segment.text, found)
                full = side == "zh" and len(row) > BARE  # raters marked omissions on the Chinese alone
                odds = linear("severity", "passage", side, "full" if full else "plain")(
                    row if full else row[:BARE]
                )
                result[kind] = max(result[kind], probability(float(odds)))
    return result


def passage(text: str, found: Lack) -> list[float]:
    """What a passage is weighed by, `PASSAGE`, or its first `BARE` where the model is another: its worst
    words, how well it is answered throughout, what dictionary and names say, and the length of both sides."""
    live = np.isfinite(found.odds)
    if not live.any():
        return [-8.0] * 5 + [0.0] * (len(PASSAGE) - 5 if len(found.overall) else BARE - 5)
    order, merged, lacks = (np.sort(values[live])[::-1] for values in (found.odds, found.merged, found.lacks))
    row = [float(order[:n].mean()) for n in (1, 3, 6)] + [float(merged[:n].mean()) for n in (1, 3)]
    row += [float(lacks[:3].mean()), float(lacks.mean())]
    if not len(found.overall):
        return row
    content = live & np.array([unit.kind != "function" for unit in found.units], bool)
    chances = 0.5 * (1 + np.tanh(found.merged[live] / 2))
    odds = found.odds[live]
    row += [float(order[:10].mean()), float(order.mean()), float(merged[:10].mean())]
    row += [float(np.log(0.1 + chances.sum())), float(chances.mean()), float(np.log(np.exp(merged).sum()))]
    row += [_run(odds, size) for size in RUNS]
    far = np.sort(found.rows[live, FAR])[::-1]
    longer, unclaimed = (float(found.rows[live, FEATURES.index(name)][0]) for name in ("longer", "unclaimed"))
    row += [float(far[:3].mean()), float(far.mean()), longer, unclaimed]
    row += [float(np.log1p(live.sum())), float(np.log1p(content.sum())), float(np.log(len(text)))]
    shares = found.rows[content][:, SAID] if content.any() else np.zeros((1, len(SAID)))
    lost = (found.rows[content][:, COUNTED] if content.any() else np.zeros((1, 2))).sum(0)
    row += [*map(float, shares.mean(0)), float(np.log1p(lost[0])), float(np.log1p(content.sum() - lost[1]))]
    return [*row, *map(float, found.overall)]


def _run(odds: Floats, size: int) -> float:
    """The worst mean of so many words in a row."""
    if len(odds) < size:
        return float(odds.mean())
    return float(np.convolve(odds, np.full(size, 1 / size), "valid").max())


def gaps(text: str, found: Lack) -> Iterator[Gap]:
    """The stretches of a text that nothing answers, in reading order."""
    live = [row for row, unit in enumerate(found.units) if unit.kind != "mark"]
    covered = -1
    for at in range(len(live)):
        if (
            at <= covered
            or found.merged[live[at]] < learned("severity")["seed"]
            or found.units[live[at]].kind == "function"
        ):
            continue
        first, last = _grow(found, live, at, covered)
        covered = last
        rows = live[first : last + 1]
        span = (found.units[rows[0]].span[0], found.units[rows[-1]].span[1])
        gap = _gap(text, found, rows, span)
        if gap is not None:
            yield gap


def _grow(found: Lack, live: Sequence[int], at: int, covered: int) -> tuple[int, int]:
    """The stretch around a word: everything doubtful beside it, over single words that are answered."""

    def end(step: int) -> int:
        reached, here = at, at + step
        while covered < here < len(live) and abs(here - reached) <= BRIDGE + 1:
            if found.merged[live[here]] >= GROW:
                reached = here
            here += step
        return reached

    return end(-1), end(1)


def _gap(text: str, found: Lack, rows: Sequence[int], span: Span) -> Gap | None:
    odds = np.sort(found.merged[list(rows)])[::-1][:3].mean()
    content = [row for row in rows if found.units[row].kind != "function"]
    letters = sum(char.isalnum() for char in text[slice(*span)])
    if not content or letters < SMALLEST:
        return None
    span, whole = _widened(text, span)
    weight = float(linear("severity", "importance")(facts(found, rows)))
    peak = float(found.merged[content].max())
    return Gap(span, float(odds), peak, len(content), weight, whole)


def _widened(text: str, span: Span) -> tuple[Span, bool]:
    """The clause or bracket that a gap nearly fills, or the gap as it is."""
    for start, end in (*bracketed(text), *clauses(text)):
        inside = min(end, span[1]) - max(start, span[0])
        if inside > 0 and inside >= WHOLE * (end - start):
            if inside >= WHOLE * (span[1] - span[0]):
                return (start, end), True
            return (min(start, span[0]), max(end, span[1])), True
    return span, False


def facts(found: Lack, rows: Sequence[int]) -> list[float]:
    """What the importance of a gap is judged by: see `FACTS`."""
    odds = np.sort(found.merged[list(rows)])[::-1]
    kinds = [found.units[row].kind for row in rows]
    total = sum(unit.kind != "mark" for unit in found.units)
    content = sum(kind != "function" for kind in kinds)
    return [
        float(odds[0]),
        float(odds[:3].mean()),
        float(found.lacks[list(rows)].mean()),
        float(np.log(1 + content)),
        content / total,
        float(np.log(total)),
        float(any(kind in ("name", "figure") for kind in kinds)),
        float(sum(map(probability, odds))),
    ]


def _severity(context: Context, side: Side, text: str, gap: Gap) -> Severity | None:
    """How much it weighs; None where it is not worth a word."""
    limits = learned("severity")["thresholds"][side]
    if context.summary:
        words = text[slice(*gap.span)]
        if gap.words < 2 or reporting(words, side) or (side == context.target and asks(words, side)):
            return None
        if side == context.original:
            if not (gap.whole and gap.words >= CLAUSE and gap.odds >= limits["major"][0]):
                return None
            return "minor" if BRACKET.fullmatch(text[slice(*gap.span)]) else "neutral"
        least = limits["major"][1]
        limits = {"major": limits["major"], "minor": [LIKELY, least], "neutral": [0.0, least]}
    elif gap.peak < learned("severity")["peak"][side]:
        return None
    for severity, (odds, importance) in limits.items():
        if gap.odds >= odds and gap.importance >= importance:
            return cast(Severity, severity)
    return None


def _flag(context: Context, side: Side, segment: Segment, gap: Gap, severity: Severity) -> Flag:
    kind = OMISSION if side == context.original else ADDITION
    partners = context.partners[segment.id]
    words = opening(segment.text[slice(*gap.span)])
    name, rest = NAMES[side], NAMES[other(side)]
    if kind == OMISSION:
        message = Message(
            en=f"{START[side]} says “{words}”; {rest.en} linked to it does not convey this.",
            zh=f"{name.zh}里的“{words}”，对应的{rest.zh}没有传达。",
        )
    else:
        message = Message(
            en=f"{START[side]} says “{words}”; nothing in {rest.en} linked to it says so.",
            zh=f"{name.zh}里的“{words}”，对应的{rest.zh}没有这层意思。",
        )
    return Flag(
        id="",
        type=kind,
        mqm=f"accuracy/{kind}",
        severity=severity,
        zh=(segment.id,) if side == "zh" else partners,
        en=(segment.id,) if side == "en" else partners,
        zh_span=gap.span if side == "zh" else None,
        en_span=gap.span if side == "en" else None,
        score=round(probability(gap.odds), 3),
        message=message,
    )
