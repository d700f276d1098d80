"""What a reader is asked: a passage of the report, and what of the original it is to be compared with."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from aligner.reader.instructions import INSTRUCTIONS_VERSION
from aligner.record.chains import by_key
from aligner.record.model import Alignment, Document, Link, Segment, other
from aligner.record.readings import PassageReading

# Passages before and after the linked ones that are shown as context: a report often gathers from neighbours.
# Set by hand; each more adds about a third to what a reader is sent.
AROUND = 2
# What Anthropic's batch service allows, ^[a-zA-Z0-9_-]{1,64}$; OpenAI's takes more.
BATCH_ID_LENGTH = 64
_APART = ("segments", "before")
_NO_BATCH_ID = re.compile(r"[^A-Za-z0-9_-]")
_UNREAD = frozenset({"reference", "metadata", "note"})
"""Kinds of segment that no reader is asked about."""


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """One question to a reader. Its fields are those of a line of a task file."""

    id: str
    """Record, segment and hash, as in ``forum/z12/0f3a…``: an answer to texts that have changed is known."""
    report: str
    """The passage of the report, as it is shown."""
    original: tuple[str, ...] = ()
    """The passages that it is linked to, in reading order; none: nothing was found that it comes from."""
    around: tuple[str, ...] = ()
    """The passages before and after those; without any, those about what the nearest linked passages of the
    report come from: the source may be among them."""
    speaker: str = ""
    """Who says it in the original."""
    question: str = ""
    """The question that is being answered there."""
    kind: str = "summary"
    """``summary``: the report may condense and leave out; ``translation``: it may not."""
    segments: tuple[str, ...] = ()
    """Ids of the passages of `original`, then of those of `around`; no field of the file."""
    before: ReadingTask | None = None
    """The task as it was before people drew links, where it was another; no field of the file."""

    @property
    def passage(self) -> str:
        """Id of the segment."""
        return self.id.split("/")[-2]

    @property
    def texts(self) -> str:
        """The hash in the id."""
        return self.id.rpartition("/")[2]

    @property
    def batch_id(self) -> str:
        """The id in the letters that every batch service takes, the end of it where it is longer."""
        return _NO_BATCH_ID.sub("_", self.id)[-BATCH_ID_LENGTH:]

    @property
    def line(self) -> dict[str, Any]:
        """The task as a line of a task file has it."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _APART}

    @property
    def shown(self) -> dict[str, Any]:
        """The fields that a reader is shown: not the id, which tells nothing."""
        return {name: value for name, value in self.line.items() if name != "id" and value}

    def place_of(self, words: str) -> int | None:
        """Which passage of the original some words name, counted through `original` and `around`: the one
        that has them, of several the one that consists of them, or else one that is linked; None where that
        leaves none."""
        texts = (*self.original, *self.around)
        holding = [place for place, text in enumerate(texts) if words in text]
        whole = [place for place in holding if texts[place] == words]
        for places in (holding, whole):
            if len(places) == 1:
                return places[0]
        return holding[0] if holding and holding[0] < len(self.original) else None

    def is_answered_by(self, reading: PassageReading) -> bool:
        """Whether a reading is of the texts as they are now; a link that people drew to passages that it
        quotes as the source changes nothing."""
        if (self.passage, self.texts) == (reading.passage, reading.texts):
            return True
        before = self.before
        if before is None or (before.passage, before.texts) != (reading.passage, reading.texts):
            return False
        return {*self.linked} <= {*before.linked, *_sources(before, reading)}

    @property
    def linked(self) -> tuple[str, ...]:
        """Ids of the passages of `original`."""
        return self.segments[: len(self.original)]

    @property
    def size(self) -> int:
        """Characters of all texts that are shown to the reader."""
        texts = (self.report, *self.original, *self.around, self.speaker, self.question)
        return sum(map(len, texts))


@dataclass(frozen=True, slots=True)
class Unread:
    """A task that got no usable answer, and why."""

    task: ReadingTask
    why: str


class Reader(Protocol):
    """Whoever reads passages."""

    @property
    def model(self) -> str:
        """Its name, which its readings bear."""

    def read(self, tasks: Sequence[ReadingTask]) -> Iterator[PassageReading | Unread]:
        """What it says of each task that it can say anything of, in any order."""


def reading_tasks(alignment: Alignment, kind: str = "") -> tuple[ReadingTask, ...]:
    """The tasks for all passages of the report, in reading order; `kind` as in the task, by default what the
    alignment was matched as."""
    report_side = other(alignment.original)
    kind = kind or ("summary" if alignment.summary else "translation")
    links = by_key((link, link.side(report_side)) for link in alignment.links if link.status != "rejected")
    report = [s for s in alignment.side(report_side) if s.kind not in _UNREAD and s.shown.strip()]
    now, before = (
        [_linked(alignment, [x for x in links[s.id] if x.status not in left_out]) for s in report]
        for left_out in ((), ("manual",))
    )
    tasks = _tasks(alignment, report, now, kind)
    if now == before:
        return tuple(tasks)
    pairs = zip(tasks, _tasks(alignment, report, before, kind), strict=True)
    return tuple(task if task == old else replace(task, before=old) for task, old in pairs)


def pending_tasks(tasks: Sequence[ReadingTask], readings: Iterable[PassageReading]) -> list[ReadingTask]:
    """Those to which the readings are no answers, as the texts are now."""
    known = by_key((r, (r.passage,)) for r in readings)
    return [task for task in tasks if not any(map(task.is_answered_by, known[task.passage]))]


def current_readings(
    tasks: Sequence[ReadingTask], readings: Sequence[PassageReading]
) -> Mapping[str, PassageReading]:
    """For each passage the last reading of the texts as they are now, by segment id."""
    return {r.passage: r for r in standing_readings(tasks, readings)}


def standing_readings(
    tasks: Iterable[ReadingTask], readings: Iterable[PassageReading]
) -> list[PassageReading]:
    """The readings of the texts as they are now, in their order."""
    now = {task.passage: task for task in tasks}
    return [r for r in readings if r.passage in now and now[r.passage].is_answered_by(r)]


def proposed_sources(
    tasks: Iterable[ReadingTask], readings: Mapping[str, PassageReading]
) -> Mapping[str, tuple[str, ...]]:
    """For each passage whose source a reader found in passages that it is not linked to: the ids of these, in
    reading order."""
    proposals = ((t.passage, _sources(t, readings[t.passage])) for t in tasks if t.passage in readings)
    return {passage: sources for passage, sources in proposals if sources}


def _sources(task: ReadingTask, reading: PassageReading) -> tuple[str, ...]:
    places = {place for words in reading.source if (place := task.place_of(words)) is not None}
    return tuple(task.segments[place] for place in sorted(places) if place >= len(task.original))


def _tasks(
    alignment: Alignment, report: Sequence[Segment], linked: Sequence[Sequence[Segment]], kind: str
) -> list[ReadingTask]:
    return [
        _task(alignment, segment, originals, _near(linked, place), kind)
        for place, (segment, originals) in enumerate(zip(report, linked, strict=True))
    ]


def _linked(alignment: Alignment, links: Iterable[Link]) -> list[Segment]:
    """The passages of the original in a passage's links, in reading order."""
    original = alignment.side(alignment.original)
    ids = {key for link in links for key in link.side(alignment.original)}
    return [original.by_id[key] for key in sorted(ids, key=original.position.__getitem__)]


def _near(linked: Sequence[Sequence[Segment]], place: int) -> list[Segment]:
    """The passages of the original between which the source of a passage should stand: the last one of the
    nearest linked passage before it and the first one of the nearest behind."""
    before = next((originals[-1:] for originals in reversed(linked[:place]) if originals), [])
    behind = next((originals[:1] for originals in linked[place + 1 :] if originals), [])
    return [*before, *behind]


def _task(
    alignment: Alignment, segment: Segment, originals: Sequence[Segment], near: Sequence[Segment], kind: str
) -> ReadingTask:
    document = alignment.side(alignment.original)
    first = originals[0] if originals else None
    around = [*_around(document, originals, near)]
    draft = ReadingTask(
        id="",
        report=segment.shown,
        original=tuple(s.shown for s in originals),
        around=tuple(s.shown for s in around),
        speaker=(first.speaker or "") if first else "",
        question=_question(document, first) if first else "",
        kind=kind,
        segments=tuple(s.id for s in (*originals, *around)),
    )
    texts = json.dumps([INSTRUCTIONS_VERSION, draft.line], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return replace(draft, id=f"{alignment.record}/{segment.id}/{digest}")


def _around(document: Document, originals: Sequence[Segment], near: Sequence[Segment]) -> Iterator[Segment]:
    chosen = {document.position[s.id] for s in originals}
    centres = chosen or {document.position[s.id] for s in near}
    places = {place + step for place in centres for step in range(-AROUND, AROUND + 1)} - chosen
    for place in sorted(places & {*range(len(document))}):
        if document.segments[place].kind not in _UNREAD:
            yield document.segments[place]


def _question(document: Document, first: Segment) -> str:
    """The question of the exchange that a passage belongs to; empty for the question itself."""
    if first.turn is None or first.kind == "question":
        return ""
    asked = (s.shown for s in document if s.turn == first.turn and s.kind == "question")
    return " ".join(asked)
