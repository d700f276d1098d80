"""What stands between and below the texts: what is missing, what stands elsewhere, notes and doubts.

Everything here is set in the words of the page. In a paired view each part stands in its row; where one text
is read alone the notes follow it as a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aligner.publish.html import anchor, html, lines, tag
from aligner.publish.layout.findings import Finding, gravest
from aligner.publish.layout.places import Order
from aligner.publish.layout.rows import Row, passages
from aligner.publish.record_page.text import absence_key, placed
from aligner.publish.record_page.view import View
from aligner.record.model import SIDES, Flag, Segment, Side, other

__all__ = ["apparatus", "length_words", "note", "segment_links"]

_EXCERPT = {"zh": 16, "en": 60}
"""How many characters of a passage that stands elsewhere are quoted."""
MOST_NAMED = 8
"""How many passages a note names."""


def apparatus(view: View) -> str:
    """All of it, for both orders of reading."""
    title = tag("h2", html(view.words("notes")), id="notes") if any(_notes(view)) else ""
    parts = [title, *_notes(view), *_doubts(view)]
    for side in SIDES:
        parts += _gaps(view, view.plan.layout.orders[side])
    return (
        tag("section", lines(parts), class_="apparatus", aria_label=view.words("notes")) if any(parts) else ""
    )


def _gaps(view: View, order: Order) -> Iterator[str]:
    """What an order of reading says in the free places beside its rows."""
    for number, place in order.beside.items():
        row = order.rows[number]
        side = order.lead if row.lead and row.kind != "pair" else other(order.lead)
        if row.is_long:
            said, column = (_long(view, row, side) if row.opens_run else ""), ""
        elif row.elsewhere:
            said, column = _elsewhere(view, order, row), f" on-{other(order.lead)}"
        else:
            said, column = _missing(view, side, (*row.lead, *row.follow)), f" on-{other(side)}"
        if said:
            where = placed({order.lead: place})
            kind = "also" if row.elsewhere and not row.is_long else "absent"
            classes = f"{kind} in-{order.lead}{column} {where['class_']}".rstrip()
            yield tag("p", said, class_=classes, style=where["style"])


def _missing(view: View, side: Side, segments: Sequence[Segment]) -> str:
    """In words: the other language lacks these passages of this side, and how much that is."""
    words = view.words
    text = html(words(absence_key(view, side)) + words.colon) + segment_links(view, side, segments)
    amount = [words("passages", n=n)] if (n := passages(segments)) > 1 else []
    amount.append(length_words(view, side, [s for s in segments if s.is_passage] or segments))
    return text + tag("span", html(_aside(view, [*amount, *_absence_state(view, segments)])), class_="amount")


def length_words(view: View, side: Side, segments: Iterable[Segment]) -> str:
    """How long passages are, in words: English words, Chinese characters."""
    if side == "en":
        return view.words("words_en", n=sum(len(s.shown.split()) for s in segments))
    return view.words("words_zh", n=sum(sum("㐀" <= c <= "鿿" for c in s.shown) for s in segments))


def segment_links(view: View, side: Side, segments: Sequence[Segment]) -> str:
    """Passages by their numbers, neighbours as a range."""
    position = view.record.alignment.document(side).position
    runs: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: position[s.id]):
        if runs and position[segment.id] == position[runs[-1][-1].id] + 1:
            runs[-1].append(segment)
        else:
            runs.append([segment])
    ends = ([run[0], run[-1]] if len(run) > 1 else run for run in runs)
    links = ("–".join(tag("a", html(s.id), href=f"#{anchor(s.id)}") for s in pair) for pair in ends)
    return html(view.words("separator")).join(links)


def _long(view: View, row: Row, side: Side) -> str:
    """In words: a whole stretch stands in one language only."""
    words = view.words
    if not view.is_summary():
        text = words(f"long_{side}", n=row.run)
    else:
        text = words(absence_key(view, side)) + words.colon + words("passages", n=row.run)
    state = _absence_state(view, (*row.lead, *row.follow))
    return html(text + _aside(view, state)) if state else html(text)


def _elsewhere(view: View, order: Order, row: Row) -> str:
    """Passages that belong to this row as well but stand in full in another."""
    side = other(order.lead)
    items = (_reference(view, side, segment) for segment in row.elsewhere)
    return html(view.words("also") + view.words.colon) + "; ".join(items)


def _reference(view: View, side: Side, segment: Segment) -> str:
    text = view.convert[side](segment.shown)
    limit = _EXCERPT[side]
    excerpt = text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;，；、") + " …"
    link = tag("a", html(segment.id), href=f"#{anchor(segment.id)}")
    return f"{link} {tag('q', html(excerpt), lang=view.langs[side])}"


def _absence_state(view: View, segments: Sequence[Segment]) -> list[str]:
    """What is known of an absence: that an editor says it is so, or how grave a finding it is."""
    counted = [s.id for s in segments if s.is_passage]
    if counted and view.plan.rightly_absent.issuperset(counted):
        return [view.words.name("state", "error")]
    flags = [view.plan.absent[s.id] for s in segments if s.id in view.plan.absent]
    return _state(view, gravest(flags)) if flags else []


def _aside(view: View, remarks: Sequence[str]) -> str:
    """Remarks in brackets, as the page's language sets them."""
    return view.words("aside", text=view.words("separator").join(remarks))


def _state(view: View, flag: Flag) -> list[str]:
    """How grave a flag is, and whether anybody has confirmed it."""
    return [view.words.name("severity", flag.severity), view.words.name("state", flag.state)]


def _notes(view: View) -> Iterator[str]:
    """The notes about passages; those about the whole record stand above the texts."""
    for number, finding, places in view.plan.note_places():
        if places:
            where = placed(places)
            yield note(view, number, finding, style=where["style"], placing=where["class_"])


def note(view: View, number: int, finding: Finding, *, style: str | None, placing: str) -> str:
    """One note: its number, type, weight, state and message, in the page's language."""
    words, flag = view.words, finding.flag
    named = [tag("a", html(i), href=f"#{anchor(i)}") for i in finding.segments[:MOST_NAMED]]
    named += ["…"] * (len(finding.segments) > MOST_NAMED)
    ids = (
        words("concerns", n=len(named), ids="\x00").replace("\x00", words("separator").join(named))
        if named
        else ""
    )
    return tag(
        "p",
        [
            tag("span", str(number), class_="note__no"),
            " ",
            tag("strong", html(words.name("type", flag.type))),
            tag("span", html(_aside(view, _state(view, flag))), class_="state"),
            html(words.colon) + view.message(flag.message),
            " ",
            tag("span", ids, class_="concerns"),
        ],
        id=f"n{number}",
        class_=f"note note--{flag.severity} note--{flag.state} {placing}".rstrip(),
        role="note",
        style=style,
    )


def _doubts(view: View) -> Iterator[str]:
    for links, places in view.plan.doubt_places():
        where = placed(places)
        side = view.plan.lead
        others = view.words("separator").join(" ".join(link.side(other(side))) for link in links)
        percents = [round(100 * link.score) for link in links]
        percent = "–".join(map(str, sorted({min(percents), max(percents)})))
        text = view.words("uncertain", percent=percent, ids=f"{' '.join(links[0].side(side))} – {others}")
        yield tag("p", html(text), class_=f"doubt {where['class_']}".rstrip(), style=where["style"])
