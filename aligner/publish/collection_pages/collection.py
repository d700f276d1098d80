"""All records as one language of the site shows them: what the pages about the collection show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aligner.i18n.catalogue import Catalogue
from aligner.language.conversion import Convert, converter, script_of
from aligner.language.conversion import Names as ScriptNames
from aligner.publish.collection_pages.summary import RecordSummary
from aligner.publish.html import html, mixed, tag
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.record.config import Names, RecordConfig
from aligner.record.glossary import Glossary
from aligner.record.model import Message, Side, other

__all__ = ["Collection", "Item", "newest_first"]


@dataclass(frozen=True, slots=True)
class Item:
    """A record: what its record.yml says, and what the pages about all records need of it."""

    config: RecordConfig
    summary: RecordSummary

    @property
    def address(self) -> str:
        """Its page, seen from the root of a language version."""
        return f"records/{self.config.id}/"


@dataclass(frozen=True, slots=True)
class Collection:
    """All records in one language, the newest first."""

    language: SiteLanguage
    words: Catalogue
    items: tuple[Item, ...]
    glossary: Glossary
    site: str
    """The site's address with a slash at its end; empty if nobody knows it."""
    ui_convert: Convert
    names: ScriptNames = ()
    """Words with Traditional forms of their own."""

    def name(self, names: Names, side: Side | None = None) -> str:
        """A name in the language of the page, or in the given one."""
        chosen = side or self.language.side
        return self.ui_convert(names.zh) if chosen == "zh" else names.en

    def message(self, message: Message) -> str:
        """A message in the language of the page, as HTML."""
        return (
            mixed(message.en, self.zh_lang)
            if self.language.side == "en"
            else html(self.ui_convert(message.zh))
        )

    @property
    def zh_lang(self) -> str:
        """The script in which this language shows Chinese of ours."""
        return self.language.lang if self.language.side == "zh" else "zh-Hans"

    def lang(self, item: Item, side: Side) -> str:
        """The language tag of a record's text as this language shows it."""
        if side == "en":
            return "en"
        return self.language.lang if self.language.side == "zh" else script_of(item.summary.zh_lang)

    def convert(self, item: Item, side: Side) -> Convert:
        """What brings a record's text into the script shown here."""
        return converter(item.summary.zh_lang, self.lang(item, side), self.names) if side == "zh" else str

    def other_lang(self) -> str:
        """The tag of names in the language that the page's words are not in."""
        return self.zh_lang if self.language.side == "en" else "en"

    def both(self, names: Names) -> str:
        """A name in the language of the page, then in the other."""
        also = tag(
            "span",
            html(self.name(names, other(self.language.side))),
            lang=self.other_lang(),
            class_="also-named",
        )
        return f"{html(self.name(names))} {also}"

    def alternates(self, address: str, up: str) -> str:
        """Links to the same page in the other languages; `up` leads to the root of the language version."""
        root = up + "../" * bool(self.language.folder)
        links = (
            tag("a", html(t.name), href=f"{root}{t.prefix}{address}" or "./", hreflang=t.lang, lang=t.lang)
            for t in SITE_LANGUAGES
            if t != self.language
        )
        return tag("nav", " · ".join(links), class_="alternates", aria_label=self.words("languages"))


def newest_first(configs: Sequence[RecordConfig], summaries: Mapping[str, RecordSummary]) -> tuple[Item, ...]:
    """By date; those without one last, by id."""
    by_id = sorted(configs, key=lambda config: config.id)
    ordered = sorted(by_id, key=lambda config: config.date or date.min, reverse=True)
    return tuple(Item(config, summaries[config.id]) for config in ordered)
