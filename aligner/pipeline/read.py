"""A record read passage by passage: what is still to be read, and keeping what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from aligner.pipeline.check import Pair
from aligner.reader.tasks import (
    Reader,
    ReadingTask,
    Unread,
    pending_tasks,
    reading_tasks,
    standing_readings,
)
from aligner.record.config import RecordConfig
from aligner.record.encoding import Progress
from aligner.record.files.lock import record_locked
from aligner.record.load import load_record
from aligner.record.model import other
from aligner.record.readings import LOCAL_READER, PassageReading, load_readings, save_readings

# Readings between two writes of the file: so much work at most is lost when the process is killed; Ctrl-C
# loses nothing.
_KEPT_AT_ONCE = 16


@dataclass(slots=True)
class ReadRecord:
    """What came of reading a record."""

    read: int = 0
    known: int = 0
    """Passages that had been read before."""
    failed: list[Unread] = field(default_factory=list)


def record_tasks(config: RecordConfig) -> tuple[ReadingTask, ...]:
    """The tasks of a record as it stands, with people's decisions; `InputError` if it was never aligned."""
    return reading_tasks(load_record(config).alignment)


def unread_passages(config: RecordConfig) -> tuple[int, int]:
    """How many passages no reading is about as the texts are now, and of how many; none of none where nobody
    has read the record. What the local reader says does not count: it reads again by itself."""
    readings = [reading for reading in load_readings(config.folder) if not reading.is_local]
    tasks = record_tasks(config) if readings else ()
    return len(pending_tasks(tasks, readings)), len(tasks)


def open_tasks(config: RecordConfig, model: str) -> list[ReadingTask]:
    """The tasks that a reader has not answered; without a name, those that nobody but the local one has."""
    return pending_tasks(record_tasks(config), _counting(load_readings(config.folder), model))


def _counting(readings: Iterable[PassageReading], model: str) -> list[PassageReading]:
    """The readings that leave nothing to do for a reader: its own; for the local one, and for one without a
    name, those of every second reader."""
    anybody = model in ("", LOCAL_READER)
    return [r for r in readings if r.model == model or (anybody and not r.is_local)]


def keep_readings(
    config: RecordConfig, tasks: Iterable[ReadingTask], readings: Iterable[PassageReading]
) -> None:
    """Add readings to a record's file. Those of texts that have changed since are dropped from it, and those
    of a local reader that had learned something else."""
    tasks = tuple(tasks)
    order = {task.passage: place for place, task in enumerate(tasks)}
    with record_locked(config.folder):
        own = (r for r in load_readings(config.folder) if r.model == LOCAL_READER or not r.is_local)
        all_readings = (*own, *readings)
        save_readings(config.folder, standing_readings(tasks, all_readings), order)


def read_pairs_by(
    reader: Reader, pairs: Sequence[Pair], progress: Progress | None = None
) -> tuple[list[Pair], list[Unread]]:
    """Pairs with what a model says of each, and those of which it said nothing usable. Nothing is kept."""
    tasks = [_pair_task(number, pair) for number, pair in enumerate(pairs)]
    read, failed = list(pairs), []
    answers = reader.read([task for task in tasks if task.report.strip() and task.original])
    for done, answer in enumerate(answers, 1):
        if isinstance(answer, Unread):
            failed.append(answer)
        else:
            number = int(answer.passage)
            read[number] = replace(pairs[number], reading=answer)
        if progress is not None:
            progress(done, len(tasks))
    return read, failed


def _pair_task(number: int, pair: Pair) -> ReadingTask:
    texts = {"zh": pair.zh, "en": pair.en}
    source = texts[pair.original]
    return ReadingTask(
        id=f"pairs/{number}/0",
        report=texts[other(pair.original)],
        original=(source,) if source.strip() else (),
        kind=pair.kind,
    )


def read_record(config: RecordConfig, reader: Reader, progress: Progress | None = None) -> ReadRecord:
    """Have a reader read the passages of a record that it has not read yet, and keep what it says.

    The local reader is asked only about what nobody else has read. Whatever ends the run early, the readings
    that came in are kept, and the next run goes on from there.
    """
    tasks = record_tasks(config)
    unanswered = open_tasks(config, reader.model)
    result = ReadRecord(known=len(tasks) - len(unanswered))
    unsaved: list[PassageReading] = []
    try:
        for answer in reader.read(unanswered):
            if isinstance(answer, Unread):
                result.failed.append(answer)
            else:
                unsaved.append(answer)
                result.read += 1
            if len(unsaved) == _KEPT_AT_ONCE:
                keep_readings(config, tasks, unsaved)
                unsaved.clear()
            if progress is not None:
                progress(result.read + len(result.failed), len(unanswered))
    finally:
        if unsaved:
            keep_readings(config, tasks, unsaved)
    return result
