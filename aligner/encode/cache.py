"""An encoder that remembers on disk, by what was encoded and with which model."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from aligner.encode.store import Store
from aligner.record.encoding import (
    Encoded,
    Encoder,
    Progress,
    RunEncoder,
    second_encoder,
    token_encoder,
    unload,
)
from aligner.record.files.cache_folder import LIMIT

# Texts that are encoded between two writes: so much work at most is lost when a run is broken off. Of a text
# with more sentences than this, the encodings stay on disk (18 KB a sentence of 23 tokens).
_AT_ONCE = 512
# Encodings of a long text that are held in memory: four times what matching and checks take at a time.
_RECENT = 256
_FORMAT = "layer:2/3|vector:half|each text by itself"


class CachedEncoder:
    """An encoder that remembers on disk. A folder that cannot be used is as good as none.

    Threads may share one; processes may share the folder.
    """

    def __init__(
        self, encoder: Encoder, folder: Path, *, limit: int = LIMIT, whole: Encoder | None = None
    ) -> None:
        """`limit`: bytes that the cache may take; `whole`: an encoder that gives the same and more."""
        self._encoder = encoder
        self._identities = [getattr(one, "identity", one.signature) for one in (encoder, whole) if one]
        self._folder, self._limit = folder, limit
        self._store = Store(folder, limit)
        self._lock = threading.RLock()
        self.entry = lru_cache(_RECENT)(self._entry)

    @property
    def signature(self) -> str:
        """The signature of the encoder below."""
        return self._encoder.signature

    @cached_property
    def second(self) -> RunEncoder | None:
        """The encoder of runs that goes with the encoder below, in the same folder."""
        second = second_encoder(self._encoder)
        if second is None or second is self._encoder:
            return None if second is None else self
        return CachedEncoder(second, self._folder, limit=self._limit)

    @cached_property
    def states(self) -> Encoder | None:
        """What gives the token states of the encoder below for less work, in the same folder."""
        states = token_encoder(self._encoder)
        if states is self._encoder:
            return None
        return CachedEncoder(states, self._folder, limit=self._limit, whole=self._encoder)

    def unload(self) -> None:
        """Give back the memory of the encoder below."""
        unload(self._encoder)

    def compose(self, sums: NDArray[np.float32], counts: NDArray[np.integer]) -> NDArray[np.float32]:
        """What the encoder below makes of the sums of runs, if it is a `RunEncoder`."""
        return cast("RunEncoder", self._encoder).compose(sums, counts)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; only texts never seen before are encoded."""
        keys = [self._key(text) for text in texts]
        by_key = dict(zip(keys, texts, strict=True))
        with self._lock:
            is_long = len(by_key) > _AT_ONCE
            encoded = self._on_disk(by_key) if is_long else self._read(by_key)
            missing = sorted(by_key.keys() - encoded.keys())
            before = len(texts) - len(missing)
            for start in range(0, len(missing), _AT_ONCE):
                part = {key: by_key[key] for key in missing[start : start + _AT_ONCE]}
                report = None if progress is None else _shifted(progress, before + start, len(texts))
                new = self._encoder.encode([*part.values()], report)
                entries: dict[bytes, Encoded] = dict(zip(part, new, strict=True))
                is_kept = self._store.write({key: _packed(entry) for key, entry in entries.items()})
                encoded |= self._on_disk(part) if is_kept and is_long else entries
            if progress is not None:
                progress(len(texts), len(texts))
        return [encoded[key] for key in keys]

    def _read(self, by_key: Mapping[bytes, str]) -> dict[bytes, Encoded]:
        encoded: dict[bytes, Encoded] = {}
        for identity in self._identities:
            keys = {self._key(text, identity): key for key, text in by_key.items() if key not in encoded}
            encoded |= {keys[key]: _unpacked(value) for key, value in self._store.read(keys).items()}
        return encoded

    def _on_disk(self, by_key: dict[bytes, str]) -> dict[bytes, Encoded]:
        """Encodings that are read whenever they are used, of those texts that are in the cache."""
        return {key: _OnDisk(self, by_key[key]) for key in self._store.holds(by_key)}

    def _entry(self, text: str) -> Encoded:
        """The encoding of one text; encoded again if it was damaged or thrown away since."""
        entries = self._read({self._key(text): text})
        return next(iter(entries.values())) if entries else self.encode([text])[0]

    def _key(self, text: str, identity: str = "") -> bytes:
        return hashlib.sha256(f"{_FORMAT}\0{identity or self._identities[0]}\0{text}".encode()).digest()


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _total: progress(before + done, total)


def _packed(entry: Encoded) -> bytes:
    """Two little-endian int32 (dimensions of the vector, n tokens), the vector (float32), the token states
    (float16) and the spans (int32), one after the other."""
    head = np.array([len(entry.vector), len(entry.tokens)], "<u4")
    spans = np.array(entry.spans, "<u4").reshape(-1, 2)
    arrays = (head, entry.vector.astype("<f4"), entry.tokens.astype("<f2"), spans)
    return b"".join(array.tobytes() for array in arrays)


def _unpacked(value: bytes) -> Encoded:
    width, count = (int(number) for number in np.frombuffer(value, "<u4", 2))
    vector = np.frombuffer(value, "<f4", width, 8)
    spans = np.frombuffer(value[len(value) - 8 * count :], "<u4")
    tokens = np.frombuffer(value[8 + 4 * width : len(value) - 8 * count], "<f2")
    return Encoded(
        vector.astype(np.float32),  # a copy: it must not hold the whole blob in memory
        tokens.reshape(count, -1 if count else width).astype(np.float16, copy=False),
        tuple(map(tuple, spans.reshape(-1, 2).tolist())),
    )


def _property(name: str) -> Any:
    """A property that is read from the cache whenever it is used."""
    return property(lambda self: getattr(self._cache.entry(self._text), name))


class _OnDisk(Encoded):
    """An encoding that stays on disk: those of a long text would be the largest thing in memory."""

    __slots__ = ("_cache", "_text")
    _cache: CachedEncoder
    _text: str

    def __init__(self, cache: CachedEncoder, text: str) -> None:
        object.__setattr__(self, "_cache", cache)
        object.__setattr__(self, "_text", text)

    vector = _property("vector")
    tokens = _property("tokens")
    spans = _property("spans")

    def __reduce__(self) -> tuple[type[Encoded], tuple[Any, ...]]:
        """Another process gets the numbers themselves."""
        return Encoded, (self.vector, self.tokens, self.spans)
