"""Where passages begin and end, as people decided: one split into several, several joined into one.

The source is not touched: a cut says which passages hold its characters. Both kinds name the same things, the
passages in order and their texts (`Decision.parts`), and differ in the direction; so each can be made, and
unmade, wherever its texts stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, count, product
from string import ascii_lowercase

from aligner.record.decisions.decision import CUT_VERBS, Decision, in_order
from aligner.record.decisions.resolved import Conflict, Standing, passage_gone, text_changed, things
from aligner.record.model import (
    SIDES,
    Alignment,
    Document,
    Flag,
    Link,
    Message,
    Segment,
    Side,
    Sides,
    Source,
    Span,
)

Segments = tuple[Segment, ...]
Settled = dict[str, tuple[Standing, Message | None]]


def with_cuts(
    alignment: Alignment, log: Sequence[Decision], withdrawn: Iterable[str]
) -> tuple[Alignment, Settled, list[Conflict]]:
    """An alignment with its passages as people cut them, what became of the cuts, and their conflicts.

    `alignment` may have been made before a cut, after it, or after one that was withdrawn since.
    """
    cuts = [decision for decision in log if decision.verb in CUT_VERBS]
    standing: Settled = {}
    conflicts: list[Conflict] = []
    if not cuts:
        return alignment, standing, conflicts
    gone = frozenset(withdrawn)
    documents: dict[Side, Document] = {}
    for side in SIDES:
        document = alignment.side(side)
        own = [decision for decision in cuts if decision.side(side)]
        segments = uncut(document, own).segments
        segments = _replay(segments, [d for d in own if d.id not in gone], standing, conflicts)
        same = [(s.id, s.text) for s in segments] == [(s.id, s.text) for s in document]
        documents[side] = document if same else replace(document, segments=segments)
    if all(documents[side] is alignment.side(side) for side in SIDES):
        return alignment, standing, conflicts
    return _moved(alignment, documents["zh"], documents["en"]), standing, conflicts


def uncut(document: Document, decisions: Iterable[Decision]) -> Document:
    """The document as it is read from its source, before any cut."""
    segments = document.segments
    for decision in reversed(in_order(d for d in decisions if d.verb in CUT_VERBS)):
        segments = _unmade(decision, segments) or segments
    return replace(document, segments=segments)


def fits(decision: Decision, document: Document) -> bool:
    """Whether a cut can be made: its texts stand there as they stood when it was decided."""
    return _made(decision, document.segments) is not None


def fresh_names(key: str, number: int, taken: Iterable[str]) -> tuple[str, ...]:
    """Ids for the further parts of a passage: z5b, z5c …"""
    base, known = re.sub(r"(?<=\d)[a-z]+$", "", key), frozenset(taken)
    letters = ("".join(some) for size in count(1) for some in product(ascii_lowercase, repeat=size))
    names = (base + some for some in letters if some != "a" and base + some not in known)
    return tuple(next(names) for _ in range(number))


def _replay(
    segments: Segments, cuts: Sequence[Decision], standing: Settled, conflicts: list[Conflict]
) -> Segments:
    """The passages after all cuts that stand, by time; of those that exclude each other, see `resolve`."""
    for at, decision in enumerate(cuts):
        if decision.id in standing:
            continue
        made = _made(decision, segments)
        if made is None:
            standing[decision.id] = _why_not(decision, segments)
            continue
        instead = [
            later
            for later in cuts[at + 1 :]
            if later.id not in standing
            and not things(later).isdisjoint(things(decision))
            and _made(later, segments)
        ]
        rivals = [later for later in instead if _cut(later) != _cut(decision)]
        if any(decision.id in later.over for later in instead) or any(r.by == decision.by for r in rivals):
            standing[decision.id] = ("replaced", None)
        elif rivals:
            disputed = (decision, *rivals)
            conflicts.append(Conflict(min(things(decision)), disputed))
            standing |= {one.id: ("conflict", None) for one in disputed}
        else:
            standing[decision.id] = ("applies", None)
            segments = made
    return segments


def _why_not(decision: Decision, segments: Segments) -> tuple[Standing, Message | None]:
    if _unmade(decision, segments) is not None:
        return "applies", None  # somebody else made the same cut
    present = {segment.id for segment in segments}
    wanted = decision.segments[:1] if decision.verb == "split" else decision.segments
    missing = next((key for key in wanted if key not in present), "")
    if missing:
        return "stale", passage_gone(missing)
    return "stale", text_changed(" ".join(wanted))


def _cut(decision: Decision) -> tuple[object, ...]:
    return decision.verb, decision.segments, decision.parts


def _made(decision: Decision, segments: Segments) -> Segments | None:
    """The passages after a cut; None where it does not fit."""
    return _split(decision, segments) if decision.verb == "split" else _joined(decision, segments)


def _unmade(decision: Decision, segments: Segments) -> Segments | None:
    """The passages before a cut that was made; None where it was not."""
    return _joined(decision, segments) if decision.verb == "split" else _split(decision, segments)


def _split(decision: Decision, segments: Segments) -> Segments | None:
    first, *more = decision.segments
    if len(decision.segments) != len(decision.parts):
        return None
    at = next((n for n, segment in enumerate(segments) if segment.id == first), None)
    if at is None or segments[at].text != "".join(decision.parts):
        return None
    if not {segment.id for segment in segments}.isdisjoint(more):
        return None
    pieces = _pieces(segments[at], decision.segments, decision.parts)
    return (*segments[:at], *pieces, *segments[at + 1 :])


def _pieces(whole: Segment, keys: Sequence[str], parts: Sequence[str]) -> Iterator[Segment]:
    """The parts of a passage, each with its place in the source; of a passage that was repaired, or that lies
    in other pieces, with the place of the whole."""
    source = whole.source
    spans = source.spans
    if len(spans) != len(keys):
        exact = not source.pieces and source.end - source.start == len(whole.text)
        starts = accumulate(map(len, parts[:-1]), initial=source.start)
        blanks = (len(part) - len(part.lstrip()) for part in parts)
        begins = [start + blank for start, blank in zip(starts, blanks, strict=True)]
        ends = [begin + len(part.strip()) for begin, part in zip(begins, parts, strict=True)]
        spans = tuple(zip(begins, ends, strict=True)) if exact else ()
    for at, (key, part) in enumerate(zip(keys, parts, strict=True)):
        place = replace(source, start=spans[at][0], end=spans[at][1], pieces=()) if spans else source
        yield replace(whole, id=key, text=part.strip(), source=place, edited=None)


def _joined(decision: Decision, segments: Segments) -> Segments | None:
    keys = decision.segments
    if len(keys) != len(decision.parts):
        return None
    at = next((n for n, segment in enumerate(segments) if segment.id == keys[0]), None)
    if at is None:
        return None
    run = segments[at : at + len(keys)]
    wanted = [(key, part.strip()) for key, part in zip(keys, decision.parts, strict=True)]
    if [(segment.id, segment.text) for segment in run] != wanted:
        return None
    whole = replace(
        run[0],
        text="".join(decision.parts),
        source=_spanned([segment.source for segment in run]),
        repairs=tuple(dict.fromkeys(name for segment in run for name in segment.repairs)),
        edited=None,
    )
    return (*segments[:at], whole, *segments[at + len(keys) :])


def _spanned(sources: Sequence[Source]) -> Source:
    """One place for passages that follow each other; in pieces where something stands between them."""
    first = sources[0]
    spans: list[Span] = []
    for span in (span for source in sources if source.file == first.file for span in source.spans):
        if spans and span[0] <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], span[1]))
        else:
            spans.append(span)
    pieces = tuple(spans) if len(spans) > 1 else ()
    return replace(first, start=spans[0][0], end=spans[-1][1], pieces=pieces)


class _Carried:
    """Where the characters of a document's passages stand in the same text, cut otherwise.

    Blanks are not counted: a cut may drop those at its edges.
    """

    def __init__(self, old: Document, new: Document) -> None:
        self.new = new
        self.old = old
        self._starts = _starts(old)
        ends = _starts(new)
        self._owners = [segment.id for segment in new for _ in _inked(segment.text)]
        self._firsts = {segment.id: start for segment, start in zip(new, ends, strict=True)}
        self._first_of = dict(zip(old.by_id, self._starts, strict=True))

    def keys(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The passages that hold the characters of some passages."""
        found: dict[str, None] = {}
        for key in keys:
            start = self._first_of[key]
            inked = len(_inked(self.old.by_id[key].text))
            found |= dict.fromkeys(self._owners[start : start + inked] or [key])
        return tuple(key for key in found if key in self.new.by_id)

    def span(self, key: str, span: Span) -> tuple[str, Span] | None:
        """The passage that holds a stretch of a passage, and where; None where it was cut apart."""
        was = _inked(self.old.by_id[key].text)
        inside = [n for n, place in enumerate(was) if span[0] <= place < span[1]]
        if not inside:
            return None
        first, last = self._first_of[key] + inside[0], self._first_of[key] + inside[-1]
        owner = self._owners[first]
        if self._owners[last] != owner:
            return None
        now, start = _inked(self.new.by_id[owner].text), self._firsts[owner]
        return owner, (now[first - start], now[last - start] + 1)


def _inked(text: str) -> list[int]:
    """Places of the characters that are no blanks."""
    return [place for place, character in enumerate(text) if not character.isspace()]


def _starts(document: Document) -> list[int]:
    """For every passage how many characters stand before it, blanks left out."""
    result, total = [], 0
    for segment in document:
        result.append(total)
        total += len(_inked(segment.text))
    return result


def _moved(alignment: Alignment, zh: Document, en: Document) -> Alignment:
    """The alignment on documents that were cut otherwise: every link and flag keeps its characters."""
    carried: Mapping[Side, _Carried] = {"zh": _Carried(alignment.zh, zh), "en": _Carried(alignment.en, en)}
    links: dict[Sides, Link] = {}
    for link in alignment.links:
        moved = replace(link, zh=carried["zh"].keys(link.zh), en=carried["en"].keys(link.en))
        links.setdefault((moved.zh, moved.en), moved)
    absent: dict[str, float] = {}
    linked = {key for link in links.values() for key in (*link.zh, *link.en)}
    for key, chance in alignment.absent.items():
        side: Side = "zh" if key in alignment.zh.by_id else "en"
        absent |= {new: chance for new in carried[side].keys((key,)) if new not in linked}
    flags = tuple(_moved_flag(flag, carried) for flag in alignment.flags)
    return replace(alignment, zh=zh, en=en, links=tuple(links.values()), flags=flags, absent=absent)


def _moved_flag(flag: Flag, carried: Mapping[Side, _Carried]) -> Flag:
    values: dict[str, object] = {}
    for side in SIDES:
        keys, span = flag.side(side), flag.span(side)
        moved = carried[side].keys(keys)
        if span and moved != keys:
            held = carried[side].span(keys[0], span)
            moved = (held[0], *(key for key in moved if key != held[0])) if held else moved
            values[f"{side}_span"] = held[1] if held else None
        values[side] = moved
    return replace(flag, **values)  # type: ignore[arg-type]
