"""A Chinese text in Simplified characters, as tables, patterns and dictionaries are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

_SCHEME = "hk2s"
"""OpenCC's table with the most variants: Taiwan's characters are among those of Hong Kong."""
_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
"""The Chinese characters that have a Simplified form and are in use."""
_REGIONAL = dict(zip("妳牠祂迺録砲姪荳彞暱痺簷睪", "你它他乃录炮侄豆彝昵痹檐睾", strict=True))
"""Further forms that Taiwan and Hong Kong write, and OpenCC leaves."""
_REGIONAL_TABLE = str.maketrans(_REGIONAL)
_ALWAYS = frozenset("後於")
"""Traditional characters of common words that GB 2312 has as well, as rare surnames."""
_ASPECT = re.compile("(?<![卓专土显昭名原编论译巨遗新旧所合拙])著(?![名作称者述书录有于撰译])")
"""著 where it is not a word's own (著名, 显著) but stands for 着, as Taiwan writes it (沿著, 看著)."""


@cache
def opencc(scheme: str) -> Callable[[str], str]:
    """One of OpenCC's converters, such as ``s2tw``."""
    from opencc import OpenCC  # noqa: PLC0415

    convert: Callable[[str], str] = OpenCC(scheme).convert
    return convert


def simplified(text: str) -> str:
    """The text in Simplified characters, of the same length; one without Traditional characters as it is.

    Only characters change, never words: 網路 becomes 网路.
    """
    if not is_traditional(text):
        return text
    converted = opencc(_SCHEME)(text)
    if len(converted) != len(text):
        converted = "".join(simplified_forms().get(char, char) for char in text)
    return _ASPECT.sub("着", converted.translate(_REGIONAL_TABLE))


def is_traditional(text: str) -> bool:
    """Whether a text has characters that only Traditional writing has."""
    return not _signs().isdisjoint(text)


def is_simplified(text: str) -> bool:
    """Whether a text has characters that only Simplified writing has."""
    return not _simplified_signs().isdisjoint(text)


def script_by_looking(text: str) -> str:
    """``zh-Hant`` for a Chinese text with more Traditional than Simplified characters, else ``zh-Hans``."""
    traditional = sum(char in _signs() for char in text)
    return "zh-Hant" if traditional > sum(char in _simplified_signs() for char in text) else "zh-Hans"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression written in Simplified characters, made to match either script."""
    return re.compile(either_script(pattern))


def either_script(pattern: str) -> str:
    """A regular expression written in Simplified characters, for texts in either script as they are.

    Every character that has Traditional forms stands for these as well: ``问|图\\d`` becomes
    ``[问問]|[图圖]\\d``. What matches, and its groups, is the text's own writing.
    """
    result, in_class = [], False
    for at, char in enumerate(pattern):
        escaped = _escaped(pattern, at)
        if char in "[]" and not escaped:
            in_class = char == "["
        forms = _traditional_forms().get(char, "")
        if forms and "-" not in (pattern[at - 1 : at], pattern[at + 1 : at + 2]):
            result.append(char + forms if in_class else f"[{char}{forms}]")
        else:
            result.append(char)
    return "".join(result)


def _escaped(pattern: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before a place."""
    before = pattern[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


@cache
def simplified_forms() -> Mapping[str, str]:
    """The Simplified form of every Traditional character that has one, whatever stands beside it."""
    chars = [chr(code) for start, end in _BLOCKS for code in range(start, end)]
    forms = opencc(_SCHEME)("\n".join(chars)).split("\n")
    changed = {char: form for char, form in zip(chars, forms, strict=True) if char != form}
    return changed | _REGIONAL | {"著": "着"}


@cache
def _traditional_forms() -> Mapping[str, str]:
    forms: dict[str, str] = {}
    for traditional, form in simplified_forms().items():
        forms[form] = forms.get(form, "") + traditional
    return forms


@cache
def _signs() -> frozenset[str]:
    """Characters that tell a text of Traditional writing: those that GB 2312, the set of Simplified texts,
    does not have."""
    return frozenset(char for char in simplified_forms() if _is_sign(char))


@cache
def _simplified_signs() -> frozenset[str]:
    """Characters that tell a text of Simplified writing: those that Big5, the set of Traditional texts, does
    not have."""
    return frozenset(form for form in simplified_forms().values() if not _encodable(form, "big5"))


def _is_sign(char: str) -> bool:
    return char in _ALWAYS or not _encodable(char, "gb2312")


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
