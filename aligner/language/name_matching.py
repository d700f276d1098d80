"""The names of one text in another: English names in Chinese, and Chinese names in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from aligner.language.names.in_text import ordinary
from aligner.language.names.persons import likeness_of_person, spells
from aligner.language.names.sound import likeness, sounds_like
from aligner.language.reading import Reading
from aligner.language.segmentation import word_spans
from aligner.language.tables import table
from aligner.record.model import Span

# Share of letters that two spellings of one name have in common at least: *Tokyo* and *Tokio* have .8, *Marx*
# and *Mars* .75, *Lhasa* and *Lasha* .6. With .77 *Iran* no longer passes for *Iraq* (.75), and one of the 27
# planted names found becomes *major*; .67 changes no flag.
ALIKE = 0.72
# Characters of the longest name that is spelt out.
WHOLE = 8
# Letters of the shortest word that is found in the reading of a text other than by chance: of three letters
# (*yin*, *man*) many a syllable is made. With 3 or 5 no flag of the seeds and of 41 planted names changes.
SYLLABLES = 4
# Likeness of sound that two words have by chance. With .55, 29 of 41 planted names are found for 27, without
# a flag more on the good translations beside them; .45 changes nothing. The weights of `names` were learned
# with .5.
CHANCE = 0.5
# Letters with which two spellings of one name begin (*Nepal*, *Nepali*), and by which they may differ in
# length. Set by hand, for words as English adjectives of countries; names shorter than this must be the same.
BEGINNING, ENDING = 4, 3
# Letters of the shortest name that is looked for in an English text without its blanks (*Hong Kong*):
# shorter ones stand by chance across the end of a word.
SQUEEZED = 6
# Share up to which a word of a name counts as not accounted for: a sound that is 60 % alike, as any two names
# may be.
UNACCOUNTED = 0.25
# Likeness below which no word of the English is a person's name. Of 480 persons of human translations 4 % are
# less like all names of their own passage, most of them because the English says *he*; of names of other
# passages 60 %.
STRANGE = 0.6
ABBREVIATED = re.compile(r"(?<=\b[A-Z])\.(?=[A-Z]|\s)")
CAPITALISED = re.compile(r"[A-Z][A-Za-z'’]{2,}")


def accounted(word: str, key: str, chinese: Reading) -> float:
    """How well a Chinese text accounts for a word of an English name, 0 to 1: by its letters, its reading, a
    dictionary's rendering, or its sound; `key` as in `inflection.key`."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    return 1.0 if key in chinese.english_keys else name_in_chinese(word, chinese)


def strange(shares: Sequence[float], words: Sequence[str]) -> bool:
    """Whether a Chinese text accounts for nothing that tells an English name from others: for none of its
    `words` but those that are ordinary (*Professor*), by their `shares` of `accounted`."""
    lists = ordinary(), table("names")["generic"]
    telling = [
        share
        for word, share in zip(words, shares, strict=True)
        if not any(word.lower() in common for common in lists)
    ]
    return bool(telling) and max(telling) < UNACCOUNTED


def name_in_chinese(word: str, chinese: Reading) -> float:
    """How well a Chinese text has the name that an English word is, in small letters: by its letters, its
    reading, its sound, or as the name of a place or person that the dictionary knows, 0 to 1."""
    letters = re.sub(r"[^a-z]", "", word)
    if word in chinese.text.lower() or (len(letters) >= SYLLABLES and letters in chinese.pinyin):
        return 1.0
    if any(same_spelling(word, name) for entry in chinese.words for name in entry.names):
        return 1.0
    forms = (word, word[:-1]) if word[-1] in "sn" else (word,)
    return _beyond_chance(max(sounds_like(form, chinese.text) for form in forms))


def sounding_runs(chinese: Reading, english: str) -> list[tuple[Span, float]]:
    """The stretches of a Chinese text that may spell out a foreign name, each with how well some capitalised
    word of the English sounds like it, 0 to 1."""
    words = dict.fromkeys(CAPITALISED.findall(english))
    runs = [(span, chinese.text[slice(*span)]) for span in chinese.spelt]
    return [
        (span, _beyond_chance(max((sounds_like(word, run) for word in words), default=0.0)))
        for span, run in runs
    ]


def _beyond_chance(sound: float) -> float:
    return max(0.0, (sound - CHANCE) / (1 - CHANCE))


def rendered_names(chinese: Reading, english: str) -> list[tuple[Span, bool]]:
    """The dictionary words of a Chinese text that are names, each with whether the English has it."""
    return [(word.span, name_in_english(word.names, english)) for word in chinese.words if word.names]


def lost_names(chinese: Reading, english: str) -> Iterator[Span]:
    """The names of a Chinese text, known to the dictionary, of which an English text has no rendering and no
    word that sounds like them; each with the characters around it that spell the rest of a foreign name."""
    borders = {at for span in word_spans(chinese.text) for at in span}
    capitalised = [match[0] for match in CAPITALISED.finditer(english)]
    for (start, end), rendered in rendered_names(chinese, english):
        if rendered or not {start, end} <= borders:
            continue  # characters of two words are no name: 上思 in 立场上思考
        around = next((run for run in chinese.spelt if run[0] <= start and end <= run[1]), (start, end))
        around = around if around[1] - around[0] <= WHOLE and set(around) <= borders else (start, end)
        spelt = {chinese.text[slice(*span)].strip("·•・") for span in (around, (start, end))}
        if not any(likeness(word, name) >= STRANGE for word in capitalised for name in spelt if spells(name)):
            yield around


def lost_persons(chinese: Reading, english: str) -> Iterator[Span]:
    """The persons of a Chinese text, unknown to the dictionary, of which no word of an English text is the
    name."""
    for person in chinese.persons:
        if likeness_of_person(person, english) < STRANGE:
            yield person.span


def name_in_english(names: frozenset[str], english: str) -> bool:
    """Whether an English text has one of these words, in small letters, or one spelt nearly like it."""
    words = {word.lower() for word in re.findall(r"[A-Za-z'’]+", ABBREVIATED.sub("", english))}
    squeezed = re.sub(r"[^a-z]", "", english.lower())
    return bool(names & words) or any(
        (len(name) >= SQUEEZED and name in squeezed) or any(same_spelling(name, word) for word in words)
        for name in names
    )


@lru_cache(maxsize=65536)
def same_spelling(a: str, b: str) -> bool:
    """Whether two words may be spellings of one name, or one the adjective of the other."""
    if a == b or (min(len(a), len(b)) >= BEGINNING and a[:BEGINNING] == b[:BEGINNING]):
        return True
    if min(len(a), len(b)) < BEGINNING or abs(len(a) - len(b)) > ENDING or a[0] != b[0]:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE
