"""What each page shows: a template and its values, made from a record as it is at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aligner.card.finding_card import FindingCard, finding_card
from aligner.card.shown_card import ShownCard
from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import kind
from aligner.record.decisions.resolved import Entry, Resolved
from aligner.record.errors import AlignerError
from aligner.record.groups import FindingGroup
from aligner.record.model import SEVERITIES, SIDES, Alignment, other
from aligner.review.actions import ActionRequest, RefusedError, bulk_plan, stretch, to_redo, to_undo
from aligner.review.cutting import joinable, splittable
from aligner.review.offers import bulk_links, offers, proposal
from aligner.review.progress import is_undecided
from aligner.review.query import Query
from aligner.review.record_page import Page
from aligner.review.record_state import ClashError, RecordState, Snapshot
from aligner.review.terms import terms_beside

KEY_GROUPS = (
    ("look", ("j", "k", "n", "N", "u", "U", "g", "G", "arrows", "space", "/", "Escape")),
    ("links", ("a", "r", "x", "l", "L", "m", "s", "o", "Control+ArrowUp", "Control+ArrowDown", "R")),
    ("findings", ("1", "2", "3", "4", "d", "f", "q")),
    ("texts", ("e", "p", "J", "t", "Control+Enter")),
    ("acts", ("z", "y", "b", "D", "?")),
)
"""The keys of the record page as the help lists them; the script finds its buttons by ``data-key``."""
# Passages whose history is looked up, and decisions that it shows: a screenful beside the text.
_HISTORY_PASSAGES, _HISTORY = 40, 30
# Decisions of others that a refusal shows: what two people do within minutes. Chosen, not measured; all of
# them stand in the record's history.
_NEWER = 10


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: the template's file name (empty: to be had at its address), its values, the HTTP status."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    address: str = ""


def show_home(records: Iterable[RecordState]) -> PageView:
    """All records with their progress; one that cannot be read, with the reason."""
    rows: list[tuple[RecordConfig, Snapshot | None, str]] = []
    for record in records:
        try:
            rows.append((record.config, record.snapshot(), ""))
        except AlignerError as error:
            rows.append((record.config, None, str(error)))
    return PageView("home.html", {"rows": rows})


def show_record(snapshot: Snapshot, query: Query, by: str) -> PageView:
    """A record: both texts, and whatever the address opens."""
    page = Page(snapshot, query, by)
    resolved, alignment = snapshot.resolved, snapshot.resolved.alignment
    values = {
        "snapshot": snapshot,
        "page": page,
        "offers": offers(resolved, page.query.zh, page.query.en),
        "edit": alignment.segments.get(_editable(page)),
        "edit_side": other(alignment.original),
        "stretch": stretch(resolved, page.query.zh, page.query.en),
        "splittable": splittable(resolved, page.query.zh, page.query.en),
        "joinable": {side: joinable(resolved, side, getattr(page.query, side)) for side in SIDES},
        "terms": terms_beside(snapshot.glossary, alignment, *page.about),
        "about": _history(resolved, page.finding.segments if page.finding else (*query.zh, *query.en)),
        "card": _card(snapshot, page.finding),
        "proposed": [x for f in page.finding.flags if (x := proposal(resolved, f))] if page.finding else [],
        "same": _settled_along(alignment, page.finding),
        "undo": to_undo(resolved, by),
        "redo": to_redo(resolved, by),
    }
    return PageView("record.html", values)


Quote = Callable[[RecordConfig, Resolved, FindingCard, str], str]
"""The passages of a finding with their citations, for copying; in a language of the site."""


def show_quotation(snapshot: Snapshot, query: Query, by: str, quote: Quote) -> PageView | None:
    """The open finding's passages as a quotation; None where no finding is open."""
    page = Page(snapshot, query, by)
    if page.finding is None:
        return None
    card = finding_card(snapshot.config, snapshot.resolved, page.finding)
    text = partial(quote, snapshot.config, snapshot.resolved, card)
    values = {"snapshot": snapshot, "page": page, "card": _card(snapshot, page.finding), "quoted": text}
    return PageView("quotation.html", values)


REASONS: Mapping[str, tuple[str, ...]] = {
    "dismiss": ("false", "elsewhere", "free"),
    "right": ("condensed", "reporter", "adapted"),
}
"""The reasons that are offered for saying that a finding is not so, or that what it found is right."""
RATINGS: tuple[tuple[str, str], ...] = (
    *(("severity", severity) for severity in reversed(SEVERITIES)),
    *(
        ("kind", kind)
        for kind in ("mistranslation", "omission", "addition", "numbers", "inconsistent-entities")
    ),
)
"""What one key makes of a finding: another severity, or one of the commonest kinds."""


def _card(snapshot: Snapshot, finding: FindingGroup | None) -> Callable[[str], ShownCard] | None:
    """The card of a finding, in the language that is asked for."""
    if finding is None:
        return None
    alignment = snapshot.resolved.alignment
    card = finding_card(snapshot.config, snapshot.resolved, finding)
    langs = {side: alignment.side(side).lang for side in SIDES}
    return lambda lang: ShownCard(card, lang, langs, dict.fromkeys(SIDES, str), str)


def _editable(page: Page) -> str:
    """The passage of the translation that the open finding or the marked passages leave no doubt about."""
    original = page.alignment.original
    marked = {"zh": page.query.zh, "en": page.query.en}
    keys: Sequence[str] = ()
    if page.finding and not any(marked.values()):
        translation = page.alignment.side(other(original)).by_id
        keys = [key for key in page.finding.segments if key in translation]
    elif page.link or not marked[original]:
        keys = marked[other(original)]
    return keys[0] if len(keys) == 1 else ""


def show_bulk(snapshot: Snapshot, percent: str, profile: str = "") -> PageView:
    """The links that would be accepted together; `percent` 0 to 100, 90 if it is not a number."""
    number = percent.isascii() and percent.isdigit() and len(percent) < 5
    score = min(int(percent), 100) if number else 90
    sure, left = bulk_links(snapshot.resolved, score / 100)
    plan = bulk_plan(snapshot.resolved, score / 100).plan
    values = {"snapshot": snapshot, "profile": profile, "score": score, "plan": plan}
    return PageView("bulk.html", {**values, "sure": sure, "left": left})


def show_clash(clash: ClashError, asked: ActionRequest, back: Query) -> PageView:
    """Both decisions side by side; the person may insist, now knowing the other."""
    values = {"clash": clash, "snapshot": clash.snapshot, "asked": asked, "back": back}
    return PageView("clash.html", values, 409)


def show_refusal(
    config: RecordConfig,
    asked: ActionRequest,
    back: Query,
    why: RefusedError,
    *,
    status: int = 409,
    newer: Sequence[Decision] = (),
) -> PageView:
    """Why an action does not fit the record, with what the person wrote, and what others did meanwhile."""
    values = {
        "why": why,
        "newer": newer[-_NEWER:],
        "written": [text for text in (asked.after, asked.reason) if text],
        "back": f"/records/{config.id}{back.text()}",
    }
    return PageView("refused.html", values, status)


def _history(resolved: Resolved, keys: Sequence[str]) -> list[Entry]:
    """The decisions about some passages, newest first."""
    about = {*keys[:_HISTORY_PASSAGES]}
    entries = [entry for entry in resolved.log if not about.isdisjoint(entry.decision.segments)]
    return entries[: -_HISTORY - 1 : -1]


def _settled_along(alignment: Alignment, finding: FindingGroup | None) -> dict[str, int]:
    """How many flags a dismissal of a finding's kinds of evidence, and one of its checks, would settle."""
    if finding is None:
        return {}
    open_flags = [f for f in alignment.flags if is_undecided(f)]
    kinds, checks = {kind(f, alignment) for f in finding.flags}, {f.check for f in finding.flags}
    return {
        "kind": sum(kind(f, alignment) in kinds for f in open_flags),
        "check": sum(f.check in checks for f in open_flags),
    }
