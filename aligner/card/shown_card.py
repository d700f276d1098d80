"""A card in the words of one language, with the Chinese in the script of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from markupsafe import Markup

from aligner.card.finding_card import CardPassage, CardText, FindingCard
from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.i18n.markup import mixed
from aligner.language.conversion import Convert, convert_message, convert_spans
from aligner.language.conversion import Names as ScriptNames
from aligner.record.decisions.decision import CHECKS
from aligner.record.model import SIDES, Message, Names, Side, other

# From which score on the program calls itself how sure. Scores are meant as probabilities:
# of ten findings called "very sure", nine should be right.
_SURE = ((0.9, "very"), (0.75, "fairly"), (0.6, "somewhat"), (0.0, "hardly"))


def card_style() -> bytes:
    """The style sheet of the card, to follow that of the page it stands on."""
    return files("aligner.card").joinpath("assets/card.css").read_bytes()


@dataclass(frozen=True)
class ShownCard:
    """What the template of the card asks."""

    card: FindingCard
    lang: str
    """Of the words around the texts: ``en``, ``zh-Hans`` or ``zh-Hant``."""
    langs: Mapping[Side, str]
    """The tags of the texts as they are shown."""
    convert: Mapping[Side, Convert]
    """What brings each text into the script of the page."""
    ui_convert: Convert
    """What brings names into it."""
    script_names: ScriptNames = ()
    """Words with Traditional forms of their own."""

    @property
    def words(self) -> Catalogue:
        """The words of the card."""
        return load_catalogue("aligner.card", self.lang)

    @property
    def question(self) -> Markup:
        """What the finding asks, in one plain sentence."""
        card, words = self.card, self.words
        key = (
            card.question if card.words or card.question not in ("worded", "term") else f"{card.question}_all"
        )
        side = next((side for side in SIDES if self._marked(side)), card.language)
        return self.quoting(
            words(
                f"ask.{key}",
                who=self._name(card.speaker) if card.speaker else words("speaker"),
                language=words(f"language.{card.language}"),
                words=self.convert[side](card.words),
            )
        )

    def _marked(self, side: Side) -> bool:
        return any(p.text[slice(*span)] == self.card.words for p in self.passages(side) for span in p.spans)

    @property
    def weight(self) -> str:
        """What kind of finding it is, and how grave."""
        words, card = self.words, self.card
        return words(
            "weight",
            kind=words.name("type", card.kind),
            severity=words.name("severity", card.severity),
            means=words(f"means.{card.severity}"),
        )

    @property
    def source(self) -> str:
        """Who says so: the program, and how sure it is, or a person, and when."""
        words, card, verdict = self.words, self.card, self.card.verdict
        if card.state == "issue":
            sure = next(name for bar, name in _SURE if card.score >= bar)
            return words("unconfirmed", sure=words(f"sure.{sure}"))
        if verdict is None or verdict.by == CHECKS:
            return words.name("state", card.state)
        return words(f"verdict.{verdict.verb}", by=verdict.by, day=verdict.day)

    @property
    def why(self) -> Markup:
        """The reason that a person gave; empty where none did."""
        verdict = self.card.verdict
        return self.quoting(self.ui_convert(verdict.reason)) if verdict else Markup("")

    @property
    def claims(self) -> tuple[tuple[str, Markup], ...]:
        """What it says, with the type of each reason."""
        return tuple((self.words.name("type", r.type), self.message(r.message)) for r in self.card.reasons)

    def message(self, message: Message) -> Markup:
        """A message in the language of the page."""
        if self.words.side == "en":
            return self.quoting(message.en)
        return self.quoting(convert_message(message.zh, self.langs["zh"], self.script_names))

    def quoting(self, text: str) -> Markup:
        """A sentence with what it quotes in the other language declared as such."""
        return mixed(text, self.langs[other(self.words.side)])

    def label(self, side: Side) -> str:
        """Which text it is, what kind of text, whose words, and which answer."""
        words, text = self.words, self.card.texts[side]
        form = self._name(text.form) if text.form else words(f"role.{text.role}") if text.role else ""
        speaker = self._name(text.speaker) if text.speaker else ""
        return words("comma").join(filter(None, (words(f"language.{side}"), form, speaker, text.turn)))

    def passages(self, side: Side) -> tuple[CardPassage, ...]:
        """The passages of a text that the card quotes."""
        return self.card.texts[side].passages

    def text(self, side: Side) -> CardText:
        """What the card says of a text."""
        return self.card.texts[side]

    def pieces(self, side: Side, passage: CardPassage) -> Iterator[tuple[str, bool]]:
        """The text of a passage in pieces, with whether each is in question."""
        shown, spans = convert_spans(passage.text, passage.spans, self.convert[side])
        size = len(shown)
        cuts = sorted({0, size, *(min(edge, size) for span in spans for edge in span)})
        for start, end in pairwise(cuts):
            yield shown[start:end], any(span[0] <= start and end <= span[1] for span in spans)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The texts that it speaks of: of what one lacks, both."""
        about = tuple(side for side in SIDES if self.card.texts[side].passages)
        is_absence = self.card.kind in ("omission", "addition") and not self.card.is_linked
        return SIDES if about and is_absence else about

    @property
    def absent(self) -> str:
        """That nothing of a text corresponds, as far as anybody knows."""
        return self.words("absent_issue" if self.card.state == "issue" else "absent")

    def _name(self, names: Names) -> str:
        return self.ui_convert(names.zh) if self.words.side == "zh" else names.en
