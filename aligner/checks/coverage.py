"""Content inside linked passages that the other side does not convey, or that it adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aligner.checks.context import ADDITION, OMISSION, Check, Context, shared_evidence
from aligner.checks.evidence.answered import known_evidence
from aligner.checks.evidence.learned import Floats, learned, linear, probability
from aligner.checks.evidence.lexical import LEXICAL
from aligner.checks.evidence.passages import word_evidence
from aligner.checks.evidence.unanswered import FEATURES, WordEvidence, columns_of
from aligner.checks.evidence.word_similarity import OVERALL
from aligner.checks.flags import truncate
from aligner.language.clauses import bracketed, clauses
from aligner.language.press_report import attribution_end
from aligner.language.reported_speech import asks, reporting
from aligner.record.model import (
    PASSAGE_KINDS,
    SEVERITIES,
    SIDES,
    Flag,
    Message,
    Segment,
    Severity,
    Side,
    Span,
)

# Log odds from which a word beside a gap belongs to it: one in eight. Higher, and a lost phrase falls into
# pieces too small to be weighed. Of 130 names, nouns and phrases taken out (DEMETR) -2.5 finds 82 for 86,
# -1.5 87, and flags 85 of 300 human translations for 81; .05 more or less moves the edges of 1 to 3 of these
# 81.
GROW = -2.0
# Words that may stand between two parts of a gap. Of the same 130, 0 finds 85; 2 finds as many as 1, and
# flags 275 passages of faithful press summaries for 253, since more gaps fill a clause.
BRIDGE = 1
# A gap of so much of a clause is the clause. .05 more or less finds as much, and changes the extent of 2 or 3
# of the 81; of faithful press summaries .55 flags 262 passages for 253, .65 248.
WHOLE = 0.6
# Log odds and importance from which a gap of a translation weighs so much. Of 1,000 human translations of
# news (NTREX-128) 29 have a gap of *minor* or more with them and 10 a *major* one, where the limits that were
# learned from verdicts on machine translations give 224 and 35; of 270 passages from which words were taken
# (DEMETR) 27 are found at *minor* for 88, the rest as *neutral*. .05 more or less changes 1 or 2 of the 29,
# and 1 of the 10.
TRANSLATION: dict[Severity, list[float]] = {"major": [3.0, 2.25], "minor": [2.25, 1.0]}
# Characters (Chinese) or letters of the smallest gap that is reported: a single character may be grammar, or
# half a word. Of the same 130, 3 find 80 for 86 and flag 69 of 300 human translations for 81; 4 find 72 and
# flag 59.
SMALLEST = 2
# Content words of the smallest clause that a summary is told it left out. In faithful press summaries 3 flag
# 256 passages for 253, 5 flag 246; on the seeds 5 lose a list of companies in brackets.
CLAUSE = 4
# Log odds (three in four) from which what a summary seems to add is more than a note. On the seeds and forty
# press summaries 1.05 to 1.6 change nothing; .6 makes three notes minor.
LIKELY = 1.1
# Probability of a link from which it is believed: nothing says then that a passage as a whole is left out, or
# added. Share of a passage's letters from which a gap is the whole. In three faithful translations (a press
# conference, a guide, a code of conduct) none of the whole passages that were flagged was missing, and 30 of
# 93 findings go. Chosen, not tuned.
CERTAIN, ALL = 0.9, 0.85
# What makes the log odds that an editor agrees of those that nothing answers a gap. Learned from findings in
# translations that were read (`docs/checks.md`): 15 of 21 omissions were right, and 20 of 60 additions, which
# mostly put into words what the other side leaves to be understood; of no odds more than half.
PER_ODDS, LEFT_OUT, PUT_IN, MOST_PUT_IN = 0.49, -1.04, -2.21, 0.5
# Probability of a link from which that was measured: below it the passages are likelier strangers.
EVEN = 0.5
BRACKET = re.compile(r"[(（][^()（）]*[)）]")
"""An example in brackets is there or not; how much of a clause a summary keeps is a matter of degree."""
PASSAGE = (
    "worst", "worst 3", "worst 6", "worst word", "worst words", "distance 3", "distance", "worst 10", "odds",
    "worst 10 words", "lost", "share lost", "any lost", "run of 3", "run of 5", "far 3", "far", "longer",
    "unclaimed", "words", "content", "characters", *LEXICAL, "unfound words", "shared words", *OVERALL,
)  # fmt: skip
"""What a passage is weighed by: means of log odds and of distances, and counts (logarithms)."""
# The first of `PASSAGE` that are known whatever the model.
BARE = 7
# Log odds of a passage without words, 1 in 3,000: nothing can be missing from it.
EMPTY_ODDS = -8.0
# Words in a row whose worst mean is looked at: a phrase, a short clause. The model of a passage was learned
# with them.
RUNS = (3, 5)
FAR = FEATURES.index("far")
LEXICAL_COLUMNS = columns_of(LEXICAL)
COUNTED = columns_of(("unfound", "own"))
OF_ALL_WORDS = columns_of(("longer", "unclaimed"))
FACTS = ("worst", "worst three", "distance", "words", "share", "length", "name or figure", "lost words")
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
        for segment in context.passages(side, PASSAGE_KINDS):
            evidence, start = word_evidence(context, segment), attribution_end(segment.text, side)
            if evidence is None or segment.id in context.proposals:  # more of it may stand elsewhere
                continue
            bar = learned("severity")["seed" if context.summary else "peak"]
            seeds = _seeds(evidence, start, bar if context.summary else bar[side])
            if not seeds:
                continue  # what is known to be answered could only take away from them
            evidence = known_evidence(context, segment, evidence, seeds)
            sure = context.certainty(segment) >= CERTAIN
            heavy = [
                (SEVERITIES.index(severity), gap.odds, gap, severity)
                for gap in gaps(segment.text, evidence, start)
                if not (sure and _is_all(gap, segment.text))
                if (severity := _severity(context, side, segment.text, gap))
            ]
            if heavy:  # one passage, one flag: the other gaps show when this one is edited
                _, _, gap, severity = max(heavy, key=lambda item: item[:2])
                yield _flag(context, side, segment, gap, severity)


def _is_all(gap: Gap, text: str) -> bool:
    """Whether a gap is a whole passage, or nearly."""
    letters = (sum(map(str.isalnum, part)) for part in (text[slice(*gap.span)], text))
    return next(letters) >= ALL * next(letters)


def _measure(context: Context) -> dict[str, float]:
    """How likely a linked passage leaves something out, or adds something, 0 to 1; the worst passage
    counts."""
    highest = {OMISSION.type: 0.0, ADDITION.type: 0.0}
    for side in SIDES:
        kind = (OMISSION if side == context.original else ADDITION).type
        for segment in context.document(side):
            evidence = word_evidence(context, segment)
            if evidence is not None:
                row = passage(segment.text, evidence)
                full = side == "zh" and len(row) > BARE  # raters marked omissions on the Chinese alone
                model = linear("severity", "passage", side, "full" if full else "plain")
                odds = float(model(row if full else row[:BARE]))
                highest[kind] = max(highest[kind], probability(odds))
    return highest


def passage(text: str, evidence: WordEvidence) -> list[float]:
    """What a passage is weighed by, `PASSAGE`, or its first `BARE` where the model is another: its worst
    words, how well it is answered throughout, what dictionary and names say, and the length of both sides."""
    heard = np.isfinite(evidence.odds)
    if not heard.any():
        return [EMPTY_ODDS] * 5 + [0.0] * ((len(PASSAGE) if len(evidence.overall) else BARE) - 5)
    columns = (evidence.odds, evidence.merged, evidence.distance)
    order, merged, distance = (np.sort(values[heard])[::-1] for values in columns)
    row = [
        *(order[:n].mean() for n in (1, 3, 6)), *(merged[:n].mean() for n in (1, 3)),
        distance[:3].mean(), distance.mean(),
    ]  # fmt: skip
    if len(evidence.overall):
        content = heard & np.array([word.kind != "function" for word in evidence.words], bool)
        chances = 0.5 * (1 + np.tanh(evidence.merged[heard] / 2))
        far = np.sort(evidence.rows[heard, FAR])[::-1]
        facts = evidence.rows[content] if content.any() else np.zeros((1, len(FEATURES)))
        unfound, shared = facts[:, COUNTED].sum(0)
        row += [
            order[:10].mean(), order.mean(), merged[:10].mean(), np.log(0.1 + chances.sum()), chances.mean(),
            np.log(np.exp(merged).sum()), *(_worst_run(evidence.odds[heard], size) for size in RUNS),
            far[:3].mean(), far.mean(), *evidence.rows[heard][0, OF_ALL_WORDS], np.log1p(heard.sum()),
            np.log1p(content.sum()), np.log(len(text)), *facts[:, LEXICAL_COLUMNS].mean(0),
            np.log1p(unfound), np.log1p(content.sum() - shared), *evidence.overall,
        ]  # fmt: skip
    return [float(value) for value in row]


def _worst_run(odds: Floats, size: int) -> float:
    """The worst mean of so many words in a row."""
    if len(odds) < size:
        return float(odds.mean())
    return float(np.convolve(odds, np.full(size, 1 / size), "valid").max())


def gaps(text: str, evidence: WordEvidence, start: int = 0) -> Iterator[Gap]:
    """The stretches of a text that nothing answers, in reading order; `start`: the place before which it only
    says who speaks."""
    heard, seeds = _heard(evidence, start), _seeds(evidence, start, learned("severity")["seed"])
    covered = -1
    for at in [heard.index(row) for row in seeds]:
        if at <= covered:
            continue
        first, last = _grow(evidence, heard, at, covered)
        covered = last
        rows = heard[first : last + 1]
        span = (evidence.words[rows[0]].span[0], evidence.words[rows[-1]].span[1])
        gap = _gap(text, evidence, rows, span)
        if gap is not None:
            yield gap


def _heard(evidence: WordEvidence, start: int) -> list[int]:
    """The words from a place on, marks left out."""
    return [row for row, w in enumerate(evidence.words) if w.kind != "mark" and w.span[0] >= start]


def _seeds(evidence: WordEvidence, start: int, bar: float) -> list[int]:
    """Those of them that reach log odds: from those of a seed on, a gap may begin with them."""
    sure = evidence.merged >= bar
    return [row for row in _heard(evidence, start) if sure[row] and evidence.words[row].kind != "function"]


def _grow(evidence: WordEvidence, heard: Sequence[int], at: int, covered: int) -> tuple[int, int]:
    """The stretch around a word: everything doubtful beside it, over single words that are answered."""

    def end(step: int) -> int:
        reached, place = at, at + step
        while covered < place < len(heard) and abs(place - reached) <= BRIDGE + 1:
            if evidence.merged[heard[place]] >= GROW:
                reached = place
            place += step
        return reached

    return end(-1), end(1)


def _gap(text: str, evidence: WordEvidence, rows: Sequence[int], span: Span) -> Gap | None:
    odds = np.sort(evidence.merged[list(rows)])[::-1][:3].mean()
    content = [row for row in rows if evidence.words[row].kind != "function"]
    letters = sum(char.isalnum() for char in text[slice(*span)])
    if not content or letters < SMALLEST:
        return None
    span, whole = _widened(text, span)
    weight = float(linear("severity", "importance")(gap_facts(evidence, rows)))
    peak = float(evidence.merged[content].max())
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


def gap_facts(evidence: WordEvidence, rows: Sequence[int]) -> list[float]:
    """What the importance of a gap is judged by: see `FACTS`."""
    odds = np.sort(evidence.merged[list(rows)])[::-1]
    kinds = [evidence.words[row].kind for row in rows]
    total = sum(word.kind != "mark" for word in evidence.words)
    content = sum(kind != "function" for kind in kinds)
    facts = (
        odds[0], odds[:3].mean(), evidence.distance[list(rows)].mean(), np.log(1 + content), content / total,
        np.log(total), not {"name", "figure"}.isdisjoint(kinds), sum(map(probability, odds)),
    )  # fmt: skip
    return [float(fact) for fact in facts]


def _severity(context: Context, side: Side, text: str, gap: Gap) -> Severity | None:
    """How much it weighs; None where it is not reported."""
    words = text[slice(*gap.span)]
    if context.summary:
        return _severity_in_summary(context, side, words, gap)
    if gap.peak < learned("severity")["peak"][side]:
        return None
    severity = _heaviest(gap, TRANSLATION | {"neutral": learned("severity")["thresholds"][side]["neutral"]})
    return "neutral" if severity and reporting(words, side) else severity


def _severity_in_summary(context: Context, side: Side, words: str, gap: Gap) -> Severity | None:
    if gap.words < 2 or reporting(words, side) or (side == context.target and asks(words, side)):
        return None
    sure, weight = learned("severity")["thresholds"]["summary"][side]
    if side == context.target:  # never major: it would stand on as many faithful passages as misleading ones
        return _heaviest(gap, {"minor": [LIKELY, weight], "neutral": [0.0, weight]})
    if not (gap.whole and gap.words >= CLAUSE and gap.odds >= sure):
        return None
    return "minor" if BRACKET.fullmatch(words) else "neutral"


def _heaviest(gap: Gap, limits: Mapping[Severity, Sequence[float]]) -> Severity | None:
    """The first severity whose limits, log odds and importance, a gap reaches."""
    reached = (s for s, (odds, weight) in limits.items() if gap.odds >= odds and gap.importance >= weight)
    return next(reached, None)


def _flag(context: Context, side: Side, segment: Segment, gap: Gap, severity: Severity) -> Flag:
    dropped = side == context.original
    issue, key = (OMISSION, "coverage.dropped") if dropped else (ADDITION, "coverage.added")
    score, words = _score(gap, dropped=dropped), truncate(context.quote(segment, gap.span))
    partners = context.partners(segment)
    return context.flag(issue, severity, score, key, segment, gap.span, partners, words=words)


def _score(gap: Gap, *, dropped: bool) -> float:
    """Probability that an editor agrees."""
    chance = probability(PER_ODDS * gap.odds + (LEFT_OUT if dropped else PUT_IN))
    return round(chance if dropped else min(chance, MOST_PUT_IN), 3)


def _reported_elsewhere(flag: Flag, rival: Flag) -> bool:
    """Whether a check that knows more underlines half of the gap."""
    return rival.check != "missing" and shared_evidence(flag, rival) >= 0.5


CHECK = Check(
    name="coverage",
    title=Message(en="dropped or added content", zh="省略与增补"),
    issues=(OMISSION, ADDITION),
    find=check,
    spared=True,
    sure_from=EVEN,
    measure=_measure,
    yields=_reported_elsewhere,
)
