"""Text in a page: on one line, and with what it quotes in the other language declared as such."""

from __future__ import annotations

import re

from markupsafe import Markup

from aligner.record.characters import HAN, HAN_CLASS

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]+")
_CHINESE = f"[{HAN_CLASS}][{HAN_CLASS}\u3000-\u303f\uff00-\uffef]*"
"""Chinese characters with the punctuation between and behind them."""
_WORD = r"[A-Za-z]*[a-z]{2}[A-Za-z'’-]*"
_ENGLISH = rf"{_WORD}(?:[^{HAN_CLASS}\u3000-\u303f\uff00-\uffef“”]*{_WORD})*"
"""English words, not only capitals, with all that stands between them."""


def one_line(text: str) -> str:
    """Text on one line, without control characters or halves of surrogate pairs."""
    if text.isprintable():  # nearly every text: a page prints thousands
        return text
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))


def mixed(text: str, lang: str) -> Markup:
    """Text of one language with what it quotes in the other, whose tag is `lang`, declared as such."""
    span = Markup('<span lang="{}">{}</span>')
    if lang == "en" and re.search(_WORD, text) and not HAN.search(text):
        return span.format(lang, one_line(text))  # English throughout: its quotation marks and dots too
    parts = re.split(f"({_CHINESE if lang.startswith('zh') else _ENGLISH})", one_line(text))
    return Markup().join(span.format(lang, part) if n % 2 else part for n, part in enumerate(parts))
