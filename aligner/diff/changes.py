"""What can differ between two versions of a record: plain data, from the detectors to the renderers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from aligner.record.decisions.resolved import Conflict, Entry, Resolved
from aligner.record.model import SURE, UNCERTAIN, Flag, Link, Segment, Side

T = TypeVar("T")
Present = TypeVar("Present")

Op = Literal["same", "gone", "new"]
Runs = tuple[tuple[Op, str], ...]
"""A text with its changes: stretches that stayed, that are gone, that are new."""

BANDS: tuple[float, ...] = (UNCERTAIN, SURE)
"""Where a link's probability matters to a reader: below the first the site calls the link uncertain, from the
last on the workbench calls it reliable. A score that crosses neither is no change."""
# A score that moves by less than this is no change, even across a band. Chosen, not measured: larger hides
# links that became uncertain, smaller lists links that merely lie near a band.
SCORE_NOISE = 0.05


@dataclass(frozen=True)
class Change(Generic[T]):
    """Something that differs: what it was in the older version, and what it is in the newer."""

    kind: str
    old: T
    new: T
    what: tuple[str, ...] = ()
    """What differs in something that both versions have."""
    by: tuple[DecisionChange, ...] = ()
    """The decisions behind it; empty where the program made the change."""

    @property
    def latest(self: Change[Present | None]) -> Present:
        """It as it is now, or as it last was."""
        current = self.new or self.old
        assert current is not None
        return current


@dataclass(frozen=True)
class SegmentChange(Change[T]):
    """A change of a segment."""

    side: Side = field(kw_only=True)


PairChange = Change[tuple[Link, ...]]
"""Links ``gained``, ``lost`` or ``changed``: in ``segments``, ``relation``, ``status`` or ``score``."""
FlagChange = Change[Flag | None]
"""A flag ``new``, ``gone`` or ``changed``: in ``severity``, ``state`` or ``evidence`` (words or segments)."""
TextChange = SegmentChange[Segment | None]
"""A segment that the source ``added``, ``removed``, ``moved`` or ``changed`` in ``text``, ``kind`` or
``speaker``."""
EditChange = SegmentChange[Segment]
"""A text that people edited (``new``), edited again (``changed``), or restored to what the source says
(``gone``)."""
DecisionChange = Change[Entry | None]
"""A decision that was ``taken``, that is ``missing`` from the log, or whose ``standing`` changed."""
ConflictChange = Change[Conflict | None]
"""A conflict between decisions that is ``new``, or was settled (``gone``)."""


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
    def groups(self) -> Mapping[str, tuple[Change[Any], ...]]:
        """The changes by what they are changes of."""
        names = ("pairs", "flags", "texts", "edits", "decisions", "conflicts")
        return {name: getattr(self, name) for name in names}


def counts(diff: RecordDiff) -> dict[str, dict[str, int]]:
    """How many changes of each kind, by group; a kind that does not occur is left out."""
    return {
        name: dict(Counter(change.kind for change in group)) for name, group in diff.groups.items() if group
    }
