"""What the checks said of pairs, kept on disk beside the encodings: of a file that is checked again, only the
pairs that have changed are."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from aligner.encode import Store
from aligner.language.tables import tables_fingerprint
from aligner.pipeline.check import Checked, Pair
from aligner.record.encoding import Encoder
from aligner.record.files.cache_folder import LIMIT
from aligner.record.files.shape import read
from aligner.record.glossary import Glossary
from aligner.record.version import embedded_model, program_hash

# Pairs that are looked up or kept together, so that an interruption loses little. Chosen, not measured.
_AT_ONCE = 64


class KnownPairs:
    """The results for one glossary, encoder and set of word tables, by this program to the last byte."""

    def __init__(
        self,
        folder: Path,
        *,
        glossary: Glossary,
        encoder: Encoder | None,
        words: Path | None,
        limit: int = LIMIT,
        scored: bool = True,
    ) -> None:
        """`words`: the project's own word tables; `limit`: bytes that the file in `folder` may take;
        `scored`: whether scores are wanted."""
        self._store = Store(folder, limit)
        model = encoder.signature if encoder else ""
        parts = (program_hash(), tables_fingerprint(words), embedded_model(), model, repr(glossary))
        self._shared = "\0".join(parts)
        self._scored = scored

    def results(
        self, pairs: Iterable[Pair], check: Callable[[Iterable[Pair]], Iterator[Checked]]
    ) -> Generator[Checked]:
        """What the checks say of pairs, in their order; `check` is given those that are not known."""
        waiting: deque[tuple[bytes, Checked | None]] = deque()
        made: list[tuple[bytes, Checked]] = []
        try:
            for checked in check(self._unknown(iter(pairs), waiting)):
                while (known := waiting[0][1]) is not None:
                    waiting.popleft()
                    yield known
                made.append((waiting.popleft()[0], checked))
                if len(made) == _AT_ONCE:
                    self._keep(made)
                yield checked
            yield from (known for _, known in waiting if known is not None)
        finally:
            self._keep(made)

    def _unknown(self, pairs: Iterator[Pair], waiting: deque[tuple[bytes, Checked | None]]) -> Iterator[Pair]:
        """The pairs that are not known; the first keys of all of them are put into `waiting`."""
        while part := list(islice(pairs, _AT_ONCE)):
            keys = [self._keys(pair) for pair in part]
            entries = self._store.read(chain.from_iterable(keys))
            for pair, (key, *others) in zip(part, keys, strict=True):
                entry = next((entries[each] for each in (key, *others) if each in entries), None)
                waiting.append((key, read(Checked, json.loads(entry), "pair") if entry else None))
                if entry is None:
                    yield pair

    def _keep(self, made: list[tuple[bytes, Checked]]) -> None:
        """Write results, and forget them here."""
        if made:
            self._store.write(
                {
                    key: json.dumps(asdict(checked), ensure_ascii=False).encode("utf-8", "surrogatepass")
                    for key, checked in made
                }
            )
        made.clear()

    def _keys(self, pair: Pair) -> list[bytes]:
        """What the results for a pair are kept by; without scores asked for, those that have some will do."""
        fields = asdict(replace(pair, id=""))  # a pair may move
        parts = [json.dumps([fields, scored]) for scored in dict.fromkeys((self._scored, True))]
        return [sha256(f"pair\0{self._shared}\0{part}".encode()).digest() for part in parts]
