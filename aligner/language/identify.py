"""Whether a text is Chinese, English, or in a language that the checks and tables do not know."""

from __future__ import annotations

import re
from typing import Literal

from aligner.language.tables import table
from aligner.record.characters import han_count
from aligner.record.model import Document

Language = Literal["zh", "en", "other"]

_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?")
_KANA = re.compile("[\u3041-\u30fa]")
# Han characters and words from which a text says that it is Chinese or English; shorter ones may be a name or
# a quotation. A language that is neither takes more: 17 of 1,007 English sentences of news have as few
# function words as German, and no text of so many words.
_HAN, _WORDS, _STRANGE = 8, 8, 25
# Share of English function words among the words, at least in English and at most in other languages; one
# that is between says nothing. Of 62 news documents it is .34 to .50, of four articles in
# German and French .01 to .04.
_ENGLISH, _OTHER = 0.2, 0.13
# Share of words with letters that English has not, from which a few words are enough. Chosen, not measured.
_ACCENTED = 0.05
# Share of kana among kana and Han from which a text is Japanese. Chosen, not measured.
_JAPANESE = 0.1
# Characters that are looked at: the beginning of a long text says enough.
_ENOUGH = 20_000


def language_of(text: str) -> Language | None:
    """The language of a text, or None where it is too short, or too mixed, to say."""
    text = text[:_ENOUGH]
    han, kana, words = han_count(text), len(_KANA.findall(text)), _LATIN.findall(text)
    letters = len(_LETTERS.findall(text))
    latin = sum(map(len, words))
    if han + kana >= _HAN and han + kana > max(len(words), letters - han - kana - latin):
        return "other" if kana > _JAPANESE * (han + kana) else "zh"
    if letters - han - latin > letters / 2:
        return "other" if letters >= _STRANGE else None
    if len(words) < _WORDS or latin <= letters / 2:
        return None
    known = frozenset(table("function_words")["en"])
    share = sum(word.lower() in known for word in words) / len(words)
    if share >= _ENGLISH:
        return "en"
    foreign = sum(not word.isascii() for word in words) >= _ACCENTED * len(words)
    return "other" if share <= _OTHER and (foreign or len(words) >= _STRANGE) else None


def is_readable(zh: Document, en: Document) -> bool:
    """Whether two documents can be Chinese and English, as far as their texts say; either may be left
    untranslated, in the other's language."""
    found = [language_of(" ".join(segment.text for segment in document)) for document in (zh, en)]
    return "other" not in found and found != ["en", "zh"]


def unread_message(zh: Document, en: Document) -> str:
    """Says so where the checks cannot read the texts; empty where they can."""
    if is_readable(zh, en):
        return ""
    return "the texts are not Chinese and English, so that only missing passages were looked for"
