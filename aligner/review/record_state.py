"""A record on the desk: read when its files change, written under a lock, checked in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.language.tables import words_folder
from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import evidences
from aligner.record.decisions.log import FILE, append, parse
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved, things
from aligner.record.files.lock import record_locked
from aligner.record.files.text import read_text
from aligner.record.load import load_alignment
from aligner.record.model import Alignment, Flag
from aligner.review.rechecks import outcome, state_key, with_flags

__all__ = ["ClashError", "Desk", "Due", "Recheck", "Sight"]

Recheck = Callable[[RecordConfig, Alignment], tuple[Flag, ...]]
"""The flags of an alignment as it stands."""
Due = Callable[[RecordConfig, Alignment], bool]
"""Whether the record's alignment.json was made from other inputs than there are now."""
_Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """The record at one moment."""

    config: RecordConfig
    resolved: Resolved
    written: tuple[Decision, ...]
    """The log in the order of its lines."""
    fresh: frozenset[str] = frozenset()
    """Ids of the flags that alignment.json does not have."""
    checking: bool = False
    """Whether the checks are running, or about to."""
    trouble: str = ""
    """Why they could not be run."""
    due: bool = False
    """Whether `aligner update` would make another alignment."""

    @property
    def seen(self) -> str:
        """What a form carries: how many decisions there were, and which was the last."""
        return f"{len(self.written)}:{self.written[-1].id}" if self.written else "0:"

    def since(self, seen: str) -> tuple[Decision, ...]:
        """The decisions that a form with this mark did not see; all of them where the log was rearranged."""
        count, _, last = seen.partition(":")
        number = int(count) if count.isascii() and count.isdigit() and len(count) < 9 else -1
        if number == 0 and not last:
            return self.written
        known = 0 < number <= len(self.written) and self.written[number - 1].id == last
        return self.written[number:] if known else self.written


class ClashError(Exception):
    """Somebody settled the same thing meanwhile."""

    def __init__(self, newer: Sequence[Decision], wanted: Sequence[Decision], sight: Sight) -> None:
        super().__init__("settled meanwhile")
        self.newer = tuple(newer)
        self.wanted = tuple(wanted)
        self.sight = sight


class Desk:
    """One record; safe to use from several threads."""

    def __init__(
        self, config: RecordConfig, *, recheck: Recheck | None = None, due: Due | None = None
    ) -> None:
        self.config = config
        self._recheck = recheck
        self._due = due
        self._mutex = threading.RLock()
        self._read: tuple[_Stamp, Alignment, tuple[Decision, ...], Resolved] | None = None
        self._checked: tuple[str, tuple[Flag, ...]] | None = None
        self._sight: tuple[object, Sight] | None = None
        self._trouble: tuple[str, str] = ("", "")
        self._words: _Stamp = ()

    def look(self) -> Sight:
        """The record as it is now; `AlignerError` where its files cannot be read."""
        with self._mutex:
            stamp, machine, written, resolved = self._load()
            key = state_key(resolved.alignment)
            checked = self._checked if self._checked and self._checked[0] == key else None
            marks = (stamp, checked, self._trouble)
            if self._sight is None or self._sight[0] != marks:
                self._sight = (marks, self._seen(machine, written, resolved, key))
            return self._sight[1]

    def act(
        self, seen: str, build: Callable[[Sight], Sequence[Decision]]
    ) -> tuple[Sight, tuple[Decision, ...]]:
        """Write down what `build` decides, unless somebody settled the same things since `seen`."""
        with record_locked(self.config.folder), self._mutex:
            sight = self.look()
            decisions = tuple(build(sight))
            about = {thing for decision in decisions for thing in things(decision)}
            newer = [d for d in sight.since(seen) if about & things(d)]
            if newer:
                raise ClashError(newer, decisions, sight)
            append(self.config.folder, decisions)
            self._follow()
            return self.look(), decisions

    def check(self) -> bool:
        """Run the checks if links or texts are no longer those of alignment.json; False if nothing was to do.

        Slow: meant for a thread in the background. What came of it is written down, unless people went on
        meanwhile; then it is to be run again.
        """
        with self._mutex:
            _, _, _, resolved = self._load()
            key = state_key(resolved.alignment)
            if self._recheck is None or not self._wanted(key):
                return False
        try:
            flags = self._recheck(self.config, resolved.alignment)
        except Exception as error:
            with self._mutex:
                self._trouble = (key, str(error) or type(error).__name__)
            return False
        with record_locked(self.config.folder), self._mutex:
            self._checked = (key, flags)
            self._follow()
            return True

    def _follow(self) -> None:
        """Write down what follows from the checks, where we know what they say of the record as it stands."""
        _, machine, _, resolved = self._load()
        key = state_key(resolved.alignment)
        if self._checked is not None and self._checked[0] == key:
            decisions = outcome(resolved, self._checked[1])
        elif key == state_key(machine):
            decisions = outcome(resolved, machine.flags)
        else:
            return
        if decisions:
            append(self.config.folder, decisions)

    def _load(self) -> tuple[_Stamp, Alignment, tuple[Decision, ...], Resolved]:
        words = _words_stamp(self.config.folder.parent)
        if words != self._words:  # what the checks say of the same texts may be something else now
            self._words, self._checked, self._trouble = words, None, ("", "")
        stamp = (*(_stamp(self.config.folder / name) for name in ("alignment.json", FILE)), *words)
        if self._read is None or self._read[0] != stamp:
            machine = load_alignment(self.config)
            path = self.config.folder / FILE
            written = tuple(d for _, d in parse(read_text(path), path)) if path.exists() else ()
            self._read = (stamp, machine, written, resolve(machine, written))
        return self._read

    def _wanted(self, key: str) -> bool:
        assert self._read is not None
        machine = self._read[1]
        done = self._checked is not None and self._checked[0] == key
        return not done and key != state_key(machine) and self._trouble[0] != key

    def _seen(self, machine: Alignment, written: tuple[Decision, ...], resolved: Resolved, key: str) -> Sight:
        sight = Sight(
            self.config,
            resolved,
            written,
            checking=self._recheck is not None and self._wanted(key),
            trouble=self._trouble[1] if self._trouble[0] == key else "",
            due=self._due is not None and self._due(self.config, machine),
        )
        if self._checked is None or self._checked[0] != key:
            return sight
        fresh = with_flags(machine, resolved, self._checked[1], written)
        return replace(sight, resolved=fresh, fresh=_new(resolved, fresh))


def _new(before: Resolved, after: Resolved) -> frozenset[str]:
    """Ids of the flags that were not there before."""
    both = (before.evidence, evidences(before.alignment))  # in the text of then, and as it was mended
    known = {atom for some in both for atoms in some.values() for atom in atoms}
    return frozenset(f.id for f in after.alignment.flags if known.isdisjoint(after.evidence[f.id]))


def _words_stamp(seeds: Path) -> _Stamp:
    """Changes with the glossary and the project's word tables."""
    folder = words_folder(seeds)
    paths = (seeds / "glossary.yml", folder, *sorted(folder.glob("*.y*ml")))
    return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced or written."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
