"""What a new run of the checks settles: flags that are gone, and flags that came back."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from aligner.record.decisions.decision import CHECKS, CUT_VERBS, LINK_VERBS, Decision
from aligner.record.decisions.evidence import evidences
from aligner.record.decisions.recheck import is_rechecked
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide, withdraw
from aligner.record.model import Alignment, Flag
from aligner.review.actions import actions_taken

_BINDING = (*LINK_VERBS, *CUT_VERBS, "realign", "edit")
"""Decisions that change what the checks look at."""


def state_key(alignment: Alignment) -> str:
    """Changes when something changes that the checks look at: links and texts as they stand."""
    digest = hashlib.sha256(alignment.signature.encode())
    for link in alignment.links:
        digest.update(f"|{','.join(link.zh)}:{','.join(link.en)}".encode())
    for segment in (*alignment.zh, *alignment.en):
        digest.update(f"|{segment.shown}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def outcome(resolved: Resolved, flags: tuple[Flag, ...]) -> list[Decision]:
    """What is to be written down after a run of the checks that found `flags`.

    `resolved` is the record with the flags of its alignment.json. One of a passage that people have worked
    on, which the checks no longer find, is resolved, as part of the action that settled it; a resolved one
    that they find again is open again.
    """
    run = evidences(replace(resolved.alignment, flags=flags))
    atoms_found = {atom for atoms in run.values() for atom in atoms}
    worked_on = _worked_on(resolved)
    as_edited = evidences(resolved.alignment)
    group = _last_act(resolved)
    decisions: list[Decision] = []
    for flag in resolved.alignment.flags:
        if flag.state not in ("issue", "error") or not is_rechecked(flag):
            continue
        atoms = {*resolved.evidence[flag.id], *as_edited[flag.id]}  # in the text of then, and as it reads now
        if worked_on.isdisjoint((*flag.zh, *flag.en)) or not atoms_found.isdisjoint(atoms):
            continue
        decision = decide(resolved, "resolve", by=CHECKS, flag=flag, group=group)
        decisions.append(replace(decision, over=(*decision.over, *_lapsed(resolved, flag))))
    for entry in resolved.log:
        decision = entry.decision
        ours = decision.verb == "resolve" and decision.by == CHECKS and entry.standing == "applies"
        if ours and not atoms_found.isdisjoint(decision.evidence):
            decisions.append(withdraw(resolved, decision.id, by=CHECKS))
    return decisions


def _worked_on(resolved: Resolved) -> set[str]:
    """The passages of standing decisions on links and texts, and those of links that they did away with."""
    return {
        key
        for entry in resolved.log
        if entry.decision.verb in _BINDING and entry.standing in ("applies", "replaced")
        for key in entry.decision.segments
    }


def _last_act(resolved: Resolved) -> str:
    """The last act on links or texts that stands."""
    for name, entries in reversed(actions_taken(resolved)):
        if any(e.standing == "applies" and e.decision.verb in _BINDING for e in entries):
            return name
    return ""


def _lapsed(resolved: Resolved, flag: Flag) -> list[str]:
    """Decisions on a flag that have gone stale because its text was edited."""
    return [
        entry.decision.id
        for entry in resolved.log
        if entry.standing == "stale"
        and entry.decision.flag is not None
        and entry.decision.flag.flag.check == flag.check
        and (entry.decision.flag.flag.zh, entry.decision.flag.flag.en) == (flag.zh, flag.en)
    ]
