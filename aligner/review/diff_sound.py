"""Whether a result file makes sense as a whole: what links and flags name is there, scores are numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aligner.record.errors import InputError
from aligner.record.model import (
    FLAG_STATES,
    KINDS,
    RELATIONS,
    SEVERITIES,
    SIDES,
    STATUSES,
    Alignment,
    Flag,
    Link,
    Segment,
)

__all__ = ["sound"]


def sound(alignment: Alignment, file: Path | str) -> Alignment:
    """The alignment itself; `InputError` names the first thing that cannot be."""
    for complaint in _complaints(alignment):
        raise InputError(
            f"this is not a sound alignment: {complaint}",
            file=file,
            mend="restore it from git or run 'aligner update'",
        )
    return alignment


def _complaints(alignment: Alignment) -> Iterator[str]:
    if not isinstance(alignment.record, str) or not alignment.record:
        yield "it does not name its record"
    if alignment.original not in SIDES:
        yield f"'original' is {alignment.original!r}"
    for side in SIDES:
        for segment in alignment.document(side):
            yield from _segment(segment)
    if len(alignment.segments) < len(alignment.zh) + len(alignment.en):
        yield "two segments have the same id"
    for name, items in (("links", alignment.links), ("flags", alignment.flags)):
        if not all(isinstance(item.id, str) for item in items):
            yield f"one of the {name} has no id"
        elif len({item.id for item in items}) < len(items):
            yield f"two {name} have the same id"
    for link in alignment.links:
        yield from _link(link, alignment)
    for flag in alignment.flags:
        yield from _flag(flag, alignment)


def _segment(segment: Segment) -> Iterator[str]:
    if not isinstance(segment.id, str) or not segment.id:
        yield f"a segment's id is {segment.id!r}"
    for name in ("text", "edited", "speaker"):
        value = getattr(segment, name)
        if not isinstance(value, str) and (value is not None or name == "text"):
            yield f"the {name} of {segment.id} is {_short(value)}"
    if segment.kind not in KINDS:
        yield f"the kind of {segment.id} is {_short(segment.kind)}"


def _link(link: Link, alignment: Alignment) -> Iterator[str]:
    yield from _ids(f"link {link.id}", link, alignment)
    if not (link.zh and link.en):
        yield f"link {link.id} has an empty side"
    if link.relation not in RELATIONS or link.status not in STATUSES:
        yield f"link {link.id} is {_short(link.relation)}, {_short(link.status)}"
    yield from _score(f"link {link.id}", link.score)


def _flag(flag: Flag, alignment: Alignment) -> Iterator[str]:
    yield from _ids(f"flag {flag.id}", flag, alignment)
    if not (flag.zh or flag.en):
        yield f"flag {flag.id} names no segment"
    if flag.severity not in SEVERITIES or flag.state not in FLAG_STATES:
        yield f"flag {flag.id} is {_short(flag.severity)}, {_short(flag.state)}"
    texts = (flag.check, flag.type, flag.mqm, flag.message.en, flag.message.zh)
    if not all(isinstance(text, str) for text in texts):
        yield f"flag {flag.id} has something else where a text should be"
    for side in SIDES:
        span = flag.span(side)
        if span and not 0 <= span[0] <= span[1]:
            yield f"flag {flag.id} points to characters {span[0]} to {span[1]}"
    yield from _score(f"flag {flag.id}", flag.score)


def _ids(name: str, item: Link | Flag, alignment: Alignment) -> Iterator[str]:
    for side in SIDES:
        here = alignment.document(side).by_id
        for key in item.side(side):
            if not isinstance(key, str) or key not in here:
                yield f"{name} names {_short(key)}, which is no {side} segment"


def _score(name: str, score: Any) -> Iterator[str]:
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if not number or not 0 <= score <= 1:
        yield f"the score of {name} is {_short(score)}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
