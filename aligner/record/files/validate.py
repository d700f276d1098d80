"""Whether a result that was read says something that can be: known words, scores, ids that exist.

What passes here can be resolved, shown, exported and written again without surprises; the JSON Schema in
``docs/aligner-1.schema.json`` says the same of the shapes, but cannot say that an id exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aligner.record.model import (
    FLAG_STATES,
    KINDS,
    RELATIONS,
    SEVERITIES,
    SIDES,
    STATUSES,
    Alignment,
    Flag,
    Furniture,
    Link,
    Segment,
)

_Complaint = tuple[str, str]
"""(id of the segment, link or flag; what is wrong with it)"""


class MisfitError(ValueError):
    """Something in a result that cannot be; `item` is the id of the segment, link or flag."""

    def __init__(self, item: str, what: str) -> None:
        self.item = item
        super().__init__(what)


def validate(alignment: Alignment) -> None:
    """Raise `MisfitError` for the first thing that does not fit."""
    for complaint in _complaints(alignment):
        raise MisfitError(*complaint)


def _complaints(alignment: Alignment) -> Iterator[_Complaint]:
    yield from _head(alignment)
    for side in SIDES:
        if not _word(alignment.document(side).lang):
            yield "", f"the language of the {side} side is {_short(alignment.document(side).lang)}"
        for segment in alignment.document(side):
            yield from _segment(segment)
    if len(alignment.segments) < len(alignment.zh) + len(alignment.en):
        yield "", "two segments have the same id"
    for name, items in (("links", alignment.links), ("flags", alignment.flags)):
        if not all(_word(item.id) for item in items):
            yield "", f"one of the {name} has no id"
        elif len({item.id for item in items}) < len(items):
            yield "", f"two {name} have the same id"
    for link in alignment.links:
        yield from _link(link, alignment)
    for flag in alignment.flags:
        yield from _flag(flag, alignment)
    for piece in alignment.furniture:
        yield from _furniture(piece)
    for key, score in alignment.absent.items():
        if key not in alignment.segments:
            yield "", f"'unlinked' names {_short(key)}, which is not a segment"
        yield from _score(key, "segment", score)


def _head(alignment: Alignment) -> Iterator[_Complaint]:
    if not isinstance(alignment.record, str) or not alignment.record:
        yield "", "it does not name its record"
    if not isinstance(alignment.signature, str):
        yield "", "it does not say what made it"
    if alignment.original not in SIDES:
        yield "", f"'original' is {_short(alignment.original)}"


def _segment(segment: Segment) -> Iterator[_Complaint]:
    key = segment.id
    if not _word(key):
        yield "", f"a segment's id is {_short(key)}"
        return
    for name in ("text", "edited", "speaker", "turn"):
        value = getattr(segment, name)
        if not isinstance(value, str) and (value is not None or name == "text"):
            yield key, f"the {name} of {key} is {_short(value)}"
    if segment.kind not in KINDS:
        yield key, f"the kind of {key} is {_short(segment.kind)}"
    if not _texts(segment.section) or not _texts(segment.repairs):
        yield key, f"'section' or 'repairs' of {key} is not a list of texts"
    if not _count(segment.paragraph) or not _count(segment.level):
        yield key, f"'paragraph' or 'level' of {key} is not a whole number from 0"
    source = segment.source
    if not isinstance(source.file, str) or not _count(source.line):
        yield key, f"the source of {key} names no file or line"
    if not all(_place(piece) for piece in ((source.start, source.end), *source.pieces)):
        yield key, f"the source of {key} is not a range of characters"


def _link(link: Link, alignment: Alignment) -> Iterator[_Complaint]:
    yield from _ids("link", link, alignment)
    if not (link.zh and link.en):
        yield link.id, f"link {link.id} has an empty side"
    if link.relation not in RELATIONS or link.status not in STATUSES:
        yield link.id, f"link {link.id} is {_short(link.relation)}, {_short(link.status)}"
    yield from _score(link.id, "link", link.score)


def _flag(flag: Flag, alignment: Alignment) -> Iterator[_Complaint]:
    yield from _ids("flag", flag, alignment)
    if not (flag.zh or flag.en):
        yield flag.id, f"flag {flag.id} names no segment"
    if flag.severity not in SEVERITIES or flag.state not in FLAG_STATES:
        yield flag.id, f"flag {flag.id} is {_short(flag.severity)}, {_short(flag.state)}"
    if not _texts((flag.check, flag.type, flag.mqm, flag.message.en, flag.message.zh)):
        yield flag.id, f"a check, type, path or message of flag {flag.id} is not a text"
    for side in SIDES:
        span = flag.span(side)
        if span is not None and not (_place(span) and flag.side(side)):
            yield flag.id, f"flag {flag.id} points to characters {span[0]} to {span[1]}"
    yield from _score(flag.id, "flag", flag.score)


def _furniture(piece: Furniture) -> Iterator[_Complaint]:
    if not _texts((piece.name, piece.file)):
        yield "", "a piece of furniture has no name or file"
    if not _place((piece.start, piece.end)) or not _count(piece.line):
        yield "", f"the furniture {_short(piece.name)} is not a range of characters"


def _ids(what: str, item: Link | Flag, alignment: Alignment) -> Iterator[_Complaint]:
    for side in SIDES:
        segments = alignment.document(side).by_id
        for key in item.side(side):
            if not isinstance(key, str) or key not in segments:
                yield (
                    item.id,
                    f"{what} {item.id} names {_short(key)}, which is not a segment of the {side} side",
                )
        if len(set(item.side(side))) < len(item.side(side)):
            yield item.id, f"{what} {item.id} names a segment twice"


def _score(key: str, what: str, score: object) -> Iterator[_Complaint]:
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if not number or not 0 <= score <= 1:  # type: ignore[operator]
        yield key, f"the score of {what} {key} is {_short(score)}"


def _word(value: object) -> bool:
    """What ids are, so that they can stand beside one another with blanks between."""
    return isinstance(value, str) and 0 < len(value) <= 80 and value.isprintable() and " " not in value


def _texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _count(value: object) -> bool:
    return type(value) is int and value >= 0


def _place(span: tuple[int, int]) -> bool:
    return _count(span[0]) and _count(span[1]) and span[0] <= span[1]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
