"""Checking many pairs in several processes, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path

from aligner.batch.executors import Engine
from aligner.batch.task import encoder
from aligner.language.tables import using
from aligner.pipeline.check import Checked, Pair, checked_pairs
from aligner.record.encoding import Progress
from aligner.record.glossary import Glossary

# Pairs that a process is given at a time: a few seconds of work, so that findings come steadily. Chosen, not
# measured.
_PART = 64


def checked_in_processes(
    pairs: Iterable[Pair],
    engine: Engine,
    *,
    glossary: Glossary,
    model: str | None,
    cached: bool,
    words: Path | None = None,
    scored: bool = True,
) -> Iterator[Checked]:
    """What the checks say of pairs, in the order of the pairs, part after part; `words`: the folder of the
    project's own word tables; `scored`: whether scores are wanted."""
    pairs = iter(pairs)
    waiting: deque[Future[list[Checked]]] = deque()
    while True:
        part = tuple(islice(pairs, _PART))
        if part:
            waiting.append(engine.executor.submit(check_part, part, glossary, model, cached, words, scored))
        if waiting and (not part or len(waiting) >= engine.width):
            yield from waiting.popleft().result()
        elif not part:
            return


def check_part(
    pairs: Sequence[Pair],
    glossary: Glossary,
    model: str | None,
    cached: bool,
    words: Path | None = None,
    scored: bool = True,
    progress: Progress | None = None,  # what an engine in this process passes on
) -> list[Checked]:
    """What the checks say of a few pairs, with the encoder of this process."""
    with using(words):
        return list(checked_pairs(pairs, glossary=glossary, encoder=encoder(model, cached), scored=scored))
