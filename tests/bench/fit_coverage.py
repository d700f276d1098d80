"""Learn the weights of the coverage check: ``python tests/bench/fit_coverage.py``.

Writes aligner/checks/data/coverage.json. Data (``ALIGNER_BENCH``): human translations, and machine
translations in which no rater found an accuracy error. A word or a phrase is deleted on one side; the
words of the other side whose best answer lay in it are now unanswered, all words of the whole pairs are
answered. That gives, without any annotation, the linear model of `aligner.checks.uncovered`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from aligner.checks.data import table
from aligner.checks.lexical import said
from aligner.checks.uncovered import features, mean_states
from aligner.checks.units import Unit, units
from aligner.encode import CachedEncoder, load_encoder
from aligner.record.encoding import Encoded
from aligner.record.model import Side, Span

BENCH = Path(os.environ.get("ALIGNER_BENCH", "../shared/bench"))
OUT = Path(__file__).resolve().parents[2] / "aligner" / "checks" / "data" / "coverage.json"
WORD = re.compile(r"[A-Za-z0-9][\w'’.,-]*[\w%]|[A-Za-z0-9]")
HUMAN, CLEAN = 420, 330
ROUNDS = 2
FORETOLD = (0, 2, 4, 11)
"""Columns of the features that the words' states foretell: lack, stolen, apart, found."""

Pair = tuple[str, str]


def tidy(text: str) -> str:
    """One line."""
    return " ".join(text.split())


def extract(name: str) -> list[dict[str, str]]:
    """Rows of one of the matched extracts."""
    csv.field_size_limit(10**7)
    with (BENCH / "mqm-dev" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pairs() -> list[Pair]:
    """Human translations, and machine translations without accuracy errors."""
    with gzip.open(BENCH / "mqm-dev" / "segments.jsonl.gz", "rt", encoding="utf-8") as lines:
        human = [row for row in map(json.loads, lines) if row["human"]]
    random.Random(0).shuffle(human)
    found = list(dict.fromkeys((tidy(row["zh"]), tidy(row["en"])) for row in human[:1000]))[:HUMAN]
    clean = [(tidy(row["zh"]), tidy(row["en"])) for row in extract("omission") if row["label"] == "0"]
    return found + clean[:CLEAN]


def damage(text: str, side: Side, chance: random.Random) -> tuple[Span, str] | None:
    """The text without one to six words, none of them across a clause; None where it is too short."""
    words = _words(text, side)
    function = set(table("function_words")[side])
    content = [i for i, (start, end) in enumerate(words) if text[start:end].lower() not in function]
    if len(words) < 6 or not content:
        return None
    first = chance.choice(content)
    last = min(first + chance.choice([1, 1, 1, 2, 2, 3, 4, 6]), len(words)) - 1
    start, end = words[first][0], words[last][1]
    stop = re.search("[，。；,;]", text[start:end])
    if stop and stop.start():
        end = start + stop.start()
    return (start, end), tidy(text[:start] + text[end:])


def _words(text: str, side: Side) -> list[Span]:
    if side == "en":
        return [match.span() for match in WORD.finditer(text)]
    import jieba

    jieba.setLogLevel(60)
    return [(a, b) for word, a, b in jieba.tokenize(text) if any(char.isalnum() for char in word)]


class Bench:
    """Texts with their encodings, units and features."""

    def __init__(self, texts: set[str]) -> None:
        encoder = CachedEncoder(load_encoder(), Path(os.environ.get("ALIGNER_CACHE", "build/encodings")))
        self.model = encoder.signature
        ordered = sorted(texts)
        self.encoded: dict[str, Encoded] = dict(zip(ordered, encoder.encode(ordered), strict=True))
        self._units: dict[str, list[Unit]] = {}

    def units(self, text: str) -> list[Unit]:
        """The units of a text."""
        if text not in self._units:
            self._units[text] = units(text, self.encoded[text].spans)
        return self._units[text]

    def rows(self, text: str, answer: str, side: Side) -> NDArray[np.float64]:
        """Features of every unit of a text."""
        words = self.units(text)
        own = features(words, self.encoded[text].tokens, self.encoded[answer].tokens)
        return np.hstack([own, said(text, words, answer, chinese=side == "zh")])

    def states(self, text: str) -> NDArray[np.float64]:
        """Mean states of every unit of a text."""
        return mean_states(self.units(text), self.encoded[text].tokens)

    def live(self, text: str) -> NDArray[np.bool_]:
        """Which units are words."""
        return np.array([unit.kind != "mark" for unit in self.units(text)], bool)

    def orphans(self, text: str, answer: str, gone: Span) -> NDArray[np.bool_]:
        """Units of the text whose best answer, by a margin, lies in the characters that went."""
        states = self.states(text)
        alike = states @ self.encoded[answer].tokens.astype(np.float64).T
        inside = np.array(
            [a < gone[1] and b > gone[0] and b > a for a, b in self.encoded[answer].spans], bool
        )
        if not inside.any() or inside.all():
            return np.zeros(len(states), bool)
        return np.asarray(alike[:, inside].max(1) - alike[:, ~inside].max(1) > 0.08)


def examples(
    bench: Bench, data: list[tuple[Pair, list[tuple[Span, str]]]], side: Side
) -> Iterator[tuple[int, str, NDArray[np.float64], NDArray[np.bool_], int]]:
    """(pair, text, features, which units count, label) of every text of one side."""
    for group, ((zh, en), damaged) in enumerate(data):
        text, answer = (zh, en) if side == "zh" else (en, zh)
        yield group, text, bench.rows(text, answer, side), bench.live(text), 0
        for gone, rest in damaged:
            orphans = bench.orphans(text, answer, gone) & bench.live(text)
            yield group, text, bench.rows(text, rest, side), orphans, 1


def logistic() -> Pipeline:
    """The linear model of words and of passages."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=5000))


def plain(model: Pipeline) -> dict[str, object]:
    """A fitted model as data."""
    scaler, linear = model[0], model[1]
    numbers = {"centre": scaler.mean_, "spread": scaler.scale_, "slope": linear.coef_[0]}
    return {name: [round(float(x), 5) for x in row] for name, row in numbers.items()} | {
        "bias": round(float(linear.intercept_[0]), 5)
    }


def learn(bench: Bench, data: list[tuple[Pair, list[tuple[Span, str]]]], side: Side) -> dict[str, object]:
    """The weights for the words of one side."""
    found = list(examples(bench, data, side))
    whole = [(bench.states(text)[keep], rows[keep]) for _, text, rows, keep, label in found if label == 0]
    ridge = Ridge(alpha=10.0).fit(
        np.vstack([states for states, _ in whole]), np.vstack([rows[:, FORETOLD] for _, rows in whole])
    )
    x = np.vstack([rows[keep] for _, _, rows, keep, _ in found])
    foretold = np.vstack([ridge.predict(bench.states(text))[keep] for _, text, _, keep, _ in found])
    y = np.concatenate([np.full(keep.sum(), label) for _, _, _, keep, label in found])
    groups = np.concatenate([np.full(keep.sum(), group) for group, _, _, keep, _ in found])
    result: dict[str, object] = {}
    for name, rows in (("plain", x), ("full", np.hstack([x, foretold]))):
        guess = cross_val_predict(
            logistic(), rows, y, groups=groups, cv=GroupKFold(4), method="predict_proba"
        )
        area = roc_auc_score(y, guess[:, 1])
        print(f"{side} {name}: {len(y)} words, {int(y.sum())} unanswered, AUC {area:.3f}")
        result[name] = plain(logistic().fit(rows, y))
    result["expected"] = np.round(ridge.coef_.T, 5).tolist()
    result["expected_bias"] = np.round(ridge.intercept_, 5).tolist()
    return result


def main() -> int:
    """Write the weights."""
    if not BENCH.is_dir():
        print(f"There is no development data in {BENCH}: set ALIGNER_BENCH.", file=sys.stderr)
        return 2
    chance = random.Random(11)
    every = pairs()
    plans = {
        side: [
            (pair, [d for _ in range(ROUNDS) if (d := damage(pair[1 - at], other, chance))]) for pair in every
        ]
        for at, (side, other) in enumerate((("zh", "en"), ("en", "zh")))
    }
    texts = {text for pair in every for text in pair}
    texts |= {rest for plan in plans.values() for _, damaged in plan for _, rest in damaged}
    print(f"{len(every)} pairs, {len(texts)} texts")
    bench = Bench(texts)
    weights = {"model": bench.model} | {side: learn(bench, plan, side) for side, plan in plans.items()}
    OUT.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
