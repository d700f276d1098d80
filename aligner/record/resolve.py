"""The resolved record: the machine's proposal with people's decisions on top.

Every decision is about one or more *things*: a pair of segments, a segment's having no counterpart, a
segment's text, the evidence of a flag. Of the decisions on one thing those stand that no other replaces. A
decision replaces another if it names it (``over``: it was made knowing it), or if the same person made it
later. Where two that stand disagree, neither is applied: that is a conflict, shown with both. None of this
depends on the order of the lines in the log (a multi-value register: Shapiro et al. 2011, "Conflict-free
replicated data types", §3.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from aligner.record.decisions import LINK_VERBS, Decision, in_order
from aligner.record.fingerprint import evidences, kind, text_hash
from aligner.record.model import SIDES, Alignment, Document, Flag, FlagState, Link, other
from aligner.record.pins import Pins

__all__ = ["Conflict", "Edit", "Entry", "Resolved", "Standing", "Thing", "resolve", "things"]

Standing = Literal["applies", "replaced", "withdrawn", "stale", "conflict"]
Thing = tuple[str, ...]
"""What a decision is about: ``("pair", zh, en)``, ``("none", segment)``, ``("text", segment)``,
``("flag", evidence)``, ``("kind", kind of evidence)``, ``("check", name)``."""

_STATES: Mapping[str, FlagState] = {
    "flag": "error",
    "confirm": "error",
    "dismiss": "dismissed",
    "resolve": "resolved",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision of the log and what became of it."""

    decision: Decision
    standing: Standing
    why: str = ""
    """For a stale one: what changed."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Decisions on one thing that disagree, none of them made knowing the other."""

    thing: Thing
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that a person mended."""

    segment: str
    original: str
    text: str
    decisions: tuple[Decision, ...]
    """The edits that led to it, first one first."""


@dataclass(frozen=True)
class Resolved:
    """What everything that shows, exports or publishes a record starts from."""

    alignment: Alignment
    """The links that stand, the flags with their states, the segments with their mended texts."""
    rejected: tuple[Link, ...] = ()
    edits: Mapping[str, Edit] = field(default_factory=dict)
    log: tuple[Entry, ...] = ()
    """Every decision ever taken, by time."""
    conflicts: tuple[Conflict, ...] = ()
    pins: Pins = field(default_factory=Pins)
    """What binds the next alignment."""
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each flag rests on, by its id, in the text it was found in, which an edit may have changed."""

    @property
    def stale(self) -> tuple[Entry, ...]:
        """Decisions whose subject has changed since."""
        return tuple(entry for entry in self.log if entry.standing == "stale")

    @property
    def comments(self) -> tuple[Decision, ...]:
        """Comments that were not taken back."""
        return tuple(e.decision for e in self.log if e.decision.verb == "comment" and e.standing == "applies")


def things(decision: Decision) -> frozenset[Thing]:
    """What a decision is about; two decisions can only disagree about a thing of both."""
    found: set[Thing] = set()
    if decision.verb in LINK_VERBS:
        found |= {("pair", z, e) for z in decision.zh for e in decision.en}
        if not (decision.zh and decision.en) or decision.verb in ("accept", "link"):
            found |= {("none", key) for key in decision.segments}
    elif decision.verb == "edit":
        found |= {("text", key) for key in decision.segments}
    elif decision.flag is not None:
        if decision.scope == "flag":
            found |= {("flag", atom) for atom in decision.evidence}
        elif decision.scope == "evidence":
            found.add(("kind", decision.flag.kind))
        else:
            found.add(("check", decision.flag.flag.check))
    return frozenset(found)


def resolve(alignment: Alignment, decisions: Iterable[Decision]) -> Resolved:
    """The record as people decided it. Pure, and the same for every order of the decisions.

    A decision that saw other texts than there are now is *stale*: it changes nothing and stays in the log,
    until another decision names it as replaced.
    """
    log = in_order(decisions)
    standing: dict[str, tuple[Standing, str]] = {}
    withdrawn = _withdrawn(log)
    open_ = []
    for decision in log:
        if decision.id in withdrawn:
            standing[decision.id] = ("withdrawn", "")
        else:
            open_.append(decision)
    edits, edit_standing, edit_conflicts = _edits(alignment, [d for d in open_ if d.verb == "edit"])
    standing |= edit_standing
    evidence = dict(evidences(alignment))
    alignment = _with_texts(alignment, edits)
    present = {atom for atoms in evidence.values() for atom in atoms}
    live = []
    settled = {key for decision in open_ for key in decision.over}
    for decision in open_:
        if decision.verb == "edit":
            if standing[decision.id][0] == "stale" and decision.id in settled:
                standing[decision.id] = ("replaced", "")
            continue
        why = _stale(decision, alignment, present, log)
        if why:
            standing[decision.id] = ("replaced", "") if decision.id in settled else ("stale", why)
        else:
            live.append(decision)
    heads, replaced, conflicts = _settle(live)
    disputed = {d.id for c in conflicts for d in c.decisions}
    for decision in live:
        if decision.id in disputed:
            standing[decision.id] = ("conflict", "")
        else:
            standing[decision.id] = ("replaced" if decision.id in replaced else "applies", "")
    firm = {
        thing: [d for d in found if d.id not in disputed]
        for thing, found in heads.items()
        if any(d.id not in disputed for d in found)
    }
    links, rejected, pins = _links(alignment, firm, live)
    flags, raised = _flags(alignment, firm, evidence)
    return Resolved(
        alignment=replace(alignment, links=links, flags=flags),
        rejected=rejected,
        edits=edits,
        log=tuple(Entry(d, *standing[d.id]) for d in log),
        conflicts=(*edit_conflicts, *conflicts),
        pins=pins,
        evidence=evidence | raised,
    )


def _withdrawn(log: Sequence[Decision]) -> set[str]:
    """Ids of the decisions that were taken back; a withdrawal can itself be taken back."""
    taken: set[str] = set()
    groups: set[str] = set()
    result = set()
    for decision in reversed(log):
        if decision.id in taken or (decision.group and decision.group in groups):
            result.add(decision.id)
        elif decision.verb == "withdraw":
            taken.add(decision.of)
            groups.add(decision.of)
    return result


def _edits(
    alignment: Alignment, edits: Sequence[Decision]
) -> tuple[dict[str, Edit], dict[str, tuple[Standing, str]], list[Conflict]]:
    """The mended text of each segment: the end of the chain of edits that starts from the source's text."""
    by_segment: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in edits:
        by_segment[decision.segments[0]].append(decision)
    result: dict[str, Edit] = {}
    standing: dict[str, tuple[Standing, str]] = {}
    conflicts = []
    for key, found in by_segment.items():
        segment = alignment.segments.get(key)
        if segment is None:
            standing |= {d.id: ("stale", f"the passage {key} is no longer there") for d in found}
            continue
        tips, chains = _chains(text_hash(segment.text), key, found)
        for decision in found:
            if decision.id not in chains:
                standing[decision.id] = ("stale", f"the text of {key} is no longer the one that was mended")
            else:
                standing[decision.id] = ("replaced", "")
        if len({d.after for d in tips}) > 1:
            conflicts.append(Conflict(("text", key), tuple(tips)))
            standing |= {d.id: ("conflict", "") for d in tips}
        elif tips:
            standing |= {d.id: ("applies", "") for d in tips}
            last = tips[-1]
            result[key] = Edit(key, segment.text, str(last.after), chains[last.id])
    return result, standing, conflicts


def _chains(
    start: str, key: str, found: Sequence[Decision]
) -> tuple[list[Decision], dict[str, tuple[Decision, ...]]]:
    """The edits that nothing replaces, and for each sound edit the chain that leads to it.

    An edit is sound if the text that it saw is the source's, or what an earlier sound edit made of it.
    """
    chains: dict[str, tuple[Decision, ...]] = {}
    made: dict[str, tuple[Decision, ...]] = {start: ()}
    replaced: set[str] = set()
    for decision in found:  # by time
        saw = decision.seen.get(key, text_hash(decision.before or ""))
        if saw not in made:
            continue
        chains[decision.id] = (*made[saw], decision)
        replaced |= {d.id for d in made[saw]} | set(decision.over)
        replaced |= {d.id for d in found if d.id in chains and d.by == decision.by and d is not decision}
        made[text_hash(str(decision.after))] = chains[decision.id]
        made.setdefault(saw, ())
    return [d for d in found if d.id in chains and d.id not in replaced], chains


def _with_texts(alignment: Alignment, edits: Mapping[str, Edit]) -> Alignment:
    """The segments with the texts that people gave them, and the flags with spans that fit those texts."""
    changed = {
        key: edits[key].text if key in edits else None
        for key, segment in alignment.segments.items()
        if segment.edited != (edits[key].text if key in edits else None)
    }
    if not changed:
        return alignment

    def mended(document: Document) -> Document:
        return replace(
            document,
            segments=tuple(replace(s, edited=changed[s.id]) if s.id in changed else s for s in document),
        )

    new = replace(alignment, zh=mended(alignment.zh), en=mended(alignment.en))
    return replace(new, flags=tuple(_refit(flag, alignment, new) for flag in alignment.flags))


def _refit(flag: Flag, old: Alignment, new: Alignment) -> Flag:
    """The flag with its evidence where it stands in the new text; a span whose words are gone is dropped."""
    for side in ("zh", "en"):
        span, keys = flag.span(side), flag.side(side)
        if span and keys and old.segments[keys[0]].shown != new.segments[keys[0]].shown:
            words = old.segments[keys[0]].shown[slice(*span)]
            at = new.segments[keys[0]].shown.find(words) if words else -1
            found = (at, at + len(words)) if at >= 0 else None
            flag = replace(flag, zh_span=found) if side == "zh" else replace(flag, en_span=found)
    return flag


def _stale(decision: Decision, alignment: Alignment, present: set[str], log: Sequence[Decision]) -> str:
    """Why a decision no longer fits the record; empty where it does."""
    if decision.verb == "withdraw":
        known = {d.id for d in log} | {d.group for d in log if d.group}
        return "" if decision.of in known else "what it takes back is not in the log"
    if decision.scope != "flag":
        return ""
    if decision.verb != "resolve" and not present.isdisjoint(decision.evidence):
        return ""
    for key in decision.segments:
        segment = alignment.segments.get(key)
        if segment is None:
            return f"the passage {key} is no longer there"
        text = segment.text if decision.verb in LINK_VERBS else segment.shown
        if key in decision.seen and decision.seen[key] != text_hash(text):
            return f"the text of {key} has changed"
    return ""


def _value(decision: Decision, thing: Thing) -> str:
    """What a decision says of a thing."""
    if thing[0] == "pair":
        return "no" if decision.verb in ("reject", "unlink") else "yes"
    if thing[0] == "none":
        return "no" if decision.zh and decision.en else "yes"
    return _STATES[decision.verb]


def _settle(
    live: Sequence[Decision],
) -> tuple[dict[Thing, list[Decision]], set[str], list[Conflict]]:
    """For each thing the decisions that stand; ids of those that stand nowhere; the disagreements."""
    by_thing: defaultdict[Thing, list[Decision]] = defaultdict(list)
    for decision in live:
        for thing in things(decision):
            by_thing[thing].append(decision)
    heads: dict[Thing, list[Decision]] = {}
    standing: set[str] = set()
    disputes: dict[tuple[str, ...], Conflict] = {}
    for thing in sorted(by_thing):
        found = by_thing[thing]
        named = {key for d in found for key in d.over}
        latest = {d.by: d.id for d in found}  # by time, so the last one of each person remains
        top = [d for d in found if d.id not in named and latest[d.by] == d.id] or [found[-1]]
        if len({_value(d, thing) for d in top}) > 1:
            disputes.setdefault(tuple(d.id for d in top), Conflict(thing, tuple(top)))
        else:
            top = _agreeing(found, thing, _value(top[-1], thing))
        heads[thing] = top
        # that a passage has a counterpart follows from a link and is not what it says in the first place
        standing |= {d.id for d in top if thing[0] != "none" or not (d.zh and d.en)}
    replaced = {d.id for d in live if things(d) and d.id not in standing}
    return heads, replaced, list(disputes.values())


def _agreeing(found: Sequence[Decision], thing: Thing, value: str) -> list[Decision]:
    """The decisions that say this of a thing since it was last said otherwise, by time."""
    start = max((i + 1 for i, d in enumerate(found) if _value(d, thing) != value), default=0)
    return list(found[start:]) or [d for d in found if _value(d, thing) == value]


def _links(
    alignment: Alignment, firm: Mapping[Thing, list[Decision]], live: Sequence[Decision]
) -> tuple[tuple[Link, ...], tuple[Link, ...], Pins]:
    """The links that stand, those that were rejected, and what binds the next alignment."""
    yes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    no: set[tuple[str, str]] = set()
    alone: set[str] = set()
    for thing, heads in firm.items():
        if thing[0] == "pair":
            if _value(heads[-1], thing) == "no":
                no.add((thing[1], thing[2]))
                continue
            for decision in heads:
                yes[decision.id].append((thing[1], thing[2]))
        elif thing[0] == "none" and _value(heads[-1], thing) == "yes":
            alone.add(thing[1])
    by_id = {d.id: d for d in live}
    drawn = [(zh, en, by_id[key]) for key, pairs in yes.items() for zh, en in _rectangles(alignment, pairs)]
    drawn = [one for one in drawn if not any(_within(one, another) for another in drawn)]
    taken = _taken(alignment, drawn) | alone
    machine = {(link.zh, link.en): link for link in alignment.links}
    links = [_human(zh, en, decision, machine.get((zh, en))) for zh, en, decision in drawn]
    for link in alignment.links:
        pairs = [
            (z, e) for z in link.zh for e in link.en if (z, e) not in no and z not in taken and e not in taken
        ]
        parts = _rectangles(alignment, pairs)
        for index, (zh, en) in enumerate(parts):
            links.append(replace(link, id=link.id if not index else f"{link.id}.{index + 1}", zh=zh, en=en))
    order = (alignment.zh.position, alignment.en.position)
    links.sort(key=lambda one: (order[0][one.zh[0]], order[1][one.en[0]], one.zh, one.en))
    rejected = tuple(
        _human(d.zh, d.en, d, machine.get((d.zh, d.en)))
        for d in live
        if d.verb == "reject" and all((z, e) in no for z in d.zh for e in d.en)
    )
    joined = sorted((zh, en) for zh, en, _ in drawn)
    position = {**order[0], **order[1]}
    nulls = [
        ((k,), ()) if k in order[0] else ((), (k,))
        for k in sorted(alone, key=lambda k: (k in order[1], position[k]))
    ]
    return tuple(links), rejected, Pins((*joined, *nulls), frozenset(no))


def _taken(alignment: Alignment, drawn: Sequence[tuple[Sequence[str], Sequence[str], Decision]]) -> set[str]:
    """Segments of settled links that leave the machine's other links.

    Where the target condenses, a passage of the original may be conveyed by other passages as well.
    """
    target = other(alignment.original)
    sides = (target,) if alignment.summary else SIDES
    return {key for zh, en, _ in drawn for side in sides for key in (zh if side == "zh" else en)}


def _human(zh: tuple[str, ...], en: tuple[str, ...], decision: Decision, machine: Link | None) -> Link:
    """A link that a person settled; certain, with the machine's name and relation where it had it too."""
    status: Literal["accepted", "manual", "rejected"] = "manual"
    if decision.verb == "reject":
        status = "rejected"
    elif decision.verb == "accept":
        status = "accepted"
    relation = decision.relation or (machine.relation if machine else "equivalent")
    score = machine.score if machine and status == "rejected" else 1.0 if status != "rejected" else 0.0
    return Link(machine.id if machine else f"d{decision.id[:8]}", zh, en, relation, score, status)


def _within(
    one: tuple[tuple[str, ...], tuple[str, ...], Decision],
    another: tuple[tuple[str, ...], tuple[str, ...], Decision],
) -> bool:
    """Whether a link adds nothing to another one; of two equal ones the later stays."""
    if one is another or not (set(one[0]) <= set(another[0]) and set(one[1]) <= set(another[1])):
        return False
    same = len(one[0]) == len(another[0]) and len(one[1]) == len(another[1])
    return not same or (one[2].at, one[2].id) < (another[2].at, another[2].id)


def _rectangles(
    alignment: Alignment, pairs: Iterable[tuple[str, str]]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The pairs as links: the Chinese segments that go with the same English ones stand together."""
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for z, e in pairs:
        partners[z].add(e)
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for z in sorted(partners, key=lambda key: alignment.zh.position.get(key, 0)):
        groups[tuple(sorted(partners[z], key=lambda key: alignment.en.position.get(key, 0)))].append(z)
    return [(tuple(zh), en) for en, zh in groups.items()]


def _flags(
    alignment: Alignment, firm: Mapping[Thing, list[Decision]], evidence: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Flag, ...], dict[str, tuple[str, ...]]]:
    """The machine's flags with their states, and those that people raised, confirmed or saw resolved.

    With the evidence of the latter.
    """
    flags = []
    for flag in alignment.flags:
        states = {_state(firm, (("flag", atom),)) for atom in evidence[flag.id]}
        if states == {None} and flag.check:
            states = {_state(firm, (("kind", kind(flag, alignment)), ("check", flag.check)))}
        state = states.pop() if len(states) == 1 else None
        flags.append(replace(flag, state=state) if state else flag)
    found = {atom for atoms in evidence.values() for atom in atoms}
    raised = {}
    settled = (heads[-1] for thing, heads in firm.items() if thing[0] == "flag")
    for decision in in_order(d for d in settled if d.verb != "dismiss" and found.isdisjoint(d.evidence)):
        assert decision.flag is not None
        flag = decision.flag.flag
        if all(key in alignment.segments for key in (*flag.zh, *flag.en)):
            flags.append(replace(flag, id=f"d{decision.id[:8]}", state=_STATES[decision.verb]))
            raised[flags[-1].id] = decision.evidence
    return tuple(flags), raised


def _state(firm: Mapping[Thing, list[Decision]], wanted: Iterable[Thing]) -> FlagState | None:
    """The state that people gave to the first of some things that they settled."""
    for thing in wanted:
        if thing in firm:
            return _STATES[firm[thing][-1].verb]
    return None
