"""Which characters are Chinese, which script a text is in, and texts made alike for comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable

HAN_CLASS = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, for use inside a regular expression's brackets: the unified and the compatibility
ideographs of Unicode with their extensions (two planes, of which not all places are taken yet), and the signs
々 and 〇. Kana, Hangul and radicals are none of them."""
HAN = re.compile(f"[{HAN_CLASS}]")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
# bounded, so that a file of one endless word takes no time that grows with its square
_NAMES = re.compile(
    r"https?://\S+|\S{1,200}@\S+|[^\s\u3000-\u9fff]{0,200}\d[\w./:-]*|\b(?:DOI|doi|CSTR|ISSN|ISBN|URL|E-mail)\b"
)
_FOLD = str.maketrans("，：；！？（）“”„«»‘’–—‑−　\u00a0", ',:;!?()"""""\'\'----  ')


def han_count(text: str) -> int:
    """How many Han characters a text holds."""
    return len(HAN.findall(text))


def latin_words(text: str) -> int:
    """How many words of two or more Latin letters it holds; addresses, DOIs and numbers are none."""
    return len(_WORD.findall(_NAMES.sub(" ", text)))


def text_length(side: str, texts: Iterable[str]) -> int:
    """How long texts are: English in words; Chinese in characters, each Latin word or number as one."""
    joined = " ".join(texts)
    if side == "en":
        return len(_WORD_OR_NUMBER.findall(joined))
    return han_count(joined) + len(_WORD_OR_NUMBER.findall(HAN.sub(" ", joined)))


def main_language(text: str) -> str | None:
    """``zh``, ``en``, or None where a text has no words of either (a number, a DOI)."""
    han, words = han_count(text), latin_words(text)
    if not han and not words:
        return None
    return "zh" if han >= words else "en"


def fold(text: str) -> str:
    """For comparing only: half-width punctuation, plain quotes and dashes, lower case, single spaces."""
    return " ".join(text.translate(_FOLD).casefold().split())
