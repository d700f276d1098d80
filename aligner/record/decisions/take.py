"""Taking a decision: what the person saw and what it replaces are filled in from the record on the screen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from aligner.record.decisions.cuts import fresh_names
from aligner.record.decisions.decision import (
    CUT_VERBS,
    LINK_VERBS,
    Decision,
    Proposed,
    Scope,
    SeenFlag,
    Verb,
    now,
)
from aligner.record.decisions.evidence import evidence, evidences, kind, text_hash
from aligner.record.decisions.resolved import Resolved, things
from aligner.record.model import Flag, Relation, Segment


def decide(
    resolved: Resolved,
    verb: Verb,
    *,
    by: str,
    zh: Collection[str] = (),
    en: Collection[str] = (),
    reason: str = "",
    group: str = "",
    relation: Relation | None = None,
    after: str | None = None,
    parts: Collection[str] = (),
    links: Collection[Proposed] = (),
    flag: Flag | None = None,
    scope: Scope = "flag",
    clock: Callable[[], datetime] | None = None,
) -> Decision:
    """A decision on the current record. KeyError for a segment that the record does not have.

    `zh` and `en` are put in reading order; a decision on a flag takes the flag's segments.
    """
    alignment = resolved.alignment
    if flag is not None:
        zh, en = flag.zh, flag.en
    decision = Decision(
        verb=verb,
        at=now(clock, after=resolved.last_at),
        by=by,
        reason=reason,
        zh=tuple(sorted(zh, key=lambda key: alignment.zh.position[key])),
        en=tuple(sorted(en, key=lambda key: alignment.en.position[key])),
        group=group,
        relation=relation,
        parts=tuple(parts),
        links=tuple(links),
        flag=see(resolved, flag) if flag is not None else None,
        scope=scope,
    )
    if verb == "edit":
        decision = replace(decision, before=alignment.segments[decision.segments[0]].wording, after=after)
    return stamped(resolved, decision)


def withdraw(
    resolved: Resolved, of: str, *, by: str, reason: str = "", clock: Callable[[], datetime] | None = None
) -> Decision:
    """Takes back a decision, a group of them, or a withdrawal."""
    return Decision(verb="withdraw", at=now(clock, after=resolved.last_at), by=by, reason=reason, of=of)


def see(resolved: Resolved, flag: Flag) -> SeenFlag:
    """A flag with what it rests on."""
    alignment = resolved.alignment
    rests_on = resolved.evidence.get(flag.id) or evidences(alignment).get(flag.id)
    return SeenFlag(flag, rests_on or evidence(flag, alignment), kind(flag, alignment))


def _read(verb: Verb, segment: Segment) -> str:
    """The text that a decision goes by: of links and cuts the source's, of an edit the one to be edited."""
    if verb in (*LINK_VERBS, *CUT_VERBS, "realign"):
        return segment.text
    return segment.wording if verb == "edit" else segment.shown


def stamped(resolved: Resolved, decision: Decision) -> Decision:
    """The decision with what was seen and what it replaces, where it does not say so itself."""
    segments = resolved.alignment.segments
    if decision.verb == "split" and len(decision.segments) == 1:
        taken = {*segments, *(key for entry in resolved.log for key in entry.decision.segments)}
        names = (*decision.segments, *fresh_names(decision.segments[0], len(decision.parts) - 1, taken))
        decision = replace(decision, zh=names) if decision.zh else replace(decision, en=names)
    seen = {
        key: text_hash(_read(decision.verb, segments[key])) for key in decision.segments if key in segments
    }
    if decision.flag is not None and not decision.flag.evidence:
        decision = replace(decision, flag=see(resolved, decision.flag.flag))
    about = things(decision)
    over = [
        entry.decision.id
        for entry in resolved.log
        if (entry.standing in ("applies", "conflict") and about & things(entry.decision))
        # a stale one is settled by a decision that says something of all that it spoke of
        or (entry.standing == "stale" and frozenset() < things(entry.decision) <= about)
    ]
    return replace(decision, seen=dict(decision.seen) or seen, over=decision.over or tuple(over))
