"""Simplified and Traditional Chinese: a record's characters, the interface's words too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from aligner.language.scripts import opencc, simplified
from aligner.language.segmentation import word_spans
from aligner.language.tables import table
from aligner.language.traditional import traditional
from aligner.record.errors import ConfigError
from aligner.record.files.text import read_text
from aligner.record.model import Span

Convert = Callable[[str], str]
Names = tuple[tuple[str, str], ...]
"""Words with their Traditional forms."""

_INTERFACE = "s2twp"
"""Interface words are no evidence: Taiwan's usual words, and its quotation marks."""
_QUOTES = str.maketrans("“”‘’", "「」『』")
_CURLY_QUOTES = str.maketrans("「」『』", "“”‘’")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z])")
_QUOTED = re.compile(r"(?<=“)([^”]*)(?=”)")

_TRADITIONAL = re.compile(r"-(hant|tw|hk|mo)\b", re.IGNORECASE)
_CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[^\n]*$|`[^`\n]+`|\]\([^)\n]*\))", re.MULTILINE | re.DOTALL)


def _taiwan_quotes(text: str) -> str:
    return "’".join(part.translate(_QUOTES) for part in _APOSTROPHE.split(text))


SCHEMES: dict[tuple[str, str], Convert] = {
    ("zh-Hans", "zh-Hant"): lambda text: _taiwan_quotes(traditional(text)),
    ("zh-Hant", "zh-Hans"): lambda text: simplified(text).translate(_CURLY_QUOTES),
}
"""Characters and quotation marks only: other words than its own a record must not suffer."""


def script_of(lang: str) -> str:
    """``zh-Hans`` or ``zh-Hant`` for any Chinese tag; another language's tag as it is."""
    if lang.lower().split("-")[0] != "zh":
        return lang
    return "zh-Hant" if _TRADITIONAL.search(lang) else "zh-Hans"


@cache
def converter(source: str, target: str, names: Names = ()) -> Convert:
    """What turns text of one script into the other; text that needs nothing passes unchanged.

    `names` are Simplified words with the Traditional form that is theirs, whatever their characters alone
    would become.
    """
    convert = SCHEMES.get((script_of(source), script_of(target)))
    if convert is None:
        return str
    return _with_names(convert, names) if names and script_of(target) == "zh-Hant" else convert


def name_converter(lang: str, names: Names = ()) -> Convert:
    """What brings a title or a name in either script into that of a language version: its characters
    and its quotation marks.
    """
    if script_of(lang) != "zh-Hant":
        return simplified
    convert = converter("zh-Hans", lang, names)
    return lambda text: _taiwan_quotes(convert(text))


def interface_converter(lang: str, names: Names = ()) -> Convert:
    """What turns the Simplified Chinese of the interface and the manual into that of a language version."""
    if script_of(lang) != "zh-Hant":
        return str
    return _with_names(_interface, (*table("traditional")["interface"].items(), *names))


def _interface(text: str) -> str:
    """Taiwan's words where it has its own, its characters for all others."""
    form, own = traditional(text), opencc(_INTERFACE)
    words = ((form[start:end], own(text[start:end])) for start, end in word_spans(text))
    chosen = (word if simplified(word) == simplified(usual) else usual for word, usual in words)
    return _taiwan_quotes("".join(chosen))


def convert_message(text: str, lang: str, names: Names = ()) -> str:
    """A message of a check in the script of a language version: its own words as those of the interface, what
    it quotes as the text that it is."""
    if script_of(lang) != "zh-Hant":
        return simplified(text)
    words, quoted = interface_converter(lang, names), converter("zh-Hans", lang, names)
    parts = _QUOTED.split(text)
    return "".join(quoted(part) if n % 2 else words(part) for n, part in enumerate(parts))


@cache
def _with_names(convert: Convert, names: Names) -> Convert:
    forms = dict(names)
    pattern = re.compile("(" + "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + ")")

    def converted(text: str) -> str:
        parts = pattern.split(text)
        return "".join(forms[part] if n % 2 else convert(part) for n, part in enumerate(parts))

    return converted


def load_names(path: Path) -> Names:
    """A user dictionary as OpenCC has it: a name a line, Simplified, tab, Traditional; ``#`` begins a remark.

    `ConfigError` names the line where the two differ in length: evidence is counted in characters.
    """
    pairs: dict[str, str] = {}
    for number, line in enumerate(read_text(path).removeprefix("\ufeff").splitlines(), 1):
        text = line.split("#")[0].strip()
        if not text:
            continue
        simplified, _, traditional = (part.strip() for part in text.partition("\t"))
        if not traditional or len(simplified) != len(traditional):
            raise ConfigError(
                f"'{text}' is not a pair of names of equal length",
                file=path,
                line=number,
                mend="write the Simplified name, a tab, and the Traditional name",
            )
        pairs[simplified] = traditional
    return tuple(pairs.items())


def convert_spans(text: str, spans: Iterable[Span], convert: Convert) -> tuple[str, tuple[Span, ...]]:
    """The converted text and where the spans lie in it, also should the conversion change its length."""
    converted = convert(text)
    if len(converted) == len(text):
        return converted, tuple(spans)
    return converted, tuple((len(convert(text[:start])), len(convert(text[:end]))) for start, end in spans)


def convert_markdown(text: str, convert: Convert) -> str:
    """A hand-written page converted: all but its code and the targets of its links."""
    return "".join(part if _CODE.fullmatch(part) else convert(part) for part in _CODE.split(text))
