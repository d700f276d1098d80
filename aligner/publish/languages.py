"""The three languages of the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup, escape

from aligner.card.finding_card import FindingCard
from aligner.card.shown_card import ShownCard
from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.i18n.markup import mixed
from aligner.language.conversion import Convert, convert_message, converter, name_converter, script_of
from aligner.language.conversion import Names as ScriptNames
from aligner.publish.settings import NO_SETTINGS, SiteSettings
from aligner.record.model import Message, Names, Side, other


@dataclass(frozen=True)
class SiteLanguage:
    """One site in one language: the words around the records, and the script of their Chinese."""

    lang: str
    """BCP 47, as the page's ``html lang``."""
    folder: str
    """Where it lies under the site's root; empty for the root itself."""
    side: Side
    """Which of a record's two languages the words around it are in."""
    name: str
    """Its name in itself."""

    @cached_property
    def words(self) -> Catalogue:
        """The words of the interface."""
        return load_catalogue("aligner.publish", self.lang)

    @property
    def prefix(self) -> str:
        """The folder as the beginning of an address."""
        return f"{self.folder}/" if self.folder else ""


SITE_LANGUAGES: tuple[SiteLanguage, ...] = (
    SiteLanguage(lang="en", folder="", side="en", name="English"),
    SiteLanguage(lang="zh-Hans", folder="zh-hans", side="zh", name="简体中文"),
    SiteLanguage(lang="zh-Hant", folder="zh-hant", side="zh", name="繁體中文"),
)


@dataclass(frozen=True)
class Interface:
    """What stands around the texts of a page: its words, and names and messages in its language."""

    language: SiteLanguage
    zh_source: str
    """The tag of the Chinese that an English page quotes."""
    script_names: ScriptNames
    """Words with Traditional forms of their own."""
    settings: SiteSettings = field(default=NO_SETTINGS, kw_only=True)
    """What the site says about itself."""

    def shown_lang(self, lang: str) -> str:
        """The tag of a text as this language shows it: Chinese pages bring Chinese into their own script."""
        if self.language.side == "zh" and lang.startswith("zh"):
            return self.language.lang
        return script_of(lang)

    def converter_from(self, lang: str) -> Convert:
        """What brings a text into the script shown here."""
        return converter(lang, self.shown_lang(lang), self.script_names)

    @property
    def zh_lang(self) -> str:
        """The tag of the Chinese that the page shows."""
        return self.shown_lang(self.zh_source)

    @property
    def ui_convert(self) -> Convert:
        """What brings names and messages, in whatever script they are, into the script of the page."""
        return name_converter(self.zh_lang, self.script_names)

    @property
    def words(self) -> Catalogue:
        """The words of its language."""
        return self.language.words

    def cited_words(self, side: Side) -> Catalogue:
        """The words of a citation in one language, in the script that the page shows."""
        if side == self.language.side:
            return self.words
        return load_catalogue("aligner.publish", self.zh_lang if side == "zh" else "en")

    def name(self, names: Names, side: Side | None = None) -> str:
        """A name in the language of the page, or in the given one."""
        chosen = side or self.language.side
        return self.ui_convert(names.zh) if chosen == "zh" else names.en

    def site_name(self, side: Side | None = None) -> str:
        """What the site is called, in the language of the page or in the given one."""
        if self.settings.name:
            return self.name(self.settings.name, side)
        return self.cited_words(side or self.language.side)("site_name")

    def message(self, message: Message) -> Markup:
        """A message in the language of the page, what it quotes in the other declared as such."""
        if self.language.side == "en":
            return mixed(message.en, self.other_lang)
        return mixed(convert_message(message.zh, self.zh_lang, self.script_names), self.other_lang)

    def sentence(self, key: str, n: int | None = None, **places: str) -> Markup:
        """The string of a key with text or HTML in its places, such as links."""
        slots = {name: f"\x00{name}\x00" for name in places}
        text = str(escape(self.words(key, n=n, **slots)))
        for name, slot in slots.items():
            text = text.replace(slot, escape(places[name]))
        return Markup(text)

    def shown_card(self, card: FindingCard, langs: Mapping[Side, str]) -> ShownCard:
        """A finding's card in the words and the script of the page; `langs` are the tags of the texts."""
        return ShownCard(
            card,
            self.language.lang,
            {side: self.shown_lang(lang) for side, lang in langs.items()},
            {side: self.converter_from(lang) for side, lang in langs.items()},
            self.ui_convert,
            self.script_names,
        )

    def tell_link(self, title: str, address: str, record: str = "", passages: Sequence[str] = ()) -> str:
        """The link by which readers say that something is wrong; empty where nobody is to be written to."""
        listed = self.words("separator").join(passages)
        about = self.words("concerns", n=len(passages), ids=listed) if passages else ""
        named = self.words.colon.join((self.site_name(), title))
        return self.settings.contact_link(
            subject=self.words("comma").join(filter(None, (named, listed))),
            body="\n".join([title, *filter(None, (about, address)), "", self.words("tell_ask"), ""]),
            record=record,
            passage=listed,
            address=address,
        )

    @property
    def other_side(self) -> Side:
        """The language that the words of the page are not in."""
        return other(self.language.side)

    @property
    def other_lang(self) -> str:
        """The tag of names in that language."""
        return self.zh_lang if self.language.side == "en" else "en"

    @property
    def alternates(self) -> tuple[SiteLanguage, ...]:
        """The other languages of the site."""
        return tuple(language for language in SITE_LANGUAGES if language != self.language)
