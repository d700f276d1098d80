"""Readings by the local reader.

Whatever script the texts are in, it reads them in Simplified characters, so that both read the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.language.scripts import simplified
from aligner.language.tables import packaged
from aligner.reader.local.gguf import GgufFile
from aligner.reader.local.model import find_model, open_model
from aligner.reader.local.network import Sequences, Verdict, verdicts
from aligner.reader.local.tokens import Tokens
from aligner.reader.tasks import ReadingTask
from aligner.record.likely_words import likely_words
from aligner.record.readings import LOCAL_READER, PassageReading

CALIBRATION = "reader/local/data/calibration.json"
# Tokens that are read layer by layer at once: about 150 passages, for 60 MB of states. Each time the layers
# are made anew, which takes two seconds.
_AT_ONCE = 16_000


def is_read(task: ReadingTask) -> bool:
    """Whether the local reader can say anything of a task: it compares linked passages of summaries."""
    return bool(task.original) and task.kind == "summary"


class LocalReader:
    """The model, opened."""

    model = LOCAL_READER

    def __init__(self) -> None:
        """`ModelError` if it is not installed."""
        find_model()

    @cached_property
    def _opened(self) -> tuple[GgufFile, Tokens]:
        """Reads the file once to know it: one second."""
        model = open_model()
        tokens = Tokens(model)
        model.values.clear()
        return model, tokens

    def read(self, tasks: Sequence[ReadingTask]) -> Iterator[PassageReading]:
        """The readings of those passages of summaries that are linked, some dozens at once, in order."""
        tasks = [*filter(is_read, tasks)]
        if not tasks:
            return
        model, _ = self._opened
        texts = [self._sequences(task) for task in tasks]
        done = 0
        while done < len(tasks):
            sizes = accumulate(len(text.ids) for text in texts[done:])
            part = slice(done, done + max(sum(size <= _AT_ONCE for size in sizes), 1))
            for task, verdict in zip(tasks[part], verdicts(model, texts[part]), strict=True):
                yield self._reading(task, verdict)
            done = part.stop

    def _sequences(self, task: ReadingTask) -> Sequences:
        _, tokens = self._opened
        original, passage = simplified("\n".join(task.original)), simplified(task.report)
        return Sequences(tokens(original)[0], tokens(passage)[0])

    def _reading(self, task: ReadingTask, verdict: Verdict) -> PassageReading:
        numbers = packaged(CALIBRATION)
        misleads = 1 / (1 + exp(-(numbers["slope"] * verdict.odds + numbers["bias"])))
        doubted = misleads >= numbers["minor"]
        _, spans = self._opened[1](simplified(task.report))
        span = likely_words(task.report, spans, verdict.tokens) if doubted else None
        return PassageReading(
            passage=task.passage,
            texts=task.texts,
            model=self.model,
            verdict="major" if misleads >= numbers["major"] else "minor" if doubted else "ok",
            sure=round(misleads, 3),
            span=task.report[slice(*span)] if span else "",
            kind=_kind(numbers["kinds"], verdict.kinds) if doubted else "",
        )


def _kind(names: Sequence[str], odds: NDArray[np.float32]) -> str:
    """The kind that is likelier than all others together; *other* where none is."""
    powers: Any = np.exp(odds[: len(names)] - odds[: len(names)].max())
    likeliest = int(odds[: len(names)].argmax())
    return names[likeliest] if powers[likeliest] >= powers.sum() / 2 else "other"
