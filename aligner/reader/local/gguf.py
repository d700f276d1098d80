"""Read a model in llama.cpp's format GGUF, whole or in parts, with numpy alone.

The parts are mapped: the words of a passage need a few dozen of the 152,000 rows of embeddings, and a layer
is read when it is computed.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.record.errors import ModelError

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_ALIGNMENT = 32
_STRING, _LIST = 8, 9
_SCALARS = dict(enumerate(("B", "b", "H", "h", "I", "i", "f", "?"))) | {10: "Q", 11: "q", 12: "d"}
"""Kinds of values, as `struct` names them."""

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Tensor:
    shape: tuple[int, ...]
    """Rows first."""
    kind: int
    """A key of `KINDS`."""
    offset: int
    """Bytes from the beginning of the tensors."""


@dataclass(slots=True)
class GgufFile:
    """What stands in a model file."""

    parts: Sequence[mmap.mmap]
    values: dict[str, Any] = field(default_factory=dict)
    """What the file says of itself, by name."""
    tensors: dict[str, _Tensor] = field(default_factory=dict)
    start: int = 0
    """Bytes before the tensors."""

    def bytes_at(self, start: int, count: int) -> Bytes:
        """Bytes of the whole, wherever the parts meet."""
        pieces = []
        for part in self.parts:
            if 0 <= start < len(part) and count > 0:
                pieces.append(np.frombuffer(part, np.uint8, min(count, len(part) - start), start))
                count -= len(pieces[-1])
                start = len(part)
            start -= len(part)
        if count > 0:
            raise ValueError("it ends early")
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def tensor(self, name: str) -> Floats:
        """A tensor, dequantised, rows first."""
        entry = self.tensors[name]
        width = entry.shape[-1]
        return self.rows(name, range(prod(entry.shape) // width)).reshape(entry.shape)

    def rows(self, name: str, wanted: Sequence[int]) -> Floats:
        """Some rows of a matrix, dequantised, in the order that they are asked for."""
        entry = self.tensors[name]
        kind, width = KINDS[entry.kind], entry.shape[-1]
        size = width // kind.weights * kind.size
        start = self.start + entry.offset
        if isinstance(wanted, range):
            raw = self.bytes_at(start + wanted.start * size, len(wanted) * size)
        else:
            raw = np.concatenate([self.bytes_at(start + row * size, size) for row in wanted])
        return kind.dequantised(raw.reshape(-1, kind.size)).reshape(len(wanted), width)

    def let_go(self) -> None:
        """Give back the memory of what was read, where the system can: it is read again when asked for."""
        if hasattr(mmap, "MADV_DONTNEED"):  # Windows has it not
            for part in self.parts:
                part.madvise(mmap.MADV_DONTNEED)


def read_gguf(files: Sequence[Path]) -> GgufFile:
    """Open a model that lies in these files, one after the other; `ModelError` if they are no such model."""
    try:
        parts = [_mapped(file) for file in files]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is empty"
        raise ModelError(f"cannot be read ({reason})", file=files[0]) from error
    model = GgufFile(parts)
    try:
        _Header(model).read()
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        mend = "install the model again, or name another file"
        raise ModelError(f"this is not a usable GGUF model ({error})", file=files[0], mend=mend) from error
    return model


def _mapped(file: Path) -> mmap.mmap:
    with file.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


class _Header:
    """The values and the directory of tensors, read in order."""

    def __init__(self, model: GgufFile) -> None:
        self._model = model
        # The header ends before the first tensor; all of ours lies in the first part.
        self._data = memoryview(model.parts[0])
        self._at = 0

    def read(self) -> None:
        """Fill `model`."""
        if bytes(self._data[:4]) != MAGIC:
            raise ValueError("wrong magic")
        self._at = 4
        version, tensors, values = self._take("IQQ")
        if version not in _VERSIONS:
            raise ValueError(f"version {version}")
        for _ in range(values):
            name = self._string()
            self._model.values[name] = self._value(self._take("I")[0])
        for _ in range(tensors):
            name = self._string()
            dimensions = self._take("I")[0]
            shape = self._take(f"{dimensions}Q")[::-1]
            kind, offset = self._take("IQ")
            self._model.tensors[name] = _Tensor(shape, kind, offset)
        aligned = self._model.values.get("general.alignment", _ALIGNMENT)
        self._model.start = -(-self._at // aligned) * aligned

    def _take(self, layout: str) -> tuple[Any, ...]:
        layout = f"<{layout}"
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _string(self) -> str:
        (length,) = self._take("Q")
        start, self._at = self._at, self._at + length
        return bytes(self._data[start : self._at]).decode()

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _LIST:
            return self._take(_SCALARS[kind])[0]
        kind, count = self._take("IQ")
        if kind in (_STRING, _LIST):
            return [self._value(kind) for _ in range(count)]
        return list(self._take(f"{count}{_SCALARS[kind]}"))


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the weights of a tensor are stored."""

    weights: int
    """In a block."""
    size: int
    """Bytes of a block."""
    dequantised: Callable[[Bytes], Floats]
    """Blocks (n, size) as weights (n, weights)."""


def _half(raw: Bytes) -> Floats:
    """Two bytes of each block as a number, (n, 1)."""
    return np.asarray(np.ascontiguousarray(raw).view("<f2"), np.float32)


def _nibbles(raw: Bytes) -> Bytes:
    """The low halves of the bytes, then the high ones."""
    return np.concatenate([raw & 15, raw >> 4], axis=-1)


def _plain(raw: Bytes) -> Floats:
    return np.asarray(raw.view("<f4"), np.float32)


def _q8_0(raw: Bytes) -> Floats:
    return _half(raw[:, :2]) * raw[:, 2:].view(np.int8)


def _q5_0(raw: Bytes) -> Floats:
    fifth = np.unpackbits(np.ascontiguousarray(raw[:, 2:6]), axis=-1, bitorder="little")
    numbers = (_nibbles(raw[:, 6:]) | fifth << 4).astype(np.int8) - np.int8(16)
    return _half(raw[:, :2]) * numbers


def _q4_k(raw: Bytes) -> Floats:
    """Eight groups of 32 with a 6-bit scale and a 6-bit least value each."""
    packed = raw[:, 4:16]
    low, high = packed[:, :8] & 63, packed[:, :8] >> 6 << 4
    scales, leasts = (
        np.concatenate([low[:, at : at + 4], half | high[:, at : at + 4]], axis=-1)
        for at, half in ((0, packed[:, 8:] & 15), (4, packed[:, 8:] >> 4))
    )
    numbers = _nibbles(raw[:, 16:].reshape(-1, 4, 32)).reshape(-1, 8, 32)
    scale, least = (_half(raw[:, at : at + 2]) * part for at, part in ((0, scales), (2, leasts)))
    return np.asarray((scale[..., None] * numbers - least[..., None]).reshape(-1, 256))


def _q6_k(raw: Bytes) -> Floats:
    """Sixteen groups of 16 with an 8-bit scale each."""
    low = _nibbles(raw[:, :128].reshape(-1, 2, 64)).reshape(-1, 2, 4, 32)
    shifts = np.array([0, 2, 4, 6], np.uint8)[:, None]
    high = raw[:, 128:192].reshape(-1, 2, 1, 32) >> shifts & 3
    numbers = (low | high << 4).astype(np.int8) - np.int8(32)
    scale = _half(raw[:, 208:]) * raw[:, 192:208].view(np.int8)
    return np.asarray((scale[..., None] * numbers.reshape(-1, 16, 16)).reshape(-1, 256))


KINDS = {
    0: _Kind(1, 4, _plain),
    6: _Kind(32, 22, _q5_0),
    8: _Kind(32, 34, _q8_0),
    12: _Kind(256, 144, _q4_k),
    14: _Kind(256, 210, _q6_k),
}
"""The kinds of tensors that can be read, by their number in the format: float32, Q5_0, Q8_0, Q4_K, Q6_K."""
