"""Whether a result that was read says something that can be: ids that exist, each given once.

What passes here can be resolved, shown, exported and written again without surprises. Types, words and
numbers were looked at before (`aligner.record.files.shape`).
"""

from __future__ import annotations

from collections.abc import Iterator

from aligner.record.files.shape import MisfitError, short
from aligner.record.model import SIDES, Alignment, Flag, Link

_ID_LENGTH = 80
"""Maximum length of an id: longer than any that we assign, short enough for a message or an address."""


def validate(alignment: Alignment) -> None:
    """Raise `MisfitError` for the first thing that does not fit."""
    for what, item in _complaints(alignment):
        raise MisfitError(what, item)


def _complaints(alignment: Alignment) -> Iterator[tuple[str, str]]:
    """What is wrong, and the id of the segment, link or flag it is wrong with (empty: of none of them)."""
    yield from ((what, "") for what in _unnamed(alignment))
    for key, segment in alignment.segments.items():
        if segment.source.start > segment.source.end:
            yield "the source is not a range of characters", key
    for piece in alignment.furniture:
        if piece.start > piece.end:
            yield f"the furniture {short(piece.name)} is not a range of characters", ""
    items: tuple[Link | Flag, ...] = (*alignment.links, *alignment.flags)
    for item in items:
        yield from ((what, item.id) for what in _misplaced(item, alignment))
    for key in alignment.absent:
        if key not in alignment.segments:
            yield f"'unlinked' names {short(key)}, which is not a segment", ""


def _unnamed(alignment: Alignment) -> Iterator[str]:
    """What is wrong with the names of things."""
    if not alignment.record:
        yield "it does not name its record"
    names = [alignment.side(side).lang for side in SIDES]
    segments = (*alignment.zh, *alignment.en)
    for what, items in (("segments", segments), ("links", alignment.links), ("flags", alignment.flags)):
        names += [item.id for item in items]
        if len({item.id for item in items}) < len(items):
            yield f"two {what} have the same id"
    for name in names:
        if not _is_word(name):
            yield f"{short(name)} is not a language or an id"


def _misplaced(item: Link | Flag, alignment: Alignment) -> Iterator[str]:
    """What is wrong with the places that a link or a flag points to."""
    for side in SIDES:
        keys = item.side(side)
        for key in keys:
            if key not in alignment.side(side).by_id:
                yield f"it names {short(key)}, which is not a segment of the {side} side"
        if len(set(keys)) < len(keys):
            yield "it names a segment twice"
        if isinstance(item, Flag) and item.span(side) and not keys:
            yield f"it marks characters on the {side} side and names no segment there"
    if isinstance(item, Link) and not (item.zh and item.en):
        yield "one side of the link is empty"
    if not (item.zh or item.en):
        yield "it names no segment"


def _is_word(value: str) -> bool:
    """Whether a text contains no spaces, so that several can be joined with spaces."""
    return 0 < len(value) <= _ID_LENGTH and value.isprintable() and " " not in value
