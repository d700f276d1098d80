"""The page model: both texts in rows, each segment in full exactly once.

One side leads: its order is the page's. A row holds the segments of that side which one link joins, beside
what they correspond to. A segment that belongs to several rows stands in one and is referred to from the
others. What no link holds stands where it is missing: after the row with the passage before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from aligner.record.chains import by_key, stretches
from aligner.record.model import LONG_RUN, SIDES, Alignment, Document, Link, Segment, Side, other

RowKind = Literal["pair", "heading", "lead-only", "follow-only"]
Run = tuple[str] | tuple[str, str]
"""A passage, or the first and the last of several that follow one another."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """What stands side by side."""

    kind: RowKind
    lead: tuple[Segment, ...] = ()
    """Segments of the leading side, in full."""
    follow: tuple[Segment, ...] = ()
    """Segments of the other side, in full, in their own order."""
    elsewhere: tuple[Segment, ...] = ()
    """Segments of the other side that correspond to this row too, but stand in another."""
    links: tuple[Link, ...] = ()
    """The links that make it."""
    unanswered: frozenset[str] = frozenset()
    """Passages that no link holds, in a row of what is linked: the rest of a question."""
    run: int = 0
    """Passages without counterpart in the unbroken stretch that this row belongs to."""
    opens_run: bool = False
    """Whether it is the first row of that stretch."""
    is_long: bool = False
    """Whether that stretch is so long that it is set as a text of its own."""

    @property
    def alone(self) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
        """What no link holds: of the leading side, of the other."""
        if self.kind in ("lead-only", "follow-only"):
            return (self.lead, self.follow)
        lead, follow = (
            tuple(s for s in segments if s.id in self.unanswered) for segments in (self.lead, self.follow)
        )
        return lead, follow


def passages(segments: Iterable[Segment]) -> int:
    """How many of the segments are passages."""
    return sum(segment.is_passage for segment in segments)


def passage_runs(document: Document, identifiers: Iterable[str]) -> tuple[Run, ...]:
    """Those of a document's segments that are named, in its order: neighbours as the first and the last."""
    positions = sorted(document.position[i] for i in {*identifiers} if i in document.position)
    runs = ([document.segments[n].id for n in run] for run in stretches(positions, lambda a, b: b == a + 1))
    return tuple((run[0], run[-1]) if len(run) > 1 else (run[0],) for run in runs)


def live_links(alignment: Alignment) -> Iterator[Link]:
    """The links that join something and that nobody has rejected, less ids that the documents lack."""
    for link in alignment.links:
        zh, en = (tuple(i for i in link.side(side) if i in alignment.side(side).by_id) for side in SIDES)
        if zh and en and link.status != "rejected":
            yield replace(link, zh=zh, en=en)


def link_numbers(links: Iterable[Link]) -> Mapping[str, tuple[int, ...]]:
    """For each linked segment the numbers of its links, from 0."""
    numbers = by_key((n, (*link.zh, *link.en)) for n, link in enumerate(links))
    return {identifier: tuple(of_segment) for identifier, of_segment in numbers.items()}


def lead_side(alignment: Alignment, kind: str) -> Side:
    """A summary is read in its own order; any other record in the order of the original."""
    return other(alignment.original) if kind == "summary" else alignment.original


def page_rows(alignment: Alignment, lead: Side) -> tuple[PageRow, ...]:
    """All rows of a record in reading order."""
    return _Rows(alignment, lead).rows()


class _Rows:
    """The steps from links to rows; made for one record and thrown away."""

    def __init__(self, alignment: Alignment, lead: Side) -> None:
        self.lead = alignment.side(lead)
        self.follow = alignment.side(other(lead))
        self.follow_side = other(lead)
        self.links = tuple(live_links(alignment))
        self.links_of = link_numbers(self.links)
        self.groups = stretches(self.lead, self._joined)
        self.links_in = [
            sorted({number for segment in group for number in self.links_of.get(segment.id, ())})
            for group in self.groups
        ]
        self.home = self._homes()
        self._adopt_headings()
        linked = passages([s for s in self.lead if s.id in self.links_of])
        self.is_mostly_alone = lead == alignment.original and 2 * linked < passages(self.lead.segments)

    def _joined(self, a: Segment, b: Segment) -> bool:
        """Whether neighbours share a row: of one question, or of one paragraph and one link or none."""
        if _of_one_question(a, b):
            return True
        if a.paragraph != b.paragraph or "heading" in (a.kind, b.kind):
            return False
        first, second = self.links_of.get(a.id, ()), self.links_of.get(b.id, ())
        return first == second or not set(first).isdisjoint(second)

    def _homes(self) -> dict[str, int]:
        """The group beside which each linked segment of the other side stands: the surest, then the first."""
        best: dict[str, tuple[int, int]] = {}
        for group, numbers in enumerate(self.links_in):
            for number in numbers:
                rank = (round(self.links[number].score * 10), -group)
                for identifier in self.links[number].side(self.follow_side):
                    best[identifier] = max(best.get(identifier, rank), rank)
        for question in stretches(self.follow, _of_one_question):
            if ranks := [best[segment.id] for segment in question if segment.id in best]:
                best |= dict.fromkeys((segment.id for segment in question), max(ranks))
        return {identifier: -rank[1] for identifier, rank in best.items()}

    def _adopt_headings(self) -> None:
        """A heading that no link holds stands above the passage it heads, if that has a place."""
        for segment, following in reversed(list(pairwise(self.follow))):
            if segment.kind == "heading" and segment.id not in self.home and following.id in self.home:
                self.home[segment.id] = self.home[following.id]

    def _absent(self) -> dict[int, list[Segment]]:
        """What no row holds, by place: 2n is before the group n, 2n + 1 after it, -1 before all."""
        segments = self.follow.segments
        before = self._neighbours(segments)
        after = self._neighbours([s for s in reversed(segments) if s.section or s.turn])
        places: dict[str, int] = {}
        last = -1
        for segment in segments:
            last = self.home.get(segment.id, last)
            if segment.id not in self.home:
                otherwise = 2 * after[segment.id] if segment.id in after else 2 * last + 1
                places[segment.id] = 2 * before[segment.id] + 1 if segment.id in before else otherwise
        for segment, following in reversed(list(pairwise(segments))):
            if segment.kind == "heading" and segment.id in places and following.id in places:
                places[segment.id] = places[following.id]
        return by_key((s, [places[s.id]]) for s in segments if s.id in places)

    def _neighbours(self, segments: Iterable[Segment]) -> dict[str, int]:
        """For segments without a row: the row of the nearest one before them in their own section."""
        seen: dict[tuple[str | None, tuple[str, ...]], int] = {}
        neighbours: dict[str, int] = {}
        for segment in segments:
            place = (segment.turn, segment.section)
            if segment.id in self.home:
                seen[place] = self.home[segment.id]
            elif place in seen:
                neighbours[segment.id] = seen[place]
        return neighbours

    def rows(self) -> tuple[PageRow, ...]:
        """All rows, counted."""
        absent = self._absent()
        follow = by_key((s, [self.home[s.id]]) for s in self.follow if s.id in self.home)
        rows: list[PageRow] = []
        for number, group in enumerate(self.groups):
            rows += _follow_only(absent, 2 * number)
            rows.append(self._row(number, group, tuple(follow[number])))
            rows += _follow_only(absent, 2 * number + 1)
        rows = [*_follow_only(absent, -1), *rows]
        return _count_runs(rows, 1 if self.is_mostly_alone else LONG_RUN)

    def _row(self, number: int, group: Sequence[Segment], follow: tuple[Segment, ...]) -> PageRow:
        links = [self.links[n] for n in self.links_in[number]]
        joined = {i for link in links for i in link.side(self.follow_side) if self.home[i] != number}
        elsewhere = sorted(joined, key=self.follow.position.__getitem__)
        return PageRow(
            kind="heading" if group[0].kind == "heading" else "pair" if links else "lead-only",
            lead=tuple(group),
            follow=follow,
            elsewhere=tuple(self.follow.by_id[i] for i in elsewhere),
            links=tuple(links),
            unanswered=frozenset(
                s.id for s in (*group, *follow) if links and s.is_passage and s.id not in self.links_of
            ),
        )


def _of_one_question(a: Segment, b: Segment) -> bool:
    """Whether neighbours belong to one question, which is not taken apart."""
    return a.kind == b.kind == "question" and a.turn == b.turn and bool(a.turn or a.paragraph == b.paragraph)


def _follow_only(absent: Mapping[int, Sequence[Segment]], place: int) -> Iterator[PageRow]:
    """What is missing in one place, if anything is: a row, or where it is long a row a section."""
    segments = absent.get(place, ())
    count = passages(segments)
    is_long = count >= LONG_RUN
    parts = stretches(segments, _same_section) if is_long else filter(None, [segments])
    for part in parts:
        opens = part[0] is segments[0]
        yield PageRow(kind="follow-only", follow=tuple(part), run=count, opens_run=opens, is_long=is_long)


def _same_section(a: Segment, b: Segment) -> bool:
    """A long stretch is cut before its headings; headings in a row stay together."""
    return b.kind != "heading" or a.kind == "heading"


def _count_runs(rows: Sequence[PageRow], long_from: int) -> tuple[PageRow, ...]:
    """Stretches of the leading side without counterpart, counted; headings of theirs do not break them."""
    out: list[PageRow] = []
    for alone, stretch in groupby(rows, key=_stands_alone):
        joined = tuple(stretch)
        if alone:
            count = sum(passages(row.lead) for row in joined if row.kind == "lead-only")
            joined = _settled(joined, count, is_long=count >= long_from)
        out += joined
    return tuple(out)


def _stands_alone(row: PageRow) -> bool:
    return row.kind == "lead-only" or (row.kind == "heading" and not row.links)


def _settled(rows: Sequence[PageRow], count: int, *, is_long: bool) -> tuple[PageRow, ...]:
    """A stretch with its count: a long one keeps its paragraphs apart, a short one joins them."""
    out: list[PageRow] = []
    opened = False
    for row in rows:
        if row.kind != "lead-only":
            out.append(row)
        elif not is_long and out and out[-1].kind == "lead-only":
            out[-1] = replace(out[-1], lead=out[-1].lead + row.lead)
        else:
            out.append(replace(row, run=count, is_long=is_long, opens_run=not opened))
            opened = True
    return tuple(out)
