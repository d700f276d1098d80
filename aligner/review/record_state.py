"""One record while the workbench is open: read when its files change, written under a lock, checked again."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from aligner.language.tables import word_files, words_folder
from aligner.record.chains import by_key
from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import evidences, fingerprint
from aligner.record.decisions.log import FILE, append, parse
from aligner.record.decisions.resolve import recut, resolve
from aligner.record.decisions.resolved import Resolved, things
from aligner.record.errors import AlignerError
from aligner.record.files.lock import record_locked
from aligner.record.files.text import read_text
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.groups import FindingGroup, grouped
from aligner.record.load import load_alignment
from aligner.record.model import SIDES, Alignment, Flag, Link, Side
from aligner.record.profiles import Profile, shown_flags
from aligner.record.status import Share, coverage
from aligner.review.progress import RecordSection, sections
from aligner.review.rechecks import outcome, state_key
from aligner.review.rows import Row, build_rows

Recheck = Callable[[RecordConfig, Alignment], tuple[Flag, ...]]
"""The flags of the current alignment."""
Due = Callable[[RecordConfig, Alignment], bool]
"""Whether the record's alignment.json was made from other inputs than there are now."""
Renew = Callable[[RecordConfig], None]
"""Writes a new alignment.json, as `aligner update` does; `AlignerError` where that fails."""
_Stamp = tuple[tuple[int, int, int], ...]
_GLOSSARY = 2
"""Place of the glossary in a stamp."""
_PAUSE = 0.3
"""Seconds from an act to the checks that it asks for: its answer goes out first, and acts that follow each
other at once are checked once."""


@dataclass(frozen=True)
class Snapshot:
    """The record at one moment. What its pages have in common, whatever their address, is found once."""

    config: RecordConfig
    resolved: Resolved
    written: tuple[Decision, ...]
    """The log in the order of its lines."""
    fresh: frozenset[str] = frozenset()
    """Ids of the flags that alignment.json does not have."""
    checking: bool = False
    """Whether the checks are running, or about to."""
    trouble: str = ""
    """Why the checks could not be run, or their outcome not be written."""
    glossary: Glossary = field(default_factory=Glossary)
    due: bool = False
    """Whether `aligner update` would make another alignment."""
    renewing: bool = False
    """Whether it is being made."""

    @property
    def seen(self) -> str:
        """What a form carries: how many decisions there were, and which was the last."""
        return f"{len(self.written)}:{self.written[-1].id}" if self.written else "0:"

    @property
    def disputed(self) -> int:
        """How many decisions are to be revisited: in conflict, or out of date."""
        return len(self.resolved.conflicts) + len(self.resolved.stale)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Fingerprints of the flags, by their ids."""
        return {f.id: fingerprint(self.resolved.evidence[f.id]) for f in self.resolved.alignment.flags}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All passages from top to bottom."""
        return build_rows(self.resolved.alignment)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each passage stands, row by row, the Chinese ones first."""
        return {key: n for n, key in enumerate(key for row in self.rows for key in row.keys)}

    @cached_property
    def links_at(self) -> Mapping[str, list[Link]]:
        """The links of each passage that has any."""
        return dict(by_key((link, (*link.zh, *link.en)) for link in self.resolved.alignment.links))

    @cached_property
    def sections(self) -> tuple[RecordSection, ...]:
        """Those of both sides in reading order."""
        return sections(self.resolved.alignment)

    @cached_property
    def links_in_order(self) -> list[Link]:
        """By the first of their passages."""
        return [*dict.fromkeys(link for key in self.place for link in self.links_at.get(key, ()))]

    @cached_property
    def findings(self) -> tuple[FindingGroup, ...]:
        """Those that the record's profile shows."""
        return self.shown(self.config.profile)

    def shown(self, profile: Profile, open_flag: Flag | None = None) -> tuple[FindingGroup, ...]:
        """The findings of a profile, and the flag that is open whether it shows it or not."""
        alignment = self.resolved.alignment
        kept = {f.id: f for f in shown_flags(alignment.flags, profile, alignment.present)}
        flags = (f if f is open_flag else kept.get(f.id) for f in alignment.flags)
        return grouped(filter(None, flags), alignment.original)

    @property
    def coverage(self) -> Mapping[Side, Share]:
        """How much of each side the other one conveys."""
        return {side: coverage(self.resolved, side) for side in SIDES}

    def since(self, seen: str) -> tuple[Decision, ...]:
        """The decisions that a form with this mark did not see; all of them if the log was rearranged."""
        count, _, last = seen.partition(":")
        number = int(count) if count.isascii() and count.isdigit() and len(count) < 9 else -1
        if number == 0 and not last:
            return self.written
        continues = 0 < number <= len(self.written) and self.written[number - 1].id == last
        return self.written[number:] if continues else self.written


class ClashError(Exception):
    """Somebody else has settled the same thing meanwhile."""

    def __init__(self, newer: Sequence[Decision], wanted: Sequence[Decision], snapshot: Snapshot) -> None:
        super().__init__("settled meanwhile")
        self.newer = tuple(newer)
        self.wanted = tuple(wanted)
        self.snapshot = snapshot


@dataclass(frozen=True, slots=True)
class _Files:
    """What the record's files said when they were last read."""

    stamp: _Stamp
    machine: Alignment
    machine_key: str
    """`state_key` of it."""
    written: tuple[Decision, ...]
    resolved: Resolved
    glossary: Glossary
    key: str
    """`state_key` of the resolved alignment."""

    @property
    def basis(self) -> tuple[str, _Stamp]:
        """What the findings of a run of the checks rest on: the current record, the project's words."""
        return self.key, self.stamp[2:]


class RecordState:
    """One record; safe to use from several threads."""

    def __init__(
        self,
        config: RecordConfig,
        *,
        recheck: Recheck | None = None,
        due: Due | None = None,
        renew: Renew | None = None,
    ) -> None:
        self.config = config
        self._recheck = recheck
        self._due = due
        self._renew = renew
        self._renewing = False
        self._mutex = threading.RLock()
        self._files: _Files | None = None
        self._checked: tuple[object, tuple[Flag, ...]] | None = None
        self._unwritten = False
        """Whether the outcome of the last run of the checks is still to be written down."""
        self._trouble: tuple[_Stamp, str] = ((), "")
        """Why the last run failed, and the files as they were when it began: other files are worth a try."""
        self._snapshot: tuple[object, Snapshot] | None = None

    def snapshot(self) -> Snapshot:
        """The record as it is now; `AlignerError` if its files cannot be read."""
        with self._mutex:
            files = self._load()
            due = self._due is not None and self._due(self.config, files.machine)
            marks = (files.stamp, self._checked, self._unwritten, self._trouble, due, self._renewing)
            if self._snapshot is None or self._snapshot[0] != marks:
                self._snapshot = (marks, self._show(files, due=due))
            return self._snapshot[1]

    def renew(self) -> None:
        """Have the record aligned again with the next `check`."""
        self._renewing = self._renew is not None

    def act(
        self, seen: str, build: Callable[[Snapshot], Sequence[Decision]]
    ) -> tuple[Snapshot, tuple[Decision, ...]]:
        """Write down what `build` decides, unless somebody settled the same things since `seen`."""
        with record_locked(self.config.folder), self._mutex:
            snapshot = self.snapshot()
            decisions = tuple(build(snapshot))
            about = {thing for decision in decisions for thing in things(decision)}
            newer = [d for d in snapshot.since(seen) if about & things(d)]
            if newer:
                raise ClashError(newer, decisions, snapshot)
            append(self.config.folder, decisions)
            self._write_outcome()
            return self.snapshot(), decisions

    def check(self) -> bool:
        """Align the record again if that is wanted. Run the checks if links or texts are no longer those of
        alignment.json, and write down the outcome.

        Slow: meant for a thread in the background. Whatever goes wrong becomes the `trouble` of the next
        snapshots, until the record's files change; nothing is raised.

        Returns:
            Whether the record changed meanwhile, so that the checks are to be run again.
        """
        stamp = self._stamp()
        try:
            return self._check()
        except Exception as error:
            with self._mutex:
                self._trouble = (stamp, str(error) or type(error).__name__)
            return False

    def _check(self) -> bool:
        if self._renewing and self._renew is not None:
            try:
                self._renew(self.config)
            finally:
                self._renewing = False
        with self._mutex:
            files = self._load()
            if not self._wanted(files):
                return False
            flags = self._flags(files)
        if flags is None:
            assert self._recheck is not None
            flags = self._recheck(self.config, files.resolved.alignment)
        with self._mutex:
            self._checked, self._unwritten = (files.basis, flags), True
        with record_locked(self.config.folder), self._mutex:
            self._write_outcome()
            return self._wanted(self._load())

    def _write_outcome(self) -> None:
        """Write down what follows from the checks, if we know what they find in the current record."""
        files = self._load()
        flags = self._flags(files)
        if flags is not None:
            decisions = outcome(files.resolved, flags)
            if decisions:
                append(self.config.folder, decisions)
        self._unwritten = False

    def _flags(self, files: _Files) -> tuple[Flag, ...] | None:
        """What the checks find in the current record; None if they have not run on it."""
        if self._checked is not None and self._checked[0] == files.basis:
            return self._checked[1]
        return files.machine.flags if files.key == files.machine_key else None

    def _wanted(self, files: _Files) -> bool:
        """Whether the checks are to be run, or what they found is to be written down."""
        if self._recheck is None or self._trouble[0] == files.stamp:
            return False
        return self._unwritten or self._flags(files) is None

    def _load(self) -> _Files:
        stamp = self._stamp()
        if self._files is None or self._files.stamp != stamp:
            before = self._files
            kept = before is not None and before.stamp[0] == stamp[0]
            if before and kept:
                machine, machine_key = before.machine, before.machine_key
            else:
                machine = load_alignment(self.config)
                machine_key = state_key(machine)
            path = self.config.folder / FILE
            written = tuple(d for _, d in parse(read_text(path), path)) if path.exists() else ()
            resolved = resolve(machine, written, as_printed=self.config.as_printed)
            same = before is not None and before.stamp[_GLOSSARY] == stamp[_GLOSSARY]
            glossary = before.glossary if before and same else self._glossary()
            key = state_key(resolved.alignment)
            self._files = _Files(stamp, machine, machine_key, written, resolved, glossary, key)
        return self._files

    def _glossary(self) -> Glossary:
        """The project's; none if it cannot be read, of which the checks complain."""
        try:
            return load_glossary(self.config.folder.parent / "glossary.yml")
        except AlignerError:
            return Glossary()

    def _stamp(self) -> _Stamp:
        """The record's own two files, then what all records of the project share."""
        seeds = self.config.folder.parent
        words = words_folder(seeds)
        own_files = (self.config.folder / name for name in ("alignment.json", FILE))
        return tuple(map(_stat, (*own_files, seeds / "glossary.yml", words, *word_files(words))))

    def _show(self, files: _Files, *, due: bool) -> Snapshot:
        resolved, fresh = files.resolved, frozenset[str]()
        if self._checked is not None and self._checked[0] == files.basis:
            texts = files.resolved.alignment  # spans of the flags count in the texts as they are shown
            machine = recut(files.machine, files.written)
            checked = replace(machine, zh=texts.zh, en=texts.en, flags=self._checked[1])
            resolved = resolve(checked, files.written, as_printed=self.config.as_printed)
            fresh = _new(files.resolved, resolved)
        return Snapshot(
            self.config,
            resolved,
            files.written,
            fresh,
            checking=self._wanted(files),
            glossary=files.glossary,
            trouble=self._trouble[1] if self._trouble[0] == files.stamp else "",
            due=due,
            renewing=self._renewing,
        )


class Checker:
    """A thread that runs the checks of records, one after the other."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[RecordState | None] = queue.SimpleQueue()
        self._waiting: set[str] = set()
        self._mutex = threading.Lock()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._run, daemon=True, name="checks").start()

    def stop(self) -> None:
        """Let the thread end after the record it is working on."""
        self._queue.put(None)

    def want(self, record: RecordState) -> None:
        """Have a record's checks run soon, once."""
        with self._mutex:
            if record.config.id in self._waiting:
                return
            self._waiting.add(record.config.id)
        self._queue.put(record)

    def _run(self) -> None:
        while (record := self._queue.get()) is not None:
            time.sleep(_PAUSE)
            with self._mutex:
                self._waiting.discard(record.config.id)
            if record.check():
                self.want(record)


def _new(before: Resolved, after: Resolved) -> frozenset[str]:
    """Ids of the flags that were not there before."""
    both = (before.evidence, evidences(before.alignment))  # in the text of then, and as it was edited
    seen = {atom for some in both for atoms in some.values() for atom in atoms}
    return frozenset(f.id for f in after.alignment.flags if seen.isdisjoint(after.evidence[f.id]))


def _stat(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced or written."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
