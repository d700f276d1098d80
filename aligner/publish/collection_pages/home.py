"""The home page in one language: what the collection is, its newest record, all others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.collection_pages.feed import FEED
from aligner.publish.collection_pages.status import ADDRESS as STATUS
from aligner.publish.html import front_matter, html, inline, lines, tag
from aligner.record.model import other

__all__ = ["PLACEHOLDER", "home_page", "records_page"]

PLACEHOLDER = "<!-- records -->"
"""Where a hand-written home page wants the records; without it they come last."""
SHOWN = 12
"""How many records the home page lists; the page of all records has the others."""


def home_page(collection: Collection, written: str | None) -> str:
    """The home page: a hand-written one with the records put in, or a plain one."""
    words = collection.words
    body = f"# {words('site_name')}\n\n{words('home_intro')}\n" if written is None else _without_meta(written)
    records = (
        "\n\n".join([_newest(collection), _others(collection)]) if collection.items else _none(collection)
    )
    body = body.replace(PLACEHOLDER, records, 1) if PLACEHOLDER in body else f"{body.rstrip()}\n\n{records}\n"
    meta = front_matter(
        {
            "title": html(words("home")),
            "description": html(words("home_intro")),
            "hide": ["navigation", "toc"],
            "alternates": "",
        }
    )
    return f"{meta}\n\n{_after_title(body, collection.alternates('', ''))}"


def records_page(collection: Collection) -> str:
    """The page of all records."""
    words = collection.words
    meta = front_matter(
        {
            "title": html(words("records")),
            "description": html(words("records_intro")),
            "hide": ["navigation", "toc"],
            "alternates": "records/",
        }
    )
    feed = tag(
        "p", tag("a", html(words("feed")), href=f"../{FEED}", type="application/atom+xml"), class_="feed"
    )
    status = tag("p", tag("a", html(words("status")), href=f"../{STATUS}"), class_="how")
    up = "../" * (1 + bool(collection.language.folder))
    archive = tag("p", tag("a", html(words("archive")), href=f"{up}records.zip", download="records.zip"))
    listed = _list(collection, collection.items, "../") if collection.items else _none(collection)
    blocks = [meta, f"# {inline(words('records'))}", collection.alternates("records/", "../")]
    return (
        "\n\n".join([*blocks, tag("p", html(words("records_intro"))), status, listed, archive, feed]) + "\n"
    )


def _none(collection: Collection) -> str:
    return tag("p", html(collection.words("no_records")))


def _without_meta(page: str) -> str:
    """A hand-written page without its metadata: a home page has ours."""
    return re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)


def _after_title(body: str, block: str) -> str:
    """The page with a block below its title."""
    title, newline, rest = body.lstrip().partition("\n")
    if not title.startswith("# "):
        return f"{block}\n\n{body}"
    return f"{title}\n\n{block}\n{newline}{rest}"


def _newest(collection: Collection) -> str:
    """The newest record in full width."""
    item, words = collection.items[0], collection.words
    label = tag("p", html(words("newest")), class_="label")
    more = tag("p", tag("a", html(words("read_it")), href=item.address, class_="md-button"))
    return tag("section", lines([label, *_parts(collection, item, ""), more]), class_="newest")


def _others(collection: Collection) -> str:
    words = collection.words
    rest = collection.items[1:SHOWN]
    how = tag("a", html(words("reading")), href="reading/")
    whole = tag("a", html(f"{words('all_records')} ({len(collection.items)})"), href="records/")
    status = tag("a", html(words("status")), href=STATUS)
    foot = tag("p", f"{whole} · {how} · {status}", class_="how")
    return (_list(collection, rest, "") + "\n\n" if rest else "") + foot


def _list(collection: Collection, items: Sequence[Item], up: str) -> str:
    rows = (tag("li", _parts(collection, item, up)) for item in items)
    return tag("ul", lines(rows), class_="records")


def _parts(collection: Collection, item: Item, up: str) -> list[str]:
    config, words = item.config, collection.words
    facts = [config.date.isoformat()] if config.date else []
    if config.place:
        facts.append(collection.name(config.place))
    original, status = item.summary.original, item.summary.status
    carried = words(f"carried_{original}", carried=status.covered[original], n=status.passages[original])
    title = collection.name(config.title, other(collection.language.side))
    width = f"width:{round(100 * status.coverage(original))}%"
    bar = tag("span", tag("span", "", style=width), class_="bar")
    return [
        tag("a", html(collection.name(config.title)), href=f"{up}{item.address}", class_="title"),
        tag("span", html(title), lang=collection.other_lang(), class_="other-title"),
        tag("span", html(" · ".join(facts)), class_="when") if facts else "",
        tag("span", html(collection.name(config.note)), class_="what") if config.note else "",
        tag("span", bar + html(carried), class_="carried"),
    ]
