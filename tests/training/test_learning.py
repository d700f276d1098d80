"""The scripts that make weights learn, on a few made documents, and what they write is what is read."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from aligner.checks.evidence import learned
from aligner.language.tables import packaged
from aligner.match.summary.decoder import load_curves
from aligner.match.summary.pair_features import FIRST, SECOND
from aligner.match.translation.bead_features import (
    BY_CLAUSES,
    FEATURES,
    WEIGHTS,
    Conditions,
    load_weights,
)
from tests.bench.damage import Damaged
from tests.bench.data import Bead, Pair, nulls, strict
from tests.bench.synthetic import Case
from tests.helpers.encoders import KINDS
from tests.helpers.lattice import posteriors
from tests.helpers.words import DIMENSIONS, WordEncoder, document, sentence
from tests.training import chain_weights, fit_coverage, fit_names, fit_severity, summaries


def made(name: str, seed: int, beads: int = 30) -> Pair:
    """Two texts of the same words: pairs, sentences cut in two on either side, sentences left out."""
    rng = random.Random(seed)
    zh: list[str] = []
    en: list[str] = []
    gold: list[Bead] = []
    for number in range(beads):
        words = sentence(1000 * seed + number, rng.randrange(6, 12)).split()
        halves = [" ".join(words[:4]), " ".join(words[4:])]
        whole = [" ".join(words)]
        left, right = rng.choice([
            (whole, whole), (whole, whole), (whole, whole), (whole, halves), (halves, whole), (whole, []),
            ([], whole),
        ])  # fmt: skip
        gold.append((
            tuple(range(len(zh), len(zh) + len(left))),
            tuple(range(len(en), len(en) + len(right))),
        ))  # fmt: skip
        zh += left
        en += right
    return Pair(name, zh, en, gold)


@pytest.fixture(scope="module")
def examples() -> list[chain_weights.Example]:
    encoder = WordEncoder()
    return [chain_weights.example(made(f"made/{seed}", seed), encoder, 1.0) for seed in range(4)]


def test_chain_weights_learn(examples: list[chain_weights.Example]) -> None:
    start = chain_weights.starting_weights()
    learned = chain_weights.fit(examples[:3], rounds=15)
    joined = chain_weights.join(examples[:3])
    before, after = (joined.penalised_loss(weights)[0] for weights in (start, learned))
    assert 0 < after < before / 2
    unseen = examples[3]
    beads, sizes = unseen.beads(learned), (len(unseen.pair.zh), len(unseen.pair.en))
    assert strict(beads, unseen.pair.gold).f1 > 0.9
    assert nulls(beads, unseen.pair.gold, sizes).f1 > 0.9
    assert strict(unseen.beads(np.zeros(len(WEIGHTS))), unseen.pair.gold).f1 < 0.5


def test_the_gradient_is_that_of_the_loss(examples: list[chain_weights.Example]) -> None:
    weights = chain_weights.starting_weights()
    joined = chain_weights.join([replace(examples[0], conditions=Conditions(0.7, 0.4)), examples[1]])
    _, gradient = joined.penalised_loss(weights)
    for name in ("1-1", "cosine", "length", "0-1", "null size", "free cosine", "short 0-1"):
        step = np.where(np.array(WEIGHTS) == name, 0.05, 0.0)
        above, below = (joined.penalised_loss(weights + s)[0] for s in (step, -step))
        assert gradient @ step == pytest.approx((above - below) / 2, rel=0.02, abs=1e-3), name


def test_paths_of_all_texts_at_once_are_those_of_each(examples: list[chain_weights.Example]) -> None:
    """With every bead, against the decoder's own sums; then with those that agree with the gold alone."""
    weights = chain_weights.starting_weights()
    every = [replace(e, learned=np.ones_like(e.learned)) for e in examples]
    joined = chain_weights.join(every)
    scores = (joined.features @ np.split(weights, 3)[0]).astype(float)
    for allowed in (np.ones_like(joined.agrees), joined.agrees):
        sums, chances = joined.paths.chances(np.where(allowed, scores, -np.inf))
        for number, e in enumerate(every):
            own = e.scores(weights)
            own = own if allowed.all() else np.where(e.agrees, own, -np.inf).astype(np.float32)
            expected, whole = posteriors(e.lattice, own)
            assert sums[number] == pytest.approx(whole, abs=1e-3)
            here = joined.owner == number
            assert np.sort(chances[here])[::-1][:200] == pytest.approx(
                np.sort(expected.ravel())[::-1][:200], abs=1e-3
            )
    left = [e.learned.sum() for e in examples]
    assert sum(left) < len(joined.owner) / 2


def test_gold_that_the_lattice_does_not_hold_is_counted_and_left_out() -> None:
    """A bead of nine sentences, and one that the lengths rule out."""
    long = [sentence(900 + k) for k in range(9)]
    zh = [*(sentence(k) for k in range(12)), " ".join(long), "w5000x1", *(sentence(k) for k in range(20, 32))]
    en = [*zh[:12], *long, *(sentence(5000 + k, 40) for k in range(3)), *zh[14:]]
    gold: list[Bead] = [((k,), (k,)) for k in range(12)]
    gold += [((12,), tuple(range(12, 21))), ((13,), (21, 22, 23))]
    gold += [((14 + k,), (24 + k,)) for k in range(12)]
    example = chain_weights.example(Pair("made/pruned", zh, en, gold), WordEncoder(), 1.0)
    assert example.missing == 2
    value, gradient = chain_weights.join([example]).penalised_loss(chain_weights.starting_weights())
    assert 0 <= value < 1000
    assert np.isfinite(gradient).all()


def test_an_infinite_loss_ends_the_program(examples: list[chain_weights.Example]) -> None:
    first = examples[0]
    nothing = np.zeros_like(first.agrees)
    broken = replace(first, weight=0.5, agrees=nothing)
    with pytest.raises(SystemExit, match="no path of the lattice of made/0 agrees with its gold"):
        chain_weights.fit([broken])


def test_chain_weights_are_read_as_they_were_written() -> None:
    shipped = packaged("match/translation/chain.json")
    assert {*shipped} == {kind + more for kind in KINDS for more in ("", BY_CLAUSES)}
    for name_of_table, table in shipped.items():
        assert {*table} <= {*WEIGHTS}
        kind = name_of_table.removesuffix(BY_CLAUSES)
        weights = load_weights(kind, kind != name_of_table, Conditions(freedom=1.0, shortness=0.5))
        for name, weight in zip(FEATURES, weights, strict=True):
            usual, free, short = (table.get(f"{extra}{name}", 0) for extra in ("", "free ", "short "))
            assert weight == pytest.approx(usual + free + short / 2, rel=1e-5, abs=1e-6), name


def condensed(number: int) -> Case:
    """A text of 20 sentences, and a summary: the beginnings of one or two, in another order, and strays."""
    rng = random.Random(number)
    full = [sentence(1000 * number + k, rng.randrange(8, 14)) for k in range(20)]
    sources: list[tuple[int, ...]] = [(k,) if rng.random() < 0.7 else (k, k + 1) for k in range(0, 20, 3)]
    rng.shuffle(sources)
    sources += [(), ()]
    short = [
        " ".join(" ".join(full[k].split()[:6]) for k in origin) or sentence(1000 * number + 500 + place)
        for place, origin in enumerate(sources)
    ]
    pairs = frozenset((place, k) for place, origin in enumerate(sources) for k in origin)
    return Case(document("z", short), document("e", full), pairs, frozenset([number]))


def test_curves_of_summaries_learn() -> None:
    encoder = WordEncoder()
    folds = [[summaries.example(condensed(2 * fold + k), encoder) for k in range(2)] for fold in range(3)]
    first, second, _, chances = summaries.two_passes(folds)
    gold = [example.gold for fold in folds for example in fold]
    unseen = [chance for fold in chances for chance in fold]
    chosen, right = (np.concatenate([x.ravel() for x in part]) for part in (unseen, gold))
    chosen = chosen >= summaries.CHOSEN
    assert summaries.f1(int((chosen & right).sum()), int(chosen.sum()), int(right.sum())) > 0.9
    for names, curves in ((FIRST, first), (SECOND, second)):
        assert sum(np.ptp(heights) > 0 for heights in curves.heights) > len(names) / 4
        for name, heights in zip(names, curves.heights, strict=True):
            steps = np.diff(heights)
            assert name in summaries.FREE or (steps <= 0 if name in summaries.FALLING else steps >= 0).all()


@pytest.mark.parametrize(("name", "features"), [("first_pass", FIRST), ("second_pass", SECOND)])
def test_curves_are_read_as_they_were_written(name: str, features: tuple[str, ...]) -> None:
    written = summaries.table(features, {kind: load_curves(name, features, kind) for kind in KINDS})
    assert json.loads(written) == packaged(f"match/summary/{name}.json")


def spread_out(seed: int, count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Rows of three facts (n, 3), the first of which tells mostly whether a row is positive (n,)."""
    generator = np.random.default_rng(seed)
    x = generator.normal([5.0, -2.0, 0.0], [1.0, 3.0, 0.1], (count, 3))
    return x, x[:, 0] + generator.normal(0, 0.3, count) > 5.5


def test_linear_models_are_read_as_they_were_written(monkeypatch: pytest.MonkeyPatch) -> None:
    x, positive = spread_out(1)
    model = fit_coverage.logistic().fit(x, positive)
    written = json.dumps({"made": fit_coverage.plain(model, lean=0.5)})
    monkeypatch.setattr(learned, "packaged", lambda path: json.loads(written))
    read = learned.linear("made for a test", "made")
    assert read(x) == pytest.approx(model.decision_function(x) + 0.5, abs=1e-3)
    assert ((read(x) > 0.5) == positive).mean() > 0.85


class TwoLanguages(WordEncoder):
    """Half of a word's state is its meaning, half is how its language (z… or e…) says it."""

    def _state(self, word: str) -> np.ndarray:
        return np.where(
            np.arange(DIMENSIONS) < DIMENSIONS // 2, super()._state(word[1:]), super()._state(word)
        )


def test_space_learns_what_two_languages_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)
    texts = [[f"w{rng.randrange(400)}" for _ in range(8)] for _ in range(200)]
    zh, en = ([" ".join(mark + word for word in words) for words in texts] for mark in "ze")
    rows = [Damaged(str(k), *pair, [], []) for k, pair in enumerate(zip(zh, en, strict=True))]
    monkeypatch.setattr(fit_coverage, "OUT", tmp_path / "coverage.json")
    bench = fit_coverage.Bench({*zh, *en}, TwoLanguages())
    fit_coverage.learn_space(bench, rows)
    with np.load(tmp_path / "space.npz") as space:
        assert str(space["model"]) == bench.model
        states = [np.vstack([bench.states(text) for text in side]) for side in (zh, en)]
        placed = [
            (each - space[f"{side}_mean"]) @ space[f"{side}_map"]
            for side, each in zip(("zh", "en"), states, strict=True)
        ]
    before, after = (cosines(*pair).mean() for pair in (states, placed))
    assert before < 0.6
    assert after > 0.8


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.asarray(np.einsum("nd,nd->n", a, b) / norms)


def test_severity_learns(capsys: pytest.CaptureFixture[str]) -> None:
    x, positive = spread_out(2)
    weights = fit_severity.judged("made", x.tolist(), positive.tolist(), [k % 20 for k in range(len(x))])
    assert weights["slope"][0] > 5 * max(map(abs, weights["slope"][1:]))
    printed = capsys.readouterr().out
    assert printed.startswith(f"made: 300, {positive.sum()} positive, AUC 0.9")


@pytest.mark.parametrize("script", [chain_weights, summaries, fit_coverage, fit_severity, fit_names])
def test_without_data_there_is_one_sentence(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALIGNER_BENCH", "/nowhere")
    monkeypatch.setattr("sys.argv", [script.__name__])
    with pytest.raises(SystemExit) as end:
        script.main()
    assert end.value.code == 2
    assert capsys.readouterr().err == (
        "no development data at /nowhere: set ALIGNER_BENCH to the folder that holds it\n"
    )
