"""Learn what a claim is that a summary adds: ``python -m tests.training.fit_claims`` (after fit_coverage.py).

Writes aligner/checks/evidence/data/claims.json. Claims are those written into press summaries by hand
(`misled.jsonl`) and, weighing less, clauses moved there from other passages of the same summary; what is
faithful is every other clause. Figures are cross-validated, whole summaries held out.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from aligner.checks.claims import FACTS, claim_facts
from aligner.checks.context import STATEMENTS, Context
from aligner.checks.evidence.passages import word_evidence
from aligner.language.clauses import clauses
from aligner.language.reported_speech import asks, reporting
from tests.bench.misled import contexts, plants, reading, replaced
from tests.training.fit_coverage import OUT

CLAIMS = OUT.with_name("claims.json")
STRENGTH = 0.1
WEIGHT = {"faithful": 1.0, "claim": 3.0, "moved": 0.3}
ROUNDS = 3
"""How often clauses are moved."""
MOVED = (8, 24)
"""Characters of a clause that is moved."""
APART = 2
"""Passages that at least lie between its own place and the new one."""
FOLDS = 5
SHARES = {"neutral": 0.03, "minor": 0.02, "major": 0.008}
"""Share of faithful clauses that each severity may flag."""
Row = tuple[int, str, list[float]]
"""The summary's number, what the clause is, its facts."""


def main() -> None:
    """Fit, print the figures, write the weights."""
    rows = list(_rows())
    x = np.array([row for _, _, row in rows])
    kinds = np.array([kind for _, kind, _ in rows])
    folds = np.array([number % FOLDS for number, _, _ in rows])
    odds = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = folds == fold
        slope, bias = fit(x[~held], kinds[~held])
        centre, spread = scale(x[~held])
        odds[held] = (x[held] - centre) / spread @ slope + bias
    faithful = odds[kinds == "faithful"]
    print(f"{len(faithful)} faithful clauses")
    for kind in ("claim", "moved"):
        found = odds[kinds == kind]
        area = roc_auc_score([0] * len(faithful) + [1] * len(found), [*faithful, *found])
        at = ", ".join(
            f"{(found > np.quantile(faithful, 1 - share)).mean():.2f} at {100 * share:g} %"
            for share in SHARES.values()
        )
        print(f"{kind}: {len(found)}, AUC {area:.3f}, found {at} of the faithful")
    slope, bias = fit(x, kinds)
    centre, spread = scale(x)
    limits = {name: round(float(np.quantile(faithful, 1 - share)), 2) for name, share in SHARES.items()}
    weights = {"centre": centre, "spread": spread, "slope": slope}
    data = {
        "weights": {name: [round(float(v), 5) for v in value] for name, value in weights.items()}
        | {"bias": round(bias, 5)},
        "limits": limits,
    }
    print(f"limits {limits}")
    CLAIMS.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


def scale(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and spread of each column of `x` (n, f), shape (f,)."""
    spread = x.std(0)
    return x.mean(0), np.where(spread > 1e-3, spread, 1.0)  # what never varies says nothing


def fit(x: NDArray[np.float64], kinds: NDArray[np.str_]) -> tuple[NDArray[np.float64], float]:
    """Slope (f,) and bias of the model, of facts `x` (n, f) in units of their spread."""
    centre, spread = scale(x)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit((x - centre) / spread, kinds != "faithful", [WEIGHT[kind] for kind in kinds])
    return model.coef_[0], float(model.intercept_[0])


def _rows() -> Iterator[Row]:
    """The clauses of every Chinese summary: as they are, with claims written in, with clauses moved."""
    rng = random.Random(1)
    for number, context in enumerate(contexts()):
        if context.target != "zh":
            continue
        doubted = {p["passage"] for p in plants()[number] if p["kind"] == "already"}
        for i, segment in enumerate(context.zh):
            if i not in doubted:
                yield from _judged(number, "faithful", reading(context), segment.id, None)
        written = context
        claimed = [p for p in plants()[number] if p["kind"] == "claim"]
        for plant in claimed:
            written = replaced(written, plant["passage"], plant["text"])
        written = reading(written)
        for plant in claimed:
            start = plant["text"].index(plant["words"])
            place = (start, start + len(plant["words"]))
            yield from _judged(number, "claim", written, f"z{plant['passage']}", place)
        for _ in range(ROUNDS):
            moved, places = _moved(context, rng)
            moved = reading(moved)
            for name, place in places.items():
                yield from _judged(number, "moved", moved, name, place)


def _judged(
    number: int, kind: str, context: Context, name: str, place: tuple[int, int] | None
) -> Iterator[Row]:
    segment = context.zh.by_id[name]
    if segment.kind not in STATEMENTS or not context.linked(segment):
        return
    found = word_evidence(context, segment)
    for span in clauses(segment.text) if found is not None else ():
        words = segment.text[slice(*span)]
        if (
            (place is None or (span[0] < place[1] and place[0] < span[1]))
            and not reporting(words, "zh")
            and not asks(words, "zh")
            and (row := claim_facts(segment.text, span, found))
        ):
            assert len(row) == len(FACTS)
            yield number, kind, row


def _moved(context: Context, rng: random.Random) -> tuple[Context, dict[str, tuple[int, int]]]:
    """The summary with clauses put into passages that are not linked to what they tell, and their places."""
    places = {}
    result = context
    segments = list(context.passages("zh", STATEMENTS))
    for segment in segments:
        own = set(context.partners(segment))
        far = [
            s.text[slice(*span)]
            for s in segments
            if abs(context.zh.position[s.id] - context.zh.position[segment.id]) > APART
            and not own & set(context.partners(s))
            for span in clauses(s.text)
            if MOVED[0] <= span[1] - span[0] <= MOVED[1]
        ]
        if not far or rng.random() < 0.3:
            continue
        clause, spans = rng.choice(far), list(clauses(segment.text))
        at = rng.choice([rng.choice(spans)[1], spans[-1][1]])
        places[segment.id] = (at + 1, at + 1 + len(clause))
        text = f"{segment.text[:at]}，{clause}{segment.text[at:]}"
        result = replaced(result, context.zh.position[segment.id], text)
    return result, places


if __name__ == "__main__":
    main()
