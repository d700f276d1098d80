"""The page about the site: who makes it and why, what the program can see, who checked what, which rights."""

from __future__ import annotations

from markupsafe import Markup

from aligner.publish.collection_pages.collection import Collection, collection_page
from aligner.publish.record_page.works import described_works
from aligner.record.model import SEVERITIES, FlagState
from aligner.record.version import __version__

ADDRESS = "about/"
"""Seen from the root of a language."""
PAGE, PLACE = "PAGE-TITLE", "PAGE-ADDRESS"
"""Stand for the title of a page and its address, in the link of its foot."""
JUDGED: tuple[FlagState, ...] = ("error", "dismissed")
"""States of findings that a person has said yes or no to."""


def about_page(collection: Collection) -> str:
    """The page, as the settings of the site and the records have it."""
    words = collection.words
    return collection_page(
        "about",
        collection,
        ADDRESS,
        words("about_site"),
        words("about_description"),
        version=__version__,
        judged={state: _count(collection, state) for state in JUDGED},
        works=[(item, described_works(collection, item.config)) for item in collection.items],
        contact=_contact(collection),
    )


def footer(collection: Collection) -> dict[str, str]:
    """What stands at the foot of every page. In the link, `PAGE` and `PLACE` stand for the page's own."""
    words, settings = collection.words, collection.settings
    rights = collection.name(settings.rights) if settings.rights else ""
    return {
        "by": words("about_by", by=collection.name(settings.by)) if settings.by else "",
        "rights": f"{words('about_rights_own')}{words.colon}{rights}" if rights else "",
        "about": words("about_site"),
        "tell": words("tell_page"),
        "root": collection.language.prefix,
        "link": collection.tell_link(PAGE, PLACE),
    }


def _count(collection: Collection, state: FlagState) -> int:
    """How many findings of all records are in a state."""
    return sum(
        item.summary.status.flags[severity][state] for item in collection.items for severity in SEVERITIES
    )


def _contact(collection: Collection) -> Markup:
    """Whom to write to, in a sentence."""
    settings, words = collection.settings, collection.words
    if not settings.contact:
        return Markup(words("about_contact_none"))
    shown = settings.contact if settings.is_mail else words("about_contact_form")
    address = f"{collection.site}{collection.language.prefix}"
    href = settings.contact_link(subject=collection.site_name(), address=address)
    link = Markup('<a href="{}">{}</a>').format(href, shown)
    return collection.sentence("about_contact_mail" if settings.is_mail else "about_contact_web", link=link)
