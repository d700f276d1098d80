"""What can differ between two versions of a record: plain data, from the detectors to the renderers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from aligner.record.decisions.resolved import Conflict, Entry, Resolved
from aligner.record.model import SURE, UNCERTAIN, Flag, Link, Segment, Side

Op = Literal["same", "gone", "new"]
Runs = tuple[tuple[Op, str], ...]
"""A text with its changes: stretches that stayed, that are gone, that are new."""

BANDS: tuple[float, ...] = (UNCERTAIN, SURE)
"""Where a link's probability matters to a reader: below the first the site calls the link uncertain, from the
last on the workbench calls it reliable. A score that crosses neither is no change."""
# A score that moves by less than this is no change, even across a band. Chosen, not measured: larger hides
# links that became uncertain, smaller lists links that merely lie near a band.
SCORE_NOISE = 0.05


@dataclass(frozen=True, slots=True)
class PairChange:
    """Links that were added, removed or changed."""

    kind: Literal["gained", "lost", "changed"]
    old: tuple[Link, ...]
    new: tuple[Link, ...]
    what: tuple[str, ...] = ()
    """Of a changed one: ``segments``, ``relation``, ``status``, ``score``."""
    by: tuple[DecisionChange, ...] = ()
    """The decisions behind it; empty where the program made the change."""


@dataclass(frozen=True, slots=True)
class FlagChange:
    """A flag that is new, gone, or judged differently."""

    kind: Literal["new", "gone", "changed"]
    old: Flag | None
    new: Flag | None
    what: tuple[str, ...] = ()
    """Of a changed one: ``severity``, ``state``, ``evidence`` (other words or other segments)."""
    by: tuple[DecisionChange, ...] = ()

    @property
    def flag(self) -> Flag:
        """The flag as it is now, or as it last was."""
        current = self.new or self.old
        assert current is not None
        return current


@dataclass(frozen=True, slots=True)
class TextChange:
    """A segment that the source added, removed, reworded or moved."""

    kind: Literal["added", "removed", "changed", "moved"]
    side: Side
    old: Segment | None
    new: Segment | None
    what: tuple[str, ...] = ()
    """Of a changed one: ``text``, ``kind``, ``speaker``."""

    @property
    def segment(self) -> Segment:
        """The segment as it is now, or as it last was."""
        current = self.new or self.old
        assert current is not None
        return current


@dataclass(frozen=True, slots=True)
class EditChange:
    """A text that people edited, edited again, or restored to what the source says."""

    kind: Literal["new", "gone", "changed"]
    side: Side
    old: Segment
    new: Segment
    by: tuple[DecisionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """A decision that was taken, that is missing from the log, or whose standing changed."""

    kind: Literal["taken", "missing", "standing"]
    old: Entry | None
    new: Entry | None

    @property
    def entry(self) -> Entry:
        """The decision as it stands now, or as it last stood."""
        current = self.new or self.old
        assert current is not None
        return current


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A conflict between decisions that is new or was settled."""

    kind: Literal["new", "gone"]
    conflict: Conflict


@dataclass(frozen=True)
class RecordDiff:
    """What differs between two versions of one record; false where nothing of substance does."""

    record: str
    kind: Literal["added", "removed", "changed"]
    old: Resolved | None
    new: Resolved | None
    pairs: tuple[PairChange, ...] = ()
    flags: tuple[FlagChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    edits: tuple[EditChange, ...] = ()
    decisions: tuple[DecisionChange, ...] = ()
    conflicts: tuple[ConflictChange, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return self.kind != "changed" or any(self.groups.values())

    @property
    def groups(self) -> Mapping[str, tuple[Kinded, ...]]:
        """The changes by what they are changes of."""
        return {
            "pairs": self.pairs,
            "flags": self.flags,
            "texts": self.texts,
            "edits": self.edits,
            "decisions": self.decisions,
            "conflicts": self.conflicts,
        }


Kinded = PairChange | FlagChange | TextChange | EditChange | DecisionChange | ConflictChange


def counts(diff: RecordDiff) -> dict[str, dict[str, int]]:
    """How many changes of each kind, by group; a kind that does not occur is left out."""
    return {name: _tally(change.kind for change in group) for name, group in diff.groups.items() if group}


def _tally(kinds: Iterable[str]) -> dict[str, int]:
    result: dict[str, int] = {}
    for kind in kinds:
        result[kind] = result.get(kind, 0) + 1
    return result
