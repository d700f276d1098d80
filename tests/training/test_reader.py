"""The embedded reader: numpy computes what torch trains, and the training learns."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from aligner.checks.evidence.word_similarity import shared_space
from aligner.checks.reading import network as shipped
from aligner.checks.reading.clues import CLUES
from aligner.language.tables import table
from aligner.record.encoding import Encoded
from tests.training import reader
from tests.training.reader_items import FAITHFUL, MAJOR, MINOR, Item, Version, folds, items, record_items
from tests.training.reader_network import STATES, Network, weights
from tests.training.reader_pairs import Batch, Group, batch, encoded_groups

WORDS = ["may", "must", "will", "plan", "done", "some", "all", "river", "bank", "council", "trade", "price"]


class StateEncoder:
    """Each word has a state of its own, with a little noise from its text."""

    signature = "states"

    def encode(self, texts: list[str], progress: object = None) -> list[Encoded]:
        return [self._encoded(text) for text in texts]

    def _encoded(self, text: str) -> Encoded:
        rows, spans, at = [], [], 0
        for word in text.split():
            rng = np.random.default_rng(sum(word.encode()) * 7919 + len(word))
            noise = np.random.default_rng(sum(text.encode())).normal(size=STATES)
            rows.append(rng.normal(size=STATES) + 0.1 * noise)
            spans.append((at, at + len(word)))
            at += len(word) + 1
        states = np.array(rows) / np.linalg.norm(rows, axis=1, keepdims=True)
        return Encoded(states.sum(0).astype(np.float32), states.astype(np.float16), tuple(spans))


def made(count: int) -> list[Item]:
    """Items whose misleading version has one word of the original exchanged."""
    rng = random.Random(1)
    found = []
    for number in range(count):
        words = rng.sample(WORDS, 6)
        wrong = next(word for word in WORDS if word not in words)
        good, bad = [*words], [*words]
        rng.shuffle(good)
        bad[2] = wrong
        versions = (Version(" ".join(good), FAITHFUL), Version(" ".join(bad), MAJOR, wrong, words[2]))
        found.append(Item(f"w{number % 3}", str(number), "zh", (" ".join(words),), versions, "modality_must"))
    return found


@pytest.fixture(scope="module")
def groups() -> list[Group]:
    return encoded_groups(made(48), StateEncoder())


def some_network() -> Network:
    torch.manual_seed(1)
    network = Network(shared_space(), len(table("reading_kinds")))
    with torch.no_grad():
        for part in network.parameters():
            part.add_(0.02 * torch.randn_like(part))
    return network.eval()


@pytest.mark.parametrize("side", ["zh", "en"])
@pytest.mark.parametrize(("own", "others"), [(1, 1), (5, 40), (60, 3)])
def test_numpy_computes_what_torch_does(side: str, own: int, others: int) -> None:
    network = some_network()
    rng = np.random.default_rng(own)
    report, original = (rng.normal(size=(n, STATES)).astype(np.float32) for n in (own, others))
    report, original = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (report, original))
    clues = [rng.normal(size=(n, CLUES)).astype(np.float32) for n in (own, others)]
    with torch.no_grad():
        embedded = [
            network.embed(
                torch.from_numpy(states)[None],
                torch.tensor([is_zh]),
                torch.ones(1, len(states), dtype=torch.bool),
            )
            for states, is_zh in ((report, side == "zh"), (original, side != "zh"))
        ]
        output = network(*embedded, tuple(torch.from_numpy(part)[None] for part in clues))
    arrays = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    computed = shipped.compare(
        shipped.Read(report, clues[0]), shipped.Read(original, clues[1]), side, [arrays]
    )
    assert np.allclose([computed.changed, computed.odds], output.verdict[0], atol=1e-4)
    for ours, theirs in (
        (computed.kinds, output.kinds),
        (computed.report, output.report),
        (computed.original, output.original),
    ):
        assert np.allclose(ours, theirs[0], atol=1e-4)


def test_padding_changes_nothing(groups: list[Group]) -> None:
    network = some_network()
    alone = reader.judge(network, groups[:1])[0][1]
    together = {group.item.id: odds for group, odds in reader.judge(network, groups)}
    assert np.allclose(alone, together[groups[0].item.id], atol=0.05)


def test_the_network_learns(groups: list[Group]) -> None:
    network = reader.train(groups[:40], [], epochs=6, seed=1)
    right = [right for _, right in reader.ranked(reader.judge(network, groups[40:]))]
    assert len(right) == 8
    assert np.mean(right) >= 0.75
    assert sum(array.nbytes for array in weights(network, 0).values()) < 5_000_000


def test_words_that_mislead_are_marked(groups: list[Group]) -> None:
    for group in groups:
        good, bad = group.versions
        assert good.marked.sum() == 0
        assert bad.marked.sum() == 1 and bad.marked[2] == 1
        assert bad.source_marked.sum() == 1


def test_each_task_has_its_pairs(groups: list[Group]) -> None:
    made_batch: Batch = batch(groups, random.Random(1))
    assert {task: len(pairs) > 0 for task, pairs in made_batch.pairs.items()} == {
        "pair": True,
        "versions": True,
        "turned": True,
    }
    assert {p.label for p in made_batch.pairs["pair"]} == {FAITHFUL, MAJOR}


def test_a_writer_is_in_one_fold() -> None:
    chosen = folds(made(48), 3)
    assert chosen == {"w0": 0, "w1": 1, "w2": 2}


def test_a_record_says_what_its_passages_are() -> None:
    record = {
        "id": "q01",
        "original": "en",
        "source": ["One.", "Two.", "Three.", "Four."],
        "report": [
            {"from": [1, 2], "faithful": ["二", "三"], "minor": "二三", "major": "四", "kind": "other",
             "report_span": "四", "source_span": "Two"},
            {"from": [], "invented": "五"},
        ],
    }  # fmt: skip
    (item,) = record_items(record, "q")
    assert item.source == ("Two.", "Three.")
    assert [v.label for v in item.versions] == [FAITHFUL, FAITHFUL, MINOR, MAJOR]


def test_shipped_networks_know_the_kinds() -> None:
    """A kind that is added, or moved, needs another training."""
    from aligner.checks.reading.judgement import CALIBRATION
    from aligner.language.tables import packaged

    assert packaged(CALIBRATION)["kinds"] == [*table("reading_kinds")]
    folder = Path(reader.OUT)
    assert (folder / "networks.npz").stat().st_size < 15_000_000


def test_our_items_have_writers() -> None:
    writers = {item.writer for item in items(None)}
    assert {"contrast a", "contrast b", "record c", "record g"} <= writers
