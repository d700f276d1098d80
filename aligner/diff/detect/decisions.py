"""Decisions taken, missing or with another standing; conflicts new and settled; texts edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aligner.diff.changes import ConflictChange, DecisionChange, EditChange
from aligner.record.decisions.resolved import Conflict, Resolved
from aligner.record.model import SIDES


def decision_changes(old: Resolved, new: Resolved) -> tuple[DecisionChange, ...]:
    """By time. A decision that only the older log has is *missing*: a log is append-only."""
    before = {entry.decision.id: entry for entry in old.log}
    after = {entry.decision.id: entry for entry in new.log}
    changes = []
    for key in before.keys() | after.keys():
        if key not in before:
            changes.append(DecisionChange("taken", None, after[key]))
        elif key not in after:
            changes.append(DecisionChange("missing", before[key], None))
        elif before[key].standing != after[key].standing:
            changes.append(DecisionChange("standing", before[key], after[key]))
    return tuple(sorted(changes, key=lambda c: (c.entry.decision.at, c.entry.decision.id)))


def conflict_changes(old: Resolved, new: Resolved) -> tuple[ConflictChange, ...]:
    """New conflicts, then settled ones; a conflict is identified by the decisions in it."""
    before = {_members(conflict): conflict for conflict in old.conflicts}
    after = {_members(conflict): conflict for conflict in new.conflicts}
    return (
        *(ConflictChange("new", c) for key, c in after.items() if key not in before),
        *(ConflictChange("gone", c) for key, c in before.items() if key not in after),
    )


def _members(conflict: Conflict) -> frozenset[str]:
    return frozenset(decision.id for decision in conflict.decisions)


def edit_changes(old: Resolved, new: Resolved, decisions: Sequence[DecisionChange]) -> tuple[EditChange, ...]:
    """Segments whose edited text differs, each side in reading order."""
    changes = []
    for side in SIDES:
        for segment in new.alignment.document(side):
            before = old.alignment.document(side).by_id.get(segment.id)
            if before is None or before.edited == segment.edited:
                continue
            by = tuple(
                change
                for change in decisions
                if change.entry.decision.verb == "edit" and segment.id in change.entry.decision.segments
            )
            kind: Literal["new", "gone", "changed"] = "changed"
            if before.edited is None or segment.edited is None:
                kind = "new" if before.edited is None else "gone"
            changes.append(EditChange(kind, side, before, segment, by))
    return tuple(changes)
