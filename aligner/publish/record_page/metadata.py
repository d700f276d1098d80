"""What programs read about a record: the metadata of its page, with JSON-LD for the page's head."""

from __future__ import annotations

import json
from typing import Any

from aligner.publish.html import html
from aligner.publish.record_page.view import View
from aligner.record.model import Side, other


def page_metadata(view: View, address: str, url: str) -> dict[str, object]:
    """What mkdocs reads: `address` is seen from the root of the language version, `url` from anywhere."""
    config = view.record.config
    title = view.name(config.title)
    note = view.name(config.note) if config.note else view.words("record_description", title=title)
    data = json.dumps(json_ld(view, url), ensure_ascii=False, separators=(",", ":"))
    return {
        "title": html(title),
        "description": html(note),
        "hide": ["navigation", "toc"],
        "alternates": address,
        "search": {"exclude": True},
        "jsonld": data.replace("<", "\\u003c"),
    }


def json_ld(view: View, address: str) -> dict[str, Any]:
    """The record as schema.org has it: a page about two works, one made from the other."""
    config, original = view.record.config, view.record.alignment.original
    work = _work(view, other(original), address)
    work["translationOfWork"] = _work(view, original, address)
    if view.is_summary:
        work["isBasedOn"] = {"@id": f"{address}#text-{original}"}
    data = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": view.name(config.title),
        "inLanguage": view.language.lang,
        "isPartOf": {"@type": "Collection", "name": view.words("site_name")},
        "mainEntity": work,
        "datePublished": config.date and config.date.isoformat(),
        "description": config.note and view.name(config.note),
    }
    return {key: value for key, value in data.items() if value is not None}


def _work(view: View, side: Side, address: str) -> dict[str, Any]:
    config = view.record.config
    people = [{"@type": "Person", "name": view.name(person.names, side)} for person in config.people]
    place = config.place and {"@type": "Place", "name": view.name(config.place, side)}
    work = {
        "@type": "CreativeWork",
        "@id": f"{address}#text-{side}",
        "name": view.name(config.title, side),
        "inLanguage": view.langs[side],
        "author" if side == config.original else "about": people or None,
        "locationCreated": place,
    }
    return {key: value for key, value in work.items() if value is not None}
