"""The network of the embedded reader in torch, as `aligner.checks.reading.network` computes it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from aligner.checks.reading.clues import CLUES
from aligner.checks.reading.network import HEADS, REACH, STATE_SCALE

WIDTH, STATES = 160, 384
DROPOUT = 0.2
_MASKED = -1e4


class Embedded(NamedTuple):
    """Texts before they are compared."""

    inner: Tensor
    """Their inner states, (t, n, d)."""
    place: Tensor
    """Their places in the shared space, (t, n, e)."""
    mask: Tensor
    """Where they have tokens, (t, n)."""

    def chosen(self, rows: Tensor) -> Embedded:
        """Some of the texts, as long as the longest of them."""
        longest = int(self.mask[rows].sum(1).max())
        return Embedded(*(part[rows][:, :longest] for part in self))


class Output(NamedTuple):
    """What the network gives for a batch of pairs."""

    verdict: Tensor
    """Log odds that the report differs, and that it misleads, (b, 2)."""
    kinds: Tensor
    """Log odds of the kinds, (b, k)."""
    report: Tensor
    """Log odds of the report's tokens, (b, n)."""
    original: Tensor
    """Log odds of the original's tokens, (b, m)."""


class Attention(nn.Module):
    """Attention among tokens, with a bias for each pair of them."""

    def __init__(self) -> None:
        super().__init__()
        self.n1 = nn.LayerNorm(WIDTH)
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.rel = nn.Parameter(torch.zeros(HEADS, 2 * REACH + 1))
        self.drop = nn.Dropout(DROPOUT)

    def distances(self, count: int) -> Tensor:
        """The bias by distance of the tokens of one text, (heads, n, n)."""
        places = torch.arange(count)
        return self.rel[:, (places[None] - places[:, None]).clamp(-REACH, REACH) + REACH]

    def forward(self, x: Tensor, mask: Tensor, bias: Tensor) -> Tensor:
        batch, count, _ = x.shape
        size = WIDTH // HEADS
        q, k, v = self.qkv(self.n1(x)).view(batch, count, 3, HEADS, size).permute(2, 0, 3, 1, 4)
        hidden = torch.where(mask[:, None, None], 0.0, _MASKED)
        mixed = torch.softmax(q @ k.transpose(-1, -2) * size**-0.5 + bias + hidden, -1) @ v
        return x + self.drop(self.o(mixed.transpose(1, 2).reshape(batch, count, WIDTH)))


class CrossAttention(nn.Module):
    """Attention from the tokens of one text to those of the other."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.q, self.kv = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH)
        self.o = nn.Linear(WIDTH, WIDTH)
        self.sharp = nn.Parameter(torch.ones(HEADS))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, y: Tensor, mask: Tensor, likeness: Tensor) -> Tensor:
        batch, count, _ = x.shape
        size = WIDTH // HEADS
        q = self.q(self.n1(x)).view(batch, count, HEADS, size).transpose(1, 2)
        k, v = self.kv(self.n2(y)).view(batch, -1, 2, HEADS, size).permute(2, 0, 3, 1, 4)
        hidden = torch.where(mask[:, None, None], 0.0, _MASKED)
        bias = likeness[:, None] * self.sharp[:, None, None]
        mixed = torch.softmax(q @ k.transpose(-1, -2) * size**-0.5 + bias + hidden, -1) @ v
        return x + self.drop(self.o(mixed.transpose(1, 2).reshape(batch, count, WIDTH)))


class FeedForward(nn.Module):
    """Two layers on each token by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.n = nn.LayerNorm(WIDTH)
        self.a, self.b = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.drop(self.b(functional.gelu(self.a(self.n(x)), approximate="tanh")))


class Network(nn.Module):
    """Compares texts of a pool pair by pair."""

    def __init__(self, space: dict[str, NDArray[np.float32]], kinds: int) -> None:
        """`space`: the maps into the shared space that attention starts from, ``zh_map`` and so on."""
        super().__init__()
        self.inp, self.ln = nn.Linear(STATES, WIDTH), nn.LayerNorm(WIDTH)
        self.side, self.role = nn.Embedding(2, WIDTH), nn.Embedding(2, WIDTH)
        self.map = nn.ParameterDict({s: nn.Parameter(torch.tensor(space[f"{s}_map"])) for s in ("zh", "en")})
        self.mean = nn.ParameterDict(
            {s: nn.Parameter(torch.tensor(space[f"{s}_mean"])) for s in ("zh", "en")}
        )
        self.temp, self.null = nn.Parameter(torch.tensor(2.3)), nn.Parameter(torch.tensor(2.0))
        self.pre, self.comp, self.cff = Attention(), nn.Linear(4 * WIDTH + 2 + CLUES, WIDTH), FeedForward()
        self.post, self.pff = Attention(), FeedForward()
        self.lnp = nn.LayerNorm(WIDTH)
        self.cross, self.xff = CrossAttention(), FeedForward()
        for last in (self.cross.o, self.xff.b):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)
        self.tok, self.att = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, 1)
        drop = nn.Dropout(DROPOUT)
        self.head = nn.Sequential(
            drop, nn.Linear(6 * WIDTH, WIDTH), nn.GELU(approximate="tanh"), drop, nn.Linear(WIDTH, 2)
        )
        self.kind = nn.Linear(WIDTH, kinds)
        self.drop = drop

    def embed(self, states: Tensor, is_zh: Tensor, mask: Tensor) -> Embedded:
        """The texts of a pool: `states` (t, n, 384), their language, and where they have tokens."""
        zh, en = (functional.normalize((states - self.mean[s]) @ self.map[s], dim=-1) for s in ("zh", "en"))
        place = torch.where(is_zh[:, None, None], zh, en)
        inner = self.ln(self.inp(self.drop(states * STATE_SCALE)) + self.side(is_zh.long())[:, None])
        return Embedded(self.pre(inner, mask, self.pre.distances(inner.shape[1])), place, mask)

    def forward(self, report: Embedded, original: Embedded, clues: tuple[Tensor, Tensor]) -> Output:
        """Pairs of texts, one a row of each; `clues` of their tokens, (b, n, c) and (b, m, c)."""
        likeness = report.place @ original.place.transpose(1, 2)
        turned = likeness.transpose(1, 2)
        read = self._crossed(report, original, likeness, clues[0], 0)
        reported = self._crossed(original, report, turned, clues[1], 1)
        of_report, report_odds = self._answered(read, reported, report.mask, original.mask, likeness)
        of_original, original_odds = self._answered(reported, read, original.mask, report.mask, turned)
        hidden = self.head[:3](torch.cat([of_report, of_original], -1))
        return Output(self.head[3:](hidden), self.kind(self.drop(hidden)), report_odds, original_odds)

    def _crossed(self, own: Embedded, others: Embedded, likeness: Tensor, clues: Tensor, role: int) -> Tensor:
        """The states of one text with what the tokens of the other say to each."""
        x, y = own.inner, others.inner
        alike = likeness.masked_fill(~others.mask[:, None], _MASKED)
        nothing = self.null.expand(*alike.shape[:2], 1)
        share = torch.softmax(torch.cat([alike * self.temp.exp(), nothing], -1), -1)[..., :-1]
        answer = share @ y
        best = alike.max(-1, keepdim=True).values.clamp(-1, 1)
        facts = torch.cat([x, answer, x - answer, x * answer, best, share.sum(-1, keepdim=True), clues], -1)
        state = self.cff(x + self.comp(facts) + self.role.weight[role])
        return self.pff(self.post(state, own.mask, self.post.distances(state.shape[1])))

    def _answered(
        self, own: Tensor, others: Tensor, mask: Tensor, others_mask: Tensor, likeness: Tensor
    ) -> tuple[Tensor, Tensor]:
        """One compared text in the light of the other, as a vector; and the log odds of its tokens."""
        state = self.lnp(self.xff(self.cross(own, others, others_mask, likeness)))
        return self._pooled(state, mask)

    def _pooled(self, state: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        present = mask[..., None]
        chosen = torch.softmax(self.att(state).squeeze(-1).masked_fill(~mask, _MASKED), 1)
        whole = torch.cat(
            [
                state.masked_fill(~present, _MASKED).max(1).values,
                (state * present).sum(1) / present.sum(1),
                (chosen[..., None] * state).sum(1),
            ],
            -1,
        )
        return whole, self.tok(state).squeeze(-1)


def weights(network: Network, number: int) -> dict[str, NDArray[np.float16]]:
    """Its weights as the file holds them, half precision, by ``number/name``."""
    return {
        f"{number}/{name}": value.detach().numpy().astype(np.float16)
        for name, value in network.state_dict().items()
    }
