"""Segment ids never change once given: a new reading of a text takes over the ids of the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from aligner.record.chains import by_key
from aligner.record.characters import fold
from aligner.record.model import Document, Segment

# Least similarity (ratio of matching characters) at which an edited segment keeps its id, and with it what
# was decided about it. Chosen, not measured; difflib's documentation calls .6 a close match. Higher, and a
# reworded passage loses its decisions; lower, and another passage inherits them.
_SIMILAR = 0.6


def carry_ids(old: Document | None, new: Document, prefix: str) -> Document:
    """The new document with the ids of the old one, by content and order; new text gets new ids.

    Unchanged segments are matched first (longest common runs), then moved ones, then, between two matched
    neighbours, edited ones by similarity. A number is never given twice, not even after a deletion, as long
    as the old document still holds the highest one.
    """
    if old is None:
        return new
    before = [fold(s.text) for s in old]
    after = [fold(s.text) for s in new]
    ids: list[str | None] = [None] * len(new)
    gaps: list[tuple[range, range]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            ids[b1:b2] = [s.id for s in old.segments[a1:a2]]
        else:
            gaps.append((range(a1, a2), range(b1, b2)))
    _moved(old.segments, before, after, ids)
    for olds, news in gaps:
        _edited(old.segments, before, after, ids, olds, news)
    highest = max((int(s.id[1:]) for s in old if s.id[1:].isdigit()), default=0)
    segments = []
    for segment, kept in zip(new, ids, strict=True):
        if kept is None:
            highest += 1
        segments.append(replace(segment, id=kept or f"{prefix}{highest}"))
    return replace(new, segments=tuple(segments))


def _moved(old: Sequence[Segment], before: list[str], after: list[str], ids: list[str | None]) -> None:
    """A segment that moved with the same words keeps its id."""
    used = set(ids)
    pairs = zip(old, before, strict=True)
    free = by_key((segment.id, [text]) for segment, text in pairs if segment.id not in used)
    for index, text in enumerate(after):
        if ids[index] is None and free.get(text):
            ids[index] = free[text].pop(0)


def _edited(
    old: Sequence[Segment],
    before: list[str],
    after: list[str],
    ids: list[str | None],
    olds: range,
    news: range,
) -> None:
    """Between two unchanged neighbours, the most similar pair keeps its id, in order."""
    used = set(ids)
    left = [i for i in olds if old[i].id not in used]
    start = 0
    for j in (j for j in news if ids[j] is None):
        ratios = [(SequenceMatcher(None, before[i], after[j]).ratio(), -i) for i in left[start:]]
        best, at = max(ratios, default=(0.0, 0))
        if best >= _SIMILAR:
            ids[j] = old[-at].id
            start = left.index(-at) + 1
