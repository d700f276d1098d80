"""The home page of a language: what the collection is, its newest record, the others; and the list of all."""

from __future__ import annotations

import re

from markupsafe import Markup

from aligner.publish.collection_pages.collection import Collection, collection_page
from aligner.publish.templating import render_part

PLACEHOLDER = "<!-- records -->"
"""Where a hand-written home page places the records; without it they come last."""
# How many records the home page lists; the page of all records has the others. Chosen, not measured.
SHOWN = 12
_METADATA = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def home_page(collection: Collection, by_hand: str | None) -> str:
    """The home page: a hand-written one with the records filled in, or a plain one."""
    words = collection.words
    plain = f"# {words('site_name')}\n\n{words('home_intro')}\n"
    body = plain if by_hand is None else _METADATA.sub("", by_hand).lstrip()
    title, newline, text = body.partition("\n") if body.startswith("# ") else ("", "", body)
    before, _, after = text.partition(PLACEHOLDER)
    records = render_part("collection/home_records.html", collection, others=collection.items[1:SHOWN])
    return collection_page(
        "home",
        collection,
        "",
        words("home"),
        words("home_intro"),
        heading=Markup(title + newline),
        before=Markup(before.strip("\n")),
        records=records,
        after=Markup(after.strip("\n")),
    )


def records_page(collection: Collection) -> str:
    """The page of all records."""
    words = collection.words
    return collection_page("records", collection, "records/", words("records"), words("records_intro"))
