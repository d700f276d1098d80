"""One text of a record as HTML: whole, in its own order, every piece with its places in the paired views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from aligner.language.conversion import convert_spans
from aligner.publish.html import anchor, html, lines, marked, tag
from aligner.publish.layout.places import Paragraph, Piece, Place
from aligner.publish.record_page.view import View
from aligner.record.model import SIDES, Segment, Side

__all__ = ["absence_key", "placed", "segment_text", "text"]


def text(view: View, side: Side) -> str:
    """The section of a text, under a heading of its own."""
    title = tag("h2", html(view.words(f"text_{side}")), id=f"text-{side}", lang=view.ui_lang(side))
    return tag(
        "section",
        lines([title, *_listed(view, side)]),
        class_=f"side side--{side}",
        lang=view.langs[side],
        aria_labelledby=f"text-{side}",
    )


def placed(places: Mapping[Side, Place]) -> dict[str, str]:
    """Class and style that bring a part to its places: with the Chinese leading, and with the English."""
    style = ";".join(
        f"--{name}r:{place.first}/{place.last};--{name}o:{place.rank}"
        for name, side in zip("ze", SIDES, strict=True)
        if (place := places.get(side))
    )
    wide = " ".join(f"wide-{side}" for side in SIDES if side in places and places[side].wide)
    return {"style": style, "class_": wide}


def _listed(view: View, side: Side) -> Iterator[str]:
    """Paragraphs, neighbouring list items in one list."""
    paragraphs = view.plan.layout.texts[side]
    depth = _depths(paragraphs)
    openings = _openings(view, side, paragraphs)
    for is_item, run in groupby(paragraphs, key=lambda p: p.first.kind == "list-item"):
        blocks = [_paragraph(view, side, p, depth.get(p.first.id, 3), openings[p.first.id]) for p in run]
        yield tag("ul", blocks) if is_item else "\n".join(blocks)


def _depths(paragraphs: Iterable[Paragraph]) -> Mapping[str, int]:
    """The level of each heading in the page: never more than one deeper than the one before it."""
    found: dict[str, int] = {}
    level = 2
    for paragraph in paragraphs:
        if paragraph.first.kind == "heading":
            level = min(3 + len(paragraph.first.section), level + 1, 6)
            found[paragraph.first.id] = level
    return found


def _openings(view: View, side: Side, paragraphs: Iterable[Paragraph]) -> Mapping[str, str]:
    """Which question this is; who speaks, where somebody begins."""
    found: dict[str, str] = {}
    before: Segment | None = None
    for paragraph in paragraphs:
        first = paragraph.first
        found[first.id] = _opening(view, side, first, before)
        before = first if first.kind != "heading" else before
    return found


def _opening(view: View, side: Side, segment: Segment, before: Segment | None) -> str:
    if segment.kind == "question":
        begins = before is None or before.turn != segment.turn or before.kind != "question"
        if begins and segment.turn and not segment.shown.startswith(segment.turn):
            return tag("strong", html(segment.turn), class_="turn") + " "
        return ""
    changed = before is None or (before.speaker, before.turn) != (segment.speaker, segment.turn)
    if not changed or segment.kind == "heading":
        return ""
    if segment.speaker and not segment.shown.startswith(segment.speaker):
        colon = "：" if side == "zh" else ":"
        return tag("strong", html(view.convert[side](segment.speaker)) + colon, class_="speaker") + " "
    return ""


def _paragraph(view: View, side: Side, paragraph: Paragraph, level: int, opening: str) -> str:
    kind = paragraph.first.kind
    if kind == "heading":
        return "\n".join(_piece(view, side, p, f"h{level}", "is-heading ", "") for p in paragraph.pieces)
    name = "li" if kind == "list-item" else "p"
    shown = "text" if kind in ("sentence", "clause", "list-item") else kind
    gap = "" if side == "zh" else " "
    pieces = (
        _piece(view, side, piece, "span", "", opening if n == 0 else "")
        for n, piece in enumerate(paragraph.pieces)
    )
    return tag(name, gap.join(pieces), class_=f"par is-{shown}")


def _piece(view: View, side: Side, piece: Piece, name: str, kind: str, opening: str) -> str:
    gap = "" if side == "zh" else " "
    inside = gap.join(_segment(view, side, segment) for segment in piece.segments)
    place = placed(piece.places)
    moved = "".join(_moved(view, side, piece.segments[0], lead) for lead in piece.moved)
    return tag(
        name, moved + opening + inside, style=place["style"], class_=f"{kind}piece {place['class_']}".rstrip()
    )


def _moved(view: View, side: Side, first: Segment, lead: Side) -> str:
    """In words: in this order of reading the piece stands elsewhere than in its own text."""
    document = view.record.alignment.document(side)
    position = document.position[first.id]
    words, lang = view.words, view.ui_lang(side)
    if not position:
        said = html(words(f"moved_first_{side}"))
    else:
        before = document.segments[position - 1].id
        link = tag("a", html(before), href=f"#{anchor(before)}")
        said = words(f"moved_{side}", id="\x00").replace("\x00", link)
    return tag("small", said, class_=f"moved moved--{lead}", lang=lang)


def _segment(view: View, side: Side, segment: Segment) -> str:
    links = view.plan.links.get(segment.id, ())
    number = tag(
        "a",
        html(segment.id),
        class_="id",
        href=f"#{anchor(segment.id)}",
        **_number_label(view, side, segment),
    )
    return tag(
        "span",
        f"{number} {segment_text(view, side, segment)}{_edit_mark(view, side, segment)}",
        class_="seg",
        id=anchor(segment.id),
        data_l=" ".join(map(str, links)) or None,
    )


def _edit_mark(view: View, side: Side, segment: Segment) -> str:
    """A link to what the source says, where somebody mended the text."""
    if segment.id not in view.record.resolved.edits:
        return ""
    link = tag("a", html(view.words("edited")), href=f"#edit-{anchor(segment.id)}")
    return tag("small", link, class_="edited", lang=view.ui_lang(side))


def _number_label(view: View, side: Side, segment: Segment) -> dict[str, str | None]:
    """What a screen reader says for the number of a passage that the other text lacks."""
    if segment.id in view.plan.links or segment.kind in ("heading", "metadata"):
        return {}
    label = segment.id + view.words("separator") + view.words(absence_key(view, side))
    return {"aria_label": label, "lang": view.ui_lang(side)}


def absence_key(view: View, side: Side) -> str:
    """The string for what this side has and the other lacks."""
    if not view.is_summary():
        return f"absent_{side}"
    return f"absent_summary_{side}" if side == view.record.alignment.original else f"own_summary_{side}"


def segment_text(view: View, side: Side, segment: Segment) -> str:
    """The words of a segment with its evidence marked and the numbers of the notes about it."""
    marks = view.plan.marks.get(segment.id, ())
    spans = [span for span, _ in marks if span]
    shown, moved = convert_spans(segment.shown, spans, view.convert[side])
    there = iter(moved)
    return marked(shown, [(next(there) if span else None, _reference(view, side, n)) for span, n in marks])


def _reference(view: View, side: Side, number: int) -> str:
    link = tag("a", str(number), href=f"#n{number}", aria_label=view.words("note", n=number))
    return tag("sup", link, class_="ref", lang=view.ui_lang(side))
