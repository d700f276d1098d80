"""How a passage ends: closed, as a sentence does, or open."""

from __future__ import annotations

import re

from aligner.language.tables import cached, table
from aligner.record.characters import han_count, latin_words

_CLOSING = "\"'”’」』）)\\]】》〉"
# Behind the stop of a sentence: what closes it, notes, a remark in brackets, an emoji, a tilde, a signature.
_BEHIND = (
    rf"(?:[{_CLOSING}\s*†‡§~～^¹²³⁴⁵⁶⁷⁸⁹⁰①-⑳\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]"
    r"|\[[\d,，、–\-]{1,9}\]|\[[a-z]\w{0,19}\]|[（(][^（）()\n]{1,60}[）)]"
    r"|(?:——|—|--|–|- )\s*[^，。！？\n]{1,60}$)*"
)
_TERMINAL = re.compile(rf"(?:[.!?。！？…:：;；．｡]|(?<=[a-z][.!?])\d{{1,3}}){_BEHIND}$")
# A passage that ends so is over, though it has no stop.
_OVER = re.compile(
    r"(?:[~～\U0001F000-\U0001FAFF\u2600-\u27BF][\s*\uFE0F\u200D]*|\s——[^\s，。！？：]{1,12})$"
)
_WORD = re.compile(r"[a-z]+")
# Characters that any of these ends lies in.
_TAIL = 160


def is_terminated(text: str) -> bool:
    """Whether a passage ends as a sentence (or the lead of a list) does, with or without something behind."""
    tail = text[-_TAIL:].rstrip()
    return bool(_TERMINAL.search(tail) or _OVER.search(tail))


def word_length(text: str) -> float:
    """Length in words: Han characters count half."""
    return latin_words(text) + han_count(text) / 2


def grammar_share(text: str) -> float:
    """Share of function words (*the*, *was*, *to*) among the English words of a text."""
    words = _WORD.findall(text.lower())
    return sum(word in _function_words() for word in words) / max(1, len(words))


@cached()
def _function_words() -> frozenset[str]:
    return frozenset(map(str, table("function_words")["en"]))
