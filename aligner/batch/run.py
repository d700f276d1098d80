"""Bring records up to date through an engine: plan, submit, save, report.

Nothing is held for all records at once: a record is planned when the engine has room for it, and written as
soon as it comes back. An interrupted run continues where it stopped, because what was written is up to date.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

from aligner.batch.executors import Engine
from aligner.batch.task import TRIES, Result, Task, work
from aligner.pipeline.freshness import Job, inputs_hash, up_to_date
from aligner.pipeline.freshness_notes import FreshnessNotes
from aligner.record.config import RecordConfig, load_config
from aligner.record.errors import AlignerError, ModelError
from aligner.record.files.alignment_json import ALIGNMENT_FILE, loads
from aligner.record.files.lock import record_locked
from aligner.record.files.text import read_text, write_atomic
from aligner.record.groups import FindingGroup, grouped
from aligner.record.model import Alignment
from aligner.record.profiles import PROFILES, Profile, shown_flags

# How often a record is aligned again because it was changed in the meantime. Chosen, not measured: a person
# saves once or twice in the seconds that a record takes; what writes all the time is a program, and is
# reported.
AGAIN = 3

State = Literal["current", "written", "failed"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What all records of a run share."""

    glossary: Path | None = None
    model: str | None = None
    cached: bool = True
    force: bool = False
    """Align again what is up to date."""
    notes: FreshnessNotes = field(default_factory=FreshnessNotes)
    """What is known to be up to date."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record at the end of its turn."""

    record: str
    state: State
    alignment: Alignment | None = None
    """Of a record that was written."""
    error: str = ""
    profile: Profile = PROFILES[0]
    """That of the record."""

    @property
    def findings(self) -> tuple[FindingGroup, ...]:
        """Those of a record that was written, as its profile shows them."""
        it = self.alignment
        return grouped(shown_flags(it.flags, self.profile, it.present), it.original) if it else ()


@dataclass(slots=True)
class Summary:
    """A run in figures."""

    states: Counter[State] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    """``segments``, ``links``, and findings by severity, of the records that were written."""
    failures: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    peak: int = 0
    """Most memory that a process at work has held, in MiB."""

    def add(self, outcome: Outcome) -> None:
        """Count a record."""
        self.states[outcome.state] += 1
        if outcome.error:
            self.failures.append(outcome)
        if outcome.alignment is not None:
            self.counts["segments"] += len(outcome.alignment.zh) + len(outcome.alignment.en)
            self.counts["links"] += len(outcome.alignment.links)
            self.counts.update(finding.severity for finding in outcome.findings)


def update(
    configs: Iterable[RecordConfig],
    engine: Callable[[], Engine],
    plan: Plan,
    report: Callable[[Outcome], None] = lambda outcome: None,
) -> Summary:
    """Bring records up to date; `report` is called with each as it is finished.

    The engine is only asked for when there is something to do. A record that fails is reported, the others
    go on. Raises `ModelError` where there is no model to work with, and
    `KeyboardInterrupt` when the user stops it: what was reported as written is on the disk.
    """
    begun = time.monotonic()
    summary = Summary()

    def finish(outcome: Outcome) -> None:
        summary.add(outcome)
        report(outcome)

    try:
        tasks = _tasks(configs, plan, finish)
        first = list(islice(tasks, 2))
        if first:
            first[0] = replace(first[0], last=len(first) == 1)
            _drain(chain(first, tasks), engine(), plan, finish, summary)
    finally:
        plan.notes.save()
    summary.failures.sort(key=lambda outcome: outcome.record)
    summary.seconds = time.monotonic() - begun
    return summary


def _tasks(configs: Iterable[RecordConfig], plan: Plan, finish: Callable[[Outcome], None]) -> Iterator[Task]:
    """The records that need work, as tasks; all others are finished here."""
    for config in configs:
        try:
            task = _task(config, plan)
        except AlignerError as error:
            finish(Outcome(config.id, "failed", error=str(error)))
            continue
        if task is None:
            finish(Outcome(config.id, "current"))
        else:
            yield task


def _task(config: RecordConfig, plan: Plan) -> Task | None:
    """The work that a record needs; None where it is up to date."""
    mark = plan.notes.mark(config)
    if not plan.force and plan.notes.holds(config, mark):
        return None
    text = _standing(config.folder)
    previous = loads(text, file=config.folder / ALIGNMENT_FILE) if text is not None else None
    job = Job(config, plan.glossary, plan.model, previous)
    if not plan.force and up_to_date(job):
        plan.notes.note(config, mark)
        return None
    return Task(job, _digest(text), inputs_hash(job), cached=plan.cached)


def _drain(
    tasks: Iterator[Task], engine: Engine, plan: Plan, finish: Callable[[Outcome], None], summary: Summary
) -> None:
    """Keep the engine busy until all tasks are finished."""
    back: SimpleQueue[Future[Result]] = SimpleQueue()
    running: dict[Future[Result], Task] = {}
    again: deque[Task] = deque()
    while True:
        while len(running) < engine.width:
            task = again.popleft() if again else next(tasks, None)
            if task is None:
                break
            future = engine.executor.submit(work, _placed(task) if engine.remote else task)
            running[future] = task
            future.add_done_callback(back.put)
        if not running:
            return
        try:
            future = back.get(timeout=0.5)  # so that Ctrl-C is heard on every system
        except Empty:
            continue
        task = running.pop(future)
        result = _outcome(future, task)
        summary.peak = max(summary.peak, result.peak)
        if result.hopeless and not engine.remote:
            raise ModelError(result.error)
        outcome = _conclude(task, result, plan)
        if isinstance(outcome, Task):
            again.append(outcome)
        else:
            finish(outcome)


def _conclude(task: Task, result: Result, plan: Plan) -> Outcome | Task:
    """How the work on a record ended: it is done, or to be done again because something changed meanwhile."""
    if result.error:
        return Outcome(task.record, "failed", error=result.error)
    try:
        alignment = _save(task, result.text, plan)
        if alignment is not None:
            return Outcome(task.record, "written", alignment, profile=task.job.config.profile)
        again = _task(load_config(task.job.config.path), plan)
    except AlignerError as error:
        return Outcome(task.record, "failed", error=str(error))
    if again is None:
        return Outcome(task.record, "current")
    if task.tries > 1:
        return replace(again, tries=task.tries - 1)
    what = f"{task.job.config.folder}: the record was changed {TRIES} times while it was being aligned"
    return Outcome(task.record, "failed", error=f"{what}; run the command again when nobody is changing it")


def _outcome(future: Future[Result], task: Task) -> Result:
    """The result of a task, or what the engine says about its failure."""
    try:
        return future.result()
    except AlignerError as error:
        return Result(task.record, error=f"{task.job.config.folder}: {error}")
    except Exception as error:  # engines raise what they like
        what = " ".join(str(error).split())[:300]
        return Result(
            task.record,
            error=f"{task.job.config.folder}: the scheduler lost the record ({type(error).__name__}: {what})",
        )


def _save(task: Task, text: str, plan: Plan) -> Alignment | None:
    """Write a record's alignment if it was made from what is there now; None where it was not.

    Another process may have aligned the same record, or a person may have changed its files or decided
    something: under the record's lock, which every writer of decisions holds too, both are looked at again.
    """
    folder = task.job.config.folder
    with record_locked(folder):
        if _digest(_standing(folder)) != task.base or inputs_hash(task.job) != task.inputs:
            return None
        alignment = loads(text, file=folder / ALIGNMENT_FILE)
        write_atomic(folder / ALIGNMENT_FILE, text)
        mark = plan.notes.mark(task.job.config)
        if mark and _standing(folder) == text and up_to_date(replace(task.job, previous=alignment)):
            plan.notes.note(task.job.config, mark)
    return alignment


def _standing(folder: Path) -> str | None:
    """The text of a record's alignment.json, if it has one."""
    path = folder / ALIGNMENT_FILE
    return read_text(path) if path.exists() else None


def _digest(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def _placed(task: Task) -> Task:
    """The same task for a process that runs in another folder."""
    job = task.job
    config = replace(job.config, path=job.config.path.resolve())
    glossary = job.glossary.resolve() if job.glossary is not None else None
    return replace(task, job=replace(job, config=config, glossary=glossary))
