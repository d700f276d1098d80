"""The effective links, and the constraints on the next alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from aligner.record.decisions.decision import Decision, Verb
from aligner.record.decisions.resolved import Thing, stance
from aligner.record.model import SIDES, Alignment, Link, Pins, Side, Status, other


def settled_links(
    alignment: Alignment, firm: Mapping[Thing, list[Decision]], live: Sequence[Decision]
) -> tuple[tuple[Link, ...], tuple[Link, ...], Pins]:
    """The effective links, the rejected ones, and the constraints on the next alignment."""
    yes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    no: set[tuple[str, str]] = set()
    alone: set[str] = set()
    for thing, heads in firm.items():
        if thing[0] == "pair":
            if stance(heads[-1], thing) == "no":
                no.add((thing[1], thing[2]))
                continue
            for decision in heads:
                yes[decision.id].append((thing[1], thing[2]))
        elif thing[0] == "none" and stance(heads[-1], thing) == "yes":
            alone.add(thing[1])
    by_id = {d.id: d for d in live}
    drawn = [(zh, en, by_id[key]) for key, pairs in yes.items() for zh, en in rectangles(alignment, pairs)]
    drawn = [link for link in drawn if not any(_within(link, other_link) for other_link in drawn)]
    taken = _taken(alignment, drawn) | alone
    machine = {(link.zh, link.en): link for link in alignment.links}
    links = [_human(zh, en, decision, machine.get((zh, en))) for zh, en, decision in drawn]
    for link in alignment.links:
        pairs = [
            (z, e) for z in link.zh for e in link.en if (z, e) not in no and z not in taken and e not in taken
        ]
        parts = rectangles(alignment, pairs)
        if parts == [(link.zh, link.en)]:
            links.append(link)
            continue
        for index, (zh, en) in enumerate(parts):
            links.append(replace(link, id=link.id if not index else f"{link.id}.{index + 1}", zh=zh, en=en))
    order = (alignment.zh.position, alignment.en.position)
    links.sort(key=lambda link: (order[0][link.zh[0]], order[1][link.en[0]], link.zh, link.en))
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


def realigned(alignment: Alignment, decisions: Iterable[Decision]) -> Alignment:
    """The machine's proposal with the stretches that people had aligned anew, the later over the earlier."""
    links = alignment.links
    for decision in decisions:
        stretch = {key for side in _bound(alignment) for key in decision.side(side)}
        links = (
            *(link for link in links if stretch.isdisjoint((*link.zh, *link.en))),
            *(
                Link(f"d{decision.id[:8]}.{number}", link.zh, link.en, link.relation, link.score)
                for number, link in enumerate(decision.links, 1)
            ),
        )
    linked = {key for link in links for key in (*link.zh, *link.en)}
    absent = {key: chance for key, chance in alignment.absent.items() if key not in linked}
    return replace(alignment, links=links, absent=absent)


def _bound(alignment: Alignment) -> tuple[Side, ...]:
    """The sides whose passages stand in one link: both, but for what a summary may convey twice."""
    return (other(alignment.original),) if alignment.summary else SIDES


def _taken(alignment: Alignment, drawn: Sequence[tuple[Sequence[str], Sequence[str], Decision]]) -> set[str]:
    """Segments of settled links that leave the machine's other links."""
    return {key for zh, en, _ in drawn for side in _bound(alignment) for key in (zh if side == "zh" else en)}


_STATUSES: Mapping[Verb, Status] = {"accept": "accepted", "reject": "rejected"}


def _human(zh: tuple[str, ...], en: tuple[str, ...], decision: Decision, machine: Link | None) -> Link:
    """A link that a person settled; certain, with the machine's name and relation where it had it too."""
    status = _STATUSES.get(decision.verb, "manual")
    relation = decision.relation or (machine.relation if machine else "equivalent")
    score = machine.score if machine and status == "rejected" else 1.0 if status != "rejected" else 0.0
    return Link(machine.id if machine else f"d{decision.id[:8]}", zh, en, relation, score, status)


def _within(
    inner: tuple[tuple[str, ...], tuple[str, ...], Decision],
    outer: tuple[tuple[str, ...], tuple[str, ...], Decision],
) -> bool:
    """Whether a link adds nothing to another one; of two equal ones the later stays."""
    if inner is outer or not (set(inner[0]) <= set(outer[0]) and set(inner[1]) <= set(outer[1])):
        return False
    same = len(inner[0]) == len(outer[0]) and len(inner[1]) == len(outer[1])
    return not same or (inner[2].at, inner[2].id) < (outer[2].at, outer[2].id)


def rectangles(
    alignment: Alignment, pairs: Sequence[tuple[str, str]]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The pairs as links: the Chinese segments that go with the same English ones stand together."""
    if len(pairs) == 1:
        return [(pairs[0][:1], pairs[0][1:])]
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for z, e in pairs:
        partners[z].add(e)
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for z in sorted(partners, key=lambda key: alignment.zh.position.get(key, 0)):
        groups[tuple(sorted(partners[z], key=lambda key: alignment.en.position.get(key, 0)))].append(z)
    return [(tuple(zh), en) for en, zh in groups.items()]
