"""What the checks said of pairs, kept on disk beside the encodings: of a file that is checked again, only the
pairs that have changed are."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
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
        waiting: deque[tuple[Pair, Checked | None]] = deque()
        made: list[tuple[Pair, Checked]] = []
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

    def _unknown(self, pairs: Iterator[Pair], waiting: deque[tuple[Pair, Checked | None]]) -> Iterator[Pair]:
        """The pairs that are not known; all of them are put into `waiting`."""
        while part := list(islice(pairs, _AT_ONCE)):
            found = self._known(part)
            waiting += zip(part, found, strict=True)
            yield from (pair for pair, known in zip(part, found, strict=True) if known is None)

    def _known(self, pairs: Sequence[Pair]) -> list[Checked | None]:
        kinds = (True,) if self._scored else (False, True)
        keys = [[self._key(pair, scored=scored) for scored in kinds] for pair in pairs]
        entries = self._store.read(chain.from_iterable(keys))
        found = (next((entries[key] for key in each if key in entries), None) for each in keys)
        return [read(Checked, json.loads(entry), "pair") if entry else None for entry in found]

    def _keep(self, made: list[tuple[Pair, Checked]]) -> None:
        """Write results, and forget them here."""
        keys = [self._key(pair, scored=self._scored) for pair, _ in made]
        texts = [json.dumps(asdict(checked), ensure_ascii=False) for _, checked in made]
        if made:
            self._store.write(
                {key: text.encode("utf-8", "surrogatepass") for key, text in zip(keys, texts, strict=True)}
            )
        made.clear()

    def _key(self, pair: Pair, *, scored: bool) -> bytes:
        told = json.dumps([asdict(replace(pair, id="")), scored])  # a pair may move
        return sha256(f"pair\0{self._shared}\0{told}".encode()).digest()
