"""Train the embedded reader: ``python -m tests.training.reader [--folds 3] [--cache FOLDER] [--write]``.

Writes aligner/checks/reading/data/: the networks, one a fold, each trained on the writers of the other
folds, and the calibration of their mean odds. Printed, each item judged by the network that never saw its
writer: how often the misleading version ranks above the faithful one, by writer and by kind; how many
misleading versions are found where 1, 2 and 5 of 100 others are flagged; and what a judge makes of the
report alone (bag of words), which has to stay near chance: style must give nothing away. Folds can be trained
at the same time (``--only 0 --threads 1`` and so on, then ``--kept --write``).

Beside the pairs of a report and its original there are pairs of two versions of one report, and the original
against a version (the misleading one has to rank higher): the same differences, without the other language
and without what a report leaves out.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from aligner.checks.evidence.word_similarity import shared_space
from aligner.checks.reading.network import Weights, networks_of
from aligner.encode import CachedEncoder, load_encoder
from aligner.language.tables import table
from tests.bench.data import bench_folder
from tests.training.reader_items import FAITHFUL, MAJOR, MINOR, Item, folds, items
from tests.training.reader_network import Embedded, Network, Output, weights
from tests.training.reader_pairs import TASKS, Batch, Group, Pair, batch, encoded_groups, padded_clues

OUT = Path(__file__).parents[2] / "aligner/checks/reading/data"
WEIGHT = {"pair": 1.0, "versions": 0.5}
"""Of a pair in the loss; where the original is judged against versions, these only have to rank right."""
BATCH, DECAY = 16, 0.02
SMOOTHING = 0.05
PRIOR = 0.2
"""Share of the passages of a summary that mislead, for which scores are calibrated: about that of the reports
of `tests.bench.records`. With .15 every score is .05 to .08 lower."""
CACHE_LIMIT = 4 << 30


def main() -> None:
    """Train, print the figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-3, help="highest learning rate")
    parser.add_argument("--cache", type=Path, default=Path("build/reader"))
    parser.add_argument("--start", type=Path, help="networks.npz to go on from; what it lacks begins at zero")
    parser.add_argument("--only", type=int, help="train this fold alone, and keep its network in the cache")
    parser.add_argument("--kept", action="store_true", help="take the networks from the cache")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    chosen = items(bench_folder())
    groups = encoded_groups(chosen, CachedEncoder(load_encoder(), options.cache, limit=CACHE_LIMIT))
    fold_of = folds(chosen, options.folds)
    print(
        {fold: sorted(w for w in fold_of if fold_of[w] == fold) for fold in range(options.folds)}, flush=True
    )
    first = networks_of(options.start.read_bytes()) if options.start else ()
    networks: dict[int, Network] = {}
    judged: list[tuple[Group, list[float]]] = []
    for fold in range(options.folds) if options.only is None else [options.only]:
        held = [g for g in groups if fold_of[g.item.writer] == fold]
        rest = [g for g in groups if fold_of[g.item.writer] != fold]
        kept = options.cache / f"fold{fold}.pt"
        if options.kept:
            networks[fold] = new_network()
            networks[fold].load_state_dict(torch.load(kept))
        else:
            begun = first[fold] if first else {}
            networks[fold] = train(
                rest, held, epochs=options.epochs, seed=fold, rate=options.rate, begun=begun
            )
            torch.save(networks[fold].state_dict(), kept)
        judged += judge(networks[fold], held)
    print_figures(judged)
    print_style(chosen, fold_of)
    slope, bias = calibration(judged)
    print(f"calibration: {slope:.3f} x odds {bias:+.3f}")
    if options.write:
        OUT.mkdir(exist_ok=True)
        arrays = {k: v for number, network in networks.items() for k, v in weights(network, number).items()}
        np.savez_compressed(OUT / "networks.npz", **arrays)
        data = {
            "model": load_encoder().signature,
            "kinds": [*table("reading_kinds")],
            "slope": slope,
            "bias": bias,
        }
        (OUT / "calibration.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def train(
    groups: Sequence[Group],
    held: Sequence[Group],
    *,
    epochs: int,
    seed: int,
    rate: float = 1e-3,
    begun: Weights = MappingProxyType({}),
) -> Network:
    """A network that learned from `groups`, beginning with the weights `begun`; after each epoch the figures
    on those `held` out are printed."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = new_network()
    begin_with(network, begun)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=DECAY)
    steps = epochs * -(-len(groups) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(epochs):
        network.train()
        start, total = time.monotonic(), 0.0
        for part in _batches(groups, rng):
            value = loss(network, batch(part, rng))
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += value.item()
        line = summary(judge(network, held)) if held else ""
        print(
            f"epoch {epoch}: loss {total * epochs / steps:.3f} {line} {time.monotonic() - start:.0f} s",
            flush=True,
        )
    return network.eval()


def new_network() -> Network:
    """One that has learned nothing yet."""
    return Network(shared_space(), len(table("reading_kinds")))


def begin_with(network: Network, begun: Weights) -> None:
    """Give a network these weights; a matrix that has fewer columns is filled up with zeros."""
    state = network.state_dict()
    for name, array in begun.items():
        given = torch.from_numpy(array)
        if given.shape != state[name].shape:
            given = functional.pad(given, (0, state[name].shape[1] - given.shape[1]))
        state[name] = given
    network.load_state_dict(state)


def _batches(groups: Sequence[Group], rng: random.Random) -> list[list[Group]]:
    """Items of like length together, mirrored ones with each other, in random order."""
    together: dict[str, list[Group]] = defaultdict(list)
    for number, group in enumerate(groups):
        together[group.item.mirrored or str(number)].append(group)
    units = sorted(together.values(), key=lambda unit: len(unit[0].source) + 30 * rng.random())
    order = [group for unit in units for group in unit]
    batches = [order[n : n + BATCH] for n in range(0, len(order), BATCH)]
    rng.shuffle(batches)
    return batches


def loss(network: Network, some: Batch) -> Tensor:
    """Of the verdicts, words and kinds, and of the order of an item's versions."""
    embedded = [pool.embedded(network) for pool in some.pools]
    total = torch.zeros(())
    for task, pairs in some.pairs.items():
        if not pairs:
            continue
        report, original = (
            embedded[pool].chosen(torch.tensor([getattr(p, name) for p in pairs]))
            for pool, name in zip(TASKS[task], ("report", "original"), strict=True)
        )
        output = network(report, original, padded_clues(pairs, report, original))
        label = torch.tensor([p.label for p in pairs])
        if task != "versions":
            total = total + _order_loss(output.verdict[:, 1], label, pairs)
        if task != "turned":
            share = WEIGHT[task] * len(pairs) / len(some.pairs["pair"])
            total = total + share * _pair_loss(output, report, original, label, pairs)
    return total


def _order_loss(odds: Tensor, label: Tensor, pairs: Sequence[Pair]) -> Tensor:
    """Of a misleading version that does not rank above the others of its item, or above itself where it
    reports the other of two mirrored originals."""
    group, wording = (torch.tensor([getattr(p, name) for p in pairs]) for name in ("group", "wording"))
    together = (group[:, None] == group) | ((wording[:, None] == wording) & (wording >= 0))
    ranked = together & (label[:, None] == MAJOR) & (label < MAJOR)
    return functional.softplus((odds - odds[:, None])[ranked]).sum() / ranked.sum().clamp(1)


def _pair_loss(
    output: Output, report: Embedded, original: Embedded, label: Tensor, pairs: Sequence[Pair]
) -> Tensor:
    soft = torch.stack([label > 0, label == MAJOR], 1).float() * (1 - 2 * SMOOTHING) + SMOOTHING
    verdicts = functional.binary_cross_entropy_with_logits(output.verdict, soft, reduction="none")
    total = (verdicts * torch.tensor([0.3, 1.0])).sum(1).mean()
    total = total + 0.5 * _token_loss(output.report, report.mask, [p.marked for p in pairs], label)
    total = total + 0.3 * _token_loss(output.original, original.mask, [p.source_marked for p in pairs], label)
    kinds = torch.tensor([p.kind for p in pairs])
    if (kinds >= 0).any():
        total = total + 0.2 * functional.cross_entropy(output.kinds[kinds >= 0], kinds[kinds >= 0])
    return total


def _token_loss(
    odds: Tensor, mask: Tensor, marks: Sequence[NDArray[np.float32] | None], label: Tensor
) -> Tensor:
    """Cross entropy over the tokens of the pairs whose words are known."""
    goal = torch.zeros_like(odds)
    known = torch.zeros(len(marks), dtype=torch.bool)
    for row, marked in enumerate(marks):
        if marked is not None and (marked.any() or label[row] == FAITHFUL):
            goal[row, : len(marked)] = torch.from_numpy(marked)
            known[row] = True
    counted = mask & known[:, None]
    losses = functional.binary_cross_entropy_with_logits(odds, goal, weight=1 + 2 * goal, reduction="none")
    return (losses * counted).sum() / counted.sum().clamp(1)


def judge(network: Network, groups: Sequence[Group]) -> list[tuple[Group, list[float]]]:
    """The log odds that each version misleads, item by item."""
    network.eval()
    result = []
    order = sorted(groups, key=lambda g: len(g.source))
    with torch.no_grad():
        for start in range(0, len(order), 32):
            part = order[start : start + 32]
            some = batch(part, None)
            pairs = some.pairs["pair"]
            originals, versions = (pool.embedded(network) for pool in some.pools)
            report = versions.chosen(torch.tensor([p.report for p in pairs]))
            original = originals.chosen(torch.tensor([p.original for p in pairs]))
            output = network(report, original, padded_clues(pairs, report, original))
            odds = output.verdict[:, 1].tolist()
            by_group = defaultdict(list)
            for pair, value in zip(pairs, odds, strict=True):
                by_group[pair.group].append(value)
            result += [(group, by_group[n]) for n, group in enumerate(part)]
    return result


def ranked(judged: Iterable[tuple[Group, list[float]]]) -> list[tuple[Group, bool]]:
    """For every misleading version and every faithful one of its item whether it ranks above it."""
    return [
        (group, bad > good)
        for group, odds in judged
        for bad, m in zip(odds, group.versions, strict=True)
        for good, f in zip(odds, group.versions, strict=True)
        if m.label == MAJOR and f.label == FAITHFUL
    ]


def summary(judged: Sequence[tuple[Group, list[float]]]) -> str:
    """The figures of one line."""
    flat = [(v.label, value) for group, odds in judged for v, value in zip(group.versions, odds, strict=True)]
    others = sorted(value for label, value in flat if label != MAJOR)
    bad = [value for label, value in flat if label == MAJOR]
    caught = ", ".join(
        f"{np.mean([v > others[-1 - int(share * len(others))] for v in bad]):.2f} at {100 * share:g} %"
        for share in (0.01, 0.02, 0.05)
    )
    area = roc_auc_score(
        [label == MAJOR for label, _ in flat if label != MINOR], [v for label, v in flat if label != MINOR]
    )
    return (
        f"ranked right {np.mean([right for _, right in ranked(judged)]):.3f}, AUC {area:.3f}, caught {caught}"
    )


def print_figures(judged: Sequence[tuple[Group, list[float]]]) -> None:
    """All figures."""
    print(summary(judged))
    for name in ("writer", "kind"):
        by: dict[str, list[bool]] = defaultdict(list)
        for group, right in ranked(judged):
            by[getattr(group.item, name)].append(right)
        print(name, " ".join(f"{key} {np.mean(rows):.2f} ({len(rows)})" for key, rows in sorted(by.items())))


def print_style(chosen: Sequence[Item], fold_of: Mapping[str, int]) -> None:
    """How often a judge of the report's words and length alone ranks right."""
    right = []
    for fold in sorted({*fold_of.values()}):
        rows: dict[bool, list[Any]] = {True: [], False: []}
        for item in chosen:
            rows[fold_of[item.writer] == fold] += [
                (item.id, v.label, v.text) for v in item.versions if v.label != MINOR
            ]
        reader = CountVectorizer(analyzer="char_wb", ngram_range=(1, 3), min_df=3, binary=True)
        x = reader.fit_transform([text for _, _, text in rows[False]])
        model = LogisticRegression(C=0.1, max_iter=300).fit(
            x, [label == MAJOR for _, label, _ in rows[False]]
        )
        odds = model.decision_function(reader.transform([text for _, _, text in rows[True]]))
        by: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for (key, label, _), value in zip(rows[True], odds, strict=True):
            by[key].append((label, value))
        right += [
            a > b
            for values in by.values()
            for la, a in values
            for lb, b in values
            if la == MAJOR and lb == FAITHFUL
        ]
    print(f"a judge of the report alone ranks right {np.mean(right):.3f}")


def calibration(judged: Sequence[tuple[Group, list[float]]]) -> tuple[float, float]:
    """Slope and bias of the log odds, as if the share `PRIOR` of all passages misled."""
    x = np.array([value for _, odds in judged for value in odds])
    y = np.array([v.label == MAJOR for group, _ in judged for v in group.versions])
    share = y.mean()
    weight = np.where(y, PRIOR / share, (1 - PRIOR) / (1 - share))
    model = LogisticRegression(C=100.0).fit(x[:, None], y, weight)
    return round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4)


if __name__ == "__main__":
    main()
