"""Forms of English words: what makes one word of another, and what makes two words the same."""

from __future__ import annotations

import re
from functools import lru_cache

from aligner.language.tables import cached, table

WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
# Letters that an ending leaves at least: with three, *during* would be a form of *dure*; with five, *walking*
# would be none of *walk*.
STEM = 4


@cached(maxsize=32768)
def key(word: str) -> str:
    """An English word without its endings, so that *develops* and *development* are one."""
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    for ending in table("english")["endings"]:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > STEM and word[-1] == word[-2] else word


@cached(maxsize=16384)
def base_keys(word: str) -> frozenset[str]:
    """The keys of an English word: of itself, of its infinitive and of its singular."""
    irregular = table("english")["irregular"].get(word.lower())
    return frozenset(map(key, (word, *lemmas(word), *([irregular] if irregular else ()))))


@lru_cache(maxsize=32768)
def lemmas(word: str) -> frozenset[str]:
    """The infinitives and singulars that an English word is a form of, by the package `lemminflect`; empty
    for a word that it does not know."""
    from lemminflect import getAllLemmas  # noqa: PLC0415 - a second of loading

    forms = getAllLemmas(word.lower().removesuffix("'s").removesuffix("’s"))
    return frozenset(lemma for group in forms.values() for lemma in group)


@lru_cache(maxsize=32768)
def only_adverb(word: str) -> bool:
    """Whether an English word in -ly is an adverb and nothing else: *closely*, not *lively*."""
    from lemminflect import getAllLemmas  # noqa: PLC0415

    return word.endswith("ly") and set(getAllLemmas(word)) <= {"ADV"}


@lru_cache(maxsize=4096)
def _forms(word: str) -> frozenset[str]:
    """The plural and the verb forms of an English word as far as they are irregular or verbs."""
    from lemminflect import getAllInflections  # noqa: PLC0415

    return frozenset(form for group in getAllInflections(word.lower()).values() for form in group)


def keys(text: str) -> frozenset[str]:
    """The keys of all words of an English text; see `base_keys`."""
    return frozenset().union(*map(base_keys, WORD.findall(text)))


def plurals(word: str) -> tuple[str, ...]:
    """The regular plural of an English word; none of what does not end in a letter."""
    if not word[-1:].isascii() or not word[-1:].isalpha():
        return ()
    if word[-1] == "y" and word[-2:-1] not in "aeiou":
        return (f"{word[:-1]}ies",)
    return (f"{word}{'es' if word[-1] in 'sxz' or word.endswith(('ch', 'sh')) else 's'}",)


def all_forms(word: str) -> list[str]:
    """An English word, its plural, its verb forms and, for names in -a, its adjective (Himalaya, Himalayas,
    Himalayan); the longest first."""
    adjectives = (f"{word}n", f"{word}ns") if word.endswith("a") else ()
    return sorted({word, *plurals(word), *adjectives, *_forms(word)}, key=lambda form: (-len(form), form))


def inflected(word: str) -> str:
    """A pattern for all forms of an English word."""
    return f"(?:{'|'.join(map(re.escape, all_forms(word)))})".replace("'", "['’]")
