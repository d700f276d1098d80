"""One reading of a text: what the rest of this wing can tell of it, each part worked out when it is first
asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from aligner.language import dictionary, negation
from aligner.language.inflection import keys
from aligner.language.names import in_text, persons, sound
from aligner.language.numbers.chinese import values_zh
from aligner.language.numbers.english import values_en
from aligner.language.numbers.quantity import Quantity
from aligner.language.terms import TermHit, find_terms
from aligner.record.characters import HAN
from aligner.record.glossary import Glossary
from aligner.record.model import Side, Span


def values(text: str, lang: str) -> list[Quantity]:
    """The quantities of a text in reading order; ``lang`` is a BCP 47 tag, all but Chinese is English.

    A date yields its parts, a range both its ends. Words that may answer a number but are none
    themselves (``both``, ``双方``) are in it as weak ones.
    """
    return values_zh(text) if lang.lower().startswith("zh") else values_en(text)


@dataclass(frozen=True, slots=True)
class DictionaryWord:
    """A word of a Chinese text that the dictionary knows."""

    text: str
    span: Span
    glosses: frozenset[str]
    """Keys of the content words that it may be rendered with; see `inflection.key`."""
    names: frozenset[str]
    """What English may call it, in small letters; empty for what is not a name."""

    @property
    def abbreviations(self) -> frozenset[str]:
        """Those of its names that abbreviate others: *who* for 世卫组织."""
        return self.names & in_text.abbreviations_of(self.text)


@dataclass(frozen=True)
class Reading:
    """A text of one language with what can be told of it; spans count its characters."""

    text: str
    side: Side
    glossary: Glossary = field(default_factory=Glossary)

    @cached_property
    def words(self) -> tuple[DictionaryWord, ...]:
        """The dictionary words of a Chinese text, the longest at each place."""
        return tuple(
            DictionaryWord(word, span, dictionary.gloss_keys(word), in_text.name_renderings(word))
            for word, span in dictionary.words(self.text)
        )

    @cached_property
    def english_keys(self) -> frozenset[str]:
        """The keys of an English text's words; of a Chinese one, of everything it may be rendered with."""
        return dictionary.translation_keys(self.text) if self.side == "zh" else keys(self.text)

    @cached_property
    def pinyin(self) -> str:
        """A Chinese text as it is read, without tones and blanks."""
        return "".join(in_text.syllables("".join(HAN.findall(self.text))))

    @cached_property
    def phrases(self) -> tuple[in_text.Phrase, ...]:
        """The names of an English text."""
        return in_text.phrases(self.text)

    @cached_property
    def persons(self) -> tuple[persons.Person, ...]:
        """The persons whom a Chinese text names, as far as the dictionary does not know them."""
        return persons.persons(self.text)

    @cached_property
    def spelt(self) -> tuple[Span, ...]:
        """The stretches of a Chinese text that may spell out foreign names."""
        return sound.spelt(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers, dates and number words, by value."""
        return tuple(values(self.text, self.side))

    @cached_property
    def denials(self) -> tuple[negation.Denial, ...]:
        """The words that deny, each with what it denies."""
        return negation.denials(self.text, self.side)

    @cached_property
    def denies(self) -> bool:
        """Whether a word of it only denies, so that the other side has to deny as well."""
        return any(denial.plain for denial in self.denials)

    @cached_property
    def terms(self) -> tuple[TermHit, ...]:
        """The terms of the glossary, the longest at each place."""
        return tuple(find_terms(self.glossary, self.text, self.side))

    @cached_property
    def nested_terms(self) -> tuple[TermHit, ...]:
        """The same with those inside longer ones."""
        return tuple(find_terms(self.glossary, self.text, self.side, nested=True))
