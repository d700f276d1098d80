"""Simplified and Traditional Chinese: characters are converted, words never."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from aligner.record.model import Span

__all__ = ["SCHEMES", "Convert", "convert_markdown", "convert_spans", "converter", "script_of"]

Convert = Callable[[str], str]

SCHEMES = {("zh-Hans", "zh-Hant"): "s2tw", ("zh-Hant", "zh-Hans"): "tw2s"}
"""OpenCC's schemes. Those that end in p change vocabulary too, which a record must not suffer."""

_TRADITIONAL = re.compile(r"-(hant|tw|hk|mo)\b", re.IGNORECASE)
_CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[^\n]*$|`[^`\n]+`|\]\([^)\n]*\))", re.MULTILINE | re.DOTALL)


def script_of(lang: str) -> str:
    """``zh-Hans`` or ``zh-Hant`` for any Chinese tag; another language's tag as it is."""
    if lang.lower().split("-")[0] != "zh":
        return lang
    return "zh-Hant" if _TRADITIONAL.search(lang) else "zh-Hans"


def converter(source: str, target: str) -> Convert:
    """What turns text of one script into the other; text that needs nothing passes unchanged."""
    scheme = SCHEMES.get((script_of(source), script_of(target)))
    return str if scheme is None else _scheme(scheme)


@cache
def _scheme(scheme: str) -> Convert:
    from opencc import OpenCC  # noqa: PLC0415

    convert: Convert = OpenCC(scheme).convert
    return convert


def convert_spans(text: str, spans: Iterable[Span], convert: Convert) -> tuple[str, tuple[Span, ...]]:
    """The converted text and where the spans lie in it, also should the conversion change its length."""
    converted = convert(text)
    if len(converted) == len(text):
        return converted, tuple(spans)
    return converted, tuple((len(convert(text[:start])), len(convert(text[:end]))) for start, end in spans)


def convert_markdown(text: str, convert: Convert) -> str:
    """A hand-written page converted: all but its code and the targets of its links."""
    return "".join(part if _CODE.fullmatch(part) else convert(part) for part in _CODE.split(text))
