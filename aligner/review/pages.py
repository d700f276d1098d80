"""What each page shows: a template and its values, made from a record as it is at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import kind, text_hash
from aligner.record.decisions.resolved import Entry, Resolved
from aligner.record.errors import AlignerError
from aligner.record.model import SIDES, SURE, Alignment, Flag, Side, other
from aligner.record.status import Share, coverage
from aligner.review.actions import (
    ActionRequest,
    actions_taken,
    bulk_plan,
    renewable,
    to_redo,
    to_undo,
)
from aligner.review.offers import bulk_links, offers
from aligner.review.progress import progress
from aligner.review.query import Query
from aligner.review.record_page import Page, build_page
from aligner.review.record_state import ClashError, RecordState, Snapshot
from aligner.review.wording import Wording

KEY_GROUPS = (
    ("look", ("j", "k", "n", "N", "u", "U", "g", "G", "arrows", "space", "/", "Escape")),
    ("links", ("a", "r", "x", "l", "L", "m", "s", "o", "Control+ArrowUp", "Control+ArrowDown")),
    ("findings", ("c", "d")),
    ("texts", ("e", "t", "Control+Enter")),
    ("acts", ("z", "y", "b", "?")),
)
"""The keys of the record page as the help lists them; the script finds its buttons by ``data-key``."""
# Passages whose history is looked up, and decisions that it shows: a screenful beside the text.
_HISTORY_PASSAGES, _HISTORY = 40, 30
# Decisions of others that a refusal shows: what two people do within minutes. Chosen, not measured; all of
# them stand in the record's history.
_NEWER = 10


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: the template's file name, its values, the HTTP status."""

    template: str
    values: Mapping[str, Any]
    status: int = 200


def show_home(records: Iterable[RecordState], words: Wording) -> PageView:
    """All records with their progress; one that cannot be read, with the reason."""
    return PageView(
        "home.html", {"rows": [_home_row(record) for record in records], "title": words("home.title")}
    )


def _home_row(record: RecordState) -> dict[str, Any]:
    try:
        snapshot = record.snapshot()
    except AlignerError as error:
        return {"config": record.config, "error": str(error)}
    return {
        "config": record.config,
        "error": "",
        "progress": progress(snapshot.resolved.alignment),
        "coverage": _coverage(snapshot),
        "disputes": _disputed(snapshot.resolved),
        "due": snapshot.due,
    }


def _coverage(snapshot: Snapshot) -> Mapping[Side, Share]:
    return {side: coverage(snapshot.resolved, side) for side in SIDES}


def show_keys(words: Wording) -> PageView:
    """The keys of the record page."""
    return PageView("keys.html", {"title": words("keys.title")})


def show_record(snapshot: Snapshot, query: Query, by: str, words: Wording) -> PageView:
    """A record: both texts, and whatever the address opens."""
    page = build_page(snapshot, query, by)
    resolved, alignment = snapshot.resolved, snapshot.resolved.alignment
    target = other(alignment.original)
    editable = _editable(page, alignment)
    segment = alignment.segments[editable] if editable else None
    flag = page.flag.flag if page.flag else None
    about = (*flag.zh, *flag.en) if flag else (*page.query.zh, *page.query.en)
    values = {
        **_frame(snapshot),
        "page": page,
        "offers": offers(resolved, page.query.zh, page.query.en),
        "edit": segment,
        "edit_side": target,
        "edit_hash": text_hash(segment.shown) if segment else "",
        "about": _history(resolved, about),
        "same": _settled_along(alignment, flag),
        "sections": [(section, progress(alignment, section.segments)) for section in page.sections],
        "done": _outcome(resolved, page.query.done, words),
        "undo": to_undo(resolved, by),
        "redo": to_redo(resolved, by),
        "coverage": _coverage(snapshot),
        "title": snapshot.config.title.side(words.side),
        "unsure": SURE,
    }
    return PageView("record.html", values)


def _editable(page: Page, alignment: Alignment) -> str:
    """The passage of the translation that the open flag or the marked passages leave no doubt about."""
    target = other(alignment.original)
    marked = {"zh": page.query.zh, "en": page.query.en}
    if page.flag and not any(marked.values()):
        keys: Sequence[str] = page.flag.flag.side(target)
    elif page.link or not marked[alignment.original]:
        keys = marked[target]
    else:
        keys = ()
    return keys[0] if len(keys) == 1 else ""


def show_bulk(snapshot: Snapshot, percent: str, words: Wording) -> PageView:
    """The links that would be accepted together."""
    score = _percent(percent)
    sure, left = bulk_links(snapshot.resolved, score / 100)
    values = {
        **_frame(snapshot),
        "score": score,
        "sure": sure,
        "left": left,
        "plan": bulk_plan(snapshot.resolved, score / 100).plan,
        "title": words("bulk.title"),
    }
    return PageView("bulk.html", values)


def show_log(snapshot: Snapshot, words: Wording) -> PageView:
    """Everything that was decided, newest first."""
    actions = list(reversed(actions_taken(snapshot.resolved)))
    return PageView("log.html", {**_frame(snapshot), "actions": actions, "title": words("log.title")})


def show_disputes(snapshot: Snapshot, words: Wording) -> PageView:
    """Decisions in conflict, and decisions whose text has changed since."""
    again = {
        entry.decision.id: renewable(snapshot.resolved, entry.decision)
        for entry in snapshot.resolved.log
        if entry.standing in ("stale", "conflict")
    }
    return PageView("disputes.html", {**_frame(snapshot), "again": again, "title": words("disputes.title")})


def show_clash(clash: ClashError, asked: ActionRequest, back: Query, words: Wording) -> PageView:
    """Both decisions side by side; the person may insist, now knowing the other."""
    values = {
        **_frame(clash.snapshot),
        "newer": clash.newer,
        "wanted": clash.wanted,
        "asked": asked,
        "back_query": back.text(),
        "back": f"/records/{clash.snapshot.config.id}{back.text()}",
        "title": words("clash.title"),
    }
    return PageView("clash.html", values, 409)


def show_refusal(
    config: RecordConfig,
    asked: ActionRequest,
    back: Query,
    why: str,
    words: Wording,
    *,
    status: int,
    newer: Sequence[Decision] = (),
) -> PageView:
    """Why an action does not fit the record, with what the person wrote, and what others did meanwhile."""
    values = {
        "why": why,
        "config": config,
        "newer": newer[-_NEWER:],
        "written": [text for text in (asked.after, asked.reason) if text],
        "back": f"/records/{config.id}{back.text()}",
        "title": words("refused.title"),
    }
    return PageView("refused.html", values, status)


def show_message(title: str, lines: Sequence[str] = (), *, status: int) -> PageView:
    """A page of a few words; `title` is a key of the word table."""
    return PageView("message.html", {"title": title, "lines": lines, "back": "/"}, status)


def _frame(snapshot: Snapshot) -> dict[str, Any]:
    """What all pages of a record show at the top."""
    return {
        "snapshot": snapshot,
        "config": snapshot.config,
        "alignment": snapshot.resolved.alignment,
        "progress": progress(snapshot.resolved.alignment),
        "disputed": _disputed(snapshot.resolved),
    }


def _disputed(resolved: Resolved) -> int:
    return len(resolved.conflicts) + len(resolved.stale)


def _history(resolved: Resolved, keys: Sequence[str]) -> list[Entry]:
    """The decisions about some passages, newest first."""
    about = {*keys[:_HISTORY_PASSAGES]}
    entries = [entry for entry in resolved.log if not about.isdisjoint(entry.decision.segments)]
    return entries[: -_HISTORY - 1 : -1]


def _settled_along(alignment: Alignment, flag: Flag | None) -> dict[str, int]:
    """How many open flags a dismissal of this one's kind, and one of its whole check, would settle."""
    if flag is None:
        return {}
    open_flags = [f for f in alignment.flags if f.state == "issue"]
    return {
        "kind": sum(kind(f, alignment) == kind(flag, alignment) for f in open_flags),
        "check": sum(f.check == flag.check for f in open_flags),
    }


def _outcome(resolved: Resolved, name: str, words: Wording) -> str:
    """What an action did, by its group or id; empty if there is none of that name."""
    decisions = _named(resolved, name)
    if not decisions:
        return ""
    if decisions[0].verb != "withdraw":
        return words("done", what=words.act([d for d in decisions if d.verb != "resolve"]))
    withdrawn = _named(resolved, decisions[0].of)
    if len(withdrawn) == 1 and withdrawn[0].verb == "withdraw":
        return words("redone", what=words.act(_named(resolved, withdrawn[0].of)))
    return words("undone", what=words.act(withdrawn))


def _named(resolved: Resolved, name: str) -> list[Decision]:
    """The decisions of a group, or the one of an id."""
    return [e.decision for e in resolved.log if name and name in (e.decision.group, e.decision.id)]


def _percent(text: str) -> int:
    """0 to 100; 90 if the text is not a number."""
    return min(int(text), 100) if text.isascii() and text.isdigit() and len(text) < 5 else 90
