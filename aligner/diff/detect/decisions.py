"""Decisions taken, missing or with another standing; conflicts new and settled; texts edited."""

from __future__ import annotations

from collections.abc import Sequence

from aligner.diff.changes import ConflictChange, DecisionChange, EditChange
from aligner.record.decisions.resolved import Conflict, Resolved
from aligner.record.model import SIDES


def decision_changes(old: Resolved, new: Resolved) -> tuple[DecisionChange, ...]:
    """By time. A decision that only the older log has is *missing*: a log is append-only."""
    before = {entry.decision.id: entry for entry in old.log}
    after = {entry.decision.id: entry for entry in new.log}
    changes = []
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            changes.append(DecisionChange("taken" if was is None else "missing", was, now))
        elif was.standing != now.standing:
            changes.append(DecisionChange("standing", was, now))
    return tuple(sorted(changes, key=lambda c: (c.latest.decision.at, c.latest.decision.id)))


def conflict_changes(old: Resolved, new: Resolved) -> tuple[ConflictChange, ...]:
    """New conflicts, then settled ones; a conflict is identified by the decisions in it."""
    before = {_members(conflict): conflict for conflict in old.conflicts}
    after = {_members(conflict): conflict for conflict in new.conflicts}
    return (
        *(ConflictChange("new", None, c) for key, c in after.items() if key not in before),
        *(ConflictChange("gone", c, None) for key, c in before.items() if key not in after),
    )


def _members(conflict: Conflict) -> frozenset[str]:
    return frozenset(decision.id for decision in conflict.decisions)


def edit_changes(old: Resolved, new: Resolved, decisions: Sequence[DecisionChange]) -> tuple[EditChange, ...]:
    """Segments whose edited text differs, each side in reading order."""
    edits = [change for change in decisions if change.latest.decision.verb == "edit"]
    changes = []
    for side in SIDES:
        for segment in new.alignment.side(side):
            before = old.alignment.side(side).by_id.get(segment.id)
            was, now = ((s.wording if s.is_reworded else None) if s else None for s in (before, segment))
            if before is None or was == now:
                continue
            kind = "new" if was is None else "gone" if now is None else "changed"
            by = tuple(change for change in edits if segment.id in change.latest.decision.segments)
            changes.append(EditChange(kind, before, segment, by=by, side=side))
    return tuple(changes)
