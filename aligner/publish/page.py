"""A record's page in one tree, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.publish.facts import facts, provenance
from aligner.publish.markup import front_matter, html, inline, tag
from aligner.publish.table import findings, text_blocks
from aligner.publish.trees import TREES, Tree
from aligner.publish.view import View

__all__ = ["record_address", "record_page", "twins"]


def record_address(identifier: str) -> str:
    """A record's page, seen from the root of its tree."""
    return f"records/{identifier}/"


def record_page(view: View) -> str:
    """The whole page."""
    return "\n\n".join(_blocks(view)) + "\n"


def twins(tree: Tree, address: str, up: str, label: str) -> str:
    """Links to the same page in the other trees; `up` leads from the page to the root of the site."""
    links = (
        tag("a", html(other.name), href=f"{up}{other.prefix}{address}", hreflang=other.lang, lang=other.lang)
        for other in TREES
        if other != tree
    )
    return tag("nav", " · ".join(links), class_="twins", aria_label=label)


def _blocks(view: View) -> Iterator[str]:
    config, words = view.record.config, view.words
    title = view.name(config.title)
    address = record_address(config.id)
    meta: dict[str, object] = {
        "title": html(title),
        "hide": ["navigation"],
        "twins": address,
        "text_lang": view.langs[view.lead],
    }
    if config.note:
        meta["description"] = html(view.name(config.note))
    yield front_matter(meta)
    yield f"# {inline(title)}"
    yield "\n".join(_head(view, address))
    yield f"## {inline(words('the_text'))} {{#page-text}}"
    if general := view.flags.get(-1):
        label = tag("p", html(words("general_findings")))
        yield tag("div", label + findings(view, general), class_="general")
    yield from text_blocks(view)
    yield f"## {inline(words('about'))} {{#page-about}}"
    yield provenance(view)


def _head(view: View, address: str) -> Iterator[str]:
    """What stands above the text."""
    config, words = view.record.config, view.words
    other = view.other_side()
    up = "../../" + "../" * bool(view.tree.folder)
    yield tag("p", html(view.name(config.title, other)), class_="subtitle", lang=view.langs[other])
    yield twins(view.tree, address, up, words("languages"))
    if config.note:
        yield tag("p", html(view.name(config.note)), class_="record-note")
    yield facts(view)
    if view.tree.is_converted and view.langs["zh"] == view.tree.lang:
        link = tag("a", html(words("converted_link")), href=f"{up}zh-hans/{address}", hreflang="zh-Hans")
        yield tag("p", html(words("converted")) + link, class_="converted")
    yield tag("p", tag("a", html(words("how_to_read")), href="../../reading/"), class_="how")
