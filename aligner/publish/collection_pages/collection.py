"""All records as one tree shows them: what the pages about the whole collection are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aligner.i18n.catalogue import Catalogue
from aligner.language.conversion import Convert, converter, script_of
from aligner.language.conversion import Names as ScriptNames
from aligner.publish.collection_pages.digest import Digest
from aligner.publish.html import html, mixed, tag
from aligner.publish.languages import TREES, Tree
from aligner.record.config import Names, RecordConfig
from aligner.record.glossary import Glossary
from aligner.record.model import Message, Side, other

__all__ = ["Collection", "Item", "newest_first"]


@dataclass(frozen=True, slots=True)
class Item:
    """A record: what its record.yml says, and its digest."""

    config: RecordConfig
    digest: Digest

    @property
    def address(self) -> str:
        """Its page, seen from the root of a tree."""
        return f"records/{self.config.id}/"


@dataclass(frozen=True, slots=True)
class Collection:
    """All records in one tree, the newest first."""

    tree: Tree
    words: Catalogue
    items: tuple[Item, ...]
    glossary: Glossary
    site: str
    """The site's address with a slash at its end; empty if nobody knows it."""
    ui_convert: Convert
    names: ScriptNames = ()
    """Words with Traditional forms of their own."""

    def name(self, names: Names, side: Side | None = None) -> str:
        """A name in the tree's own language, or in the given one."""
        chosen = side or self.tree.side
        return self.ui_convert(names.zh) if chosen == "zh" else names.en

    def message(self, message: Message) -> str:
        """A message in the tree's own language, as HTML."""
        return (
            mixed(message.en, self.zh_lang) if self.tree.side == "en" else html(self.ui_convert(message.zh))
        )

    @property
    def zh_lang(self) -> str:
        """The script in which this tree shows Chinese of ours."""
        return self.tree.lang if self.tree.side == "zh" else "zh-Hans"

    def lang(self, item: Item, side: Side) -> str:
        """The language tag of a record's text as this tree shows it."""
        if side == "en":
            return "en"
        return self.tree.lang if self.tree.side == "zh" else script_of(item.digest.zh_lang)

    def convert(self, item: Item, side: Side) -> Convert:
        """What brings a record's text into the script shown here."""
        return converter(item.digest.zh_lang, self.lang(item, side), self.names) if side == "zh" else str

    def other_lang(self) -> str:
        """The tag of names in the language that the tree's words are not in."""
        return self.zh_lang if self.tree.side == "en" else "en"

    def both(self, names: Names) -> str:
        """A name in the tree's language, then in the other."""
        also = tag(
            "span", html(self.name(names, other(self.tree.side))), lang=self.other_lang(), class_="also-named"
        )
        return f"{html(self.name(names))} {also}"

    def twins(self, address: str, up: str) -> str:
        """Links to the same page in the other trees; `up` leads from the page to the root of the tree."""
        root = up + "../" * bool(self.tree.folder)
        links = (
            tag("a", html(t.name), href=f"{root}{t.prefix}{address}" or "./", hreflang=t.lang, lang=t.lang)
            for t in TREES
            if t != self.tree
        )
        return tag("nav", " · ".join(links), class_="twins", aria_label=self.words("languages"))


def newest_first(configs: Sequence[RecordConfig], digests: Mapping[str, Digest]) -> tuple[Item, ...]:
    """By date; those without one last, by id."""
    by_id = sorted(configs, key=lambda config: config.id)
    ordered = sorted(by_id, key=lambda config: config.date or date.min, reverse=True)
    return tuple(Item(config, digests[config.id]) for config in ordered)
