"""Links added, removed and changed.

A link is identified by the segments it joins, never by its id. Links of the two versions that share a pair of
segments are one change (a split, a merge, a longer link); of the others, a removed and an added link are one
change if they share a segment (a passage that now corresponds to another).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aligner.diff.changes import BANDS, SCORE_NOISE, DecisionChange, PairChange
from aligner.diff.detect.matching import best_pairs
from aligner.record.chains import connected
from aligner.record.decisions.decision import LINK_VERBS
from aligner.record.model import SIDES, Alignment, Link

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
    changes = [_completed(change, place, decisions) for change in changes]
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
        for group in connected([[(z, e) for z in link.zh for e in link.en] for link in links])
    ]
    gone = [a[0] for a, b in members if not b and len(a) == 1]
    added = [b[0] for a, b in members if not a and len(b) == 1]
    partner = {_key(a): b for a, b in best_pairs(gone, added, _segments, _shared, _keys)}
    taken = {_key(link) for link in partner.values()}
    for a, b in members:
        if not b and len(a) == 1 and _key(a[0]) in partner:
            yield (a[0],), (partner[_key(a[0])],)
        elif a or len(b) != 1 or _key(b[0]) not in taken:
            yield tuple(a), tuple(b)


def _segments(link: Link) -> set[str]:
    return {*link.zh, *link.en}


def _shared(gone: Link, added: Link) -> float:
    """Which part of their segments two links share."""
    before, after = _segments(gone), _segments(added)
    return len(before & after) / len(before | after)


def _keys(gone: Link, added: Link) -> list[Key]:
    return sorted((_key(gone), _key(added)))


class _Places:
    """Where links are in the reading order of the newer version; segments it lacks keep their older place."""

    def __init__(self, old: Alignment, new: Alignment) -> None:
        self._merged = {side: _merged(old.side(side).position, new.side(side).position) for side in SIDES}

    def of(self, links: Sequence[Link]) -> tuple[list[tuple[float, int]], list[Key]]:
        """Sorts links and changes of links."""
        firsts = [
            min((self._merged[side][key] for link in links for key in link.side(side)), default=(0.0, 0))
            for side in SIDES
        ]
        return firsts, [_key(link) for link in links]


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


def _completed(change: PairChange, place: _Places, decisions: Sequence[DecisionChange]) -> PairChange:
    """The change with its links in order and the decisions about links of its segments."""
    ids = {key for link in (*change.old, *change.new) for key in _segments(link)}
    by = tuple(
        decision
        for decision in decisions
        if decision.latest.decision.verb in LINK_VERBS
        and not ids.isdisjoint(decision.latest.decision.segments)
    )
    old, new = (
        tuple(sorted(links, key=lambda link: place.of((link,)))) for links in (change.old, change.new)
    )
    return replace(change, old=old, new=new, by=by)
