"""The embedded model in ONNX Runtime.

The graphs without weights (``data/e5.onnx`` and ``e5_upper.onnx``, made by ``tests/training/e5_graph.py``)
are shipped; the weights are made out of the model file. There they are 4-bit numbers in blocks of 32 with a
scale each; here 8-bit numbers with one scale an output, whose products are four times as fast.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.encode.embedded import PREFIX
from aligner.encode.model_file import BLOCK_WEIGHTS, PackedModel, dequantised, let_go
from aligner.encode.pieces import packed_tokenizer
from aligner.encode.windows import Frame, States, Window, WindowedEncoder, window_states
from aligner.language.tables import packaged
from aligner.record.machine import processors

LOWER, UPPER = "encode/data/e5.onnx", "encode/data/e5_upper.onnx"
GRAPHS = {LOWER: range(8), UPPER: range(8, 12)}
"""The layers of each graph: those up to the one that token states are read from, and those above, which only
the vector of a text needs."""

MATRICES = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer: of queries, keys and values, of the attention's output, into and out of the
feed-forward network."""
_VECTORS = ("aln.w", "aln.b", "oln.w", "oln.b")
OUTLIERS = (15, 35, 60, 87, 146, 297, 321, 347, 351, 383)
"""Dimensions in which normalised states reach 6 to 20, whatever the layer; all others stay near 5. Beside
them the others would be too coarse in eight bits. Found on 60 texts of NTREX-128."""
IN_PARTS = ("v", "fi")
"""The matrices that take each of `OUTLIERS` in equal parts, `COPIES` of them, so that they fit among the
others; the products of queries and keys do without."""
COPIES = 4
# Cosine with float32, median of 200 texts of NTREX-128: sentences .99981 and tokens .99951, for .99993 and
# .99989 with the file's own blocks, 2.2 times as slow. In `v`, `ao` and `fo` the states have a scale for each
# token: with one a text in `v`, sentences fall to .99977, in `fo` to .999; with `v` not in parts to .9994.
_LARGEST = 127  # of a signed 8-bit number


class OnnxEncoder(WindowedEncoder):
    """Runs the embedded model on the processor, a text at a time, as many at once as there are cores.

    Every text is a run of its own on one thread: it reads the same to the last bit whatever stands beside it
    and however many threads there are.
    """

    def __init__(self, packed: PackedModel, signature: str) -> None:
        """Builds the tokenizer and the session of the lower layers: half a second."""
        frame = Frame((packed.bos,), (packed.eos,), PREFIX, packed.shape.positions, packed.pad)
        super().__init__(packed_tokenizer(packed), frame, signature)
        self._packed = replace(packed, text=b"", ends=(), scores=packed.scores[:0], normalisation={})
        self._lower = _session(packed, LOWER)
        hidden = packed.shape.hidden
        self._rows = packed.blocks("emb.word").reshape(packed.shape.vocabulary, hidden // BLOCK_WEIGHTS)
        positions = packed.tensor("emb.pos").reshape(-1, hidden)
        self._positions = positions + packed.tensor("emb.type")[:hidden]

    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Window, States]]:
        """Each window by itself, in order."""
        return self.run_layers(windows, self._upper)

    def run_layers(self, windows: Sequence[Window], upper: Any) -> Iterator[tuple[Window, States]]:
        """The same; without the session `upper` no vectors."""
        pool = ThreadPoolExecutor(_threads())
        try:
            yield from zip(windows, pool.map(partial(self._run, upper), windows), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)
            let_go(self._packed.data)

    def _run(self, upper: Any, window: Window) -> States:
        """The last and the middle layer of one window, on the calling thread."""
        words = dequantised(self._rows[list(window.ids)]).reshape(len(window.ids), -1)
        embedded = (words + self._positions[: len(window.ids)])[None]
        (middle,) = self._lower.run(None, {"states": embedded})
        last = middle[..., :0] if upper is None else upper.run(None, {"states": middle})[0]
        return window_states(window, last[0], middle[0])

    @cached_property
    def _upper(self) -> Any:
        return _session(self._packed, UPPER)

    @cached_property
    def states(self) -> WindowedEncoder:
        """The same without the layers above the token states, two thirds of the work: `vector` is empty."""
        return _TokenStates(self)


class _TokenStates(WindowedEncoder):
    """The lower layers of an encoder."""

    def __init__(self, whole: OnnxEncoder) -> None:
        super().__init__(whole.tokenize, whole.frame, whole.signature)
        self._whole = whole

    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Window, States]]:
        """Each window by itself, in order."""
        return self._whole.run_layers(windows, None)


def _threads() -> int:
    """Texts that run at once: the cores this process may use, or ``OMP_NUM_THREADS`` if that is fewer."""
    cores = processors()
    limit = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(limit)) if limit.isdecimal() and int(limit) > 0 else cores


def _session(packed: PackedModel, graph: str) -> Any:
    """What runs one of `GRAPHS`."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # It would put back what the graph avoids: `SkipLayerNormalization` takes twice the time of its parts.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    weights = _weights(packed, GRAPHS[graph])
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(packaged(graph), options, providers=["CPUExecutionProvider"])


def _weights(packed: PackedModel, layers: range) -> dict[str, NDArray[Any]]:
    """The weights of some layers by name; the lowest brings the norm of word embeddings with it.

    The norm before `fi` gives it states without gain and bias, which are put into the matrix and its own
    bias here.
    """
    share = np.ones(packed.shape.hidden, np.float32)
    share[list(OUTLIERS)] = 1 / COPIES
    below = () if layers.start else ("emb.ln.w", "emb.ln.b")
    weights = {"share": share} | {name: packed.tensor(name) for name in below}
    for layer in layers:
        weights |= {f"l{layer}.{name}": packed.tensor(f"l{layer}.{name}") for name in _VECTORS}
        biases = {name: packed.tensor(f"l{layer}.{name}.b") for name in MATRICES}
        for name in MATRICES:
            stem, norm = f"l{layer}.{name}", f"l{layer}.aln"
            matrix = packed.tensor(f"{stem}.w").reshape(len(biases[name]), -1)
            if name == "fi":
                biases[name] = biases[name] + matrix @ weights[f"{norm}.b"]
                matrix = matrix * weights[f"{norm}.w"]
                weights[f"{norm}.w"] = weights[f"{norm}.w"] / share
            if name in IN_PARTS:
                matrix = np.concatenate([matrix, *[matrix[:, OUTLIERS]] * (COPIES - 1)], axis=1)
            scales = np.abs(matrix).max(axis=1) / _LARGEST
            numbers = np.rint(matrix / scales[:, None]).astype(np.int8)
            weights |= {f"{stem}.q": np.ascontiguousarray(numbers.T), f"{stem}.s": scales}
        weights[f"l{layer}.qkv.b"] = np.concatenate([biases.pop(name) for name in "qkv"])
        weights |= {f"l{layer}.{name}.b": bias for name, bias in biases.items()}
    return weights
