"""The local reader: ONNX Runtime computes what torch trains, and the training learns."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from aligner.language.tables import packaged
from aligner.reader.local.model import FILE, has_model, open_model
from aligner.reader.local.network import ADAPTER, Sequences, verdicts, weights_of
from aligner.reader.local.tokens import Tokens
from tests.training import local_reader
from tests.training.local_network import LocalNetwork, packed, row
from tests.training.local_reader import Cut, Version
from tests.training.reader_items import FAITHFUL, MAJOR, Item
from tests.training.reader_items import Version as Wording

ORIGINAL = "The ministry may build a second canal if the villages agree."
REPORTS = ("部方说，如村民同意，可能再建一条运河。", "部方将再建一条运河。", "村民要求再建一条运河。")


@pytest.fixture(scope="module", autouse=True)
def _with_model() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FILE)
        if not has_model():
            pytest.skip("the local reader's model is not installed")
        yield


@pytest.fixture(scope="module")
def network() -> LocalNetwork:
    """What is shipped, in torch."""
    network = LocalNetwork(open_model())
    state = {name: torch.from_numpy(array) for name, array in weights_of(packaged(ADAPTER)).items()}
    own = {name: name.removeprefix("matrices.").replace("/", ".") for name, _ in network.named_parameters()}
    assert own.keys() and {*own.values()} == state.keys()
    network.load_state_dict({name: state[key] for name, key in own.items()}, strict=False)
    return network.eval()


def test_a_passage_is_judged_as_in_training(network: LocalNetwork) -> None:
    tokens = Tokens(open_model())
    original, *reports = (tokens(text)[0] for text in (ORIGINAL, *REPORTS))
    with torch.no_grad():
        trained = network(row([(original, reports)]))
    shipped = verdicts(open_model(), [Sequences(original, report) for report in reports])
    odds = np.array([verdict.odds for verdict in shipped])
    # Eight bits against half precision: a tenth on average, of odds that reach from -4 to 4.
    assert np.allclose(odds, trained[0][:, 1], atol=0.8), (odds, trained[0][:, 1])
    assert (odds.argsort() == trained[0][:, 1].numpy().argsort()).all()
    for one, kinds, marked in zip(shipped, trained[1], trained[2], strict=True):
        assert np.allclose(one.kinds, kinds, atol=1.0)
        assert np.corrcoef(one.tokens, marked)[0, 1] > 0.95


def test_versions_in_one_row_do_not_see_each_other(network: LocalNetwork) -> None:
    tokens = Tokens(open_model())
    original, *reports = (tokens(text)[0] for text in (ORIGINAL, *REPORTS))
    with torch.no_grad():
        together = network(row([(original, reports[:2]), (original, reports[2:])]))[0]
        alone = torch.cat([network(row([(original, [report])]))[0] for report in reports])
    assert torch.allclose(together, alone, atol=0.2), (together, alone)


def test_what_was_learned_is_kept_in_eight_bits(network: LocalNetwork) -> None:
    kept = weights_of(packed(network))
    for name, parameter in network.named_parameters():
        array, value = kept[name.removeprefix("matrices.").replace("/", ".")], parameter.detach().numpy()
        assert np.allclose(array, value, atol=np.abs(value).max() / 100), name


def test_the_training_learns(network: LocalNetwork) -> None:
    """A few steps on four items lower their loss."""
    tokens, cut = Tokens(open_model()), []
    for number, (good, bad) in enumerate(
        [("可能", "必将"), ("部分", "所有"), ("计划", "已经"), ("反对", "支持")]
    ):
        texts = [f"他说村里{word}修建码头。" for word in (good, bad)]
        wordings = tuple(Wording(t, label) for t, label in zip(texts, (FAITHFUL, MAJOR), strict=True))
        versions = [
            Version(tokens(w.text)[0], w.label, torch.zeros(len(tokens(w.text)[0])), w.text) for w in wordings
        ]
        item = Item("w", str(number), "zh", (good,), wordings, "modality_must")
        cut.append(Cut(item, tokens(f"The village {good} builds the quay.")[0], versions))
    torch.manual_seed(1)
    learned = [p for p in network.parameters() if p.requires_grad]
    before = [p.detach().clone() for p in learned]
    optimiser = torch.optim.AdamW(learned, lr=3e-4)
    losses = []
    for _ in range(6):
        optimiser.zero_grad()
        losses.append(local_reader._learn(network, cut, random.Random(1)))
        optimiser.step()
    with torch.no_grad():
        for parameter, value in zip(learned, before, strict=True):
            parameter.copy_(value)
    assert losses[-1] < 0.8 * losses[0], losses
