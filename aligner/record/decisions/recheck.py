"""After texts or links were changed: which flags are resolved, which remain, which are new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from aligner.record.config import RETIRED_CHECKS
from aligner.record.decisions.decision import CHECKS, Decision
from aligner.record.decisions.evidence import evidences
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide
from aligner.record.model import OPEN, Alignment, Flag


def is_rechecked(flag: Flag) -> bool:
    """Whether a run of the checks can tell that a flag is gone: not one that a person raised, nor one of a
    check that is no more."""
    return bool(flag.check) and flag.check not in RETIRED_CHECKS


@dataclass(frozen=True, slots=True)
class FlagChange:
    """The open flags of some passages before and after a change."""

    gone: tuple[Flag, ...]
    remain: tuple[Flag, ...]
    new: tuple[Flag, ...]


def compare_flags(
    before: Resolved, now: Alignment, fresh: Iterable[Flag], touched: Iterable[str]
) -> FlagChange:
    """What became of the flags of the touched segments, which are known by their evidence.

    Args:
        before: the record before the change, with the states of its flags.
        now: the record after the change.
        fresh: what the checks find in it.
        touched: ids of the segments whose text or links were changed.

    A flag that pointed to words which are gone, or that no check finds any more, is gone.
    """
    about = frozenset(touched)
    fresh = tuple(fresh)
    old = {**evidences(before.alignment), **before.evidence}
    new = evidences(replace(now, flags=fresh))
    before_atoms = {atom for atoms in old.values() for atom in atoms}
    now_atoms = {atom for atoms in new.values() for atom in atoms}
    was_open = [
        flag
        for flag in before.alignment.flags
        if flag.state in OPEN and is_rechecked(flag) and about.intersection((*flag.zh, *flag.en))
    ]
    return FlagChange(
        gone=tuple(flag for flag in was_open if now_atoms.isdisjoint(old[flag.id])),
        remain=tuple(flag for flag in was_open if not now_atoms.isdisjoint(old[flag.id])),
        new=tuple(flag for flag in fresh if before_atoms.isdisjoint(new[flag.id])),
    )


def resolutions(
    before: Resolved, now: Resolved, gone: Iterable[Flag], *, reason: str, group: str = ""
) -> list[Decision]:
    """A `resolve` decision for each flag that a change resolved, by the checks that miss it now.

    What is recorded is the flag as it was before the change, but for spans in texts that have changed since:
    they would point to other words. It holds as long as the texts stay as they are `now`.
    """
    result = []
    for flag in gone:
        taken = decide(before, "resolve", by=CHECKS, reason=reason, group=group, flag=flag)
        seen = decide(now, "comment", by=CHECKS, zh=flag.zh, en=flag.en).seen
        assert taken.flag is not None
        kept = replace(
            flag,
            zh_span=flag.zh_span if _same(before, now, flag.zh) else None,
            en_span=flag.en_span if _same(before, now, flag.en) else None,
        )
        at = max(now.last_at, taken.at)  # after the change that led to it
        result.append(replace(taken, at=at, seen=seen, flag=replace(taken.flag, flag=kept)))
    return result


def _same(before: Resolved, now: Resolved, segments: tuple[str, ...]) -> bool:
    return all(before.alignment.segments[key].shown == now.alignment.segments[key].shown for key in segments)
