"""Learn what a gap weighs: ``python -m tests.training.fit_severity`` (after fit_coverage.py).

Writes aligner/checks/evidence/data/severity.json: ``passage`` (how likely a passage leaves something out: the
length-matched extract of omissions; for the English, planted deletions), ``importance`` (human verdicts on
flagged spans: really missing, or harmless), and ``thresholds``, chosen for few flags on human
translations, which are clean by construction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from aligner.checks.coverage import BARE, gap_facts, passage
from aligner.checks.evidence.unanswered import WordEvidence
from aligner.record.model import Side
from tests.bench.damage import damaged
from tests.bench.data import bench_folder
from tests.bench.parallel import tidy
from tests.training.fit_coverage import OUT, Bench, Pair, extract, logistic, plain

SEVERITY = OUT.with_name("severity.json")
Marked = tuple[Pair, bool, str]
"""A pair, whether something is missing, and its document."""
THRESHOLDS = {
    "zh": {"major": [2.6, 0.7], "minor": [0.8, -1.0], "neutral": [0.2, -1.0]},
    "en": {"major": [2.6, 0.3], "minor": [1.1, -1.0], "neutral": [0.8, -1.5]},
    "summary": {"zh": [2.1, 0.7], "en": [2.0, 0.3]},
}
"""Log odds of the gap and of its importance from which it is reported in a translation, and from which a
summary is told of it as major; tests/bench/checks.py says what they give."""
PEAK = {"zh": 0.1, "en": 2.2}
"""Log odds of the worst content word of a gap from which a translation is told of it."""
PASSAGES = 0.03
"""Strength of the model of passages: many kinds of evidence, few of them apart from the others."""
SEED = 0.0
"""Log odds of the word that a gap begins with."""


def read(bench: Bench, pair: Pair, side: Side) -> WordEvidence:
    """The words of one side of a pair."""
    return bench.evidence(*(pair if side == "zh" else pair[::-1]), side)


def verdicts() -> list[tuple[Pair, list[tuple[int, int]], bool, int]]:
    """Spans of the Chinese that annotators found missing: pair, characters, whether it matters, segment."""
    found = []
    with (bench_folder() / "redundancy-dev" / "spans.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            labels = set(row["labels"])
            spans = [(int(a), int(b)) for a, b in re.findall(r"(\d+)-(\d+)", row["under_spans"])]
            important = "UT-important-information" in labels
            if spans and (important or labels & {"UT-redundant-information", "UT-fluency"}):
                found.append(((tidy(row["zh"]), tidy(row["en"])), spans, important, int(row["seg_id"])))
    return found


def judged(
    name: str,
    rows: Sequence[Sequence[float]],
    labels: Iterable[bool],
    groups: Sequence[object],
    *,
    strength: float = 0.3,
) -> dict[str, object]:
    """Fit, print the figures, cross-validated by group, return the model as data."""
    x, y = np.array(rows), np.array(list(labels), int)
    places = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    folds = np.array([places[group] for group in groups])
    guess: NDArray[np.float64] = cross_val_predict(
        logistic(strength), x, y, groups=folds, cv=GroupKFold(10), method="predict_proba"
    )[:, 1]
    area, precision = roc_auc_score(y, guess), average_precision_score(y, guess)
    print(f"{name}: {len(y)}, {y.sum()} positive, AUC {area:.3f} AP {precision:.3f}")
    return plain(logistic(strength).fit(x, y))


def marked() -> list[Marked]:
    """What raters marked as omissions, two or more of them, and clean passages of like length. More of
    newstest2020 only made it worse: clean passages of such length are few there."""
    return [
        ((tidy(row["zh"]), tidy(row["en"])), row["label"] == "1", row["id"].split("|")[2])
        for row in extract("omission")
    ]


def omissions(bench: Bench, rows: Sequence[Marked], side: Side) -> dict[str, object]:
    """The models of passages of one side."""
    every = [passage(pair[0] if side == "zh" else pair[1], read(bench, pair, side)) for pair, _, _ in rows]
    labels, docs = [label for _, label, _ in rows], [doc for _, _, doc in rows]
    result = {"plain": judged(f"{side} passages, plain", [row[:BARE] for row in every], labels, docs)}
    if side == "zh":  # planted deletions are told too easily by what real ones do not show
        result["full"] = judged(f"{side} passages", every, labels, docs, strength=PASSAGES)
    return result


def planted() -> list[Marked]:
    """Whole pairs, and the same with words deleted from the Chinese."""
    return [
        item
        for row in damaged()
        for item in (
            ((row.zh, row.en), False, row.doc),
            *(((rest, row.en), True, row.doc) for _, rest in row.zh_cuts[:1]),
        )
    ]


def main() -> None:
    """Write the file."""
    omitted, spans, plans = marked(), verdicts(), planted()
    texts = {t for pair, *_ in (*omitted, *spans, *plans) for t in pair}
    bench = Bench(texts)
    result: dict[str, object] = {
        "passage": {"zh": omissions(bench, omitted, "zh"), "en": omissions(bench, plans, "en")},
        "seed": SEED,
        "thresholds": THRESHOLDS,
        "peak": PEAK,
    }
    rows = []
    for pair, where, _, _ in spans:
        found = read(bench, pair, "zh")
        touched = [
            at for at, word in enumerate(found.words)
            if word.kind != "mark" and any(a < word.span[1] and word.span[0] < b for a, b in where)
        ]  # fmt: skip
        rows.append(gap_facts(found, touched) if touched else [-4.0, -4.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0])
    result["importance"] = judged("importance", rows, [y for _, _, y, _ in spans], [g for *_, g in spans])
    SEVERITY.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
