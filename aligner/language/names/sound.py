"""Whether Chinese characters may spell out a foreign name: 格雷琴 and *Gretchen*.

Both are reduced to classes of consonants, which transliteration keeps better than vowels, and compared by a
weighted edit distance over every run of characters that are used for spelling names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from aligner.language.names.in_text import syllables
from aligner.language.tables import cached, table
from aligner.record.model import Span

ENGLISH = tuple(
    (re.compile(pattern), classes)
    for pattern, classes in (
        (r"tch|tsch|sch|sh|ch|cz|ts|tz|zh", "S"), (r"ck|kh|gh|qu|q|cc", "K"), (r"ph", "F"), (r"th", "T"),
        (r"wh|w", "W"), (r"x", "KS"), (r"c(?=[eiy])", "S"), (r"g(?=[eiy])", "G"), (r"ng|nk|n|gn|kn", "N"),
        (r"mb|m", "M"), (r"[bp]+", "P"), (r"[dt]+", "T"), (r"[ckg]+", "K"), (r"[fv]+", "F"), (r"[szj]+", "S"),
        (r"l+|r+", "L"), (r"h", "H"), (r"[aeiouy]+|.", ""),
    )
)  # fmt: skip
INITIALS = (
    ("zh", "S"), ("ch", "S"), ("sh", "S"), ("b", "P"), ("p", "P"), ("m", "M"), ("f", "F"), ("d", "T"),
    ("t", "T"), ("n", "N"), ("l", "L"), ("g", "K"), ("k", "K"), ("h", "H"), ("j", "S"), ("q", "S"),
    ("x", "S"), ("r", "L"), ("z", "S"), ("c", "S"), ("s", "S"), ("w", "W"),
)  # fmt: skip
# What it costs to take one class of consonants for another; any other pair costs 1. Not measured alone:
# the thresholds on the sound of names (docs/checks.md) rest on them; after a change measure those again.
CHEAP = {
    frozenset(pair): 0.4 for pair in ("GS", "GK", "HK", "WF", "WH", "FH", "FP", "NM", "ST", "LS", "GH", "PF")
}
# What it costs that one side does not spell a consonant: an r at the end, an h at the beginning.
DROPPED = {"L": 0.4, "H": 0.3, "W": 0.5, "N": 0.6, "T": 0.6, "K": 0.7, "S": 0.7}
# The same for every other consonant. Nearer to 1, and names that a transliteration shortens are lost; nearer
# to the others, and any two names sound alike. .05 more or less changes no flag of 41 planted names.
UNSPELT = 0.8
# Characters of the shortest run of spelling characters: a single one is an ordinary word more often than not.
SHORTEST = 2
# Consonants that a run of characters may have more or fewer than the word: beyond, the distance alone is so
# great that no likeness is left; each more costs time.
STRETCH = 3
# Syllables of the longest word that is looked for. Chosen: *Llanfairpwllgwyngyll* has eleven.
LONGEST = 16


@cached()
def spelling_characters() -> frozenset[str]:
    """The characters that spell foreign names."""
    return frozenset("".join(table("names")["spelling"]).replace(" ", "") + "·•・")


@cached(maxsize=2048)
def spelt(text: str) -> tuple[Span, ...]:
    """The stretches of a Chinese text that only consist of characters used for spelling foreign names."""
    spelling, stretches, start = spelling_characters(), [], 0
    for at, char in enumerate((*text, " ")):
        if char not in spelling:
            if at - start >= SHORTEST:
                stretches.append((start, at))
            start = at + 1
    return tuple(stretches)


@lru_cache(maxsize=16384)
def likeness(word: str, characters: str) -> float:
    """How well Chinese characters as a whole spell an English word, 0 to 1."""
    wanted = _english(re.sub(r"[^a-z]", "", word.lower()))
    heard = "".join(_syllable(s) for char in characters for s in syllables(char))
    length = max(len(wanted), len(heard))
    return max(0.0, 1 - _distance(wanted, heard) / length) if length else 0.0


@cached(maxsize=16384)
def sounds_like(word: str, text: str) -> float:
    """How well some run of a Chinese text spells an English word, 0 (not at all) to 1."""
    wanted = _english(re.sub(r"[^a-z]", "", word.lower()))
    if len(wanted) < 2:
        return 0.0
    lengths = range(len(wanted) - STRETCH, len(wanted) + STRETCH + 1)
    heard = {run for stretch in spelt(text) for run in _runs(text[slice(*stretch)]) if len(run) in lengths}
    likenesses = (1 - _distance(wanted, run) / max(len(wanted), len(run)) for run in heard)
    return max((0.0, *likenesses))


@lru_cache(maxsize=2048)
def _runs(characters: str) -> frozenset[str]:
    """The classes of consonants of every run of these characters that may be a word."""
    parts = [_syllable(s) for char in characters if char not in "·•・" for s in syllables(char)]
    ends = range(1, LONGEST + 1)
    return frozenset("".join(parts[start : start + end]) for start in range(len(parts)) for end in ends)


@lru_cache(maxsize=8192)
def _english(word: str) -> str:
    classes_found, at = "", 0
    while at < len(word):
        match, classes = next((m, group) for pattern, group in ENGLISH if (m := pattern.match(word, at)))
        classes_found, at = classes_found + classes, match.end()
    return re.sub(r"(.)\1+", r"\1", classes_found)


@lru_cache(maxsize=2048)
def _syllable(syllable: str) -> str:
    if syllable == "er":
        return "L"
    first = next((group for letters, group in INITIALS if syllable.startswith(letters)), "")
    return first + ("N" if syllable.endswith(("n", "ng")) else "")


@lru_cache(maxsize=65536)
def _distance(a: str, b: str) -> float:
    """Weighted edit distance of two strings of consonant classes."""
    row = [*accumulate((DROPPED.get(second, UNSPELT) for second in b), initial=0.0)]
    for first in a:
        dropped = DROPPED.get(first, UNSPELT)
        before, row = row, [row[0] + dropped]
        for at, second in enumerate(b):
            changed = before[at] + (0.0 if first == second else CHEAP.get(frozenset((first, second)), 1.0))
            row.append(min(changed, before[at + 1] + dropped, row[-1] + DROPPED.get(second, UNSPELT)))
    return row[-1]
