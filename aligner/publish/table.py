"""The aligned text: rows as HTML between Markdown headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aligner.publish.cells import number, references, text_cell
from aligner.publish.findings import Finding, gather, gravest
from aligner.publish.markup import heading, html, inline, lines, tag
from aligner.publish.rows import Row, passages
from aligner.publish.view import View
from aligner.record.model import Flag, Segment, Side

__all__ = ["findings", "text_blocks"]

MOST_NAMED = 8
"""How many passages a finding names."""
UNCERTAIN = 0.5
"""Below this probability a page says that it doubts the pairing."""


def text_blocks(view: View) -> Iterator[str]:
    """Blocks of the page's Markdown, to be parted by blank lines."""
    level = 2
    for position, row in enumerate(view.rows):
        flags = view.flags.get(position, ())
        if row.kind == "heading" and position:
            level = min(3 + len(row.lead[0].section), level + 1, 5)
            yield heading(level, _heading_text(view, row.lead[0]), row.lead[0].id)
            if beneath := _under_heading(view, row, flags):
                yield beneath
        else:
            continues = position > 0 and view.rows[position - 1].kind == row.kind
            yield _row(view, row, level + 1, flags, continues=continues)


def findings(view: View, flags: Sequence[Flag]) -> str:
    """Flags as text, each in a paragraph of its own."""
    gathered = gather(flags)
    return "\n".join(_finding(view, finding) for finding in gathered)


def _heading_text(view: View, segment: Segment) -> str:
    text = inline(view.convert[view.lead](segment.text))
    return f'<span lang="{view.langs[view.lead]}">{text}</span>'


def _under_heading(view: View, row: Row, flags: Sequence[Flag]) -> str:
    """What corresponds to a heading, and what is to be said of it."""
    parts = [
        text_cell(view, view.follows(), row.follow) if row.follow else "",
        references(view, row),
        _doubt(view, row),
        findings(view, flags),
    ]
    return tag("div", lines(parts), class_="pair pair--heading") if any(parts) else ""


def _row(view: View, row: Row, level: int, flags: Sequence[Flag], *, continues: bool) -> str:
    first = (row.lead or row.follow)[0]
    lead, follow = _cells(view, row, first)
    notice = _long_notice(view, row) if row.is_long and (row.opens_run or not continues) else ""
    body = [notice, number(view, first, level), lead, follow, _doubt(view, row), findings(view, flags)]
    return tag("div", lines(body), class_=f"pair pair--{_style(row)}")


def _style(row: Row) -> str:
    return f"{row.kind} pair--long" if row.is_long else row.kind


def _cells(view: View, row: Row, first: Segment) -> tuple[str, str]:
    """What stands left and right; words where a side has nothing."""
    lead = text_cell(view, view.lead, row.lead, first.id) if row.lead else ""
    follow = text_cell(view, view.follows(), row.follow, first.id) if row.follow else ""
    if row.kind == "lead-only" and not row.is_long:
        follow = _notice(view, view.lead, row.lead)
    elif row.kind == "follow-only" and not row.is_long:
        lead = _notice(view, view.follows(), row.follow)
    elif row.elsewhere:
        beside = references(view, row)
        follow = tag("div", follow + beside, class_="cells") if follow else beside
    return lead, follow


def _notice(view: View, side: Side, segments: Sequence[Segment]) -> str:
    """In words: the other language lacks these passages of this side."""
    n = passages(segments)
    remarks = [view.words("passages", n=n)] if n > 1 else []
    remarks += _absence_state(view, segments)
    text = html(view.words(_absence(view, side)))
    if remarks:
        text += tag("span", html(_aside(view, remarks)), class_="amount")
    return tag("p", text, class_="absent")


def _absence_state(view: View, segments: Sequence[Segment]) -> list[str]:
    flags = [view.absent[s.id] for s in segments if s.id in view.absent]
    return _state(view, gravest(flags)) if flags else []


def _aside(view: View, remarks: Sequence[str]) -> str:
    """Remarks in brackets, as the page's language sets them."""
    return view.words("aside", text=view.words("separator").join(remarks))


def _state(view: View, flag: Flag) -> list[str]:
    """How grave a flag is, and whether anybody has confirmed it."""
    return [view.words.name("severity", flag.severity), view.words(f"state_{flag.state}")]


def _absence(view: View, side: Side) -> str:
    """The words for what one side has and the other lacks."""
    if not view.is_summary():
        return f"absent_{side}"
    return f"absent_summary_{side}" if side == view.record.alignment.original else f"own_summary_{side}"


def _long_notice(view: View, row: Row) -> str:
    """In words: a whole stretch stands in one language only."""
    side = view.lead if row.lead else view.follows()
    words = view.words
    if not view.is_summary():
        text = words(f"long_{side}", n=row.run) if row.opens_run else words("long_more")
    else:
        amount = words.colon + words("passages", n=row.run) if row.opens_run else ""
        text = words(_absence(view, side)) + amount
    if state := _absence_state(view, (*row.lead, *row.follow)):
        text += _aside(view, state)
    return tag("p", html(text), class_="absent")


def _doubt(view: View, row: Row) -> str:
    score = max((link.score for link in row.links), default=1.0)
    if score >= UNCERTAIN:
        return ""
    text = view.words("uncertain", percent=round(100 * score))
    return tag("p", html(text), class_="doubt", role="note")


def _finding(view: View, finding: Finding) -> str:
    """One flag: its type, weight, state and message, in the page's language."""
    words, flag = view.words, finding.flag
    message = flag.message.en if view.tree.side == "en" else view.ui_convert(flag.message.zh)
    named = [*finding.segments[:MOST_NAMED], *["…"] * (len(finding.segments) > MOST_NAMED)]
    ids = words("concerns", n=len(named), ids=words("separator").join(named)) if named else ""
    return tag(
        "p",
        [
            tag("strong", html(words.name("type", flag.type))),
            tag("span", html(_aside(view, _state(view, flag))), class_="state"),
            html(words.colon + message),
            " ",
            tag("span", html(ids), class_="concerns"),
        ],
        class_=f"flag flag--{flag.severity}",
        role="note",
        data_search_exclude="true",
    )
