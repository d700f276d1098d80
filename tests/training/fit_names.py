"""Learn when a name of the English is another than the Chinese has: ``python -m tests.training.fit_names``.

Writes aligner/checks/evidence/data/names_weights.json. Names of human translations (``ALIGNER_BENCH``) are
put in the place of names in other documents; the rest of their names stand for those that are right.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from aligner.checks.names import EVIDENCE, PLAIN, name_evidence
from aligner.language.name_matching import accounted, lost_names
from aligner.language.names.in_text import phrases
from aligner.language.reading import Reading
from tests.bench.parallel import Parallel, parallel
from tests.training.fit_coverage import OUT, Bench, logistic, plain

WEIGHTS = OUT.with_name("names_weights.json")
PAIRS = 1500
THRESHOLDS = {"minor": 0.35, "major": 2.2}
"""Log odds from which a name is reported; tests/bench/checks.py says what they give."""


@dataclass(frozen=True)
class Swapped:
    """A pair, and the stretch of its English that holds a name from elsewhere."""

    zh: str
    en: str
    doc: str
    wrong: tuple[int, int] | None


def swapped(chance: random.Random) -> Iterator[Swapped]:
    """Every pair as it is, and with one of its names swapped."""
    rows: list[Parallel] = [row for row in parallel() if phrases(row.en)]
    chance.shuffle(rows)
    rows = rows[:PAIRS]
    pool = [row.en[slice(*phrase.span)] for row in rows for phrase in phrases(row.en)]
    for row in rows:
        yield Swapped(row.zh, row.en, row.doc, None)
        start, end = chance.choice(phrases(row.en)).span
        name = chance.choice(pool)
        if name != row.en[start:end]:
            changed = row.en[:start] + name + row.en[end:]
            yield Swapped(row.zh, changed, row.doc, (start, start + len(name)))


def examples(bench: Bench, rows: list[Swapped]) -> Iterator[tuple[list[float], bool, str]]:
    """Evidence, whether the name is wrong, and the document, of every name."""
    for row in rows:
        english, chinese = bench.evidence(row.en, row.zh, "en"), bench.evidence(row.zh, row.en, "zh")
        chinese_text = Reading(row.zh, "zh")
        lost = list(lost_names(chinese_text, row.en))
        for phrase in phrases(row.en):
            wrong = row.wrong is not None and phrase.span[0] < row.wrong[1] and row.wrong[0] < phrase.span[1]
            if wrong or row.wrong is None:  # beside a swapped name the others are no clean examples
                words = zip(phrase.words, phrase.keys, strict=True)
                shares = [accounted(row.en[slice(*span)], key, chinese_text) for span, key in words]
                facts = name_evidence(phrase, shares, bool(lost), english, [(chinese, lost)])
                yield facts, wrong, row.doc


def main() -> None:
    """Write the weights."""
    rows = list(swapped(random.Random(3)))
    bench = Bench({text for row in rows for text in (row.zh, row.en)})
    found = [example for example in examples(bench, rows) if len(example[0]) == len(EVIDENCE)]
    x, y = np.array([row for row, _, _ in found]), np.array([wrong for _, wrong, _ in found])
    places = {doc: at for at, doc in enumerate(dict.fromkeys(doc for *_, doc in found))}
    groups = [places[doc] for *_, doc in found]
    result: dict[str, object] = {"model": bench.model, "thresholds": THRESHOLDS}
    for name, columns in (("plain", PLAIN), ("full", len(EVIDENCE))):
        guess = cross_val_predict(
            logistic(), x[:, :columns], y, groups=groups, cv=GroupKFold(5), method="predict_proba"
        )
        print(f"names {name}: {len(y)}, {int(y.sum())} swapped, AUC {roc_auc_score(y, guess[:, 1]):.3f}")
        result[name] = plain(logistic().fit(x[:, :columns], y))
    WEIGHTS.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
