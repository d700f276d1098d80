"""The resolved record: the machine's proposal with people's decisions on top.

Every decision is about one or more *things*: a pair of segments, a segment's having no counterpart, a
segment's text, the evidence of a flag. Of the decisions on one thing those stand that no other replaces. A
decision replaces another if it names it (``over``: it was made knowing it), or if the same person made it
later. Where two that stand disagree, neither is applied: that is a conflict, shown with both. None of this
depends on the order of the lines in the log (a multi-value register: Shapiro et al. 2011, "Conflict-free
replicated data types", §3.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from aligner.record.chains import by_key
from aligner.record.decisions.cuts import with_cuts
from aligner.record.decisions.decision import CUT_VERBS, LINK_VERBS, Decision, in_order
from aligner.record.decisions.evidence import evidences, kind, text_hash
from aligner.record.decisions.links import realigned, settled_links
from aligner.record.decisions.resolved import (
    STATES,
    Conflict,
    Edit,
    Entry,
    Resolved,
    Standing,
    Thing,
    passage_gone,
    stance,
    text_changed,
    things,
)
from aligner.record.decisions.texts import settled_edits, with_texts
from aligner.record.model import SIDES, Alignment, Flag, FlagState, Message, Pins


def resolve(alignment: Alignment, decisions: Iterable[Decision], *, as_printed: bool = False) -> Resolved:
    """The record as people decided it. Pure, and the same for every order of the decisions.

    A decision that saw other texts than there are now is out of date (``stale``): it changes nothing and
    stays in the log, until another decision names it as replaced.

    Args:
        alignment: the machine's proposal.
        decisions: the log.
        as_printed: the texts have appeared in print. An edit is a proposal beside the text
            (`Segment.proposed`), and what was found in the printed words stays found.
    """
    log = in_order(decisions)
    withdrawn = withdrawn_from(log)
    standing: dict[str, tuple[Standing, Message | None]] = dict.fromkeys(withdrawn, ("withdrawn", None))
    open_ = [decision for decision in log if decision.id not in withdrawn]
    alignment, cut_standing, cut_conflicts = with_cuts(alignment, log, withdrawn)
    standing |= cut_standing
    edits, edit_standing, edit_conflicts = settled_edits(alignment, [d for d in open_ if d.verb == "edit"])
    standing |= edit_standing
    evidence = dict(evidences(alignment))
    alignment = with_texts(alignment, edits, as_printed=as_printed)
    unprinted = [d for d in open_ if as_printed and _is_mended_by(d, edits)]
    standing |= {decision.id: ("replaced", None) for decision in unprinted}
    present = {atom for atoms in evidence.values() for atom in atoms}
    live = []
    for decision in open_:
        if decision.verb in ("edit", *CUT_VERBS) or decision in unprinted:
            continue
        why = _stale(decision, alignment, present, log)
        if why:
            standing[decision.id] = ("stale", why)
        else:
            live.append(decision)
    for key in {key for decision in open_ for key in decision.over}:
        if key in standing and standing[key][0] == "stale":
            standing[key] = ("replaced", None)
    heads, replaced, conflicts = _settle(live)
    disputed = {d.id for c in conflicts for d in c.decisions}
    for decision in live:
        state: Standing = "replaced" if decision.id in replaced else "applies"
        standing[decision.id] = ("conflict" if decision.id in disputed else state, None)
    firm = {
        thing: undisputed
        for thing, heads_of in heads.items()
        if (undisputed := [d for d in heads_of if d.id not in disputed])
    }
    again = [decision for decision in live if decision.verb == "realign"]
    if again:
        alignment = realigned(alignment, again)
    links, rejected, pins = settled_links(alignment, firm, live)
    flags, raised = _settled_flags(alignment, firm, evidence, unprinted)
    flags = tuple(replace(f, state="dismissed") if _is_refused(f, pins) else f for f in flags)
    alignment = replace(alignment, links=links, flags=flags)
    return Resolved(
        alignment=alignment,
        rejected=rejected,
        edits=edits,
        log=tuple(Entry(d, *standing[d.id]) for d in log),
        conflicts=(*cut_conflicts, *edit_conflicts, *conflicts),
        pins=pins,
        evidence=evidence | raised,
        proposed=alignment.proposed,
    )


def recut(alignment: Alignment, decisions: Iterable[Decision]) -> Alignment:
    """The machine's proposal with its passages as people cut them, and nothing else of what they decided."""
    log = in_order(decisions)
    return with_cuts(alignment, log, withdrawn_from(log))[0]


def binding(decisions: Iterable[Decision], *, as_printed: bool = False) -> list[Decision]:
    """The decisions that the next alignment takes account of: those on links, passages and texts that nobody
    took back. An edit of a text `as_printed` is none: what was printed is matched and checked.
    """
    log = in_order(decisions)
    withdrawn = withdrawn_from(log)
    verbs = {*LINK_VERBS, *CUT_VERBS, "realign"} | (set() if as_printed else {"edit"})
    return [decision for decision in log if decision.verb in verbs and decision.id not in withdrawn]


def withdrawn_from(log: Sequence[Decision]) -> set[str]:
    """Ids of the decisions that were taken back; a withdrawal can itself be taken back."""
    taken: set[str] = set()
    result = set()
    for decision in reversed(log):
        if decision.id in taken or (decision.group and decision.group in taken):
            result.add(decision.id)
        elif decision.verb == "withdraw":
            taken.add(decision.of)
    return result


def _is_mended_by(decision: Decision, edits: Mapping[str, Edit]) -> bool:
    """Whether the checks saw a finding resolved in the words of an edit."""
    saw = (edits[key] for key in decision.segments if key in edits)
    return decision.verb == "resolve" and any(
        decision.seen.get(edit.segment) in {text_hash(str(d.after)) for d in edit.decisions} for edit in saw
    )


def _stale(
    decision: Decision, alignment: Alignment, present: set[str], log: Sequence[Decision]
) -> Message | None:
    """Why a decision no longer fits the record; None where it does."""
    if decision.verb == "withdraw":
        in_log = {d.id for d in log} | {d.group for d in log if d.group}
        unknown = Message("the decision it withdraws is not in the log", "日志中没有它所撤回的决定")
        return None if decision.of in in_log else unknown
    if decision.scope != "flag":
        return None
    if decision.verb != "resolve" and not present.isdisjoint(decision.evidence):
        return None
    for key in decision.segments:
        segment = alignment.segments.get(key)
        if segment is None:
            return passage_gone(key)
        text = segment.text if decision.verb in (*LINK_VERBS, "realign") else segment.shown
        if key in decision.seen and decision.seen[key] != text_hash(text):
            return text_changed(key)
    return None


def _settle(live: Sequence[Decision]) -> tuple[dict[Thing, list[Decision]], set[str], list[Conflict]]:
    """For each subject the effective decisions; ids of decisions without effect; the conflicts."""
    by_thing = by_key((decision, things(decision)) for decision in live)
    heads: dict[Thing, list[Decision]] = {}
    standing: set[str] = set()
    disputes: dict[tuple[str, ...], Conflict] = {}
    for thing in sorted(by_thing):
        about = by_thing[thing]
        named = {key for d in about for key in d.over}
        latest = {d.by: d.id for d in about}  # by time, so the last one of each person remains
        top = [d for d in about if d.id not in named and latest[d.by] == d.id] or [about[-1]]
        if len({stance(d, thing) for d in top}) > 1 or len({*map(_rating, top)} - {None}) > 1:
            disputes.setdefault(tuple(d.id for d in top), Conflict(thing, tuple(top)))
        else:
            top = _agreeing(about, thing, stance(top[-1], thing))
        heads[thing] = top
        # that a passage has a counterpart follows from a link and is not what it says in the first place
        standing |= {d.id for d in top if thing[0] != "none" or not (d.zh and d.en)}
    replaced = {d.id for d in live if things(d) and d.id not in standing}
    return heads, replaced, list(disputes.values())


def _agreeing(about: Sequence[Decision], thing: Thing, value: str) -> list[Decision]:
    """The decisions that say this of a thing since it was last said otherwise, by time."""
    start = max((i + 1 for i, d in enumerate(about) if stance(d, thing) != value), default=0)
    agreeing = list(about[start:]) or [d for d in about if stance(d, thing) == value]
    rating = next((r for d in reversed(agreeing) if (r := _rating(d))), None)
    return [d for d in agreeing if _rating(d) in (None, rating)]


def _rating(decision: Decision) -> tuple[str, str] | None:
    """The kind and the severity that a person gave to a finding in words of their own."""
    if decision.verb != "flag" or decision.flag is None:
        return None
    return decision.flag.flag.type, decision.flag.flag.severity


def _settled_flags(
    alignment: Alignment,
    firm: Mapping[Thing, list[Decision]],
    evidence: Mapping[str, tuple[str, ...]],
    unprinted: Sequence[Decision],
) -> tuple[tuple[Flag, ...], dict[str, tuple[str, ...]]]:
    """The machine's flags with their states, and those that people raised, confirmed or saw resolved, open
    where that was in words that were never printed. With the evidence of the latter.
    """
    flags = []
    together = any(thing[0] in ("kind", "check") for thing in firm)
    for flag in alignment.flags:
        states = {_state(firm, (("flag", atom),)) for atom in evidence[flag.id]}
        if together and states == {None} and flag.check:
            states = {_state(firm, (("kind", kind(flag, alignment)), ("check", flag.check)))}
        state = states.pop() if len(states) == 1 else None
        about = (decision for atom in evidence[flag.id] for decision in firm.get(("flag", atom), ()))
        rated = _as_rated(flag, about) if state == "error" else flag
        flags.append(replace(rated, state=state) if state else flag)
    in_flags = {atom for atoms in evidence.values() for atom in atoms}
    raised = {}
    settled = (heads[-1] for thing, heads in firm.items() if thing[0] == "flag")
    for decision in in_order(d for d in settled if d.verb != "dismiss" and in_flags.isdisjoint(d.evidence)):
        assert decision.flag is not None
        flag = _as_rated(decision.flag.flag, firm.get(("flag", decision.evidence[0]), ()))
        if all(key in alignment.segments for key in (*flag.zh, *flag.en)):
            flags.append(replace(flag, id=f"d{decision.id[:8]}", state=STATES[decision.verb]))
            raised[flags[-1].id] = decision.evidence
    known = {atom for atoms in (*evidence.values(), *raised.values()) for atom in atoms}
    for decision in unprinted:
        if decision.flag is not None and known.isdisjoint(decision.evidence):
            flags.append(replace(decision.flag.flag, id=f"d{decision.id[:8]}", state="issue"))
            raised[flags[-1].id] = decision.evidence
    return tuple(flags), raised


def _is_refused(flag: Flag, pins: Pins) -> bool:
    """Whether it proposes a link that people decided against."""
    alone = any(pins.alone.issuperset(flag.side(side)) for side in SIDES)
    return flag.is_proposal and (alone or pins.apart.issuperset(product(flag.zh, flag.en)))


def _as_rated(flag: Flag, decisions: Iterable[Decision]) -> Flag:
    """A flag with the kind and the severity that the last person who chose them gave it."""
    for rated in (d.flag.flag for d in in_order(decisions) if d.verb == "flag" and d.flag is not None):
        flag = replace(flag, type=rated.type, mqm=rated.mqm, severity=rated.severity)
    return flag


def _state(firm: Mapping[Thing, list[Decision]], wanted: Iterable[Thing]) -> FlagState | None:
    """The state that people gave to the first of some things that they settled."""
    for thing in wanted:
        if thing in firm:
            return STATES[firm[thing][-1].verb]
    return None
