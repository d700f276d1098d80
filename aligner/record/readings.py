"""readings.jsonl: what a reader said of the passages of a report, one passage a line.

A reader is a language model, or a person, that compared a passage with the passages it is linked to. A line
counts for as long as those texts and the instructions are the same; nothing is read twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from aligner.record.errors import InputError
from aligner.record.files.shape import MisfitError, read
from aligner.record.files.text import read_text, write_atomic

Verdict = Literal["ok", "minor", "major", "no_source"]
FILE = "readings.jsonl"
LOCAL_READER = "aligner-0.5b/1"
"""The name of the local reader (`aligner.reader.local`), with the number of what it has learned."""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What a reader said of one passage of the report."""

    passage: str
    """Id of the segment."""
    texts: str
    """Hash of the instructions and of all texts that were shown to the reader."""
    model: str
    """Name of the model, or of the person."""
    verdict: Verdict
    """``no_source``: nothing in the original says this."""
    sure: float
    """How sure the reader is, 0 to 1."""
    span: str = ""
    """The words of the passage that do it, as they stand there; empty where none are named."""
    kind: str = ""
    """What changed: a name of the table ``reading_kinds``; empty where nothing did."""
    why: str = ""
    """The reader's reason, in its own words."""
    source: tuple[str, ...] = ()
    """Words of passages of the original that this one conveys without being linked to them, as they stand
    there; of each such passage once."""

    @property
    def is_local(self) -> bool:
        """Whether the local reader said it, whatever it had learned then: `sure` is the probability that the
        passage misleads, whatever the verdict."""
        return self.model.startswith(LOCAL_READER.partition("/")[0] + "/")


def load_readings(folder: Path) -> tuple[PassageReading, ...]:
    """The readings of a record's folder in the order of the file; `InputError` names the line of what does
    not fit. None where there is no file."""
    path = folder / FILE
    return tuple(_readings(path)) if path.exists() else ()


def _readings(path: Path) -> Iterator[PassageReading]:
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield read(PassageReading, json.loads(line), "the line")
        except (ValueError, MisfitError) as error:
            why = str(error) if isinstance(error, MisfitError) else "this is not JSON"
            mend = "mend the line, or delete it and read the passage again"
            raise InputError(why, file=path, line=number, mend=mend) from None


def save_readings(folder: Path, readings: Iterable[PassageReading], order: Mapping[str, int]) -> None:
    """Write the file anew: one line for each passage, text and model, the latest of several, in the order of
    the passages (`order`: place by id); of a passage as they came, so that the last one is the latest."""
    latest: dict[tuple[str, str, str], PassageReading] = {}
    for reading in readings:
        key = reading.passage, reading.texts, reading.model
        latest.pop(key, None)
        latest[key] = reading
    rows = sorted(latest.values(), key=lambda r: order.get(r.passage, len(order)))
    write_atomic(folder / FILE, "".join(map(reading_line, rows)))


def reading_line(reading: PassageReading) -> str:
    """A reading as a line of the file; empty values are left out."""
    values = {name: value for name, value in asdict(reading).items() if value not in ("", ())}
    return json.dumps(values, ensure_ascii=False) + "\n"
