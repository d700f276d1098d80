"""The home page of a language, with the gravest findings and the records; and the list of all records."""

from __future__ import annotations

import re

from markupsafe import Markup

from aligner.card.finding_card import FindingCard
from aligner.publish.collection_pages.collection import Collection, Item, collection_page
from aligner.publish.templating import render_part
from aligner.record.model import SEVERITIES

FINDINGS = "<!-- findings -->"
"""Where a hand-written home page places examples of findings; without it it has none."""
RECORDS = "<!-- records -->"
"""Where it places the records; without it they come last."""
# How many findings and records the home page shows; the lists have the others. Chosen, not measured.
_EXAMPLES = 3
_SHOWN = 12
_METADATA = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def home_page(collection: Collection, by_hand: str | None) -> str:
    """The home page: a hand-written one with findings and records filled in, or a plain one."""
    words = collection.words
    plain = f"# {collection.site_name()}\n\n{words('home_intro')}\n\n{FINDINGS}\n\n{RECORDS}\n"
    body = plain if by_hand is None else _METADATA.sub("", by_hand).lstrip()
    title, newline, text = body.partition("\n") if body.startswith("# ") else ("", "", body)
    if RECORDS not in text:
        text += f"\n\n{RECORDS}"
    parts = {
        FINDINGS: render_part("collection/home_findings.html", collection, examples=examples(collection)),
        RECORDS: render_part("collection/home_records.html", collection, others=collection.items[1:_SHOWN]),
    }
    for place, part in parts.items():
        text = text.replace(place, f"\n{part}\n")
    return collection_page(
        "home",
        collection,
        "",
        words("home"),
        words("home_intro"),
        heading=Markup(title + newline),
        content=Markup(text.strip("\n")),
    )


def examples(collection: Collection) -> tuple[tuple[Item, FindingCard], ...]:
    """The gravest findings that readers are shown, of each kind one, so that they show different things.

    Of equally grave ones, those that a person confirmed come first, then the surest, then those of newer
    records.
    """
    every = [
        (item, card)
        for item in collection.items
        for card in item.summary.cards
        if card.severity != "neutral" and any(text.passages for text in card.texts.values())
    ]
    every.sort(key=lambda e: (-SEVERITIES.index(e[1].severity), e[1].state != "error", -e[1].score))
    first = {card.kind: (item, card) for item, card in reversed(every)}
    return tuple(example for example in every if example in first.values())[:_EXAMPLES]


def records_page(collection: Collection) -> str:
    """The page of all records."""
    words = collection.words
    return collection_page("records", collection, "records/", words("records"), words("records_intro"))
