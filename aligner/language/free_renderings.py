"""Terms of the glossary that an English text does not have as the glossary writes them: in another order,
with words between, as another part of speech; a person by the family name alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.language.inflection import WORD, base_keys
from aligner.language.names.in_text import syllables
from aligner.language.tables import cached, table
from aligner.record.glossary import Term

# Words that may stand among those of a term that is put in other words: *the supply of clean water*.
AMONG = 3


def rendered_freely(term: Term, text: str) -> bool:
    """Whether an English text has all words of an accepted rendering close together, in whatever form and
    order; of a person's name also the family name alone, without another name beside it."""
    words = _english_words(text)
    for rendering in term.en.accepted:
        wanted = _english_words(rendering)
        if wanted and any(_all_in(wanted, words[at : at + len(wanted) + AMONG]) for at in range(len(words))):
            return True
    return term.kind == "name" and any(_alone(word, text) for word in _family_names(term))


def _all_in(wanted: Sequence[frozenset[str]], words: Sequence[frozenset[str]]) -> bool:
    return all(any(keys & other for other in words) for keys in wanted)


@cached(maxsize=1024)
def _english_words(text: str) -> tuple[frozenset[str], ...]:
    """The keys of the content words of a text; two that may be written as one (*wet land*) also have the key
    of that."""
    function = frozenset(table("function_words")["en"])
    content = [word for word in WORD.findall(text) if word.lower() not in function]
    return tuple(
        base_keys(word).union(*(base_keys(f"{word}{after}".lower()) for after in content[at : at + 1]))
        for at, word in enumerate(content, 1)
    )


def _family_names(term: Term) -> set[str]:
    """The words of a person's English names that read as the first character of a Chinese one does."""
    read = {syllable for name in term.zh.accepted for syllable in syllables(name[:1])}
    return {word for name in term.en.accepted for word in WORD.findall(name) if word.lower() in read}


def _alone(word: str, text: str) -> bool:
    """Whether a name stands in a text without another beside it; titles (*Dr*) are none."""
    titles = "|".join(map(re.escape, table("names")["calendar"]))
    beside = re.compile(rf"(?:(?P<name>[A-Z]\w+)\s+)?\b{re.escape(word)}\b(?!\s+[A-Z])")
    places = beside.finditer(text)
    return any(not match["name"] or re.fullmatch(titles, match["name"]) for match in places)
