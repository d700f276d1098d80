"""The home page of a tree: what this is, and every record."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.publish.facts import coverage
from aligner.publish.markup import front_matter, html, lines, tag
from aligner.publish.page import record_address, twins
from aligner.publish.strings import Words
from aligner.publish.trees import Tree
from aligner.publish.view import View

__all__ = ["PLACEHOLDER", "home_page"]

PLACEHOLDER = "<!-- records -->"
"""Where a hand-written home page wants the list of records; without it the list comes last."""


def home_page(tree: Tree, words: Words, views: Sequence[View], written: str | None) -> str:
    """The home page: a hand-written one with the list of records put in, or a plain one."""
    up = "../" * bool(tree.folder)
    how = tag("p", tag("a", html(words("reading")), href="reading/"), class_="how")
    head = twins(tree, "", up, words("languages")) + "\n" + how
    body = f"# {words('site_name')}\n\n{words('home_intro')}\n" if written is None else _without_meta(written)
    records = f"{_list(views) if views else tag('p', html(words('no_records')))}"
    body = body.replace(PLACEHOLDER, records, 1) if PLACEHOLDER in body else f"{body.rstrip()}\n\n{records}\n"
    meta = front_matter({"title": html(words("home")), "hide": ["navigation", "toc"], "twins": ""})
    return f"{meta}\n\n{_after_title(body, head)}"


def _without_meta(page: str) -> str:
    """A hand-written page without its metadata: a home page has ours."""
    return re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)


def _after_title(body: str, block: str) -> str:
    """The page with a block below its title."""
    title, newline, rest = body.lstrip().partition("\n")
    if not title.startswith("# "):
        return f"{block}\n\n{body}"
    return f"{title}\n\n{block}\n{newline}{rest}"


def _list(views: Sequence[View]) -> str:
    return tag("ul", lines(map(_item, views)), class_="records")


def _item(view: View) -> str:
    config, other = view.record.config, view.other_side()
    address = record_address(config.id)
    facts = [config.date.isoformat()] if config.date else []
    if config.place:
        facts.append(view.name(config.place))
    parts = [
        tag("a", html(view.name(config.title)), href=address, class_="title"),
        tag("span", html(view.name(config.title, other)), lang=view.langs[other], class_="other-title"),
        tag("span", html(" · ".join(facts)), class_="when") if facts else "",
        tag("span", html(view.name(config.note)), class_="what") if config.note else "",
        tag("span", html(coverage(view)[0]), class_="carried"),
    ]
    return tag("li", parts)
