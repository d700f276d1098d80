"""A cache of encodings on disk, found again by what was encoded and with which model.

The folder holds *packs*: files that are written once, whole, under a name of their own, so that any number of
processes may write at the same time. A pack is eight bytes of magic, the length of its index, the index
(JSON: for each key where its bytes are and their checksum), and the bytes. Whatever is damaged is encoded
anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aligner.record.encoding import Encoded, Encoder, Progress

__all__ = ["CachedEncoder"]

_MAGIC = b"ALNPACK1"
_SUFFIX = ".pack"
_AT_ONCE = 1024  # texts between two packs: so much work at most is lost when a run is broken off
_FORMAT = "layer:2/3|vector:half"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry lies."""

    pack: Path
    offset: int
    size: int
    checksum: int


class CachedEncoder:
    """An encoder that remembers on disk. A folder that cannot be used is as good as none."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder
        self._places: dict[str, _Place] = {}
        self._packs: set[str] = set()

    @property
    def signature(self) -> str:
        """The signature of the encoder below."""
        return self._encoder.signature

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; only texts never seen before are encoded."""
        self._scan()
        keys = [self._key(text) for text in texts]
        found = self._read_all(set(keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        todo = sorted(missing)
        known = len(texts) - len(todo)
        for start in range(0, len(todo), _AT_ONCE):
            part = todo[start : start + _AT_ONCE]
            report = None if progress is None else _shifted(progress, known + start, len(texts))
            fresh = dict(zip(part, self._encoder.encode([missing[k] for k in part], report), strict=True))
            self._write(fresh)
            found |= fresh
        if progress is not None:
            progress(len(texts), len(texts))
        return [found[key] for key in keys]

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{_FORMAT}\0{self.signature}\0{text}".encode()).hexdigest()

    def _scan(self) -> None:
        """Learn the indexes of packs that were not there the last time."""
        try:
            names = {path.name for path in self._folder.iterdir() if path.suffix == _SUFFIX}
        except OSError:
            return
        for name in sorted(names - self._packs):
            self._places.update(_index(self._folder / name))
        self._packs |= names

    def _read_all(self, keys: set[str]) -> dict[str, Encoded]:
        by_pack: dict[Path, list[str]] = {}
        for key in keys & self._places.keys():
            by_pack.setdefault(self._places[key].pack, []).append(key)
        found = {}
        for pack, wanted in by_pack.items():
            try:
                with pack.open("rb") as file:
                    for key in sorted(wanted, key=lambda k: self._places[k].offset):
                        place = self._places[key]
                        file.seek(place.offset)
                        entry = _unpack(file.read(place.size), place.checksum)
                        if entry is not None:
                            found[key] = entry
            except OSError:
                continue
        return found

    def _write(self, entries: dict[str, Encoded]) -> None:
        blobs = {key: _pack(entry) for key, entry in entries.items()}
        name = hashlib.sha256("".join(sorted(blobs)).encode()).hexdigest()[:24] + _SUFFIX
        temporary = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                temporary = file.name
                file.write(_assemble(blobs))
            os.replace(temporary, self._folder / name)  # noqa: PTH105
        except OSError:
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)
            return
        self._packs.discard(name)


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _total: progress(before + done, total)


def _assemble(blobs: dict[str, bytes]) -> bytes:
    index, offset = {}, 0
    for key, blob in blobs.items():
        index[key] = (offset, len(blob), zlib.crc32(blob))
        offset += len(blob)
    header = json.dumps(index).encode()
    return b"".join([_MAGIC, len(header).to_bytes(8, "little"), header, *blobs.values()])


def _index(pack: Path) -> dict[str, _Place]:
    """Keys of one pack; none if it is damaged."""
    try:
        with pack.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return {}
            size = int.from_bytes(file.read(8), "little")
            index = json.loads(file.read(size))
        start = len(_MAGIC) + 8 + size
        return {
            key: _Place(pack, start + int(at), int(size), int(check))
            for key, (at, size, check) in index.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, MemoryError):
        return {}


def _pack(entry: Encoded) -> bytes:
    head = np.array([len(entry.vector), len(entry.tokens)], "<u4")
    spans = np.array(entry.spans, "<u4").reshape(-1, 2)
    arrays = (head, entry.vector.astype("<f4"), entry.tokens.astype("<f2"), spans)
    return b"".join(array.tobytes() for array in arrays)


def _unpack(blob: bytes, checksum: int) -> Encoded | None:
    if zlib.crc32(blob) != checksum:
        return None
    width, count = (int(n) for n in np.frombuffer(blob, "<u4", 2))
    at = 8
    vector = np.frombuffer(blob, "<f4", width, at)
    at += vector.nbytes
    tokens = np.frombuffer(blob, "<f2", width * count, at)
    at += tokens.nbytes
    spans = np.frombuffer(blob, "<u4", 2 * count, at).reshape(-1, 2)
    return Encoded(
        vector.astype(np.float32),
        tokens.reshape(count, width).astype(np.float16),
        tuple((int(a), int(b)) for a, b in spans),
    )
