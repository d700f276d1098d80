"""All records as one language of the site shows them: what the pages about the collection are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aligner.card.finding_card import FindingCard
from aligner.card.shown_card import ShownCard
from aligner.language.conversion import Convert
from aligner.language.conversion import Names as ScriptNames
from aligner.publish.collection_pages.summary import RecordSummary
from aligner.publish.html import html
from aligner.publish.languages import Interface, SiteLanguage
from aligner.publish.record_page.page import record_address
from aligner.publish.record_page.quotations import Piece, quotation_pieces
from aligner.publish.settings import NO_SETTINGS, SiteSettings
from aligner.publish.templating import render_page
from aligner.record.config import RecordConfig
from aligner.record.glossary import Glossary
from aligner.record.model import Side
from aligner.record.status import Share, is_excerpt


@dataclass(frozen=True, slots=True)
class Item:
    """A record: what its record.yml says, and what the pages about the collection need of it."""

    config: RecordConfig
    summary: RecordSummary

    @property
    def address(self) -> str:
        """Its page, seen from the root of a language."""
        return record_address(self.config.id)

    @property
    def is_excerpt(self) -> bool:
        """Whether most of the original was never meant to be translated."""
        status, original = self.summary.status, self.summary.original
        return is_excerpt(self.config.kind, Share(status.covered[original], status.passages[original]))

    @property
    def open_findings(self) -> int:
        """How many findings are open, of those that readers are shown."""
        return self.summary.status.all_open


@dataclass(frozen=True)
class Collection(Interface):
    """All records in one language, the newest first."""

    items: tuple[Item, ...]
    glossary: Glossary
    site: str
    """The site's address with a slash at its end; empty if nobody knows it."""

    def lang(self, item: Item, side: Side) -> str:
        """The language tag of a record's text as this language shows it."""
        return self.shown_lang(item.summary.zh_lang if side == "zh" else "en")

    def card(self, item: Item, card: FindingCard) -> ShownCard:
        """The card of one of a record's findings."""
        return self.shown_card(card, {"zh": item.summary.zh_lang, "en": "en"})

    def quotation(self, item: Item, card: FindingCard) -> tuple[Piece, ...]:
        """What it quotes, with citations."""
        return quotation_pieces(item.summary.quotations[self.language.lang][card.address], self)

    def convert(self, item: Item, side: Side) -> Convert:
        """What brings a record's text into the script shown here."""
        return self.converter_from(item.summary.zh_lang if side == "zh" else "en")


def make_collection(
    items: Sequence[Item],
    language: SiteLanguage,
    glossary: Glossary,
    site: str,
    names: ScriptNames = (),
    settings: SiteSettings = NO_SETTINGS,
) -> Collection:
    """All records in a language: by date, those without one last, by id.

    `site` is the site's address, `names` are words with Traditional forms of their own.
    """
    by_id = sorted(items, key=lambda item: item.config.id)
    ordered = sorted(by_id, key=lambda item: item.config.date or date.min, reverse=True)
    return Collection(language, "zh-Hans", names, tuple(ordered), glossary, site, settings=settings)


def collection_page(
    template: str,
    collection: Collection,
    address: str,
    title: str,
    description: str,
    **values: object,
) -> str:
    """A page about the collection.

    The template sees its `address`, `title` and `description`; `root`, which leads to the root of its
    language; `up`, which leads to the root of the site; and the values given.
    """
    metadata: dict[str, object] = {
        "title": html(title),
        "description": html(description),
        "hide": ["navigation", "toc"],
        "alternates": address,
    }
    root = "../" * address.count("/")
    return render_page(
        f"collection/{template}.html",
        collection,
        metadata,
        address=address,
        title=title,
        description=description,
        root=root,
        up=root + "../" * bool(collection.language.folder),
        **values,
    )
