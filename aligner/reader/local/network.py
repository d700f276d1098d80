"""The local reader's network: the lower layers of Qwen2.5 0.5B, trained further, and a head that judges.

A text is what the passage is linked to, then the passage; each token sees what stands before it. The layers
are computed one after the other for all texts, so that only one is in memory: its weights are taken from the
model file, what was learned is added (LoRA, Hu et al. 2021), and both together become 8-bit numbers. A text
is a run of its own on one thread: it reads the same to the last bit whatever else is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from math import erf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aligner.language.tables import packaged
from aligner.reader.local.gguf import GgufFile
from aligner.record.machine import one_blas_thread, processors

ADAPTER = "reader/local/data/adapter.npz"
GRAPH = "reader/local/data/layer.onnx"
EPSILON = 1e-6
_THETA = 1e6
"""Base of the rotary places (Su et al. 2021), as Qwen2.5 has it."""
SEPARATOR, END = 271, 151645
"""The tokens behind the original (two line breaks) and behind the passage (end of a turn)."""
# Tokens of the original and of the passage that are read. 1 in 500 items of the training has more.
_ORIGINAL, _PASSAGE = 320, 200
_MASKED = -1e4

LEARNED = 2.0
"""Factor of what was learned in the sum with the model's weights; part of the training."""
_LARGEST = 127  # of a signed 8-bit number

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]


class _Shape(NamedTuple):
    hidden: int
    layers: int
    """Those that are used, of 24."""
    heads: int
    groups: int
    """Heads of keys and values."""
    width: int
    """Of a head."""
    feed_forward: int


SHAPE = _Shape(hidden=896, layers=18, heads=14, groups=2, width=64, feed_forward=4864)
MATRICES = {
    "qkv": ("attn_q", "attn_k", "attn_v"),
    "o": ("attn_output",),
    "gu": ("ffn_gate", "ffn_up"),
    "d": ("ffn_down",),
}
"""The matrices of a layer as they are multiplied, and their parts in the model file."""


class Sequences(NamedTuple):
    """The tokens of an original and of a passage."""

    original: Sequence[int]
    passage: Sequence[int]

    @property
    def ids(self) -> list[int]:
        """As the network reads them."""
        return [*self.original[:_ORIGINAL], SEPARATOR, *self.passage[:_PASSAGE], END]

    @property
    def place(self) -> slice:
        """Where the passage stands among them."""
        start = min(len(self.original), _ORIGINAL) + 1
        return slice(start, start + min(len(self.passage), _PASSAGE))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the network gives for a passage."""

    odds: float
    """Log odds that it misleads, not calibrated."""
    kinds: Floats
    """Log odds of every kind, shape (k,)."""
    tokens: Floats
    """Log odds of each token of the passage that it is among those that mislead, shape (n,)."""


def verdicts(model: GgufFile, texts: Sequence[Sequences]) -> list[Verdict]:
    """The verdict on each passage.

    Eight bits change the odds by a tenth on average (44 passages, against single precision; they spread by
    1.5); half precision, in which they were trained, by .04.
    """
    adapter = weights_of(packaged(ADAPTER))
    ids = [text.ids for text in texts]
    longest = max(map(len, ids), default=0)
    cosine, sine = _places(longest)
    mask = np.triu(np.full((longest, longest), _MASKED, np.float32), 1)
    states = [model.rows("token_embd.weight", row) for row in ids]
    with ThreadPoolExecutor(processors()) as pool, one_blas_thread():
        for layer in range(SHAPE.layers):
            session = _session(_layer_weights(model, adapter, layer))
            states = list(pool.map(partial(_run, session, cosine, sine, mask), states))
        return [_verdict(adapter, s, text.place) for s, text in zip(states, texts, strict=True)]


def weights_of(data: bytes) -> Weights:
    """The arrays of an adapter file: 8-bit matrices with a scale a row, and vectors as they are."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        names = [name for name in arrays.files if not name.endswith("/scale")]
        scaled = {name: arrays[f"{name}/scale"] for name in names if f"{name}/scale" in arrays.files}
        return {
            name: arrays[name].astype(np.float32) * scaled.get(name, np.float32(1)).astype(np.float32)
            for name in names
        }


def _run(session: Any, cosine: Floats, sine: Floats, mask: Floats, states: Floats) -> Floats:
    """One layer of one text, on the calling thread."""
    n = len(states)
    inputs = {"states": states, "cosine": cosine[:n], "sine": sine[:n], "mask": mask[:n, :n]}
    result: Floats = session.run(None, inputs)[0]
    return result


def _places(count: int) -> tuple[Floats, Floats]:
    """Cosine and sine of the rotary places, each (n, 1, width)."""
    steps = _THETA ** (-np.arange(0, SHAPE.width, 2) / SHAPE.width)
    angles = np.tile(np.arange(count)[:, None] * steps, 2)[:, None]
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def _layer_weights(model: GgufFile, adapter: Weights, layer: int) -> dict[str, NDArray[Any]]:
    """The weights of a layer, by their names in the graph."""

    def own(*names: str) -> Floats:
        tensors = [model.tensor(f"blk.{layer}.{name}") for name in names]
        return np.concatenate(tensors) if len(tensors) > 1 else tensors[0]

    weights: dict[str, NDArray[Any]] = {
        "n1.w": own("attn_norm.weight"),
        "n2.w": own("ffn_norm.weight"),
        "qkv.b": own("attn_q.bias", "attn_k.bias", "attn_v.bias"),
    }
    for name, parts in MATRICES.items():
        matrix = own(*(f"{part}.weight" for part in parts))
        if (stem := f"l{layer}.{name}") + ".a" in adapter:
            matrix += (LEARNED * adapter[f"{stem}.b"]) @ adapter[f"{stem}.a"]
        scale = np.maximum(np.maximum(matrix.max(1), -matrix.min(1)), np.finfo(np.float32).tiny) / _LARGEST
        matrix /= scale[:, None]
        np.rint(matrix, out=matrix)
        weights[f"{name}.q"], weights[f"{name}.s"] = np.ascontiguousarray(matrix.astype(np.int8).T), scale
    model.let_go()
    return weights


def _session(weights: Mapping[str, NDArray[Any]]) -> Any:
    """What runs a layer."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep what a layer took
    options.enable_mem_pattern = False
    options.log_severity_level = 3  # errors only
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(packaged(GRAPH), options, providers=["CPUExecutionProvider"])


def _verdict(adapter: Weights, states: Floats, place: slice) -> Verdict:
    """What the head says of the states of the last layer."""
    centred = states - states.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    states = centred / spread * adapter["ln.weight"] + adapter["ln.bias"]
    passage = states[place]
    whole = np.concatenate([passage.mean(0), passage.max(0), states[place.stop]])
    hidden = _gelu(_linear(adapter, "head.0", whole))
    return Verdict(
        odds=float(_linear(adapter, "head.3", hidden)[1]),
        kinds=_linear(adapter, "kind", hidden),
        tokens=_linear(adapter, "tok", passage)[:, 0],
    )


def _linear(weights: Weights, name: str, x: Floats) -> Floats:
    return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])


def _gelu(x: Floats) -> Floats:
    return x * np.array([0.5 * (1 + erf(value / 2**0.5)) for value in x], np.float32)
