"""The feed of new and revised records (Atom, RFC 4287), and the sitemap."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.templating import render, render_part

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
    values = {"language": language, "languages": SITE_LANGUAGES, "site": site, "pages": sorted(pages)}
    return render("collection/sitemap.xml", **values) + "\n"
