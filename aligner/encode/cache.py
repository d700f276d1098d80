"""A cache of encodings on disk, found again by what was encoded and with which model.

The folder holds *packs*: files that are written once, whole, under a name of their own, so that any number of
processes may write at the same time, and one that is killed leaves at most a temporary file. A pack is eight
bytes of magic, the length of its index, the index (JSON: for each key where its bytes are and their
checksum), and the bytes. Whatever is damaged is encoded anew. When the folder grows over its limit, the packs
that were used longest ago go first; the time of last use is the time stamp of the pack.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.encode.cache_files import Pack, Place, pack_entry
from aligner.record.encoding import Encoded, Encoder, Progress
from aligner.record.files.cache_folder import LIMIT

__all__ = ["CacheFacts", "CachedEncoder", "cache_facts", "clear_cache"]

_MAGIC = b"ALNPACK1"
_SUFFIX = ".pack"
_TEMPORARY = ".tmp"
_AT_ONCE = 512  # texts between two packs: so much work at most is lost when a run is broken off
_FORMAT = "layer:2/3|vector:half|each text by itself"
_ROOM = 0.9  # share of the limit that is left after packs were thrown away
_STALE = 3600.0  # seconds after which a temporary file is one that a killed process left
_FRESH = 600.0  # seconds for which a pack's time of last use is good enough


class CachedEncoder:
    """An encoder that remembers on disk. A folder that cannot be used is as good as none.

    Threads may share one; processes may share the folder.
    """

    def __init__(self, encoder: Encoder, folder: Path, *, limit: int = LIMIT) -> None:
        """`limit`: bytes that the packs may take together."""
        self._encoder = encoder
        self._identity: str = getattr(encoder, "identity", encoder.signature)
        self._folder = folder
        self._limit = limit
        self._places: dict[str, Place] = {}
        self._packs: set[str] = set()
        self._lock = threading.Lock()

    @property
    def signature(self) -> str:
        """The signature of the encoder below."""
        return self._encoder.signature

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; only texts never seen before are encoded."""
        with self._lock:
            return self._encode(texts, progress)

    def _encode(self, texts: Sequence[str], progress: Progress | None) -> list[Encoded]:
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
            if len(todo) > _AT_ONCE:  # a long text: hold it in the pack, not in memory
                self._scan()
                fresh |= self._read_all(set(part))
            found |= fresh
        if progress is not None:
            progress(len(texts), len(texts))
        return [found[key] for key in keys]

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{_FORMAT}\0{self._identity}\0{text}".encode()).hexdigest()

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
            _touch(pack)
            try:
                data = Pack(pack)
            except OSError:
                continue
            for key in wanted:
                entry = data.entry(self._places[key])
                if entry is not None:
                    found[key] = entry
        return found

    def _write(self, entries: dict[str, Encoded]) -> None:
        blobs = {key: pack_entry(entry) for key, entry in entries.items()}
        name = hashlib.sha256("".join(sorted(blobs)).encode()).hexdigest()[:24] + _SUFFIX
        temporary = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=_TEMPORARY, delete=False) as file:
                temporary = Path(file.name)
                file.write(_assemble(blobs))
            temporary.replace(self._folder / name)
        except BaseException as error:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
            if not isinstance(error, OSError):
                raise
        self._packs.discard(name)
        _sweep(self._folder, self._limit, keep=name)


def _touch(pack: Path) -> None:
    """Note that a pack is in use, unless that was noted lately."""
    with contextlib.suppress(OSError):
        if abs(time.time() - pack.stat().st_mtime) > _FRESH:
            os.utime(pack)


def _sweep(folder: Path, limit: int, *, keep: str) -> None:
    """Throw away the packs used longest ago until the others fit, and what killed processes left behind."""
    packs = []
    for path, size, used in _files(folder):
        if path.suffix == _SUFFIX:
            packs.append((used, path, size))
        elif path.suffix == _TEMPORARY and abs(time.time() - used) > _STALE:
            _remove(path)
    total = sum(size for _, _, size in packs)
    if total <= limit:
        return
    for _, path, size in sorted(packs):
        if total <= limit * _ROOM:
            return
        if path.name != keep and _remove(path):
            total -= size


def _files(folder: Path) -> Iterable[tuple[Path, int, float]]:
    """Files of a folder with size in bytes and time of last change; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_file(follow_symlinks=False):
                        facts = entry.stat(follow_symlinks=False)
                        yield Path(entry.path), facts.st_size, facts.st_mtime
    except OSError:
        return


def _remove(path: Path) -> bool:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        return True
    return False


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _total: progress(before + done, total)


def _assemble(blobs: dict[str, bytes]) -> bytes:
    index, offset = {}, 0
    for key, blob in blobs.items():
        index[key] = (offset, len(blob), zlib.crc32(blob))
        offset += len(blob)
    header = json.dumps(index).encode()
    return b"".join([_MAGIC, len(header).to_bytes(8, "little"), header, *blobs.values()])


def _index(pack: Path) -> dict[str, Place]:
    """Keys of one pack; none if it is damaged."""
    try:
        with pack.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return {}
            size = int.from_bytes(file.read(8), "little")
            index = json.loads(file.read(size))
        start = len(_MAGIC) + 8 + size
        return {
            key: Place(pack, start + int(at), int(size), int(check))
            for key, (at, size, check) in index.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, MemoryError):
        return {}


@dataclass(frozen=True, slots=True)
class CacheFacts:
    """What is in a cache folder."""

    packs: int
    entries: int
    size: int
    """Bytes of all packs."""
    damaged: tuple[str, ...]
    """Packs that cannot be read, or in which an entry is not what it was."""
    left: int
    """Temporary files of processes that were killed, or that are at work."""


def cache_facts(folder: Path) -> CacheFacts:
    """Look at every pack of a folder and check every entry."""
    entries = size = left = packs = 0
    damaged = []
    for path, bytes_, _ in _files(folder):
        if path.suffix == _TEMPORARY:
            left += 1
        if path.suffix != _SUFFIX:
            continue
        packs, size = packs + 1, size + bytes_
        index = _index(path)
        entries += len(index)
        if not index or not _whole(path, index.values()):
            damaged.append(path.name)
    return CacheFacts(packs, entries, size, tuple(sorted(damaged)), left)


def clear_cache(folder: Path) -> int:
    """Delete every pack and temporary file of a folder, nothing else; bytes that came free."""
    free = 0
    for path, size, _ in _files(folder):
        if path.suffix in (_SUFFIX, _TEMPORARY) and _remove(path):
            free += size
    return free


def _whole(pack: Path, places: Iterable[Place]) -> bool:
    try:
        with pack.open("rb") as file:
            for place in places:
                file.seek(place.offset)
                if zlib.crc32(file.read(place.size)) != place.checksum:
                    return False
    except (OSError, OverflowError, ValueError, MemoryError):
        return False
    return True
