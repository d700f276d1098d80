"""A record as its page shows it: passages with their marks, links and flags, and what is next."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

from aligner.record.chains import by_key
from aligner.record.groups import FindingGroup
from aligner.record.model import OPEN, SEVERITIES, SIDES, UNCERTAIN, Flag, Link, Segment, Side
from aligner.record.profiles import PROFILES
from aligner.review.offers import link_of
from aligner.review.progress import changed_since, is_undecided, is_unsure
from aligner.review.query import Query
from aligner.review.record_state import Snapshot
from aligner.review.rows import Row

# Passages of a side that a comment on a finding names: an address holds no more than 400, and a finding of
# more is about a whole text. Chosen, not measured.
_ABOUT = 40
_Place = FindingGroup | Link | Query
"""What one can go to: a finding, a link, the passages that an address marks."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text with the flags whose evidence it is."""

    text: str
    level: str = ""
    """The gravest severity of them; empty for plain text."""
    settled: bool = False
    chosen: bool = False
    """Whether it is evidence of the flag that is open."""
    found: bool = False
    """Whether it is what is searched for."""


class Page:
    """A record at an address. What the template shows of a passage, a link or a finding it asks for here."""

    def __init__(self, snapshot: Snapshot, query: Query, by: str) -> None:
        self.snapshot, resolved = snapshot, snapshot.resolved
        self.alignment = alignment = resolved.alignment
        self.names = snapshot.names
        self.profile = next((p for p in PROFILES if p == query.profile), snapshot.config.profile)
        open_flag = next((f for f in alignment.flags if self.names[f.id] == query.flag), None)
        usual = self.profile == snapshot.config.profile
        self.all_findings = snapshot.findings if usual else snapshot.shown(self.profile)
        if open_flag and not any(open_flag in g.flags for g in self.all_findings):
            self.all_findings = snapshot.shown(self.profile, open_flag)
        self.hidden = len(alignment.flags) - sum(len(g.flags) for g in self.all_findings)
        """How many flags the profile does not show."""
        self.finding = next((g for g in self.all_findings if open_flag in g.flags), None)
        """The one that is open: a passage's flags, or one of them alone."""
        self.company = self.finding
        """The finding that the open flag belongs to, where it is open alone."""
        if open_flag and query.alone:
            self.finding = FindingGroup((open_flag,))
        zh, en = (tuple(k for k in getattr(query, s) if k in alignment.side(s).by_id) for s in SIDES)
        self.query = replace(query, zh=zh, en=en, flag=query.flag if self.finding else "")
        """As read, without what the record does not have."""
        self.marked = frozenset((*zh, *en))
        self.opened = frozenset(self.finding.segments if self.finding else ())
        """The passages of the open finding."""
        self._states: dict[str, Hashable] = {}
        self.base = self.query.bare()
        self.link = link_of(alignment, zh, en)
        """The one that is marked as a whole."""
        self.sections = snapshot.sections
        self.section = next((s for s in self.sections if s.key == query.section), None)
        self.fresh = snapshot.fresh
        self.alone = resolved.pins.alone
        """Passages of which a person said that they rightly have no counterpart."""
        self.changed = changed_since(resolved, by)
        self.findings_at = by_key(
            (g, dict.fromkeys(key for f in g.flags for key in (*f.zh[:1], *f.en[:1])))
            for g in self.all_findings
        )
        self.links_at = snapshot.links_at
        self.comments_at = by_key((d, d.segments) for d in resolved.comments)
        self.rows = snapshot.rows
        self.place = snapshot.place
        self.findings = sorted(filter(self._lets, self.all_findings), key=self._order)
        """Those that the filters let through, in reading order."""

    # A passage

    def address(self, item: _Place | Flag | Segment) -> str:
        """Marks a link or some passages, opens a finding, or a flag alone; of a passage, marks its link, or
        itself where it has none.
        """
        if isinstance(item, FindingGroup):
            return self.base.text(flag=self.names[item.flag.id])
        if isinstance(item, Flag):
            return self.base.text(flag=self.names[item.id], alone="yes")
        if isinstance(item, Link | Query):
            return self.base.text(zh=item.zh, en=item.en)
        links = self.links_at.get(item.id)
        side = "zh" if item.id in self.alignment.zh.by_id else "en"
        return self.address(links[0]) if links else self.base.text(**{side: (item.id,)})

    def how(self, link: Link) -> str:
        """How a link is drawn: ``accepted``, ``manual``, or by certainty ``sure``, ``likely``, ``unsure``."""
        if link.status != "auto":
            return link.status
        return "unsure" if link.score < UNCERTAIN else "likely" if is_unsure(link) else "sure"

    def speaker(self, segment: Segment, side: Side) -> str:
        """Who says it, where somebody else said what stands before."""
        document = self.alignment.side(side)
        place = document.position[segment.id]
        before = document.segments[place - 1].speaker if place else None
        return segment.speaker or "" if segment.speaker != before else ""

    def pieces(self, segment: Segment, side: Side) -> Iterator[TextPiece]:
        """The text of a passage, cut where evidence begins or ends, or what is searched for."""
        text, q = segment.shown, self.query.q
        hits = [hit.span() for hit in re.finditer(re.escape(q), text, re.IGNORECASE)] if q else []
        marked_spans = [
            (span, flag)
            for finding in self.findings_at[segment.id]
            for flag in finding.flags
            if (span := flag.span(side)) and flag.side(side)[:1] == (segment.id,)
            if span[0] < span[1] <= len(text)
        ]
        edges = (edge for span in (*(span for span, _ in marked_spans), *hits) for edge in span)
        cuts = sorted({0, len(text), *edges})
        for start, end in pairwise(cuts):
            covering = [flag for span, flag in marked_spans if span[0] <= start and end <= span[1]]
            live = [flag for flag in covering if flag.state in OPEN]
            yield TextPiece(
                text[start:end],
                level=max((f.severity for f in live or covering), key=SEVERITIES.index, default=""),
                settled=not live,
                chosen=any(self.is_chosen(flag) for flag in covering),
                found=any(hit[0] <= start and end <= hit[1] for hit in hits),
            )

    def sides(self, finding: FindingGroup) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The Chinese and the English passages of a finding."""
        zh, en = (tuple(k for k in finding.segments if k in self.alignment.side(s).by_id) for s in SIDES)
        return zh, en

    @property
    def about(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The passages that a comment is about: those of the open finding, or those that are marked."""
        zh, en = self.sides(self.finding) if self.finding else (self.query.zh, self.query.en)
        return zh[:_ABOUT], en[:_ABOUT]

    @property
    def checks(self) -> list[str]:
        """The checks that have found something."""
        return sorted({flag.check for finding in self.all_findings for flag in finding.flags} - {""})

    @property
    def unfiltered(self) -> str:
        """The address without filters."""
        return Query(profile=self.query.profile).text()

    def is_chosen(self, flag: Flag) -> bool:
        """Whether a flag belongs to the finding that is open."""
        return self.finding is not None and flag in self.finding.flags

    # What a part of the page shows, for telling whether it has changed

    def state(self, row: Row) -> Hashable:
        """Changes whenever the row looks different."""
        cells = [self._cell_state(key, side) for side in SIDES for key in row.side(side)]
        return (self.base, self.dims(row), tuple(cells))

    def _cell_state(self, key: str, side: Side) -> Hashable:
        segment, links = self.alignment.segments[key], self.links_at.get(key, ())
        return (
            segment,
            self.speaker(segment, side),
            *(key in keys for keys in (self.marked, self.opened, self.alone, self.changed)),
            len(self.comments_at.get(key, ())),
            (*links, self.link if self.link in links else None),
            tuple(map(self.finding_state, self.findings_at.get(key, ()))),
        )

    def finding_state(self, finding: FindingGroup) -> Hashable:
        """Changes whenever the mark of a finding looks different."""
        if finding.address not in self._states:
            names = tuple((self.names[flag.id], self.is_chosen(flag)) for flag in finding.flags)
            state = (finding, names, self.is_fresh(finding), self.has_proposal(finding))
            self._states[finding.address] = state
        return self._states[finding.address]

    def item_state(self, finding: FindingGroup) -> Hashable:
        """Changes whenever its item in the list of findings looks different."""
        return (self.base, self.finding_state(finding))

    def has_proposal(self, finding: FindingGroup) -> bool:
        """Whether somebody proposes other words for a printed passage of it."""
        return not self.alignment.reworded.isdisjoint(finding.segments)

    def is_fresh(self, finding: FindingGroup) -> bool:
        """Whether alignment.json lacks a part of it."""
        return any(flag.id in self.fresh for flag in finding.flags)

    # Filters

    def dims(self, row: Row) -> bool:
        """Whether a row is shown only as the neighbour of others."""
        return self.query.filtered and not self.shows(row)

    @property
    def folds(self) -> Iterator[tuple[bool, list[Row]]]:
        """(whether folded away, rows); a filter leaves the neighbours of the rows that it lets through."""
        hit = [not self.dims(row) for row in self.rows]
        shut = [not any(hit[max(i - 1, 0) : i + 2]) for i in range(len(hit))]
        for key, group in groupby(zip(shut, self.rows, strict=True), key=lambda pair: pair[0]):
            yield key, [row for _, row in group]

    def _lets(self, finding: FindingGroup) -> bool:
        """Whether the filters let a finding through."""
        query, state, keys = self.query, finding.state, finding.segments
        return (
            (not query.state or state == query.state or (query.state == "open" and state in OPEN))
            and query.severity in ("", finding.severity)
            and query.check in ("", *(flag.check for flag in finding.flags))
            and (not query.side or any(k in self._segments(query.side) for k in keys))
            and (self.section is None or not self.section.segments.isdisjoint(keys))
            and (not query.q or any(self._says(self.alignment.segments[k]) for k in keys))
        )

    def _segments(self, side: str) -> Mapping[str, Segment]:
        return self.alignment.side("zh" if side == "zh" else "en").by_id

    def shows(self, row: Row) -> bool:
        """Whether a row has a passage that the filters let through, or one that is marked or flagged."""
        return not all(some.isdisjoint(row.keys) for some in (self.hits, self.marked, self.opened))

    @cached_property
    def hits(self) -> set[str]:
        """Passages that the filters let through, by themselves and by the flags that are asked for."""
        query = self.query
        keys = {s.id for side in SIDES for s in self.alignment.side(side) if self._within(s, side)}
        if query.severity or query.check or query.state:
            keys &= {key for finding in self.findings for key in finding.segments}
        return keys

    def _within(self, segment: Segment, side: Side) -> bool:
        """Whether a passage stands on the side and in the section that are asked for, and says the words."""
        section = self.section
        if section is not None:
            linked = (key for link in self.links_at.get(segment.id, ()) for key in (*link.zh, *link.en))
            if section.segments.isdisjoint((segment.id,) if section.side == side else linked):
                return False
        return self.query.side in ("", side) and (not self.query.q or self._says(segment))

    def _says(self, segment: Segment) -> bool:
        """Whether a passage holds the text that is searched for, or has it as its name."""
        wanted = self.query.q.casefold()
        texts = (segment.shown, segment.text, segment.wording)
        return wanted == segment.id or any(wanted in text.casefold() for text in texts)

    # What is next

    def _order(self, item: _Place) -> int:
        """Place of the first of its passages."""
        keys = item.segments if isinstance(item, FindingGroup) else (*item.zh, *item.en)
        return min((self.place[key] for key in keys if key in self.place), default=-1)

    @cached_property
    def next(self) -> Mapping[str, str]:
        """Addresses by name: ``flag``, ``link``, ``unsure``, ``changed``, and each with ``-back``."""
        flag = self.finding.flag if self.finding else None
        marked = self.query.zh, self.query.en
        findings = [g for g in self.findings if is_undecided(g) or g is self.finding]
        links = self.snapshot.links_in_order
        unsure = [link for link in links if is_unsure(link) or (link.zh, link.en) == marked]
        changed = [Query(zh=(s.id,)) for s in self.alignment.zh if s.id in self.changed]
        changed += [Query(en=(s.id,)) for s in self.alignment.en if s.id in self.changed]
        changed.sort(key=self._order)
        return {
            **self._around("flag", findings, lambda finding: finding.flag is flag),
            **self._around("link", links, lambda link: (link.zh, link.en) == marked),
            **self._around("unsure", unsure, lambda link: (link.zh, link.en) == marked),
            **self._around("changed", changed, lambda passage: (passage.zh, passage.en) == marked),
        }

    def _around(self, name: str, items: Sequence[_Place], is_here: Callable[[Any], bool]) -> dict[str, str]:
        """The addresses of the next and the previous of some items in reading order, in a circle."""
        index = next((n for n, item in enumerate(items) if is_here(item)), None)
        at = bisect_left(items, self._order(self.finding or self.query), key=self._order)
        circle = [*items[at:], *items[:at]] if index is None else [*items[index + 1 :], *items[:index]]
        return {name: self.address(circle[0]), f"{name}-back": self.address(circle[-1])} if circle else {}
