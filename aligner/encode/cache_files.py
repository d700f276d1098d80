"""The form in which encodings lie on disk, and encodings that are read from there whenever they are used.

An entry of a pack is two little-endian int32 (d dimensions, n tokens), the vector (float32), the token states
(float16) and the spans (int32), one after the other. Those of a large pack stay on disk: what asks for the
token states of a sentence gets them read, and may forget them. The encodings of a long text would otherwise
be the largest thing in memory.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.record.encoding import Encoded
from aligner.record.errors import InputError

__all__ = ["Pack", "Place", "pack_entry"]

_LARGE = 1 << 20  # bytes from which a pack stays on disk
_HEAD = 8
_PREAD: Callable[[int, int, int], bytes] | None = getattr(os, "pread", None)  # not on Windows


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry lies."""

    pack: Path
    offset: int
    size: int
    checksum: int


def pack_entry(entry: Encoded) -> bytes:
    """The bytes of an entry."""
    head = np.array([len(entry.vector), len(entry.tokens)], "<u4")
    spans = np.array(entry.spans, "<u4").reshape(-1, 2)
    arrays = (head, entry.vector.astype("<f4"), entry.tokens.astype("<f2"), spans)
    return b"".join(array.tobytes() for array in arrays)


class Pack:
    """A pack that is open for reading, by any number of threads.

    What is open can be read even after the pack was thrown out of the cache.
    """

    def __init__(self, path: Path) -> None:
        """`OSError` if it cannot be read."""
        self._path = path
        self._file = path.open("rb", buffering=0)
        self._lock = threading.Lock()
        self._data: bytes | None = None
        size = self._file.seek(0, 2)
        self._data = self.read(0, size) if size < _LARGE else None

    def __del__(self) -> None:
        """Close the file once no entry needs it."""
        if hasattr(self, "_file"):
            self._file.close()

    def read(self, offset: int, size: int) -> bytes:
        """Some bytes; fewer where the file ends."""
        if self._data is not None:
            return self._data[offset : offset + size]
        if _PREAD is not None:
            return _PREAD(self._file.fileno(), size, offset)
        with self._lock:
            self._file.seek(offset)
            return self._file.read(size) or b""

    def entry(self, place: Place) -> Encoded | None:
        """The entry at a place; None if it is not what was written there."""
        try:
            blob = self.read(place.offset, place.size)
        except (OSError, ValueError, OverflowError, MemoryError):
            return None
        if len(blob) < _HEAD or zlib.crc32(blob) != place.checksum:
            return None
        width, count = (int(number) for number in np.frombuffer(blob, "<u4", 2))
        if len(blob) != _HEAD + 4 * width + 2 * width * count + 8 * count:
            return None
        stored = _Stored(self, place.offset + _HEAD, width, count)
        return stored if self._data is None else Encoded(stored.vector, stored.tokens, stored.spans)

    def array(self, offset: int, kind: str, count: int) -> NDArray[Any]:
        """So many numbers of a `kind` such as ``<f4``; `InputError` if they are there no longer."""
        size = count * int(kind[-1])
        data = self.read(offset, size)
        if len(data) != size:
            raise InputError(
                "the cache of encodings was cut short while it was in use",
                file=self._path,
                mend="run again; what is missing is encoded anew",
            )
        return np.frombuffer(data, kind)


class _Stored(Encoded):
    """An encoding on disk."""

    __slots__ = ("_count", "_offset", "_pack", "_width")
    _pack: Pack
    _offset: int
    _width: int
    _count: int

    def __init__(self, pack: Pack, offset: int, width: int, count: int) -> None:
        for name, value in (("_pack", pack), ("_offset", offset), ("_width", width), ("_count", count)):
            object.__setattr__(self, name, value)

    @property
    def vector(self) -> NDArray[np.float32]:
        """See `Encoded`."""
        return self._pack.array(self._offset, "<f4", self._width).astype(np.float32)

    @property
    def tokens(self) -> NDArray[np.float16]:
        """See `Encoded`."""
        states = self._pack.array(self._offset + 4 * self._width, "<f2", self._width * self._count)
        return states.reshape(self._count, self._width).astype(np.float16, copy=False)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """See `Encoded`."""
        before = self._offset + 4 * self._width + 2 * self._width * self._count
        spans = self._pack.array(before, "<u4", 2 * self._count).reshape(-1, 2)
        return tuple(map(tuple, spans.tolist()))

    def __reduce__(self) -> tuple[type[Encoded], tuple[Any, ...]]:
        """Another process gets the numbers themselves."""
        return Encoded, (self.vector, self.tokens, self.spans)
