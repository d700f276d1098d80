"""The words of the alignment diff, in both languages at once, from strings.yml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.record.model import Message


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One catalogue a language, asked together."""

    en: Catalogue
    zh: Catalogue

    def __call__(self, key: str, **values: object) -> Message:
        """A sentence with its ``{places}`` filled, by a message in its own language."""

        def said(words: Catalogue) -> str:
            places = {k: v.side(words.side) if isinstance(v, Message) else v for k, v in values.items()}
            return words(key, **places)

        return Message(said(self.en), said(self.zh))

    def name(self, group: str, key: str) -> Message:
        """The name of a value of the data; the value itself where there is no name."""
        return Message(en=self.en.name(group, key), zh=self.zh.name(group, key))

    def join(self, key: str, phrases: Sequence[Message]) -> Message:
        """Phrases with a mark between them, such as ``colon``."""
        mark = self(key)
        return Message(mark.en.join(p.en for p in phrases), mark.zh.join(p.zh for p in phrases))

    @property
    def sections(self) -> tuple[str, ...]:
        """``group.kind`` of all changes, in the order in which they are shown."""
        return tuple(key.removeprefix("changes.") for key in self.en.entries if key.startswith("changes."))


@cache
def load_strings() -> Bilingual:
    """The words of the diff in English and in Simplified Chinese."""
    return Bilingual(*(load_catalogue("aligner.diff", lang) for lang in ("en", "zh-Hans")))
