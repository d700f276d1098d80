"""The local reader's network in torch, as it is trained: the model's weights stay, small matrices beside them
and a head are learned.

Several versions of a report can stand behind their original in one row: each sees the original and itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from aligner.reader.local.gguf import GgufFile
from aligner.reader.local.network import END, EPSILON, MATRICES, SEPARATOR, SHAPE
from aligner.reader.local.network import LEARNED as SCALE

HALF = torch.bfloat16
"""Of matrices while training: eight times as fast on processors with AMX."""
RANK = 16
FROZEN = 8
"""Lower layers beside which nothing is learned: they cost no way back."""
KINDS = 64
"""Outputs for kinds; more than there are."""
_MASKED = -1e4


class Row(NamedTuple):
    """Some originals with versions of their reports, as one run of tokens."""

    ids: Tensor
    places: Tensor
    """Of each token behind the beginning of its original, as if each version stood alone."""
    bias: Tensor
    """What is added to the logits of attention, (n, n)."""
    spans: Sequence[tuple[int, int]]
    """Where each version stands, in order; behind it stands its end."""


Tree = tuple[Sequence[int], Sequence[Sequence[int]]]
"""An original and its versions, as tokens."""


def row(trees: Sequence[Tree]) -> Row:
    """Trees one after the other, filled up to a multiple of 32."""
    ids: list[int] = []
    places: list[int] = []
    branch: list[tuple[int, int]] = []
    spans = []
    for number, (original, versions) in enumerate(trees):
        ids += [*original, SEPARATOR]
        places += range(len(original) + 1)
        branch += [(number, 0)] * (len(original) + 1)
        for which, version in enumerate(versions, 1):
            spans.append((len(ids), len(ids) + len(version)))
            ids += [*version, END]
            places += range(len(original) + 1, len(original) + len(version) + 2)
            branch += [(number, which)] * (len(version) + 1)
    spare = -len(ids) % 32
    tree, which = np.array(branch + [(-1, 0)] * spare).T
    order = np.arange(len(tree))
    seen = (tree[:, None] == tree) & ((which == 0) | (which[:, None] == which)) & (order[:, None] >= order)
    bias = torch.zeros(len(tree), len(tree), dtype=HALF)
    bias.masked_fill_(~torch.from_numpy(seen | np.eye(len(tree), dtype=bool)), _MASKED)
    return Row(torch.tensor(ids + [END] * spare), torch.tensor(places + [0] * spare), bias, spans)


class _Attention(torch.autograd.Function):
    """Softmax of products; keeps the shares in half precision for the way back."""

    @staticmethod
    def forward(ctx: Any, *inputs: Any) -> Tensor:
        """`inputs`: queries, keys, values (heads, n, width), bias (n, n)."""
        queries, keys, values, bias = inputs
        scale = queries.shape[-1] ** -0.5
        logits = torch.baddbmm(bias.expand(len(queries), -1, -1), queries, keys.transpose(1, 2), alpha=scale)
        shares = torch.softmax(logits, -1, dtype=torch.float32).to(HALF)
        ctx.save_for_backward(queries, keys, values, shares)
        return torch.bmm(shares, values)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        queries, keys, values, shares = ctx.saved_tensors
        (gradient,) = gradients
        towards = torch.bmm(gradient, values.transpose(1, 2))
        logits = torch._softmax_backward_data(towards, shares, -1, HALF) * queries.shape[-1] ** -0.5
        return (
            torch.bmm(logits, keys),
            torch.bmm(logits.transpose(1, 2), queries),
            torch.bmm(shares.transpose(1, 2), gradient),
            None,
        )


class _Norm(torch.autograd.Function):
    """Root mean square norm whose gain is not learned."""

    @staticmethod
    def forward(ctx: Any, *inputs: Any) -> Tensor:
        """`inputs`: states (n, d), gain (d,)."""
        states, gain = inputs
        whole = states.float()
        share = torch.rsqrt(whole.pow(2).mean(-1, keepdim=True) + EPSILON)
        ctx.save_for_backward(states, gain, share)
        result: Tensor = (whole * share * gain).to(HALF)
        return result

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        states, gain, share = ctx.saved_tensors
        towards, even = gradients[0].float() * gain, states.float() * share
        return ((towards - even * (towards * even).mean(-1, keepdim=True)) * share).to(HALF), None


class Matrix(nn.Module):
    """A matrix of the model, and what is learned beside it (LoRA)."""

    def __init__(self, weight: Tensor, bias: Tensor | None, rank: int) -> None:
        super().__init__()
        self.weight, self.bias, self.rank = weight.to(HALF), None if bias is None else bias.to(HALF), rank
        if rank:
            self.a = nn.Parameter(torch.randn(rank, weight.shape[1]) / weight.shape[1] ** 0.5)
            self.b = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, states: Tensor) -> Tensor:
        """The product of both."""
        result = functional.linear(states, self.weight, self.bias)
        if not self.rank:
            return result
        inner = functional.linear(states, self.a.to(HALF))
        return torch.addmm(result, inner, self.b.to(HALF).t(), alpha=SCALE)


class LocalNetwork(nn.Module):
    """The lower layers of the model, and the head."""

    def __init__(self, model: GgufFile) -> None:
        super().__init__()
        self._model, hidden = model, SHAPE.hidden
        self.matrices = nn.ModuleDict()
        self._gains = []
        for layer in range(SHAPE.layers):
            own = {
                name: torch.from_numpy(tensor.copy())
                for name in model.tensors
                if name.startswith(f"blk.{layer}.")
                for tensor in [model.tensor(name)]
            }
            for name, parts in MATRICES.items():
                weight, bias = (
                    [own[key] for part in parts if (key := f"blk.{layer}.{part}.{kind}") in own]
                    for kind in ("weight", "bias")
                )
                rank = RANK if layer >= FROZEN else 0
                self.matrices[f"l{layer}/{name}"] = Matrix(
                    torch.cat(weight), torch.cat(bias) if bias else None, rank
                )
            self._gains.append([own[f"blk.{layer}.{name}_norm.weight"] for name in ("attn", "ffn")])
        self.ln = nn.LayerNorm(hidden)
        self.head = nn.Sequential(
            nn.Linear(3 * hidden, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, 2)
        )
        self.tok, self.kind = nn.Linear(hidden, 1), nn.Linear(hidden, KINDS)

    def forward(self, given: Row) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Of each version log odds that it differs and that it misleads (v, 2), of the kinds (v, k), and of
        each of its tokens."""
        steps = 1e6 ** (-torch.arange(0, SHAPE.width, 2) / SHAPE.width)
        angles = (given.places[:, None] * steps).tile(2)[:, None]
        waves = angles.cos().to(HALF), angles.sin().to(HALF)
        embedded = self._model.rows("token_embd.weight", given.ids.tolist())
        states = torch.from_numpy(embedded).to(HALF)
        with torch.no_grad():
            for layer in range(FROZEN):
                states = self._layer(layer, states, given.bias, waves)
        for layer in range(FROZEN, SHAPE.layers):
            states = self._layer(layer, states, given.bias, waves)
        normal = self.ln(states.float())
        parts = [normal[start:end] for start, end in given.spans]
        whole = [
            torch.cat([p.mean(0), p.max(0).values, normal[end]])
            for p, (_, end) in zip(parts, given.spans, strict=True)
        ]
        hidden = self.head[:3](torch.stack(whole))
        return self.head[3](hidden), self.kind(hidden), [self.tok(p).squeeze(-1) for p in parts]

    def _layer(self, layer: int, states: Tensor, bias: Tensor, waves: tuple[Tensor, Tensor]) -> Tensor:
        heads, groups, width = SHAPE.heads, SHAPE.groups, SHAPE.width
        qkv, o, gu, d = (self.matrices[f"l{layer}/{name}"] for name in MATRICES)
        gains = self._gains[layer]
        inner = qkv(_Norm.apply(states, gains[0])).view(len(states), heads + 2 * groups, width)
        placed, values = inner[:, : heads + groups], inner[:, heads + groups :].transpose(0, 1)
        turned = torch.cat([-placed[..., width // 2 :], placed[..., : width // 2]], -1)
        placed = (placed * waves[0] + turned * waves[1]).transpose(0, 1)
        queries, keys = placed[:heads].contiguous(), placed[heads:]
        keys, values = (part.repeat_interleave(heads // groups, 0) for part in (keys, values))
        mixed = _Attention.apply(queries, keys, values, bias)
        states = states + o(mixed.transpose(0, 1).reshape(len(states), heads * width))
        gate, upper = gu(_Norm.apply(states, gains[1])).chunk(2, -1)
        result: Tensor = states + d(functional.silu(gate) * upper)
        return result


def packed(network: LocalNetwork) -> bytes:
    """What was learned as a file: matrices in 8 bits with a scale a row."""
    arrays: dict[str, NDArray[Any]] = {}
    for parameter_name, parameter in network.named_parameters():
        array = parameter.detach().numpy()
        name = parameter_name.removeprefix("matrices.").replace("/", ".")
        if array.ndim == 2:
            scale = np.maximum(np.abs(array).max(1, keepdims=True), 1e-12) / 127
            arrays[name], arrays[f"{name}/scale"] = np.rint(array / scale).astype(np.int8), scale
        else:
            arrays[name] = array
    file = BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()
