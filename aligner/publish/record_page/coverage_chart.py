"""How much of each text the other carries: a picture of two strips, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from aligner.publish.html import anchor, html, lines, tag
from aligner.publish.record_page.view import View
from aligner.record.model import SIDES, Segment, Side
from aligner.record.status import coverage, covered_ids

__all__ = ["summary_panel"]

WIDTH, BAR, HEIGHT = 1000, 16, 96
"""The picture's own units: it is stretched to the width of the page."""

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of a text as the table counts it."""

    name: str
    first: Segment
    segments: tuple[Segment, ...]


def summary_panel(view: View) -> str:
    """Picture, legend and table; empty where a record has no text on one side."""
    if not all(len(view.record.alignment.document(side)) for side in SIDES):
        return ""
    words = view.words
    table = tag(
        "details", tag("summary", html(words("strip_table"))) + "\n" + _table(view), class_="carried-table"
    )
    legend = tag(
        "figcaption",
        tag("span", "", class_="key key--held")
        + html(words("strip_held"))
        + " "
        + tag("span", "", class_="key key--bare")
        + html(words("strip_bare")),
    )
    return tag("figure", lines([_picture(view), legend]), class_="strip") + "\n" + table


def _picture(view: View) -> str:
    extents = {side: _extents(view.record.alignment.document(side).segments) for side in SIDES}
    label = words_of_counts(view)
    parts = [tag("title", html(label))]
    for side, top in zip(SIDES, (0, HEIGHT - BAR), strict=True):
        for held, name in ((False, "bare"), (True, "held")):
            boxes = _boxes(view, side, extents[side], held=held)
            parts.append(tag("path", "", class_=name, d=_rectangles(boxes, top)))
    parts.append(tag("path", "", class_="joins", d="".join(_ribbons(view, extents["zh"], extents["en"]))))
    parts.append(tag("path", "", class_="ticks", d="".join(_ticks(view, extents))))
    above, below = (tag("span", html(view.words(f"text_{side}")), class_=f"strip__{side}") for side in SIDES)
    drawing = tag(
        "svg",
        parts,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
    )
    return above + drawing + below


def words_of_counts(view: View) -> str:
    """What the picture shows, in a sentence."""
    zh, en = (coverage(view.record.resolved, side) for side in SIDES)
    return view.words("strip_label", zh=zh.covered, zh_all=zh.passages, en=en.covered, en_all=en.passages)


def _extents(segments: Sequence[Segment]) -> dict[str, Extent]:
    """From where to where each segment lies in its strip, by its length in characters."""
    total = sum(len(s.shown) for s in segments) or 1
    found: dict[str, Extent] = {}
    done = 0
    for segment in segments:
        after = done + len(segment.shown)
        found[segment.id] = (round(done * WIDTH / total), round(after * WIDTH / total))
        done = after
    return found


def _boxes(view: View, side: Side, extents: dict[str, Extent], *, held: bool) -> Iterator[Extent]:
    """Stretches of neighbours that are linked, or are not; a heading goes with what follows it."""
    segments = view.record.alignment.document(side).segments
    states: list[bool] = []
    following = False
    for segment in reversed(segments):
        following = segment.id in view.plan.links or (not segment.is_passage and following)
        states.append(following)
        following = following if segment.is_passage or segment.id in view.plan.links else states[-1]
    for state, run in groupby(zip(reversed(states), segments, strict=True), key=lambda item: item[0]):
        stretch = [segment for _, segment in run]
        if state == held:
            yield extents[stretch[0].id][0], extents[stretch[-1].id][1]


def _rectangles(boxes: Iterable[Extent], top: int) -> str:
    return "".join(f"M{a} {top}H{b}V{top + BAR}H{a}Z" for a, b in boxes if b > a)


def _ribbons(view: View, zh: dict[str, Extent], en: dict[str, Extent]) -> Iterator[str]:
    """One ribbon a link, from the stretch it holds above to the one it holds below."""
    top, bottom = BAR + 1, HEIGHT - BAR - 1
    for link in view.plan.live_links:
        above = [zh[i] for i in link.zh if i in zh]
        below = [en[i] for i in link.en if i in en]
        a, b = min(x for x, _ in above), max(x for _, x in above)
        c, d = min(x for x, _ in below), max(x for _, x in below)
        yield f"M{a} {top}L{b} {top}L{d} {bottom}L{c} {bottom}Z"


def _ticks(view: View, extents: dict[Side, dict[str, Extent]]) -> Iterator[str]:
    for side, top in zip(SIDES, (0, HEIGHT - BAR), strict=True):
        for part in _parts(view, side)[1:]:
            yield f"M{extents[side][part.first.id][0]} {top}v{BAR}"


def _parts(view: View, side: Side) -> list[_Part]:
    """A text by its questions, or else by the headings of its highest level."""
    segments = view.record.alignment.document(side).segments
    by_turn = any(s.turn for s in segments)

    def key(segment: Segment) -> str:
        if by_turn:
            return segment.turn or ""
        if segment.kind == "heading" and not segment.section:
            return segment.id
        return segment.section[0] if segment.section else ""

    found: list[_Part] = []
    for segment in segments:
        is_title = segment.kind == "heading" and not segment.section and not by_turn
        name = (
            segment.text
            if is_title
            else segment.section[0]
            if segment.section and not by_turn
            else key(segment)
        )
        if found and found[-1].name == name:
            found[-1] = _Part(name, found[-1].first, (*found[-1].segments, segment))
        else:
            found.append(_Part(name, segment, (segment,)))
    return [part for part in found if any(s.is_passage for s in part.segments)]


def _table(view: View) -> str:
    words = view.words
    head = tag("tr", [tag("th", html(words(key)), scope="col") for key in _COLUMNS])
    rows = [row for side in SIDES for row in _rows(view, side)]
    return tag("table", lines([tag("thead", head), tag("tbody", lines(rows))]), class_="carried")


_COLUMNS = ("part", "part_passages", "part_linked", "part_length", "part_share")


def _rows(view: View, side: Side) -> Iterator[str]:
    yield tag("tr", tag("th", html(view.words(f"text_{side}")), colspan="5", scope="rowgroup"))
    covered = covered_ids(view.record.resolved, side)
    for part in _parts(view, side):
        share = coverage(view.record.resolved, side, part.segments)
        total = sum(_length(side, s) for s in part.segments if s.is_passage)
        held = sum(_length(side, s) for s in part.segments if s.is_passage and s.id in covered)
        name = view.convert[side](part.name) or view.words("part_opening")
        link = tag(
            "a", html(name), href=f"#{anchor(part.first.id)}", lang=view.langs[side] if part.name else None
        )
        length = f"{round(100 * held / total)} %" if total else "–"
        cells = [tag("td", str(n)) for n in (share.passages, share.covered, total)] + [tag("td", length)]
        yield tag("tr", [tag("th", link, scope="row"), *cells])


def _length(side: Side, segment: Segment) -> int:
    return len(segment.shown.split()) if side == "en" else sum("㐀" <= c <= "鿿" for c in segment.shown)
