"""Which segment of one version corresponds to which of the other: by id, as in a record, or by content.

A record's ids never change once given, so they are trusted. Two files that were aligned independently both
number their segments from the top; where more texts agree by content than by id, the older segments take the
ids of the newer (`record.identity.carry_ids`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from aligner.diff.changes import TextChange
from aligner.record.chains import rising_chain
from aligner.record.characters import fold
from aligner.record.decisions.resolved import Resolved
from aligner.record.identity import carry_ids
from aligner.record.model import SIDES, Alignment, Document, Flag, Link

T = TypeVar("T", Link, Flag)

OLD = "A:"
"""Prefix of an older segment's id that the newer version gave to another segment."""


def renumbered(old: Resolved, new: Resolved) -> Resolved:
    """The older version with the segment ids of the newer one."""
    names: dict[str, str] = {}
    for side in SIDES:
        names |= _names(old.alignment.side(side), new.alignment.side(side))
    if all(key == name for key, name in names.items()):
        return old
    alignment = old.alignment

    def document(numbered: Document) -> Document:
        return replace(numbered, segments=tuple(replace(s, id=names[s.id]) for s in numbered))

    def renamed(numbered: T) -> T:
        zh, en = (tuple(names[key] for key in numbered.side(side)) for side in SIDES)
        return replace(numbered, zh=zh, en=en)

    def links(numbered: Sequence[Link]) -> tuple[Link, ...]:
        return tuple(renamed(link) for link in numbered if names.keys() >= {*link.zh, *link.en})

    return replace(
        old,
        alignment=replace(
            alignment,
            zh=document(alignment.zh),
            en=document(alignment.en),
            links=links(alignment.links),
            flags=tuple(map(renamed, alignment.flags)),
        ),
        rejected=links(old.rejected),
        edits={names[key]: edit for key, edit in old.edits.items()},
        evidence={},
    )


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
        before, after = old.side(side), new.side(side)
        changes += (TextChange("removed", s, None, side=side) for s in before if s.id not in after.by_id)
        moved = _moved(before, after)
        for segment in after:
            earlier = before.by_id.get(segment.id)
            if earlier is None:
                changes.append(TextChange("added", None, segment, side=side))
                continue
            traits = ("text", "kind", "speaker")
            what = tuple(name for name in traits if getattr(earlier, name) != getattr(segment, name))
            if what:
                changes.append(TextChange("changed", earlier, segment, what, side=side))
            if segment.id in moved:
                changes.append(TextChange("moved", earlier, segment, side=side))
    return tuple(changes)


def _moved(old: Document, new: Document) -> frozenset[str]:
    """The fewest segments that had to move to turn one order into the other: all but a longest rising run."""
    keys = [s.id for s in new if s.id in old.by_id]
    stay = rising_chain([old.position[key] for key in keys])
    return frozenset(keys) - {keys[index] for index in stay}
