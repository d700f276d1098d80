"""The alignment diff: what changed for a reader or an editor between two versions of some records.

Resolved records are compared: the program's proposal with people's decisions applied. What matters to nobody
is left out: signatures, ids of links and flags, their order, scores that move within noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aligner.diff.changes import RecordDiff
from aligner.diff.detect.decisions import conflict_changes, decision_changes, edit_changes
from aligner.diff.detect.flags import flag_changes
from aligner.diff.detect.links import pair_changes
from aligner.diff.detect.segments import renumbered, text_changes
from aligner.record.decisions.resolved import Resolved


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs between two sets of records."""

    a: str
    """What the first side was called, such as ``HEAD (1a2b3c4)``."""
    b: str
    records: tuple[RecordDiff, ...]
    """Those that differ, by id."""


def compare_records(record: str, old: Resolved | None, new: Resolved | None) -> RecordDiff:
    """What differs between two versions of a record; a version is None where it does not have the record."""
    if old is None or new is None:
        return RecordDiff(record, "added" if old is None else "removed", old, new)
    old = renumbered(old, new)
    decisions = decision_changes(old, new)
    return RecordDiff(
        record,
        "changed",
        old,
        new,
        pairs=pair_changes(old.alignment, new.alignment, decisions),
        flags=flag_changes(old, new, decisions),
        texts=text_changes(old.alignment, new.alignment),
        edits=edit_changes(old, new, decisions),
        decisions=decisions,
        conflicts=conflict_changes(old, new),
    )


def compare_all(a: str, old: Mapping[str, Resolved], b: str, new: Mapping[str, Resolved]) -> Diff:
    """The records of two versions by their ids; `a` and `b` name the versions."""
    diffs = (compare_records(key, old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()))
    return Diff(a, b, tuple(diff for diff in diffs if diff))
