"""A record as its page shows it: rows of passages with their marks, links and flags, and what is next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import fingerprint
from aligner.record.model import OPEN, SEVERITIES, SIDES, UNCERTAIN, Flag, Link, Segment, Side, Span
from aligner.review.progress import RecordSection, changed_since, is_undecided, is_unsure, sections
from aligner.review.query import Query
from aligner.review.record_state import Snapshot
from aligner.review.rows import build_rows

T = TypeVar("T")
_LEVELS = tuple(reversed(SEVERITIES))


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text with the flags whose evidence it is."""

    text: str
    level: str = ""
    """The gravest severity of them; empty for plain text."""
    settled: bool = False
    chosen: bool = False
    """Whether it is evidence of the flag that is open."""


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag with what its page needs."""

    flag: Flag
    name: str
    """Its fingerprint."""
    href: str
    fresh: bool
    chosen: bool

    @property
    def open(self) -> bool:
        """Whether it is to be settled."""
        return is_undecided(self.flag)


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link and how it is drawn."""

    link: Link
    how: str
    """``accepted``, ``manual``, or by certainty ``sure``, ``likely``, ``unsure``."""
    href: str
    chosen: bool

    @property
    def percent(self) -> int:
        """Probability in per cent."""
        return round(100 * self.link.score)


@dataclass(frozen=True, slots=True)
class Cell:
    """A passage."""

    segment: Segment
    side: Side
    pieces: tuple[TextPiece, ...]
    links: tuple[LinkView, ...]
    flags: tuple[FlagView, ...]
    comments: tuple[Decision, ...]
    marked: bool
    chosen: bool
    """Whether the flag that is open concerns it."""
    changed: bool
    alone: bool
    """Whether a person said that it rightly has no counterpart."""
    href: str
    """Marks its link, or the passage itself where it has none."""
    toggle: str
    """Marks it along with what is marked, or no longer."""
    hit: bool
    """Whether the filters let it through."""
    speaker: str
    """Who says it, where somebody else said what stands before."""


@dataclass(frozen=True, slots=True)
class RowView:
    """Passages side by side."""

    zh: tuple[Cell, ...]
    en: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All of them."""
        return (*self.zh, *self.en)

    @property
    def hit(self) -> bool:
        """Whether a filter lets one of them through, or one is marked."""
        return any(cell.hit or cell.marked or cell.chosen for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows in sequence: shown, or folded away by a filter."""

    rows: tuple[RowView, ...]
    shut: bool

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return sum(len(row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on a record's page."""

    query: Query
    """As read, without what the record does not have."""
    folds: tuple[Fold, ...]
    flags: tuple[FlagView, ...]
    """Those that the filters let through, in reading order."""
    flag: FlagView | None
    """The one that is open."""
    link: LinkView | None
    """The one that is marked as a whole."""
    sections: tuple[RecordSection, ...]
    checks: tuple[str, ...]
    next: Mapping[str, str]
    """Addresses: ``flag``, ``unsure`` (link), ``link``, ``changed`` (passage), and each with ``-back``."""
    changed: frozenset[str]
    hits: int
    """Passages that the filters let through."""


def build_page(snapshot: Snapshot, query: Query, by: str) -> Page:
    """The page for an address."""
    return _Builder(snapshot, query, by).page()


class _Builder:
    """The steps from a record to its page."""

    def __init__(self, snapshot: Snapshot, query: Query, by: str) -> None:
        self.snapshot = snapshot
        self.alignment = snapshot.resolved.alignment
        evidence = snapshot.resolved.evidence
        self.names = {f.id: fingerprint(evidence[f.id]) for f in self.alignment.flags}
        flag_name = query.flag if query.flag in self.names.values() else ""
        zh, en = (tuple(k for k in getattr(query, s) if k in self.alignment.document(s).by_id) for s in SIDES)
        self.query = replace(query, zh=zh, en=en, flag=flag_name)
        self.base = self.query.bare()
        self.sections = sections(self.alignment)
        self.changed = changed_since(snapshot.resolved, by)
        self.flags_at = _by_key((f, (*f.zh[:1], *f.en[:1])) for f in self.alignment.flags)
        self.links_at = _by_key((link, (*link.zh, *link.en)) for link in self.alignment.links)
        self.comments_at = _by_key((d, d.segments) for d in snapshot.resolved.comments)
        self.rows = build_rows(self.alignment)
        keys = (key for row in self.rows for key in (*row.zh, *row.en))
        self.place = {key: place for place, key in enumerate(keys)}
        self.alone = snapshot.resolved.pins.alone
        self.current = next((f for f in self.alignment.flags if self.names[f.id] == flag_name), None)
        self.wanted = [f for f in self.alignment.flags if self._lets(f)]

    def page(self) -> Page:
        rows = [self._row(row.zh, row.en) for row in self.rows]
        flags = sorted((self._flag(f) for f in self.wanted), key=lambda v: self._order(v.flag.zh, v.flag.en))
        link = next((x for x in self.alignment.links if self._is_marked(x)), None)
        return Page(
            query=self.query,
            folds=tuple(_folded(rows, filtered=self.base.filtered)),
            flags=tuple(flags),
            flag=self._flag(self.current) if self.current else None,
            link=self._link(link) if link else None,
            sections=self.sections,
            checks=tuple(sorted({f.check for f in self.alignment.flags if f.check})),
            next=self._next(),
            changed=self.changed,
            hits=sum(cell.hit for row in rows for cell in row.cells),
        )

    # Rows

    def _row(self, zh: Iterable[str], en: Iterable[str]) -> RowView:
        return RowView(tuple(self._cell(key, "zh") for key in zh), tuple(self._cell(key, "en") for key in en))

    def _cell(self, key: str, side: Side) -> Cell:
        segment = self.alignment.segments[key]
        links = self.links_at[key]
        marked = key in (self.query.zh if side == "zh" else self.query.en)
        keys = {s: getattr(self.query, s) for s in SIDES}
        keys[side] = tuple(k for k in keys[side] if k != key) if marked else (*keys[side], key)
        single = self.base.text(zh=(key,)) if side == "zh" else self.base.text(en=(key,))
        return Cell(
            segment=segment,
            side=side,
            pieces=tuple(self._pieces(segment, side)),
            links=tuple(map(self._link, links)),
            flags=tuple(map(self._flag, self.flags_at[key])),
            comments=tuple(self.comments_at[key]),
            marked=marked,
            chosen=self.current is not None and key in (*self.current.zh, *self.current.en),
            changed=key in self.changed,
            alone=key in self.alone,
            href=self._href(links[0]) if links else single,
            toggle=self.base.text(**keys),
            hit=self._hit(segment, side),
            speaker=self._speaker(segment, side),
        )

    def _speaker(self, segment: Segment, side: Side) -> str:
        place = self.alignment.document(side).position[segment.id]
        before = self.alignment.document(side).segments[place - 1].speaker if place else None
        return segment.speaker or "" if segment.speaker != before else ""

    def _pieces(self, segment: Segment, side: Side) -> Iterator[TextPiece]:
        text = segment.shown
        marked_spans: list[tuple[Span, Flag]] = []
        for flag in self.flags_at[segment.id]:
            span = flag.span(side)
            if span is not None and flag.side(side)[0] == segment.id and span[0] < span[1] <= len(text):
                marked_spans.append((span, flag))
        cuts = sorted({0, len(text), *(edge for span, _ in marked_spans for edge in span)})
        for start, end in pairwise(cuts):
            covering = [flag for span, flag in marked_spans if span[0] <= start and end <= span[1]]
            if not covering:
                yield TextPiece(text[start:end])
                continue
            live = [flag for flag in covering if flag.state in OPEN]
            yield TextPiece(
                text[start:end],
                level=min((f.severity for f in live or covering), key=_LEVELS.index),
                settled=not live,
                chosen=self.current in covering,
            )

    def _link(self, link: Link) -> LinkView:
        how: str = link.status
        if how == "auto":
            how = "unsure" if link.score < UNCERTAIN else "likely" if is_unsure(link) else "sure"
        return LinkView(link, how, self._href(link), self._is_marked(link))

    def _flag(self, flag: Flag) -> FlagView:
        name = self.names[flag.id]
        href = self.base.text(flag=name)
        return FlagView(flag, name, href, flag.id in self.snapshot.fresh, name == self.query.flag)

    def _href(self, link: Link) -> str:
        return self.base.text(zh=link.zh, en=link.en)

    def _is_marked(self, link: Link) -> bool:
        return {*link.zh} == {*self.query.zh} and {*link.en} == {*self.query.en}

    # Filters

    def _lets(self, flag: Flag) -> bool:
        """Whether the filters let a flag through."""
        query = self.query
        state = flag.state == query.state or (query.state == "open" and flag.state in OPEN) or not query.state
        section = next((s for s in self.sections if s.key == query.section), None)
        return (
            state
            and query.severity in ("", flag.severity)
            and query.check in ("", flag.check)
            and (not query.side or bool(flag.side("zh" if query.side == "zh" else "en")))
            and (section is None or not section.segments.isdisjoint((*flag.zh, *flag.en)))
            and (not query.q or any(self._says(self.alignment.segments[k]) for k in (*flag.zh, *flag.en)))
        )

    def _hit(self, segment: Segment, side: Side) -> bool:
        """Whether the filters let a passage through: by itself, and by its flags where they are asked for."""
        query = self.query
        section = next((s for s in self.sections if s.key == query.section), None)
        if section is not None and section.side == side and segment.id not in section.segments:
            return False
        if section is not None and section.side != side:
            linked = {k for link in self.links_at[segment.id] for k in (*link.zh, *link.en)}
            if section.segments.isdisjoint(linked):
                return False
        if query.side not in ("", side) or (query.q and not self._says(segment)):
            return False
        if query.severity or query.check or query.state:
            return any(segment.id in (*flag.zh, *flag.en) for flag in self.wanted)
        return True

    def _says(self, segment: Segment) -> bool:
        """Whether a passage holds the text that is searched for, or has it as its name."""
        wanted = self.query.q.casefold()
        return wanted in segment.shown.casefold() or wanted in segment.text.casefold() or wanted == segment.id

    # What is next

    def _order(self, zh: Sequence[str], en: Sequence[str]) -> int:
        return min((self.place[key] for key in (*zh, *en) if key in self.place), default=-1)

    def _next(self) -> dict[str, str]:
        place = self._order(self.query.zh, self.query.en)
        if self.current is not None:
            place = self._order(self.current.zh, self.current.en)
        addresses: dict[str, str] = {}
        flags = [
            (self._order(f.zh, f.en), i, self.base.text(flag=self.names[f.id]), self.names[f.id])
            for i, f in enumerate(self.wanted)
            if is_undecided(f) or f is self.current
        ]
        addresses |= _around("flag", flags, place, self.query.flag)
        links = [(self._order(x.zh, x.en), i, self._href(x), x) for i, x in enumerate(self.alignment.links)]
        me = self.query.text(flag="")
        for name, some in (
            ("link", links),
            ("unsure", [spot for spot in links if is_unsure(spot[3]) or spot[2] == me]),
        ):
            addresses |= _around(name, [(o, i, href, href) for o, i, href, _ in some], place, me)
        changed = [
            (self.place[k], 0, self.base.text(**{side: (k,)}), k)
            for side in SIDES
            for k in self.changed
            if k in self.alignment.document(side).by_id
        ]
        marked = (*self.query.zh, *self.query.en)
        return addresses | _around("changed", changed, place, marked[0] if len(marked) == 1 else "")


def _by_key(items: Iterable[tuple[T, Iterable[str]]]) -> defaultdict[str, list[T]]:
    """Items by each of the passages that they are about."""
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for item, keys in items:
        for key in keys:
            groups[key].append(item)
    return groups


def _around(
    name: str, places: Sequence[tuple[int, int, str, str]], place: int, current: str
) -> dict[str, str]:
    """The next and the previous of some places (order, tie, address, name), in a circle."""
    ordered = sorted(places)
    names = [spot[3] for spot in ordered]
    if current in names:
        at = names.index(current)
        after, before = ordered[at + 1 :], ordered[:at]
        others = ordered[:at] + ordered[at + 1 :]
    else:
        after = [spot for spot in ordered if spot[0] > place or (spot[0] == place)]
        before = [spot for spot in ordered if spot[0] < place]
        others = ordered
    if not others:
        return {}
    return {name: (after or others)[0][2], f"{name}-back": (before or others)[-1][2]}


def _folded(rows: Sequence[RowView], *, filtered: bool) -> Iterator[Fold]:
    """Rows that the filters leave out are folded away, but for the neighbours of those that they let."""
    if not filtered:
        yield Fold(tuple(rows), shut=False)
        return
    near = [any(rows[j].hit for j in (i - 1, i, i + 1) if 0 <= j < len(rows)) for i in range(len(rows))]
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or near[end] != near[start]:
            yield Fold(tuple(rows[start:end]), shut=not near[start])
            start = end
