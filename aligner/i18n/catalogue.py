"""The words of the interface: looking up, plural, filling in.

Words that several wings use are in ``shared.yml`` beside this file; a wing's own sentences are in the
``strings.yml`` of its folder. Every entry has English and Simplified Chinese. Taiwan's Chinese is converted
from that, with its usual words; where it says it in another way, the entry has it as ``zh-Hant``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from aligner.language.conversion import interface_converter
from aligner.language.tables import packaged
from aligner.record.model import Flag, Message, Side

_SHARED = "aligner.i18n"
_QUOTED = re.compile(r"([“「])\{(\w+)\}")
_AROUND = re.compile(r"[“「][^“”「」]*[”」]")
_SINGLE = {"“": str.maketrans("“”「」", "‘’‘’"), "「": str.maketrans("“”「」", "『』『』")}
_Entry = str | Mapping[str, str]
_Table = dict[str, dict[str, dict[str, _Entry]]]


@dataclass(frozen=True)
class Catalogue:
    """The words of one language."""

    lang: str
    """BCP 47, as a page's ``html lang``."""
    entries: Mapping[str, _Entry]

    @property
    def side(self) -> Side:
        """Which of a record's two languages these words are in."""
        return "zh" if self.lang.startswith("zh") else "en"

    def __call__(self, key: str, **values: object) -> str:
        """The string of a key with its ``{places}`` filled; `n` chooses between ``one`` and ``other``.

        In a place that stands in quotation marks, those of the text itself become single ones.
        """
        entry = self.entries[key]
        if not isinstance(entry, str):
            entry = entry["one" if values.get("n") == 1 else "other"]
        quoted = {
            name: _nested(value, mark)
            for mark, name in _QUOTED.findall(entry)
            if isinstance(value := values.get(name), str)
        }
        return entry.format(**values | quoted)

    def name(self, group: str, key: str) -> str:
        """The name of a value of the data, such as a severity; the value itself where it has no name."""
        entry = self.entries.get(f"{group}.{key}")
        return entry if isinstance(entry, str) else key.replace("-", " ").replace("_", " ")

    def title(self, flag: Flag) -> str:
        """Type and severity of a flag: ``Numbers (major)``."""
        severity, kind = self.name("severity", flag.severity), self.name("type", flag.type)
        return self("finding-title", severity=severity, type=kind)

    def has(self, key: str) -> bool:
        """Whether there is such a string."""
        return key in self.entries

    @property
    def colon(self) -> str:
        """What separates a label from its value."""
        return self("colon")


def _nested(text: str, mark: str) -> str:
    """A text behind a quotation mark: without a pair of its own around it, those within it single."""
    bare = text[1:-1] if _AROUND.fullmatch(text) else text
    return bare.translate(_SINGLE[mark])


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One catalogue a language, asked together."""

    en: Catalogue
    zh: Catalogue

    def __call__(self, key: str, **values: object) -> Message:
        """A sentence with its ``{places}`` filled, by a message in its own language."""

        def fill(words: Catalogue) -> str:
            places = {k: v.side(words.side) if isinstance(v, Message) else v for k, v in values.items()}
            return words(key, **places)

        return Message(fill(self.en), fill(self.zh))

    def name(self, group: str, key: str) -> Message:
        """The name of a value of the data; the value itself where there is no name."""
        return Message(en=self.en.name(group, key), zh=self.zh.name(group, key))

    def join(self, key: str, phrases: Sequence[Message]) -> Message:
        """Phrases with a mark between them, such as ``colon``."""
        mark = self(key)
        return Message(mark.en.join(p.en for p in phrases), mark.zh.join(p.zh for p in phrases))


@cache
def load_bilingual(package: str) -> Bilingual:
    """The words of a wing in English and in Simplified Chinese."""
    return Bilingual(*(load_catalogue(package, lang) for lang in ("en", "zh-Hans")))


def load_catalogue(package: str, lang: str) -> Catalogue:
    """The words of a wing in one language; see `load_entries`."""
    return Catalogue(lang, load_entries(package, lang))


@cache
def shared_catalogue(lang: str) -> Catalogue:
    """The words that all wings share, in one language."""
    return load_catalogue(_SHARED, lang)


@cache
def load_entries(package: str, lang: str) -> Mapping[str, _Entry]:
    """The shared words and those of a wing, by ``group.key``; by key alone in the group ``words``.

    `package` is the wing (``aligner.publish``), `lang` ``en``, ``zh-Hans`` or ``zh-Hant``.
    """
    side = "zh" if lang.startswith("zh") else "en"
    convert = interface_converter(lang)
    tables = [_table(_SHARED, "shared.yml")]
    if package != _SHARED:
        tables.append(_table(package, "strings.yml"))
    return {
        key if group == "words" else f"{group}.{key}": entry.get(lang) or _each(entry[side], convert)
        for table in tables
        for group, entries in table.items()
        for key, entry in entries.items()
    }


def _each(entry: _Entry, convert: Callable[[str], str]) -> _Entry:
    if isinstance(entry, str):
        return convert(entry)
    return {key: convert(value) for key, value in entry.items()}


@cache
def _table(package: str, name: str) -> _Table:
    folder = package.removeprefix("aligner.").replace(".", "/")
    return cast(_Table, packaged(f"{folder}/{name}") or {})
