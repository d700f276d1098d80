"""A record as one language of the site shows it: the plan of its page, words and scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from aligner.card.finding_card import FindingCard
from aligner.card.shown_card import ShownCard
from aligner.i18n.markup import mixed
from aligner.language.conversion import Convert, convert_spans, script_of
from aligner.language.conversion import Names as ScriptNames
from aligner.publish.languages import Interface, SiteLanguage
from aligner.publish.layout.findings import Fragment, fragments
from aligner.publish.layout.plan import PagePlan
from aligner.publish.settings import NO_SETTINGS, SiteSettings
from aligner.record.load import Record
from aligner.record.model import SIDES, Segment, Side
from aligner.record.status import coverage, is_excerpt

# How many characters of a passage that stands elsewhere are quoted: about a line of a column, in either
# script. Chosen by the width of the page, not measured.
EXCERPT = {"zh": 16, "en": 60}


@dataclass(frozen=True)
class View(Interface):
    """What the parts of a record's page are made from."""

    plan: PagePlan

    @cached_property
    def langs(self) -> Mapping[Side, str]:
        """The language tag of each side as it is shown here."""
        return {side: self.shown_lang(self.record.alignment.side(side).lang) for side in SIDES}

    @cached_property
    def convert(self) -> Mapping[Side, Convert]:
        """What brings text of a side into the script shown here."""
        return {side: self.converter_from(self.record.alignment.side(side).lang) for side in SIDES}

    @property
    def converted_from(self) -> str:
        """The script that the Chinese was converted from for this page; empty where it stands as it is."""
        source = script_of(self.record.alignment.zh.lang)
        return source if self.language.side == "zh" and self.langs["zh"] != source else ""

    @property
    def record(self) -> Record:
        """The record."""
        return self.plan.record

    @property
    def is_summary(self) -> bool:
        """Whether one side is said to summarise the other."""
        return self.record.config.kind == "summary"

    @cached_property
    def is_excerpt(self) -> bool:
        """Whether most of the original was never meant to be translated."""
        original = self.record.alignment.original
        return is_excerpt(self.record.config.kind, coverage(self.record.resolved, original))

    @property
    def up(self) -> str:
        """The way from the page to the root of the site."""
        return "../../../" if self.language.folder else "../../"

    @property
    def quoting_style(self) -> str:
        """How what is quoted from the page is cited."""
        return "gbt7714" if self.language.side == "zh" else "apa"

    def absence_key(self, side: Side) -> str:
        """The string for what this side has and the other lacks."""
        if not self.is_summary:
            return f"absent_{side}"
        return f"absent_summary_{side}" if side == self.record.alignment.original else f"own_summary_{side}"

    def card(self, card: FindingCard) -> ShownCard:
        """The card of one of the record's findings."""
        return self.shown_card(card, {side: self.record.alignment.side(side).lang for side in SIDES})

    def cited_as(self, segment: Segment) -> tuple[str, ...]:
        """What a citation says of a passage besides: that it is ``asked`` or ``spoken``, and ``edited``."""
        is_spoken = segment.speaker and len(self.record.config.people) > 1
        role = "asked" if segment.kind == "question" else "spoken" if is_spoken else ""
        return tuple(filter(None, (role, "edited" if segment.edited is not None else "")))

    def evidence(self, side: Side, segment: Segment) -> Iterator[Fragment]:
        """A passage in the script of the page, with its evidence and the numbers of the notes about it."""
        marks = self.plan.marks.get(segment.id, ())
        spans = [span for span, _ in marks if span]
        shown, moved = convert_spans(segment.shown, spans, self.convert[side])
        converted = iter(moved)
        placed = [(next(converted) if span else None, number) for span, number in marks]
        return fragments(shown, placed, self.plan.unconfirmed)

    def excerpt(self, side: Side, segment: Segment) -> str:
        """The beginning of a passage that stands in full elsewhere."""
        text, limit = self.convert[side](segment.shown), EXCERPT[side]
        if len(text) <= limit:
            return text
        return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;，；、(（“‘《") + " …"

    def own_words(self, text: str) -> Markup:
        """What an editor wrote, in whatever language; Chinese in the script of the page."""
        return mixed(self.ui_convert(text), self.other_lang)


def make_view(
    plan: PagePlan, language: SiteLanguage, names: ScriptNames = (), settings: SiteSettings = NO_SETTINGS
) -> View:
    """A record in a language of the site; `names` are words with Traditional forms of their own."""
    return View(language, plan.record.alignment.zh.lang, names, plan, settings=settings)
