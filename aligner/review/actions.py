"""From what an editor asked for to decisions: every act is a group of decisions, taken back as one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aligner.record.decisions.decision import Decision, Scope, SeenFlag, Verb
from aligner.record.decisions.evidence import fingerprint, kind, text_hash
from aligner.record.decisions.resolved import Entry, Resolved, things
from aligner.record.decisions.take import decide, stamped, withdraw
from aligner.record.model import SIDES, Flag, Side, other
from aligner.review.offers import Offer, Step, bulk_links, offers


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What a form asks for."""

    do: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    flag: str = ""
    """Fingerprint of a flag."""
    reason: str = ""
    after: str = ""
    """The new text of an edit."""
    before: str = ""
    """Hash of the text that was to be edited, as it was shown."""
    of: str = ""
    """Id of a decision, or of a group."""
    plan: str = ""
    """Hash of what the form promised to do."""
    score: float = 1.0


class RefusedError(Exception):
    """The act does not fit the record as it stands; `key` names the words that say why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class _Group:
    """The decisions of one act, each later than the one before."""

    def __init__(self, resolved: Resolved, by: str, name: str) -> None:
        self.resolved = resolved
        self.by = by
        self.name = f"{name}-{secrets.token_hex(4)}"
        self.made: list[Decision] = []

    def clock(self) -> datetime:
        """The present, but after the last decision of this act."""
        present = datetime.now(UTC)
        if not self.made:
            return present
        return max(present, datetime.fromisoformat(self.made[-1].at) + timedelta(microseconds=1))

    def add(
        self,
        verb: Verb,
        zh: Collection[str] = (),
        en: Collection[str] = (),
        *,
        reason: str = "",
        after: str | None = None,
        flag: Flag | None = None,
        scope: Scope = "flag",
    ) -> None:
        """One more decision."""
        self.made.append(
            decide(
                self.resolved,
                verb,
                by=self.by,
                zh=zh,
                en=en,
                reason=reason,
                group=self.name,
                after=after,
                flag=flag,
                scope=scope,
                clock=self.clock,
            )
        )


def decisions_for(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    """The decisions that an act consists of; `RefusedError` where the record is not as the form had it."""
    for side in SIDES:
        for key in asked.zh if side == "zh" else asked.en:
            if key not in resolved.alignment.document(side).by_id:
                raise RefusedError("no-passage", id=key)
    return _ACTS.get(asked.do, _offered)(resolved, asked, by)


# Links


def _offered(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    matching = [offer for offer in offers(resolved, asked.zh, asked.en) if offer.do == asked.do]
    if not matching:
        raise RefusedError("not-offered")
    offer = matching[0]
    if asked.plan != offer.plan:
        raise RefusedError("other-plan")
    group = _Group(resolved, by, offer.do)
    for step in offer.steps:
        group.add(step.verb, step.zh, step.en, reason=asked.reason)
    if offer.do == "omit":
        _dismiss_absence(group, {*asked.zh, *asked.en}, asked.reason)
    return group.made


def _dismiss_absence(group: _Group, keys: set[str], reason: str) -> None:
    """What the checks say of passages that are missing no longer needs saying of these."""
    resolved = group.resolved
    evidence = resolved.evidence
    for flag in resolved.alignment.flags:
        whole = bool(flag.zh) != bool(flag.en) and not (flag.zh_span or flag.en_span)
        about = (*flag.zh, *flag.en)
        if flag.state not in ("issue", "error") or not whole or keys.isdisjoint(about):
            continue
        part = replace(
            flag, zh=tuple(k for k in flag.zh if k in keys), en=tuple(k for k in flag.en if k in keys)
        )
        atoms = [atom for key, atom in zip(about, evidence[flag.id], strict=False) if key in keys]
        group.add("dismiss", flag=part, reason=reason)
        seen = SeenFlag(replace(part, id=""), tuple(atoms), kind(part, resolved.alignment))
        group.made[-1] = stamped(resolved, replace(group.made[-1], flag=seen, over=()))


def bulk_plan(resolved: Resolved, score: float) -> Offer:
    """Accepting all of the machine's links from a score on, as one act."""
    sure, _ = bulk_links(resolved, score)
    pairs = tuple((link.zh, link.en) for link in sure)
    return Offer("bulk", tuple(Step("accept", zh, en) for zh, en in pairs), pairs)


def _bulk(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    offer = bulk_plan(resolved, asked.score)
    if not offer.steps:
        raise RefusedError("not-offered")
    if offer.plan != asked.plan:
        raise RefusedError("other-plan")
    group = _Group(resolved, by, "bulk")
    for step in offer.steps:
        group.add(step.verb, step.zh, step.en, reason=asked.reason)
    return group.made


# Flags

_FLAG_ACTS: dict[str, tuple[Verb, Scope]] = {
    "confirm": ("confirm", "flag"),
    "dismiss": ("dismiss", "flag"),
    "dismiss-kind": ("dismiss", "evidence"),
    "dismiss-check": ("dismiss", "check"),
}


def flag_named(resolved: Resolved, name: str) -> Flag | None:
    """The flag of a fingerprint."""
    if not name:
        return None
    evidence = resolved.evidence
    return next((f for f in resolved.alignment.flags if fingerprint(evidence[f.id]) == name), None)


def _on_flag(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    flag = flag_named(resolved, asked.flag)
    if flag is None:
        raise RefusedError("no-flag")
    verb, scope = _FLAG_ACTS[asked.do]
    if scope == "check" and not flag.check:
        raise RefusedError("not-offered")
    if verb == "dismiss" and not asked.reason:
        raise RefusedError("no-reason")
    if flag.state not in ("issue", "error") or (verb == "confirm" and flag.state == "error"):
        raise RefusedError("settled-already")
    group = _Group(resolved, by, asked.do)
    group.add(verb, flag=flag, reason=asked.reason, scope=scope)
    return group.made


# Texts


def _edit(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    if len(asked.zh) + len(asked.en) != 1:
        raise RefusedError("one-passage")
    side: Side = "zh" if asked.zh else "en"
    if side != other(resolved.alignment.original):
        raise RefusedError("original-stays")
    segment = resolved.alignment.segments[(asked.zh or asked.en)[0]]
    if asked.before != text_hash(segment.shown):
        raise RefusedError("other-text", id=segment.id)
    text = " ".join(asked.after.split())
    if not text:
        raise RefusedError("no-text")
    if text == segment.shown:
        raise RefusedError("same-text")
    group = _Group(resolved, by, "edit")
    group.add("edit", asked.zh, asked.en, after=text, reason=asked.reason)
    return group.made


def _comment(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    if not (asked.zh or asked.en):
        raise RefusedError("no-selection")
    if not asked.reason:
        raise RefusedError("no-comment")
    group = _Group(resolved, by, "comment")
    group.add("comment", asked.zh, asked.en, reason=asked.reason)
    return group.made


# Taking back, deciding again


def actions_taken(resolved: Resolved, by: str | None = None) -> list[tuple[str, tuple[Entry, ...]]]:
    """(group or id, decisions) of every act that is no withdrawal, oldest first; `by`: of one person.

    What the checks add to an act belongs to it.
    """
    by_name: dict[str, list[Entry]] = {}
    for entry in resolved.log:
        decision = entry.decision
        if decision.verb != "withdraw":
            by_name.setdefault(decision.group or decision.id, []).append(entry)
    result = [(name, tuple(entries)) for name, entries in by_name.items()]
    return [action for action in result if by is None or action[1][0].decision.by == by]


def to_undo(resolved: Resolved, by: str) -> tuple[str, tuple[Entry, ...]] | None:
    """The last act of a person that stands."""
    standing = [act for act in actions_taken(resolved, by) if any(e.standing != "withdrawn" for e in act[1])]
    return standing[-1] if standing else None


def to_redo(resolved: Resolved, by: str) -> tuple[str, tuple[Entry, ...]] | None:
    """(id of the withdrawal, the act it took back): the last one, unless the person went on since."""
    actions = actions_taken(resolved, by)
    taken = dict(actions)
    taken |= {e.decision.id: entries for _, entries in actions for e in entries}
    withdrawals = [
        e.decision
        for e in resolved.log
        if e.decision.verb == "withdraw"
        and e.decision.by == by
        and e.standing == "applies"
        and e.decision.of in taken
    ]
    if not withdrawals:
        return None
    last = withdrawals[-1]
    latest = [entries[0].decision.at for _, entries in actions if entries[0].standing != "withdrawn"]
    return None if any(at > last.at for at in latest) else (last.id, taken[last.of])


def _withdraw(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    """`of` names a decision, a group or, for a redo, a withdrawal."""
    entries = [e for e in resolved.log if asked.of in (e.decision.id, e.decision.group) and asked.of]
    if not entries:
        raise RefusedError("no-decision")
    if all(e.standing == "withdrawn" for e in entries):
        raise RefusedError("taken-back-already")
    return [withdraw(resolved, asked.of, by=by, reason=asked.reason)]


def renewable(resolved: Resolved, decision: Decision) -> bool:
    """Whether a decision that has gone stale, or is in conflict, can be taken again as it is."""
    segments = resolved.alignment.segments
    if not all(key in segments for key in decision.segments):
        return False
    return decision.verb in ("accept", "reject", "link", "unlink", "edit") or (
        decision.flag is not None and bool(_present(resolved, decision.flag))
    )


def _present(resolved: Resolved, seen: SeenFlag) -> list[Flag]:
    """The flags of today that say what a flag said: by its evidence, or else the same of the same passage."""
    evidence = resolved.evidence
    same = [f for f in resolved.alignment.flags if not {*evidence[f.id]}.isdisjoint(seen.evidence)]
    keys = {*seen.flag.zh, *seen.flag.en}
    return same or [
        f
        for f in resolved.alignment.flags
        if (f.check, f.type) == (seen.flag.check, seen.flag.type) and not keys.isdisjoint((*f.zh, *f.en))
    ]


def _again(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    """A decision taken once more, upon the texts of today and in the place of all that disputes it."""
    entry = next((e for e in resolved.log if e.decision.id == asked.of), None)
    if entry is None:
        raise RefusedError("no-decision")
    if entry.standing not in ("stale", "conflict"):
        raise RefusedError("settled-already")
    decision = entry.decision
    if not renewable(resolved, decision):
        raise RefusedError("no-passage", id=", ".join(decision.segments))
    group = _Group(resolved, by, asked.do)
    if decision.flag is not None:
        flag = _present(resolved, decision.flag)[0]
        group.add(decision.verb, flag=flag, reason=asked.reason or decision.reason, scope=decision.scope)
    else:
        group.add(
            decision.verb,
            decision.zh,
            decision.en,
            reason=asked.reason or decision.reason,
            after=decision.after,
        )
    disputed = _disputing(resolved, decision)
    made = group.made[-1]
    group.made[-1] = replace(
        made, over=tuple(dict.fromkeys((*made.over, *disputed))), relation=decision.relation
    )
    return group.made


def _disputing(resolved: Resolved, decision: Decision) -> Iterable[str]:
    """Ids of a decision and of all that disagree with it."""
    about = things(decision)
    entries: Sequence[Entry] = [
        e
        for e in resolved.log
        if e.standing in ("conflict", "stale") and (e.decision is decision or about & things(e.decision))
    ]
    return [e.decision.id for e in entries]


_ACTS: Mapping[str, Callable[[Resolved, ActionRequest, str], list[Decision]]] = {
    **dict.fromkeys(_FLAG_ACTS, _on_flag),
    **dict.fromkeys(("take-back", "undo", "redo"), _withdraw),
    **dict.fromkeys(("keep", "renew"), _again),
    "edit": _edit,
    "comment": _comment,
    "bulk": _bulk,
}
