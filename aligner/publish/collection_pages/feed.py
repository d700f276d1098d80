"""The feed of new and revised records (Atom, RFC 4287), and the sitemap."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.templating import render_part

FEED = "feed.xml"


def atom(collection: Collection) -> str:
    """The feed of a language, the latest first. A record without date and decisions is left out."""
    by_id = sorted(collection.items, key=lambda item: item.config.id)
    dated = [(updated, item) for item in by_id if (updated := _updated(item))]
    entries = sorted(dated, key=lambda entry: entry[0], reverse=True)
    lang = collection.language.lang

    def lasting_id(name: str) -> str:
        """A name that never changes, wherever the site lies."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"aligner:{name}:{lang}").urn

    root = collection.site + collection.language.prefix
    feed = render_part("collection/feed.xml", collection, entries=entries, root=root, lasting_id=lasting_id)
    return feed + "\n"


def _updated(item: Item) -> str:
    """When somebody last decided something about a record, or its date, whichever is later."""
    day = f"{item.config.date.isoformat()}T00:00:00Z" if item.config.date else ""
    return max(day, item.summary.updated)


def sitemap(language: SiteLanguage, site: str, pages: Iterable[tuple[str, bool]]) -> str:
    """The sitemap of a language version: addresses of its pages, and whether the others have them."""
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for address, everywhere in sorted(pages):
        alternates = (
            f'<xhtml:link rel="alternate" hreflang="{t.lang}" href={quoteattr(site + t.prefix + address)}/>'
            for t in SITE_LANGUAGES
        )
        place = escape(site + language.prefix + address)
        rows.append(f"<url><loc>{place}</loc>{''.join(alternates) if everywhere else ''}</url>")
    return "\n".join([*rows, "</urlset>"]) + "\n"
