"""Which segment of one version corresponds to which of the other: by id, as in a record, or by content.

A record's ids never change once given, so they are trusted. Two files that were aligned independently both
number their segments from the top; where more texts agree by content than by id, the older segments take the
ids of the newer (`record.identity.carry_ids`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aligner.diff.changes import TextChange
from aligner.record.characters import fold
from aligner.record.decisions.resolved import Resolved
from aligner.record.identity import carry_ids
from aligner.record.model import SIDES, Alignment, Document, Link

OLD = "A:"
"""Prefix of an older segment's id that the newer version gave to another segment."""


def renumbered(old: Resolved, new: Resolved) -> Resolved:
    """The older version with the segment ids of the newer one."""
    names: dict[str, str] = {}
    for side in SIDES:
        names |= _names(old.alignment.document(side), new.alignment.document(side))
    if all(key == name for key, name in names.items()):
        return old
    alignment = old.alignment

    def ids(keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(names[key] for key in keys)

    def document(numbered: Document) -> Document:
        return replace(numbered, segments=tuple(replace(s, id=names[s.id]) for s in numbered))

    def links(numbered: Sequence[Link]) -> tuple[Link, ...]:
        joined = (link for link in numbered if all(key in names for key in (*link.zh, *link.en)))
        return tuple(replace(link, zh=ids(link.zh), en=ids(link.en)) for link in joined)

    renamed: Alignment = replace(
        alignment,
        zh=document(alignment.zh),
        en=document(alignment.en),
        links=links(alignment.links),
        flags=tuple(replace(flag, zh=ids(flag.zh), en=ids(flag.en)) for flag in alignment.flags),
    )
    edits = {names[key]: edit for key, edit in old.edits.items()}
    return replace(old, alignment=renamed, rejected=links(old.rejected), edits=edits, evidence={})


def _names(old: Document, new: Document) -> Mapping[str, str]:
    """For each older segment its id in the comparison."""
    texts = Counter(fold(s.text) for s in old) & Counter(fold(s.text) for s in new)
    same = sum(s.id in new.by_id and fold(s.text) == fold(new.by_id[s.id].text) for s in old)
    if texts.total() <= same:
        return {s.id: s.id for s in old}
    pairs = _by_content(old, new)
    alike = sum(fold(old.by_id[a].text) == fold(new.by_id[b].text) for a, b in pairs.items())
    if alike <= same:
        return {s.id: s.id for s in old}
    return {s.id: pairs.get(s.id) or (f"{OLD}{s.id}" if s.id in new.by_id else s.id) for s in old}


def _by_content(old: Document, new: Document) -> dict[str, str]:
    """Older id to newer id; the reverse comparison finds the same pairs."""
    if tuple(s.text for s in old) > tuple(s.text for s in new):
        return {b: a for a, b in _by_content(new, old).items()}
    carried = carry_ids(old, new, "+")
    return {a.id: b.id for a, b in zip(carried, new, strict=True) if a.id in old.by_id}


def text_changes(old: Alignment, new: Alignment) -> tuple[TextChange, ...]:
    """Segments that the source added, removed, reworded or moved, each side in reading order."""
    changes: list[TextChange] = []
    for side in SIDES:
        before, after = old.document(side), new.document(side)
        changes += (TextChange("removed", side, s, None) for s in before if s.id not in after.by_id)
        moved = _moved(before, after)
        for segment in after:
            earlier = before.by_id.get(segment.id)
            if earlier is None:
                changes.append(TextChange("added", side, None, segment))
                continue
            what = tuple(
                name
                for name in ("text", "kind", "speaker")
                if getattr(earlier, name) != getattr(segment, name)
            )
            if what:
                changes.append(TextChange("changed", side, earlier, segment, what))
            if segment.id in moved:
                changes.append(TextChange("moved", side, earlier, segment))
    return tuple(changes)


def _moved(old: Document, new: Document) -> frozenset[str]:
    """The fewest segments that had to move to turn one order into the other: all but a longest rising run."""
    keys = [s.id for s in new if s.id in old.by_id]
    places = [old.position[key] for key in keys]
    ends: list[int] = []
    ranks = []
    for place in places:
        rank = bisect_left(ends, place)
        ends[rank : rank + 1] = [place]
        ranks.append(rank)
    stay = set()
    wanted = len(ends) - 1
    for key, rank in zip(reversed(keys), reversed(ranks), strict=True):
        if rank == wanted:
            stay.add(key)
            wanted -= 1
    return frozenset(keys) - stay
