"""Where the first translation of a passage goes: into the passage that says what stands before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aligner.exchange.fixes import Fix
from aligner.exchange.languages import joiner
from aligner.record.model import Alignment, other


@dataclass(frozen=True, slots=True)
class Insertion:
    """A passage of the translation that takes a new text in."""

    segment: str
    behind: bool
    """Whether the new text follows what the passage says already."""

    def with_text(self, fix: Fix, planned: Fix | None, shown: str) -> Fix:
        """The fix of the passage: what it was to say anyway, `planned` or as `shown`, with the new text."""
        text = planned.after if planned else shown
        texts = (text, fix.after) if self.behind else (fix.after, text)
        notes = (planned.note if planned else "", fix.note)
        note = "\n".join(dict.fromkeys(filter(None, notes)))
        return replace(fix, segments=(self.segment,), after=joiner(fix.side).join(texts), note=note)


def place_of(fix: Fix, alignment: Alignment) -> Insertion | None:
    """The last passage that conveys what stands before the missing one, else the first that conveys what
    follows; none where nothing is conveyed. A heading takes nothing in.
    """
    source = alignment.side(alignment.original)
    if fix.side == alignment.original or not all(key in source.by_id for key in fix.missing):
        return None
    target = alignment.side(other(alignment.original))
    conveyed: dict[str, list[int]] = {}
    for link in alignment.links:
        places = [target.position[key] for key in link.side(other(alignment.original))]
        for key in link.side(alignment.original):
            conveyed.setdefault(key, []).extend(n for n in places if target.segments[n].is_passage)
    first, last = (source.position[fix.missing[n]] for n in (0, -1))
    for segment in reversed(source.segments[:first]):
        if conveyed.get(segment.id):
            return Insertion(target.segments[max(conveyed[segment.id])].id, behind=True)
    for segment in source.segments[last + 1 :]:
        if conveyed.get(segment.id):
            return Insertion(target.segments[min(conveyed[segment.id])].id, behind=False)
    return None
