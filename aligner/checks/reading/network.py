"""The network of the embedded reader, computed with numpy.

Token states of both texts, which matching has encoded already, are compared by soft alignment (decomposable
attention, Parikh et al. 2016; ESIM, Chen et al. 2017): every token gets what answers it on the other side, in
the space that `aligner.checks.evidence.word_similarity` learned from translations, and an attention layer per
side reads the differences; what is known of each word (`clues`) goes in beside its state, and a second
attention looks across once more. Several networks, each trained without the items of other writers, are
averaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aligner.language.tables import packaged
from aligner.record.model import Side, other

WEIGHTS = "checks/reading/data/networks.npz"
# Attention heads of a layer, and tokens to either side whose distance they tell apart; part of the weights.
HEADS, REACH = 4, 16
# Scale of unit states (width 384) at which the input layer was trained: each number about 1.
STATE_SCALE = 19.6
_EPSILON = 1e-5

Array = NDArray[np.float32]
Weights = Mapping[str, Array]


class Read(NamedTuple):
    """A text as the network takes it."""

    states: NDArray[np.floating]
    """Unit token states of layer 8 of multilingual-e5-small, shape (n, 384)."""
    clues: Array
    """What is known of each token, shape (n, 18): `clues.token_clues`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the network gives for a passage of the report and what it is linked to."""

    odds: float
    """Log odds that the passage misleads, not calibrated."""
    changed: float
    """Log odds that it differs at all."""
    kinds: Array
    """Log odds of every kind of `KINDS`, shape (k,)."""
    report: Array
    """Log odds of each token of the report that it is among those that mislead, shape (n,)."""
    original: Array
    """The same of the tokens of the original that they contradict or leave out, shape (m,)."""


def compare(report: Read, original: Read, side: Side, networks: Sequence[Weights] = ()) -> Comparison:
    """Compare a passage with its original; `side`: that of the report; `networks`: instead of those of the
    package."""
    results = [_run(weights, report, original, side) for weights in networks or shipped_networks()]
    parts = [np.asarray(np.mean(part, axis=0, dtype=np.float32)) for part in zip(*results, strict=True)]
    (changed, odds), kinds, report_tokens, original_tokens = parts
    return Comparison(float(odds), float(changed), kinds, report_tokens, original_tokens)


@cache
def shipped_networks() -> tuple[Weights, ...]:
    """The networks of the package, one a fold of the training."""
    return networks_of(packaged(WEIGHTS))


def networks_of(data: bytes) -> tuple[Weights, ...]:
    """The networks of a file, in the order of their numbers."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        networks: dict[str, dict[str, Array]] = {}
        for name in arrays.files:
            number, _, part = name.partition("/")
            networks.setdefault(number, {})[part] = arrays[name].astype(np.float32)
    return tuple(networks[number] for number in sorted(networks))


def _run(weights: Weights, report: Read, original: Read, side: Side) -> list[Array]:
    """Log odds of the two verdicts, of the kinds, and of the tokens of either text."""
    (inner, place), (others, others_place) = (
        _embedded(weights, np.asarray(text.states, np.float32), of)
        for text, of in ((report, side), (original, other(side)))
    )
    likeness = place @ others_place.T
    read = _crossed(weights, inner, others, likeness, report.clues, 0)
    reported = _crossed(weights, others, inner, likeness.T, original.clues, 1)
    sides = [
        _pooled(weights, _answered(weights, read, reported, likeness)),
        _pooled(weights, _answered(weights, reported, read, likeness.T)),
    ]
    hidden = _gelu(_linear(weights, "head.1", np.concatenate([whole for whole, _ in sides])))
    return [
        _linear(weights, "head.4", hidden),
        _linear(weights, "kind", hidden),
        *(odds for _, odds in sides),
    ]


def _embedded(weights: Weights, states: Array, side: Side) -> tuple[Array, Array]:
    """The inner states (n, d) of a text and its places in the shared space (n, e), of unit length."""
    raw = (states - weights[f"mean.{side}"]) @ weights[f"map.{side}"]
    place: Array = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-12)
    inner = _linear(weights, "inp", states * STATE_SCALE) + weights["side.weight"][int(side == "zh")]
    normal = _normal(weights, "ln", inner)
    return _attention(weights, "pre", normal, _distances(weights, "pre", len(normal))), place


def _crossed(weights: Weights, text: Array, others: Array, likeness: Array, clues: Array, role: int) -> Array:
    """A text's inner states (n, d) with what the tokens of the other text (m, d) say to each."""
    logits = likeness * np.exp(weights["temp"])
    nothing = np.full((len(text), 1), weights["null"], np.float32)
    share = _softmax(np.hstack([logits, nothing]))[:, :-1]
    answer = share @ others
    best = np.clip(likeness.max(1, keepdims=True), -1, 1)
    facts = np.hstack([text, answer, text - answer, text * answer, best, share.sum(1, keepdims=True), clues])
    state = text + _linear(weights, "comp", facts) + weights["role.weight"][role]
    state = _feed_forward(weights, "cff", state)
    state = _attention(weights, "post", state, _distances(weights, "post", len(state)))
    return _feed_forward(weights, "pff", state)


def _answered(weights: Weights, text: Array, others: Array, likeness: Array) -> Array:
    """A text's compared states (n, d) with what those of the other text (m, d) say to them, normalised."""
    count, width = text.shape
    q = _linear(weights, "cross.q", _normal(weights, "cross.n1", text)).reshape(count, HEADS, -1)
    parts = _linear(weights, "cross.kv", _normal(weights, "cross.n2", others))
    k, v = parts.reshape(len(others), 2, HEADS, -1).transpose(1, 2, 0, 3)
    bias = likeness * weights["cross.sharp"][:, None, None]
    logits = q.transpose(1, 0, 2) @ k.transpose(0, 2, 1) * (width // HEADS) ** -0.5 + bias
    mixed = (_softmax(logits) @ v).transpose(1, 0, 2).reshape(count, width)
    return _normal(weights, "lnp", _feed_forward(weights, "xff", text + _linear(weights, "cross.o", mixed)))


def _pooled(weights: Weights, state: Array) -> tuple[Array, Array]:
    """A text as one vector (3d,), and the log odds of each of its tokens, (n,)."""
    chosen = _softmax(_linear(weights, "att", state)[:, 0])
    whole = np.concatenate([state.max(0), state.mean(0), chosen @ state])
    return whole, _linear(weights, "tok", state)[:, 0]


def _distances(weights: Weights, name: str, count: int) -> Array:
    """The bias of attention by distance of the tokens of one text, (heads, n, n)."""
    places = np.arange(count)
    return np.asarray(
        weights[f"{name}.rel"][:, np.clip(places[None] - places[:, None], -REACH, REACH) + REACH]
    )


def _attention(weights: Weights, name: str, x: Array, bias: Array) -> Array:
    count, width = x.shape
    parts = _linear(weights, f"{name}.qkv", _normal(weights, f"{name}.n1", x))
    q, k, v = parts.reshape(count, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    logits = q @ k.transpose(0, 2, 1) * (width // HEADS) ** -0.5 + bias
    mixed = (_softmax(logits) @ v).transpose(1, 0, 2).reshape(count, width)
    return x + _linear(weights, f"{name}.o", mixed)


def _feed_forward(weights: Weights, name: str, x: Array) -> Array:
    hidden = _gelu(_linear(weights, f"{name}.a", _normal(weights, f"{name}.n", x)))
    return x + _linear(weights, f"{name}.b", hidden)


def _linear(weights: Weights, name: str, x: NDArray[np.floating]) -> Array:
    return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])


def _normal(weights: Weights, name: str, x: Array) -> Array:
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + _EPSILON)
    return np.asarray(centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def _gelu(x: Array) -> Array:
    """The approximation by tanh (Hendrycks & Gimpel 2016)."""
    return np.asarray(0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi, dtype=np.float32) * (x + 0.044715 * x**3))))
