"""A record as one language of the site shows it: the plan of its page, words and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aligner.i18n.catalogue import Catalogue
from aligner.language.conversion import Convert, converter, script_of
from aligner.language.conversion import Names as ScriptNames
from aligner.publish.html import html, mixed
from aligner.publish.languages import SiteLanguage
from aligner.publish.layout.plan import Plan
from aligner.record.config import Names
from aligner.record.load import Record
from aligner.record.model import Message, Side, other

__all__ = ["View", "make_view"]


@dataclass(frozen=True, slots=True)
class View:
    """What the parts of a page are made from."""

    plan: Plan
    language: SiteLanguage
    words: Catalogue
    langs: Mapping[Side, str]
    """The language tag of each side as it is shown here."""
    convert: Mapping[Side, Convert]
    """What brings text of a side into the script shown here."""
    ui_convert: Convert
    """What brings Simplified words of ours (names, messages) into the script of the page."""

    @property
    def record(self) -> Record:
        """The record."""
        return self.plan.record

    def name(self, names: Names, side: Side | None = None) -> str:
        """A name in the language of the page, or in the given one."""
        chosen = side or self.language.side
        return self.ui_convert(names.zh) if chosen == "zh" else names.en

    def message(self, message: Message) -> str:
        """A message in the language of the page, as HTML."""
        if self.language.side == "zh":
            return html(self.ui_convert(message.zh))
        return mixed(message.en, self.langs["zh"])

    def other_side(self) -> Side:
        """The language that the page's words are not in."""
        return other(self.language.side)

    def ui_lang(self, side: Side) -> str | None:
        """The tag that words of the page need inside a text of this side; None where it is the same."""
        return self.language.lang if self.language.lang != self.langs[side] else None

    def is_summary(self) -> bool:
        """Whether one side is said to summarise the other."""
        return self.record.config.kind == "summary"


def make_view(plan: Plan, language: SiteLanguage, words: Catalogue, names: ScriptNames = ()) -> View:
    """A record for a language version; `names` are words with Traditional forms of their own."""
    alignment = plan.record.alignment
    zh = script_of(alignment.zh.lang)
    shown = language.lang if language.side == "zh" else zh
    return View(
        plan=plan,
        language=language,
        words=words,
        langs={"zh": shown, "en": script_of(alignment.en.lang)},
        convert={"zh": converter(zh, shown, names), "en": str},
        ui_convert=converter("zh-Hans", shown, names),
    )
