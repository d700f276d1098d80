"""Fixes that come back from translators: what of a returned file can be taken, and what not.

Every reader of a format makes `Returning` units; `settle` compares them with what was exported, by hash,
so that only real changes come back: a tool that re-indents, splits, changes states, or writes the source
into untouched targets makes no fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Literal

from aligner.exchange.coded_text import CodedText
from aligner.exchange.languages import joiner
from aligner.exchange.one_line import clean, without_hidden
from aligner.record.characters import main_language
from aligner.record.decisions.evidence import text_hash
from aligner.record.model import Side

_STOP = re.compile(r"[。！？；.!?;][”’」』）)\"']*")
_ID = re.compile(r"[a-z]\d+")


UnitStatus = Literal["translated", "untranslated", "protected"]
"""Whether the tool says that a unit is to be translated yet, or never."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A changed target text."""

    record: str
    side: Side
    """The side that was edited."""
    segments: tuple[str, ...]
    """The segment it is for; several where the file no longer tells them apart (see `divide`)."""
    seen: tuple[str, ...]
    """For each segment the hash of the text that the translator saw; empty if the file lost it."""
    before: str | None
    """The text as exported, where the file holds it."""
    after: str
    """The text now."""
    line: int
    """Line in the file."""
    state: str = ""
    """What the tool says of it, in the format's own word (``translated``, ``final`` …)."""
    note: str = ""
    """What the translator wrote beside it."""
    unit: str = ""
    """Id of the unit in the file."""
    source: str = ""
    """The source text next to it."""
    missing: tuple[str, ...] = ()
    """Segments of the source that had no translation yet, of which it is the first; it has no segments."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A translator's note on a passage that was not changed."""

    record: str
    segments: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Left:
    """Something in the file that cannot be taken, and why."""

    unit: str
    line: int
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file brings back."""

    units: int
    """How many units the file has."""
    fixes: tuple[Fix, ...]
    remarks: tuple[Remark, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A sentence of a unit."""

    line: int
    source: CodedText
    target: CodedText


@dataclass(frozen=True, slots=True)
class Returning:
    """A unit of a returned file as a reader found it."""

    unit: str
    line: int
    side: Side | None
    pieces: tuple[str, ...]
    """The target, in as many pieces as the file tells apart; none where it has no target."""
    facts: Mapping[str, str]
    """What `Selection.facts` wrote, as far as the file still has it."""
    source: str = ""
    state: str = ""
    note: str = ""
    record: str = ""
    coded: Mapping[Side, CodedText] = field(default_factory=dict)
    """Both texts with their codes; none of a side that the file does not have."""
    status: UnitStatus = "translated"
    parts: tuple[UnitPart, ...] = ()
    """The sentences that the file tells apart in it, with their translations."""
    variant: bool = False
    """Whether it is a further rendering of a text that a unit before it has: for checks only."""

    @property
    def segments(self) -> tuple[str, ...]:
        """Target segments, from the facts or, where a tool dropped them, from the unit's id."""
        if "segments" in self.facts or "source-segments" in self.facts:
            return tuple(self.facts.get("segments", "").split())
        ids = tuple(self.unit.split("."))
        return ids if self.side and all(_ID.fullmatch(i) and i[0] == self.side[0] for i in ids) else ()

    @property
    def seen(self) -> dict[str, str]:
        """Hashes of what was exported, by segment."""
        pairs = (token.rpartition(":") for token in self.facts.get("seen", "").split())
        return {key: value for key, _, value in pairs if key and value}

    @property
    def text(self) -> str:
        """The whole target on one line."""
        return joiner(self.side).join(filter(None, map(clean, self.pieces)))


def settle(units: Iterable[Returning | Left]) -> Returned:
    """What of the units is a fix, a remark, or neither; what a reader passed over is left."""
    count, fixes, remarks, left = 0, [], [], []
    for unit in units:
        if isinstance(unit, Left):
            left.append(unit)
        if isinstance(unit, Left) or unit.variant:
            continue
        count += 1
        result = [*_changes(unit), *_original(unit)]
        fixes += [item for item in result if isinstance(item, Fix)]
        left += [item for item in result if isinstance(item, Left)]
        if not result and unit.note:
            about = unit.segments or tuple(unit.facts.get("source-segments", "").split())
            if about:
                remarks.append(Remark(_record(unit), about, unit.note, unit.line))
    return Returned(count, tuple(fixes), tuple(remarks), tuple(left))


def _record(unit: Returning) -> str:
    return unit.facts.get("record") or unit.record


def _changes(unit: Returning) -> Iterator[Fix | Left]:
    """The changed segments of a unit, or why its target cannot be taken."""
    if _untouched(unit):
        return
    why = _obstacle(unit)
    if why is None:
        yield from _fixes(unit)
    elif why:
        yield Left(unit.unit, unit.line, why, unit.text)


def _obstacle(unit: Returning) -> str | None:
    """Why a changed target makes no fix; empty where nothing need be said of it, None where it does."""
    text, segments = unit.text, unit.segments
    copied = _same(text, unit.source) and main_language(text) not in (unit.side, None)
    if not text or copied:  # where there was no translation, some tools write an empty one or the source
        what = "the target is the source text" if text else "the target is empty"
        said = bool(segments and (text or unit.pieces))
        return f"{what}; a passage can be edited, not deleted" if said else ""
    if not segments and "source-segments" not in unit.facts:
        return "the unit does not say which segment it is for"
    return None if unit.side else "the language of the target is neither Chinese nor English"


def _fixes(unit: Returning) -> Iterator[Fix | Left]:
    """The segments whose text changed, told apart by the file or else by what is left of their texts."""
    segments, pieces = unit.segments, unit.pieces
    texts = {key: unit.facts[f"text-{key}"] for key in segments if f"text-{key}" in unit.facts}
    if not segments:
        yield replace(_fix(unit, (), unit.text), missing=tuple(unit.facts["source-segments"].split()))
        return
    if len(segments) == 1:
        pieces = (joiner(unit.side).join(pieces),)
    elif len(pieces) != len(segments):
        yield from divide(_fix(unit, segments, unit.text), texts)
        return
    for key, piece in zip(segments, pieces, strict=True):
        after = clean(piece)
        if unit.seen.get(key) in (text_hash(after), text_hash(piece)) or _same(after, texts.get(key)):
            continue
        if after:
            yield replace(_fix(unit, (key,), after), before=texts.get(key))
        else:
            why = f"the text of {key} is missing; a passage can be edited, not deleted"
            yield Left(unit.unit, unit.line, why)


def _untouched(unit: Returning) -> bool:
    """Whether the whole target is what was exported."""
    seen = list(unit.seen.values())
    hashes = {unit.facts.get("whole"), seen[0] if len(seen) == len(unit.segments) == 1 else None}
    return bool(unit.pieces) and not hashes.isdisjoint(
        {text_hash(unit.text), text_hash("".join(unit.pieces))}
    )


def _original(unit: Returning) -> Iterator[Left]:
    """A complaint if the source was changed too."""
    seen = unit.facts.get("source-seen")
    if seen and seen not in (text_hash(unit.source), text_hash(clean(unit.source))):
        why = "the original was changed; only the translation can be edited"
        yield Left(unit.unit, unit.line, why, clean(unit.source))


def _same(first: str, second: str | None) -> bool:
    """Whether two texts differ in spaces, line breaks and characters that nobody sees at most."""
    return second is not None and _letters(first) == _letters(second)


def _letters(text: str) -> str:
    return "".join(without_hidden(text).split())


def _fix(unit: Returning, segments: tuple[str, ...], after: str) -> Fix:
    assert unit.side is not None
    seen = tuple(unit.seen[key] for key in segments if key in unit.seen)
    return Fix(
        record=_record(unit),
        side=unit.side,
        segments=segments,
        seen=seen if len(seen) == len(segments) else (),
        before=None,
        after=after,
        line=unit.line,
        state=unit.state,
        note=unit.note,
        unit=unit.unit,
        source=clean(unit.source),
    )


def divide(fix: Fix, texts: Mapping[str, str]) -> list[Fix]:
    """A fix of several segments as fixes of one each, by what of their texts is still there.

    Args:
        fix: as `settle` made it.
        texts: text of each of its segments as the translator saw it.

    Returns:
        One fix for each segment that changed; the fix itself, alone, if it is for one segment, if a text is
        not known, or if some segment would be left without text.
    """
    if len(fix.segments) < 2 or any(key not in texts for key in fix.segments):
        return [fix]
    before = [texts[key] for key in fix.segments]
    between = joiner(fix.side)
    ends = [end - len(between) for end in accumulate(len(text) + len(between) for text in before[:-1])]
    cuts = _cuts(between.join(before), fix.after, ends)
    parts = [clean(fix.after[a:b]) for a, b in zip([0, *cuts], [*cuts, len(fix.after)], strict=True)]
    if not all(parts):
        return [fix]
    seen = fix.seen if len(fix.seen) == len(fix.segments) else ("",) * len(fix.segments)
    return [
        replace(fix, segments=(key,), seen=(hash_,) if hash_ else (), before=texts[key], after=part)
        for key, part, hash_ in zip(fix.segments, parts, seen, strict=True)
        if not _same(part, texts[key])
    ]


def _cuts(before: str, after: str, ends: Sequence[int]) -> list[int]:
    """The boundaries of the old text in the new one.

    Between the last kept character on the left of a border and the first one on its right, at the first end
    of a sentence, or else before the first one on its right.
    """
    blocks = [b for b in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks() if b.size]
    cuts: list[int] = []
    for end in ends:
        low = max((b.b + min(b.size, end - b.a) for b in blocks if b.a < end), default=0)
        high = min((b.b + max(end - b.a, 0) for b in blocks if b.a + b.size > end), default=len(after))
        low, high = max([low, *cuts]), max([low, high, *cuts])
        stop = _STOP.search(after, max(low - 1, 0), high)
        cuts.append(max(low, stop.end()) if stop else high)
    return cuts
