"""The feed of new and revised records (Atom, RFC 4287), and the sitemap."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage

__all__ = ["FEED", "atom", "sitemap"]

FEED = "feed.xml"


def atom(collection: Collection) -> str:
    """The feed of a language version. A record without a date and without decisions has no place in it."""
    dated = sorted(
        ((_updated(item), item) for item in collection.items if _updated(item)), key=lambda e: e[1].config.id
    )
    dated.sort(key=lambda entry: entry[0], reverse=True)
    root = collection.site + collection.language.prefix
    updated = dated[0][0] if dated else "1970-01-01T00:00:00Z"
    rows = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(collection.language.lang)}>',
        f"<title>{escape(collection.words('site_name'))}</title>",
        f"<id>{_id(root or 'aligner', collection.language.lang)}</id>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(collection.words('site_name'))}</name></author>",
        f'<link rel="self" href={quoteattr(root + FEED)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(root or "./")}/>',
        *(_entry(collection, item, when, root) for when, item in dated),
        "</feed>",
    ]
    return "\n".join(rows) + "\n"


def _updated(item: Item) -> str:
    """The last decision, or the date of the record."""
    day = f"{item.config.date.isoformat()}T00:00:00Z" if item.config.date else ""
    return max(day, item.summary.updated)


def _entry(collection: Collection, item: Item, when: str, root: str) -> str:
    config = item.config
    summary = collection.name(config.note) if config.note else ""
    parts = [
        f"<title>{escape(collection.name(config.title))}</title>",
        f"<id>{_id(config.id, collection.language.lang)}</id>",
        f"<updated>{when}</updated>",
        f'<link rel="alternate" type="text/html" href={quoteattr(root + item.address)}/>',
        f"<summary>{escape(summary)}</summary>" if summary else "",
    ]
    return f"<entry>{''.join(parts)}</entry>"


def _id(name: str, lang: str) -> str:
    """A name that never changes, wherever the site lies."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"aligner:{name}:{lang}").urn


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
