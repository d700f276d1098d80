"""The text of segments as HTML: paragraphs, lists, questions, speakers, ids and marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from aligner.publish.markup import anchor, html, lines, marked, tag
from aligner.publish.rows import Row
from aligner.publish.scripts import convert_spans
from aligner.publish.view import View
from aligner.record.model import Segment, Side

__all__ = ["number", "references", "text_cell"]

_EXCERPT = {"zh": 16, "en": 60}
"""How many characters of a passage that stands elsewhere are quoted."""


def number(view: View, segment: Segment, level: int) -> str:
    """A row's number: a heading, so that search can lead to it, and its permanent link."""
    words = view.words
    link = tag(
        "a",
        tag("span", html(words("passage")) + " ", class_="vh") + html(segment.id),
        href=f"#{anchor(segment.id)}",
    )
    return tag(f"h{min(level, 6)}", link, class_="no", id=anchor(segment.id))


def text_cell(view: View, side: Side, segments: Sequence[Segment], numbered: str = "") -> str:
    """Segments of one side in full; `numbered` names the one whose id the row's number bears already."""
    blocks: list[str] = []
    before: Segment | None = None
    for _, block in groupby(segments, key=_block_key):
        inside = tuple(block)
        blocks.append(_block(view, side, inside, numbered, before))
        before = inside[-1] if inside[-1].kind != "heading" else before
    return tag("div", lines(_listed(blocks)), class_="cell", lang=view.langs[side])


def _block_key(segment: Segment) -> tuple[object, ...]:
    return segment.paragraph, segment.turn, segment.kind in ("question", "heading")


def references(view: View, row: Row) -> str:
    """Passages that belong to this row as well but stand in full in another."""
    if not row.elsewhere:
        return ""
    items = (tag("li", _reference(view, segment)) for segment in row.elsewhere)
    label = tag("p", html(view.words("also")), class_="also")
    return tag("div", label + tag("ul", items), class_="elsewhere", data_search_exclude="true")


def _reference(view: View, segment: Segment) -> str:
    side = view.follows()
    text = view.convert[side](segment.text)
    limit = _EXCERPT[side]
    excerpt = text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;，；、") + " …"
    link = tag("a", html(segment.id), href=f"#{anchor(segment.id)}")
    return f"{link} {tag('q', html(excerpt), lang=view.langs[side])}"


def _listed(blocks: Iterable[str]) -> Iterator[str]:
    """Neighbouring list items in one list."""
    for is_item, run in groupby(blocks, key=lambda block: block.startswith("<li")):
        content = "".join(run)
        yield tag("ul", content) if is_item else content


def _block(view: View, side: Side, segments: Sequence[Segment], numbered: str, before: Segment | None) -> str:
    """One paragraph, heading, list item or question; `before` is what stands above it in the cell."""
    first = segments[0]
    gap = "" if side == "zh" else " "
    text = gap.join(_segment(view, side, segment, numbered) for segment in segments)
    kind = first.kind if first.kind not in ("sentence", "clause") else "text"
    opening = _opening(view, side, first, before)
    return tag("li" if kind == "list-item" else "p", opening + text, class_=f"is-{kind}")


def _opening(view: View, side: Side, segment: Segment, before: Segment | None) -> str:
    """Which question this is; who speaks, where somebody begins or stands below somebody else."""
    if segment.kind == "question" and segment.turn and not segment.text.startswith(segment.turn):
        return tag("strong", html(segment.turn), class_="turn") + " "
    begins = view.starts_turn(segment, side) or (before is not None and before.speaker != segment.speaker)
    if not begins or segment.kind == "heading":
        return ""
    if segment.speaker and not segment.text.startswith(segment.speaker):
        colon = "：" if side == "zh" else ":"
        return tag("strong", html(view.convert[side](segment.speaker)) + colon, class_="speaker") + " "
    return ""


def _segment(view: View, side: Side, segment: Segment, numbered: str) -> str:
    text, spans = convert_spans(segment.text, view.spans.get(segment.id, ()), view.convert[side])
    if segment.id == numbered:
        return tag("span", marked(text, spans), class_="seg")
    label = view.words("link_to", id=segment.id)
    link = tag(
        "a",
        html(segment.id),
        class_="id",
        href=f"#{anchor(segment.id)}",
        aria_label=label,
        data_search_exclude="true",
    )
    return tag("span", f"{link} {marked(text, spans)}", class_="seg", id=anchor(segment.id))
