"""A record's page in one language, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from aligner.publish.html import anchor, front_matter, html, inline, lines, tag
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.record_page.citations import cite_panel
from aligner.publish.record_page.coverage_chart import summary_panel
from aligner.publish.record_page.downloads import Download, download_list
from aligner.publish.record_page.facts import facts
from aligner.publish.record_page.metadata import json_ld
from aligner.publish.record_page.notes import apparatus, note
from aligner.publish.record_page.provenance import provenance
from aligner.publish.record_page.text import text
from aligner.publish.record_page.view import View
from aligner.record.model import SIDES, Side, other

__all__ = ["alternates", "record_address", "record_page"]


def record_address(identifier: str) -> str:
    """A record's page, seen from the root of its language version."""
    return f"records/{identifier}/"


def record_page(view: View, downloads: Sequence[Download] = (), site: str = "", terms: str = "") -> str:
    """The whole page. `site` is the address of the site, if it is known; `terms` a list of glossary terms."""
    return "\n\n".join(block for block in _blocks(view, downloads, site, terms) if block) + "\n"


def alternates(language: SiteLanguage, address: str, up: str, label: str) -> str:
    """Links to the same page in the other languages; `up` leads from the page to the root of the site."""
    links = (
        tag("a", html(other.name), href=f"{up}{other.prefix}{address}", hreflang=other.lang, lang=other.lang)
        for other in SITE_LANGUAGES
        if other != language
    )
    return tag("nav", " · ".join(links), class_="alternates", aria_label=label)


def _blocks(view: View, downloads: Sequence[Download], site: str, terms: str) -> Iterator[str]:
    config, words = view.record.config, view.words
    title = view.name(config.title)
    address = record_address(config.id)
    here = f"{site}{view.language.prefix}{address}"
    meta: dict[str, object] = {
        "title": html(title),
        "description": html(
            view.name(config.note) if config.note else words("record_description", title=title)
        ),
        "hide": ["navigation", "toc"],
        "alternates": address,
        "search": {"exclude": True},
        "jsonld": json.dumps(json_ld(view, site), ensure_ascii=False, separators=(",", ":")).replace(
            "<", "\\u003c"
        ),
    }
    yield front_matter(meta)
    yield f"# {inline(title)}"
    yield "\n".join(_head(view, address, here))
    yield summary_panel(view)
    general = [(n, finding) for n, finding, places in view.plan.note_places() if places is None]
    if general:
        label = tag("p", html(words("general_findings")))
        notes = [note(view, n, finding, style=None, placing="") for n, finding in general]
        yield tag("div", lines([label, *notes]), class_="general")
    yield tag("p", tag("a", html(words("how_to_read")), href="../../reading/"), class_="how")
    yield _reader(view, here if site else "")
    yield f"## {inline(words('about'))} {{#about}}"
    yield cite_panel(view, here)
    yield download_list(view, downloads)
    yield terms
    yield provenance(view)


def _head(view: View, address: str, here: str) -> Iterator[str]:
    """What stands above the text."""
    config, words = view.record.config, view.words
    side = view.other_side()
    up = "../../" + "../" * bool(view.language.folder)
    yield tag("p", html(view.name(config.title, side)), class_="subtitle", lang=view.langs[side])
    yield alternates(view.language, address, up, words("languages"))
    place = tag("span", html(here), class_="here")
    yield tag("p", html(words("permanent") + words.colon) + place, class_="permanent")
    if config.note:
        yield tag("p", html(view.name(config.note)), class_="record-note")
    yield facts(view)
    if view.language.is_converted and view.langs["zh"] == view.language.lang:
        link = tag("a", html(words("converted_link")), href=f"{up}zh-hans/{address}", hreflang="zh-Hans")
        yield tag("p", html(words("converted")) + link, class_="converted")


def _reader(view: View, here: str) -> str:
    """The texts with the choice of how to read them: one element that a style sheet shows in four ways."""
    parts = [_choices(view), _contents(view)]
    texts = [*(text(view, side) for side in (view.plan.lead, other(view.plan.lead))), apparatus(view)]
    parts.append(tag("div", lines(texts), class_="texts"))
    words = {"data_copy": view.words("copy_link"), "data_copied": view.words("copied"), "data_here": here}
    return tag("div", lines(parts), class_=f"reader lead-{view.plan.lead}", **words)


def _choices(view: View) -> str:
    views = [("both", True), ("mixed", False), ("zh", False), ("en", False)]
    shown = _radios(view, "view", "views", views)
    order = _radios(view, "order", "order", [(side, side == view.plan.lead) for side in SIDES])
    return tag("form", lines([shown, order]), class_="choices", autocomplete="off")


def _radios(view: View, name: str, legend: str, choices: Sequence[tuple[str, bool]]) -> str:
    buttons = []
    for value, chosen in choices:
        identifier = f"{name}-{value}"
        box = f'<input type="radio" name="{name}" id="{identifier}" value="{value}"{" checked" * chosen}>'
        buttons.append(box + tag("label", html(view.words(f"{name}_{value}")), for_=identifier))
    return tag(
        "fieldset",
        tag("legend", html(view.words(legend))) + "".join(buttons),
        class_=f"choice choice--{name}",
    )


def _contents(view: View) -> str:
    """The headings of both texts, each list in its own language."""
    lists = "".join(_headings(view, side) for side in (view.plan.lead, other(view.plan.lead)))
    if not lists:
        return ""
    inside = tag("summary", html(view.words("contents"))) + tag("div", lists, class_="contents__lists")
    return tag("details", inside, class_="contents")


def _headings(view: View, side: Side) -> str:
    """Headings of the two highest levels, and the questions."""
    items = []
    turn = None
    for segment in view.record.alignment.document(side):
        if segment.kind == "question" and segment.turn and segment.turn != turn:
            turn = segment.turn
            items.append((segment, f"{segment.turn}"))
        elif segment.kind == "heading" and len(segment.section) < 2:
            items.append((segment, segment.shown))
    links = [
        tag("li", tag("a", html(view.convert[side](name)), href=f"#{anchor(segment.id)}"))
        for segment, name in items
    ]
    label = view.words(f"text_{side}")
    return (
        tag("ul", links, lang=view.langs[side], aria_label=label, class_=f"contents--{side}") if links else ""
    )
