"""Links added, removed and changed.

A link is identified by the segments it joins, never by its id. Links of the two versions that share a pair of
segments are one change (a split, a merge, a longer link); of the others, a removed and an added link are one
change if they share a segment (a passage that now corresponds to another).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from aligner.diff.changes import BANDS, SCORE_NOISE, DecisionChange, PairChange
from aligner.record.chains import connected
from aligner.record.decisions.decision import LINK_VERBS
from aligner.record.model import Alignment, Link

Key = tuple[tuple[str, ...], tuple[str, ...]]


def pair_changes(
    old: Alignment, new: Alignment, decisions: Sequence[DecisionChange] = ()
) -> tuple[PairChange, ...]:
    """What became of the links, in reading order. `decisions`: those whose standing changed."""
    before = {_key(link): link for link in old.links}
    after = {_key(link): link for link in new.links}
    changes = [
        PairChange("changed", (before[key],), (after[key],), what)
        for key in before.keys() & after.keys()
        if (what := _differs(before[key], after[key]))
    ]
    went = [before[key] for key in sorted(before.keys() - after.keys())]
    came = [after[key] for key in sorted(after.keys() - before.keys())]
    for gone, added in _groups(went, came):
        if gone and added:
            changes.append(PairChange("changed", gone, added, ("segments",)))
        else:
            changes += [PairChange("lost", (link,), ()) for link in gone]
            changes += [PairChange("gained", (), (link,)) for link in added]
    place = _Places(old, new)
    changes = [_explained(_in_order(change, place), decisions) for change in changes]
    return tuple(sorted(changes, key=lambda c: place.of((*c.new, *c.old))))


def _key(link: Link) -> Key:
    return tuple(sorted(link.zh)), tuple(sorted(link.en))


def _differs(old: Link, new: Link) -> tuple[str, ...]:
    what = [name for name in ("relation", "status") if getattr(old, name) != getattr(new, name)]
    if old.status == new.status == "auto":
        band = bisect_right(BANDS, old.score) != bisect_right(BANDS, new.score)
        if band and round(abs(old.score - new.score), 6) >= SCORE_NOISE:
            what.append("score")
    return tuple(what)


def _groups(
    went: Sequence[Link], came: Sequence[Link]
) -> Iterator[tuple[tuple[Link, ...], tuple[Link, ...]]]:
    """Links that belong to one change."""
    links = (*went, *came)
    members = [
        ([links[n] for n in group if n < len(went)], [links[n] for n in group if n >= len(went)])
        for group in connected([list(_pairs(link)) for link in links])
    ]
    gone = [a[0] for a, b in members if not b and len(a) == 1]
    added = [b[0] for a, b in members if not a and len(b) == 1]
    partner = dict(_nearest(gone, added))
    taken = {_key(link) for link in partner.values()}
    for a, b in members:
        if not b and len(a) == 1 and _key(a[0]) in partner:
            yield (a[0],), (partner[_key(a[0])],)
        elif a or len(b) != 1 or _key(b[0]) not in taken:
            yield tuple(a), tuple(b)


def _nearest(gone: Sequence[Link], added: Sequence[Link]) -> Iterator[tuple[Key, Link]]:
    """One to one, the links that share the largest part of their segments."""
    by_segment: dict[str, list[int]] = {}
    for j, link in enumerate(added):
        for name in (*link.zh, *link.en):
            by_segment.setdefault(name, []).append(j)
    candidates = []
    for i, link in enumerate(gone):
        before = {*link.zh, *link.en}
        for j in {j for name in before for j in by_segment.get(name, ())}:
            after = {*added[j].zh, *added[j].en}
            keys = sorted((_key(link), _key(added[j])))
            candidates.append((-len(before & after) / len(before | after), keys, i, j))
    free_gone, free_added = set(range(len(gone))), set(range(len(added)))
    for _, _, i, j in sorted(candidates):
        if i in free_gone and j in free_added:
            free_gone.remove(i)
            free_added.remove(j)
            yield _key(gone[i]), added[j]


def _pairs(link: Link) -> list[tuple[str, str]]:
    return [(z, e) for z in link.zh for e in link.en]


class _Places:
    """Where links are in the reading order of the newer version; segments it lacks keep their older place."""

    def __init__(self, old: Alignment, new: Alignment) -> None:
        self._zh = _merged(old.zh.position, new.zh.position)
        self._en = _merged(old.en.position, new.en.position)

    def of(self, links: Sequence[Link]) -> tuple[tuple[float, int], tuple[float, int], list[Key]]:
        """Sorts links and changes of links."""
        zh = min((self._zh[key] for link in links for key in link.zh), default=(0.0, 0))
        en = min((self._en[key] for link in links for key in link.en), default=(0.0, 0))
        return zh, en, [_key(link) for link in links]


def _merged(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, tuple[float, int]]:
    """A place for every segment of both: a removed one follows the last one before it that remained."""
    places = {key: (float(at), 0) for key, at in new.items()}
    anchor, after = -1.0, 0
    for key in sorted(old, key=lambda k: old[k]):
        if key in new:
            anchor, after = float(new[key]), 0
        else:
            after += 1
            places[key] = (anchor, after)
    return places


def _in_order(change: PairChange, place: _Places) -> PairChange:
    def ordered(links: Sequence[Link]) -> tuple[Link, ...]:
        return tuple(sorted(links, key=lambda link: place.of((link,))))

    return PairChange(change.kind, ordered(change.old), ordered(change.new), change.what)


def _explained(change: PairChange, decisions: Sequence[DecisionChange]) -> PairChange:
    """The change with the decisions about links of its segments."""
    ids = {key for link in (*change.old, *change.new) for key in (*link.zh, *link.en)}
    by = tuple(
        decision
        for decision in decisions
        if decision.entry.decision.verb in LINK_VERBS and not ids.isdisjoint(decision.entry.decision.segments)
    )
    return PairChange(change.kind, change.old, change.new, change.what, by)
