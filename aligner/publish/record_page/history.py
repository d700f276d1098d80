"""Who decided what: the editors of a record, its edited passages, and the log of decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from aligner.publish.html import anchor, html, lines, mixed, tag
from aligner.publish.record_page.view import View
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolved import Edit, Entry
from aligner.record.model import Side

__all__ = ["edited_passages", "history", "last_decision", "reviewers"]


def last_decision(log: tuple[Entry, ...]) -> str:
    """When somebody last decided something, in UTC to the second; empty where nobody has."""
    return max((entry.decision.at[:19] + "Z" for entry in log), default="")


def reviewers(view: View) -> str:
    """Who reviewed the record, how much and when; words where nobody has."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for entry in view.record.resolved.log:
        found[entry.decision.by].append(entry.decision)
    if not found:
        return html(view.words("review_none"))
    return tag("ul", (tag("li", html(_reviewer(view, name, found[name]))) for name in sorted(found)))


def _reviewer(view: View, name: str, decisions: list[Decision]) -> str:
    days = sorted({decision.at[:10] for decision in decisions})
    when = days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}"
    return view.words("reviewer", name=name, n=len(decisions), when=when)


def edited_passages(view: View) -> str:
    """Passages whose text somebody mended, each with the text of the source."""
    edits = view.record.resolved.edits
    position = {identifier: n for n, identifier in enumerate(view.record.alignment.segments)}
    found = [
        _edited(view, edits[i]) for i in sorted(edits, key=lambda i: position.get(i, 0)) if i in position
    ]
    if not found:
        return ""
    label = tag("p", html(view.words("edited_passages")), class_="label")
    return tag("div", lines([label, *found]), class_="edits")


def _edited(view: View, edit: Edit) -> str:
    side: Side = "zh" if edit.segment in view.record.alignment.zh.by_id else "en"
    link = tag("a", html(edit.segment), href=f"#{anchor(edit.segment)}")
    who = "; ".join(f"{d.by}, {d.at[:10]}" + (f": {d.reason}" if d.reason else "") for d in edit.decisions)
    convert, lang = view.convert[side], view.langs[side]
    rows = [
        *(
            tag("p", html(view.words(key) + view.words.colon) + tag("q", html(convert(text)), lang=lang))
            for key, text in (("source_text", edit.original), ("edited_text", edit.text))
        ),
        tag("p", f"{link} {tag('span', html(who), class_='by')}"),
    ]
    summary = tag("summary", html(view.words("edited_original", id=edit.segment)))
    # the address is inside: a browser opens what it has to go into, without a script
    inside = tag("div", lines(rows), id=f"edit-{anchor(edit.segment)}")
    return tag("details", lines([summary, inside]), class_="edit")


def history(view: View) -> str:
    """Every decision ever taken, the newest first, folded away."""
    log = view.record.resolved.log
    if not log:
        return ""
    words = view.words
    head = tag("tr", [tag("th", html(words(key)), scope="col") for key in _COLUMNS])
    rows = (tag("tr", _cells(view, entry)) for entry in reversed(log))
    table = tag("table", lines([tag("thead", head), tag("tbody", lines(rows))]), class_="decisions")
    inside = tag("summary", html(words("history", n=len(log)))) + "\n" + table
    return tag("details", inside, class_="history")


_COLUMNS = ("when", "who", "what", "history_where", "history_why", "standing")


def _cells(view: View, entry: Entry) -> Iterator[str]:
    decision, words = entry.decision, view.words
    at = decision.at
    yield tag("td", tag("time", html(f"{at[:10]} {at[11:16]}"), datetime=at))
    yield tag("td", html(decision.by))
    what = html(words.name("verb", decision.verb))
    if decision.flag is not None:
        what += html(words.colon) + view.message(decision.flag.flag.message)
    yield tag("td", what)
    known = view.record.alignment.segments
    links = (tag("a", html(i), href=f"#{anchor(i)}") if i in known else html(i) for i in decision.segments)
    yield tag("td", " ".join(links))
    yield tag("td", _own_words(view, decision.reason))
    yield tag("td", html(words.name("standing", entry.standing)))


def _own_words(view: View, text: str) -> str:
    """What an editor wrote, in whatever language; Chinese in the script of the page."""
    shown = view.ui_convert(text)
    return html(shown) if view.language.side == "zh" else mixed(shown, view.langs["zh"])
