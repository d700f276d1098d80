"""The embedded model in ONNX Runtime, whose kernels take its 4-bit weights as they are.

The graph without weights (``data/e5.onnx``, made by ``tests/training/e5_graph.py``) is shipped; the
weights are handed to the session out of the model file. Only the order of the 4-bit numbers inside a block
differs: Q4_0 pairs number i with number i + 16 in a byte, ``MatMulNBits`` neighbours.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.encode.embedded import PREFIX, build_tokenizer
from aligner.encode.model_file import BLOCK_WEIGHTS, PackedModel, dequantised, nibbles
from aligner.encode.windows import States, Window, WindowedEncoder, frame, window_states
from aligner.language.tables import packaged
from aligner.record.machine import processors

GRAPH = "encode/data/e5.onnx"

_MATRICES = ("q", "k", "v", "ao", "fi", "fo")
_VECTORS = ("ao.b", "fi.b", "fo.b", "aln.w", "aln.b", "oln.w", "oln.b")


class OnnxEncoder(WindowedEncoder):
    """Runs the embedded model on the processor, a text at a time, as many at once as there are cores.

    Every text is a run of its own on one thread: it reads the same to the last bit whatever stands beside it
    and however many threads there are.
    """

    def __init__(self, packed: PackedModel, signature: str) -> None:
        """Builds the tokenizer and the session: half a second."""
        tokenizer = build_tokenizer(packed)
        super().__init__(tokenizer, frame(tokenizer, PREFIX, packed.shape.positions, packed.pad), signature)
        self._session = _session(packed)
        hidden = packed.shape.hidden
        self._rows = packed.blocks("emb.word").reshape(packed.shape.vocabulary, hidden // BLOCK_WEIGHTS)
        positions = packed.tensor("emb.pos").reshape(-1, hidden)
        self._positions = positions + packed.tensor("emb.type")[:hidden]

    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Window, States]]:
        """Each window by itself, in order."""
        pool = ThreadPoolExecutor(_threads())
        try:
            yield from zip(windows, pool.map(self._run, windows), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)

    def _run(self, window: Window) -> States:
        """The last and the middle layer of one window, on the calling thread."""
        words = dequantised(self._rows[list(window.ids)]).reshape(len(window.ids), -1)
        embedded = (words + self._positions[: len(window.ids)])[None]
        last, middle = self._session.run(None, {"embedded": embedded})
        return window_states(window, last[0], middle[0])


def _threads() -> int:
    """Texts that run at once: the cores this process may use, or ``OMP_NUM_THREADS`` if that is fewer."""
    cores = processors()
    limit = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(limit)) if limit.isdecimal() and int(limit) > 0 else cores


def _session(packed: PackedModel) -> Any:
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    weights = _weights(packed)
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    graph = packaged(GRAPH)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _weights(packed: PackedModel) -> dict[str, NDArray[Any]]:
    """The graph's weights by name: for each matrix (n × k) its blocks, shape (n, k / 32, 16), and scales."""
    weights: dict[str, NDArray[Any]] = {name: packed.tensor(name) for name in ("emb.ln.w", "emb.ln.b")}
    for layer in range(packed.shape.layers):
        stem = f"l{layer}."
        for name in _MATRICES:
            blocks = packed.blocks(f"{stem}{name}.w")
            rows = packed.directory[f"{stem}{name}.b"].items
            numbers = nibbles(blocks)
            pairs = numbers[:, 0::2] | numbers[:, 1::2] << 4
            weights[f"{stem}{name}.q"] = pairs.reshape(rows, -1, BLOCK_WEIGHTS // 2)
            weights[f"{stem}{name}.s"] = blocks["scale"].astype(np.float32)
        weights[f"{stem}qkv.b"] = np.concatenate([packed.tensor(f"{stem}{name}.b") for name in "qkv"])
        weights |= {stem + name: packed.tensor(stem + name) for name in _VECTORS}
    return weights
