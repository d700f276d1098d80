"""How much of each text the other carries: a chart of two strips, and the same as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from aligner.card.finding_card import CardVerdict
from aligner.publish.layout.plan import PagePlan
from aligner.publish.layout.rows import Run
from aligner.record.characters import text_length
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import SIDES, Segment, Side
from aligner.record.status import Share, coverage, covered_ids

# The picture's own units: it is stretched to the width of the page.
WIDTH, BAR, HEIGHT = 1000, 22, 96
TOPS: Mapping[Side, int] = {"zh": 0, "en": HEIGHT - BAR}
"""Where the strips begin: the Chinese above, the English below."""

Extent = tuple[int, int]
StretchKind = Literal["covered", "noted", "bare"]
"""As coverage counts; ``noted`` is what no link holds but a note compares with the other text."""


@dataclass(frozen=True, slots=True)
class ChartStretch:
    """Neighbours in a text that the other text covers, or that it lacks."""

    side: Side
    run: Run
    kind: StretchKind
    verdict: CardVerdict | None
    """What a person decided of passages that the other text lacks."""
    path: str
    """Its rectangle in the strip, as a path of SVG."""


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A section of a text, as the table counts it."""

    name: str
    """In the script of the record; empty for what stands before the first heading."""
    first: Segment
    share: Share
    length: int
    """In English words or Chinese characters."""
    covered_length: int

    @property
    def percent(self) -> int | None:
        """How much of its length is covered; None where it has none."""
        return round(100 * self.covered_length / self.length) if self.length else None


@dataclass(frozen=True, slots=True)
class CoverageChart:
    """Both strips, what joins them, and the parts of both texts."""

    shares: Mapping[Side, Share]
    stretches: tuple[ChartStretch, ...]
    """Of both strips, each in its order."""
    ribbons: str
    """A path: one ribbon a link."""
    ticks: str
    """A path: where parts begin."""
    parts: Mapping[Side, tuple[ChartPart, ...]]


def coverage_chart(plan: PagePlan) -> CoverageChart | None:
    """The chart of a record; None where it has no text on one side."""
    resolved = plan.record.resolved
    documents = {side: resolved.alignment.side(side) for side in SIDES}
    if not all(map(len, documents.values())):
        return None
    shares = {side: coverage(resolved, side) for side in SIDES}
    parts = {side: tuple(_parts(resolved, side)) for side in SIDES}
    extents = {side: _extents(documents[side].segments) for side in SIDES}
    begins = [(side, part.first.id) for side in SIDES for part in parts[side][1:]]
    return CoverageChart(
        shares=shares,
        stretches=tuple(stretch for side in SIDES for stretch in _stretches(plan, side, extents[side])),
        ribbons="".join(_ribbons(plan, extents)),
        ticks="".join(f"M{extents[side][first][0]} {TOPS[side]}v{BAR}" for side, first in begins),
        parts=parts,
    )


def _extents(segments: Sequence[Segment]) -> dict[str, Extent]:
    """From where to where each segment lies in its strip, by its length in characters."""
    total = sum(len(s.shown) for s in segments) or 1
    extents: dict[str, Extent] = {}
    position = 0
    for segment in segments:
        end = position + len(segment.shown)
        extents[segment.id] = (round(position * WIDTH / total), round(end * WIDTH / total))
        position = end
    return extents


def _stretches(plan: PagePlan, side: Side, extents: Mapping[str, Extent]) -> Iterator[ChartStretch]:
    """The strip of a text; a heading goes with what follows it."""
    document, top = plan.record.alignment.side(side), TOPS[side]
    covered = covered_ids(plan.record.resolved, side)
    states: list[tuple[StretchKind, CardVerdict | None]] = []
    for segment in reversed(document.segments):
        if segment.is_passage or segment.id in covered or not states:
            states.append((_kind(plan, covered, segment), plan.settled(segment.id)))
        else:
            states.append(states[-1])
    for (kind, verdict), run in groupby(
        zip(reversed(states), document, strict=True), key=lambda item: item[0]
    ):
        segments = [segment for _, segment in run]
        begin, end = extents[segments[0].id][0], extents[segments[-1].id][1]
        ids = [s.id for s in segments if s.is_passage] or [s.id for s in segments]
        if begin < end:
            path = f"M{begin} {top}H{end}V{top + BAR}H{begin}Z"
            yield ChartStretch(side, (ids[0], ids[-1]) if len(ids) > 1 else (ids[0],), kind, verdict, path)


def _kind(plan: PagePlan, covered: frozenset[str], segment: Segment) -> StretchKind:
    if segment.id in covered:
        return "covered"
    return "noted" if plan.standing(segment.id) == "compared" else "bare"


def _ribbons(plan: PagePlan, extents: Mapping[Side, Mapping[str, Extent]]) -> Iterator[str]:
    """One ribbon a link, from the stretch it holds above to the one it holds below."""
    top, bottom = BAR + 1, HEIGHT - BAR - 1
    for link in plan.live_links:
        spans = [[extents[side][i] for i in link.side(side)] for side in SIDES]
        (a, b), (c, d) = ((min(x for x, _ in span), max(x for _, x in span)) for span in spans)
        yield f"M{a} {top}L{b} {top}L{d} {bottom}L{c} {bottom}Z"


def _parts(resolved: Resolved, side: Side) -> Iterator[ChartPart]:
    """A text by its questions, or else by its highest headings; a part without passages is left out."""
    segments = resolved.alignment.side(side).segments
    covered = covered_ids(resolved, side)
    by_turn = any(s.turn for s in segments)
    headings = {s.section[0] for s in segments if s.section}
    for name, run in groupby(
        segments, key=lambda s: (s.turn or "") if by_turn else _top_heading(s, headings)
    ):
        part = tuple(run)
        passages = [s for s in part if s.is_passage]
        if passages:
            yield ChartPart(
                name=part[0].question if by_turn else name,
                first=part[0],
                share=coverage(resolved, side, part),
                length=text_length(side, (s.shown for s in passages)),
                covered_length=text_length(side, (s.shown for s in passages if s.id in covered)),
            )


def _top_heading(segment: Segment, headings: Collection[str]) -> str:
    """Where a sentence was set as a heading, it is the name of its section and the first passage of it."""
    if segment.section:
        return segment.section[0]
    return segment.text if segment.kind == "heading" or segment.text in headings else ""
