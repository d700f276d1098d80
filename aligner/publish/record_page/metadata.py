"""What programs read about a record: the metadata of its page, with JSON-LD for the page's head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from aligner.publish.html import html
from aligner.publish.record_page.view import View
from aligner.publish.record_page.works import CitedName, kind_of_text, record_version, work_of
from aligner.record.model import Side, other
from aligner.record.publication import Publication


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
        "jsonld": data.replace("<", "\\u003c"),
    }


def json_ld(view: View, address: str) -> dict[str, Any]:
    """The record as schema.org has it: a page about two works, one made from the other. `address` is empty
    where nobody knows it.
    """
    config, original = view.record.config, view.record.alignment.original
    work = _work(view, other(original), address)
    work["isBasedOn" if view.is_summary else "translationOfWork"] = _work(view, original, address)
    data = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": view.name(config.title),
        "inLanguage": view.language.lang,
        "isPartOf": _site(view),
        "mainEntity": work,
        "version": record_version(view.record),
        "description": config.note and view.name(config.note),
    }
    return {key: value for key, value in data.items() if value}


def _site(view: View) -> dict[str, Any]:
    by, rights = view.settings.by, view.settings.rights
    site = {
        "@type": "Collection",
        "name": view.site_name(),
        "creator": by and view.name(by),
        "copyrightNotice": rights and view.name(rights),
    }
    return {key: value for key, value in site.items() if value}


def _work(view: View, side: Side, address: str) -> dict[str, Any]:
    config = view.record.config
    cited = work_of(view, config, side)
    published = cited.publication
    is_original = side == view.record.alignment.original
    place = config.place and is_original and {"@type": "Place", "name": view.name(config.place, side)}
    work = {
        "@type": "CreativeWork",
        "@id": f"{address}#text-{side}",
        "name": view.name(config.title, side),
        "inLanguage": view.langs[side],
        "author": _people(cited.authors, side),
        "mentions": _people(cited.reported, side),
        "genre": kind_of_text(view, cited, side) or None,
        "locationCreated": place or None,
        "datePublished": cited.date and cited.date.isoformat(),
        "publisher": {"@type": "Organization", "name": published.publisher} if published.publisher else None,
        "sameAs": published.address or None,
        "identifier": f"doi:{published.doi}" if published.doi else None,
        "isPartOf": _issue(published),
        "copyrightNotice": published.rights and view.name(published.rights, side),
    }
    return {key: value for key, value in work.items() if value is not None}


def _people(names: Sequence[CitedName], side: Side) -> list[dict[str, Any]] | None:
    """Authors, or those whose words are reported; None where there are none."""
    every = []
    for each in names:
        name = each.side(side)
        parts = {"familyName": name.family, "givenName": name.given} if name.given else {}
        every.append({"@type": "Organization" if each.is_body else "Person", "name": name.plain, **parts})
    return every or None


def _issue(published: Publication) -> dict[str, Any] | None:
    """The journal that a text stands in."""
    if not published.journal:
        return None
    numbers = {
        "volumeNumber": published.volume,
        "issueNumber": published.issue,
        "pagination": published.pages,
    }
    given = {key: value for key, value in numbers.items() if value}
    return {"@type": ["Periodical", "PublicationIssue"], "name": published.journal, **given}
