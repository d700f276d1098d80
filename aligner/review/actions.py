"""From what an editor asked for to decisions: every act is a group of decisions, taken back as one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aligner.checks import CHECKS
from aligner.record.chains import by_key
from aligner.record.decisions.cuts import fits
from aligner.record.decisions.decision import CUT_VERBS, Decision, Proposed, Scope, SeenFlag, Verb, now
from aligner.record.decisions.evidence import fingerprint, kind, text_hash
from aligner.record.decisions.links import realigned
from aligner.record.decisions.resolved import Entry, Resolved, Thing, things
from aligner.record.decisions.take import decide, stamped, withdraw
from aligner.record.model import OPEN, SEVERITIES, SIDES, Flag, Link, Message, Severity, Side, Span, other
from aligner.review.cutting import joinable, parts_at, parts_to_join, with_links
from aligner.review.offers import Offer, Pair, bulk_links, offers

_LEAST_REASON = 2
"""Characters of a reason for dismissing, which is published: one is a key that slipped, two may be 误报."""


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What a form asks for."""

    do: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Fingerprints of the flags of a finding."""
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
    kind: str = ""
    """ITS type of a finding that is raised or rated; empty: as it is."""
    severity: str = ""
    words: Mapping[Side, str] = field(default_factory=dict)
    """The words in question of a finding that is raised, by side."""
    links: tuple[Proposed, ...] | None = None
    """What the program proposes for a stretch that is aligned anew (`aligned_anew`)."""


Realign = Callable[[Resolved, Sequence[str], Sequence[str]], tuple[Link, ...]]
"""The links that the program proposes for a stretch by itself: Chinese ids, English ids."""


class RefusedError(Exception):
    """The action does not fit the current record; `key` names the words that say why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def decisions_for(resolved: Resolved, asked: ActionRequest, by: str) -> list[Decision]:
    """The decisions that an act consists of, as one group, each later than the one before.

    `RefusedError` where the record is not as the form had it.
    """
    for side in SIDES:
        for key in asked.zh if side == "zh" else asked.en:
            if key not in resolved.alignment.side(side).by_id:
                raise RefusedError("no-passage", id=key)
    group = f"{asked.do}-{secrets.token_hex(4)}"
    made: list[Decision] = []
    for decision in _ACTS.get(asked.do, _offered)(resolved, asked, by):
        at = now(after=made[-1].at) if made else decision.at
        made.append(replace(decision, at=at, group="" if decision.verb == "withdraw" else group))
    return made


# Links


def _offered(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    if asked.do == "bulk":
        choices: tuple[Offer, ...] = (bulk_plan(resolved, asked.score),)
    else:
        choices = offers(resolved, asked.zh, asked.en)
    offer = next((offer for offer in choices if offer.do == asked.do and offer.steps), None)
    if offer is None:
        raise RefusedError("not-offered")
    if asked.plan != offer.plan:
        raise RefusedError("other-plan")
    for verb, (zh, en) in offer.steps:
        yield decide(resolved, verb, by=by, zh=zh, en=en, reason=asked.reason)
    if offer.do == "omit":
        yield from _dismiss_absence(resolved, asked, by)
    for zh, en in offer.result:
        for flag in resolved.alignment.flags:
            if flag.is_proposal and {*zh} >= {*flag.zh} and {*en} >= {*flag.en}:
                yield decide(resolved, "resolve", by=by, flag=flag)


def _dismiss_absence(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    """What the checks say of passages that are missing no longer needs saying of these."""
    keys = {*asked.zh, *asked.en}
    for flag in resolved.alignment.flags:
        about = (*flag.zh, *flag.en)
        if flag.state not in OPEN or not is_absence(flag) or keys.isdisjoint(about):
            continue
        zh, en = (tuple(key for key in flag.side(side) if key in keys) for side in SIDES)
        part = replace(flag, zh=zh, en=en)
        rests_on = zip(about, resolved.evidence[flag.id], strict=False)
        atoms = tuple(atom for key, atom in rests_on if key in keys)
        seen = SeenFlag(replace(part, id=""), atoms, kind(part, resolved.alignment))
        decision = decide(resolved, "dismiss", by=by, flag=part, reason=asked.reason)
        yield stamped(resolved, replace(decision, flag=seen, over=()))


def is_absence(flag: Flag) -> bool:
    """Whether a flag says that whole passages are missing."""
    return bool(flag.zh) != bool(flag.en) and not (flag.zh_span or flag.en_span)


def bulk_plan(resolved: Resolved, score: float) -> Offer:
    """Accepting all of the machine's links from a score on, as one act."""
    sure, _ = bulk_links(resolved, score)
    return Offer("bulk", "accept", tuple((link.zh, link.en) for link in sure))


def stretch(resolved: Resolved, zh: Sequence[str], en: Sequence[str]) -> Pair:
    """Everything from the first to the last of some passages, on both sides."""
    sides = []
    for side, keys in zip(SIDES, (zh, en), strict=True):
        document = resolved.alignment.side(side)
        places = [document.position[key] for key in keys if key in document.position]
        run = document.segments[min(places) : max(places) + 1] if places else ()
        sides.append(tuple(segment.id for segment in run))
    return sides[0], sides[1]


def aligned_anew(resolved: Resolved, asked: ActionRequest, realign: Realign) -> ActionRequest:
    """The request with the stretch that its passages bound, and what the program proposes there."""
    zh, en = stretch(resolved, asked.zh, asked.en)
    if not (zh and en):
        raise RefusedError("no-stretch")
    found = realign(resolved, zh, en)
    return replace(asked, zh=zh, en=en, links=tuple(Proposed(x.zh, x.en, x.relation, x.score) for x in found))


def _realign(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    if asked.links is None:
        raise RefusedError("not-offered")
    made = decide(
        resolved, "realign", by=by, zh=asked.zh, en=asked.en, links=asked.links, reason=asked.reason
    )
    proposed = replace(
        resolved.alignment, links=tuple(link for link in resolved.alignment.links if link.status == "auto")
    )
    before, after = ({(x.zh, x.en) for x in some.links} for some in (proposed, realigned(proposed, [made])))
    if before == after:
        raise RefusedError("same-links")
    yield made


# Flags

FLAG_ACTS: dict[str, tuple[Verb, Scope]] = {
    "confirm": ("confirm", "flag"),
    "dismiss": ("dismiss", "flag"),
    "dismiss-kind": ("dismiss", "evidence"),
    "dismiss-check": ("dismiss", "check"),
    "rate": ("flag", "flag"),
    "right": ("dismiss", "flag"),
}
KINDS: Mapping[str, str] = {
    **{issue.type: issue.mqm for check in reversed(CHECKS.values()) for issue in reversed(check.issues)},
    "grammar": "fluency/grammar",
    "misspelling": "fluency/spelling",
    "style": "style",
    "other": "other",
}
"""What a person can say is wrong: ITS types, each with its MQM path."""


def _on_flag(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    """One decision for each flag of the finding, or for each kind of evidence or check that they are of."""
    named = {fingerprint(resolved.evidence[f.id]): f for f in reversed(resolved.alignment.flags)}
    if not asked.flags or not named.keys() >= {*asked.flags}:
        raise RefusedError("no-flag")
    verb, scope = FLAG_ACTS[asked.do]
    flags = [named[name] for name in asked.flags]
    if scope == "check" and not all(flag.check for flag in flags):
        raise RefusedError("not-offered")
    if verb == "dismiss" and len(asked.reason) < _LEAST_REASON:
        raise RefusedError("no-reason")
    if any(flag.state not in OPEN or (verb == "confirm" and flag.state == "error") for flag in flags):
        raise RefusedError("settled-already")
    if asked.do == "right":
        yield from _rightly_alone(resolved, flags, asked, by)
    settled: set[Thing] = set()
    for flag in _rated(flags, asked) if asked.do == "rate" else flags:
        decision = decide(resolved, verb, by=by, flag=flag, reason=asked.reason, scope=scope)
        if not things(decision) <= settled:
            settled |= things(decision)
            yield decision


def _rightly_alone(
    resolved: Resolved, flags: Sequence[Flag], asked: ActionRequest, by: str
) -> Iterator[Decision]:
    """What a flag says is missing needs no counterpart, if it may be missing."""
    alignment = resolved.alignment
    for side in SIDES:
        settled = alignment.linked(side) | resolved.pins.alone
        missing = {key for flag in flags if is_absence(flag) for key in flag.side(side)} - settled
        if missing:
            zh, en = (missing, ()) if side == "zh" else ((), missing)
            yield decide(resolved, "accept", by=by, zh=zh, en=en, reason=asked.reason)


def _rated(flags: Sequence[Flag], asked: ActionRequest) -> list[Flag]:
    """The flags with the kind and the severity that a person gives them, as far as these are others."""
    changed = [
        replace(
            flag,
            type=asked.kind or flag.type,
            mqm=_mqm(asked.kind) if asked.kind not in ("", flag.type) else flag.mqm,
            severity=_severity(asked.severity) if asked.severity else flag.severity,
        )
        for flag in flags
    ]
    if changed == list(flags):
        raise RefusedError("same-rating")
    return changed


def _mqm(kind: str) -> str:
    if kind not in KINDS:
        raise RefusedError("no-kind")
    return KINDS[kind]


def _severity(text: str) -> Severity:
    named = next((severity for severity in SEVERITIES if severity == text), None)
    if named is None:
        raise RefusedError("no-kind")
    return named


def _raise(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    """A finding that no check reports, in the words of the person who saw it."""
    if not (asked.zh or asked.en):
        raise RefusedError("no-selection")
    if not asked.reason:
        raise RefusedError("no-message")
    (zh, zh_span), (en, en_span) = (_where(resolved, asked, side) for side in SIDES)
    flag = Flag(
        id="",
        type=asked.kind,
        mqm=_mqm(asked.kind),
        severity=_severity(asked.severity),
        zh=zh,
        en=en,
        message=Message(asked.reason, asked.reason),
        score=1.0,
        zh_span=zh_span,
        en_span=en_span,
    )
    yield decide(resolved, "flag", by=by, flag=flag)


def _where(resolved: Resolved, asked: ActionRequest, side: Side) -> tuple[tuple[str, ...], Span | None]:
    """The passages of a side, that with the words in question first, and where in it they stand."""
    keys, words = asked.zh if side == "zh" else asked.en, asked.words.get(side, "")
    if not words:
        return keys, None
    for key in keys:
        at = resolved.alignment.segments[key].shown.find(words)
        if at >= 0:
            return (key, *(k for k in keys if k != key)), (at, at + len(words))
    raise RefusedError("no-words", words=words)


# Texts


def _edit(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    if len(asked.zh) + len(asked.en) != 1:
        raise RefusedError("one-passage")
    side: Side = "zh" if asked.zh else "en"
    if side != other(resolved.alignment.original):
        raise RefusedError("original-stays")
    segment = resolved.alignment.segments[(asked.zh or asked.en)[0]]
    if asked.before != text_hash(segment.wording):
        raise RefusedError("other-text", id=segment.id)
    text = " ".join(asked.after.split())
    if not text:
        raise RefusedError("no-text")
    if text == segment.wording:
        raise RefusedError("same-text")
    yield decide(resolved, "edit", by=by, zh=asked.zh, en=asked.en, after=text, reason=asked.reason)


def _split(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    if len(asked.zh) + len(asked.en) != 1:
        raise RefusedError("one-passage")
    segment = resolved.alignment.segments[(asked.zh or asked.en)[0]]
    if asked.before != text_hash(segment.text):
        raise RefusedError("other-text", id=segment.id)
    if segment.is_reworded:
        raise RefusedError("edited-stays")
    parts = parts_at(segment.text, asked.after)
    if len(parts) < 2:
        raise RefusedError("no-break" if parts else "text-altered")
    cut = decide(resolved, "split", by=by, zh=asked.zh, en=asked.en, parts=parts, reason=asked.reason)
    yield from with_links(resolved, cut, by)


def _join(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    side: Side = "zh" if asked.zh else "en"
    keys = joinable(resolved, side, asked.zh or asked.en)
    if not keys or (asked.zh and asked.en):
        raise RefusedError("not-offered")
    parts = parts_to_join(resolved, side, keys)
    cut = decide(resolved, "join", by=by, zh=asked.zh, en=asked.en, parts=parts, reason=asked.reason)
    yield from with_links(resolved, cut, by)


def _comment(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    if not (asked.zh or asked.en):
        raise RefusedError("no-selection")
    if not asked.reason:
        raise RefusedError("no-comment")
    yield decide(resolved, "comment", by=by, zh=asked.zh, en=asked.en, reason=asked.reason)


# Taking back, deciding again


def actions_taken(resolved: Resolved, by: str | None = None) -> list[tuple[str, tuple[Entry, ...]]]:
    """(group or id, decisions) of every act that is no withdrawal, oldest first; `by`: of one person.

    What the checks add to an act belongs to it.
    """
    acts = (entry for entry in resolved.log if entry.decision.verb != "withdraw")
    by_name = by_key((entry, [entry.decision.group or entry.decision.id]) for entry in acts)
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


def _withdraw(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    """`of` names a decision, a group or, for a redo, a withdrawal."""
    entries = [e for e in resolved.log if asked.of in (e.decision.id, e.decision.group) and asked.of]
    if not entries:
        raise RefusedError("no-decision")
    if all(e.standing == "withdrawn" for e in entries):
        raise RefusedError("taken-back-already")
    yield withdraw(resolved, asked.of, by=by, reason=asked.reason)


def renewable(resolved: Resolved, decision: Decision) -> bool:
    """Whether a decision that has gone stale, or is in conflict, can be taken again as it is."""
    segments = resolved.alignment.segments
    if decision.verb in CUT_VERBS:
        return fits(decision, resolved.alignment.side("zh" if decision.zh else "en"))
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


def _again(resolved: Resolved, asked: ActionRequest, by: str) -> Iterator[Decision]:
    """A decision taken once more, upon the texts of today and in the place of all that disputes it."""
    entry = next((e for e in resolved.log if e.decision.id == asked.of), None)
    if entry is None:
        raise RefusedError("no-decision")
    if entry.standing not in ("stale", "conflict"):
        raise RefusedError("settled-already")
    decision = entry.decision
    if not renewable(resolved, decision):
        raise RefusedError("no-passage", id=", ".join(decision.segments))
    if decision.verb in CUT_VERBS:
        made = replace(decision, at=now(after=resolved.last_at), by=by, seen={}, over=())
        made = stamped(resolved, made)
    else:
        made = _retaken(resolved, asked, by, decision)
    about = things(decision)
    disputing = [e.decision for e in resolved.log if e.standing in ("conflict", "stale")]
    disputed = [d.id for d in disputing if d is decision or about & things(d)]
    yield replace(made, over=tuple(dict.fromkeys((*made.over, *disputed))))


def _retaken(resolved: Resolved, asked: ActionRequest, by: str, decision: Decision) -> Decision:
    return decide(
        resolved,
        decision.verb,
        by=by,
        zh=decision.zh,
        en=decision.en,
        reason=asked.reason or decision.reason,
        relation=decision.relation,
        after=decision.after,
        flag=None if decision.flag is None else _present(resolved, decision.flag)[0],
        scope=decision.scope,
    )


_ACTS: Mapping[str, Callable[[Resolved, ActionRequest, str], Iterator[Decision]]] = {
    **dict.fromkeys(FLAG_ACTS, _on_flag),
    **dict.fromkeys(("take-back", "undo", "redo"), _withdraw),
    **dict.fromkeys(("keep", "renew"), _again),
    "raise": _raise,
    "realign": _realign,
    "edit": _edit,
    "split-passage": _split,
    "join-passages": _join,
    "comment": _comment,
}
