"""Translations with something taken away, to learn from without annotation."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise

from aligner.language.tables import table
from aligner.record.model import Span
from tests.bench.parallel import Parallel, parallel, tidy

__all__ = ["Cut", "Damaged", "damaged"]

Cut = tuple[Span, str]
"""The characters that were taken away, and what is left."""
WORD = re.compile(r"[A-Za-z0-9][\w'’.,-]*[\w%]|[A-Za-z0-9]")
PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "of",
        "for",
        "with",
        "by",
        "from",
        "to",
        "into",
        "about",
        "over",
        "under",
        "between",
        "through",
        "during",
        "after",
        "before",
        "against",
        "among",
        "within",
        "across",
        "toward",
        "towards",
        "since",
        "until",
        "as",
    ]
)
STOPS = PREPOSITIONS | frozenset(
    ["and", "or", "is", "was", "are", "were", "has", "have", "had", "will", "that", "which", "who"]
)
"""What ends a phrase that begins with a preposition."""
SHARES = {"ntrex": 1300, "ted": 350}
"""Pairs of each set; of the others `REST`."""
REST = 110
MOST = 0.6
"""The share of a text that is taken away at most."""


@dataclass(frozen=True)
class Damaged:
    """A translation by a person, and the same with words missing on one side."""

    doc: str
    zh: str
    en: str
    en_cuts: list[Cut]
    zh_cuts: list[Cut]


def damaged(seed: int = 5) -> list[Damaged]:
    """Pairs of news, talks, magazines, papers and novels; three cuts of the English, two of the Chinese."""
    every, chance = parallel(), random.Random(seed)
    sets: dict[str, list[Parallel]] = {}
    for row in every:
        sets.setdefault(row.doc.split()[0], []).append(row)
    chosen: list[Parallel] = []
    for name, rows in sets.items():
        fit = [row for row in rows if 8 <= len(row.zh) <= 100 and 30 <= len(row.en) <= 350]
        chance.shuffle(fit)
        chosen += fit[: SHARES.get(name, REST)]
    chance.shuffle(chosen)
    found = []
    for row in chosen:
        english = [cut for _ in range(3) if (cut := _cut_english(row.en, chance))]
        chinese = [cut for _ in range(2) if (cut := _cut_chinese(row.zh, chance))]
        found.append(Damaged(row.doc, row.zh, row.en, english, chinese))
    return found


def _cut_english(text: str, chance: random.Random) -> Cut | None:
    """Without a word, a name, a phrase with a preposition, a clause or a few words; None where that cannot
    be."""
    spans = [match.span() for match in WORD.finditer(text)]
    if len(spans) < 7:
        return None
    words = [text[a:b] for a, b in spans]
    between = [text[spans[i][1] : spans[i + 1][0]] for i in range(len(spans) - 1)]
    chosen = _choice(words, between, chance)
    if chosen is None or chosen[1] - chosen[0] + 1 > MOST * len(words):
        return None
    start, end = spans[chosen[0]][0], spans[chosen[1]][1]
    return (start, end), tidy(text[:start] + text[end:])


def _choice(words: list[str], between: list[str], chance: random.Random) -> tuple[int, int] | None:
    """First and last of the words that go."""
    function = frozenset(table("function_words")["en"])
    content = [i for i, word in enumerate(words) if word.lower() not in function]
    names = [i for i in content if i and words[i][0].isupper()]
    kind = chance.random()
    if kind < 0.4 and content:
        only = chance.choice(content)
        return only, only
    if kind < 0.55 and names:
        return _name(chance.choice(names), names, between)
    if kind < 0.78:
        return _phrase(words, between, content, chance)
    if kind < 0.88:
        return _clause(words, between, chance)
    if not content:
        return None
    first = chance.choice(content)
    last = min(first + chance.choice([1, 2, 3, 5]), len(words) - 1)
    return first, next((k for k in range(first, last) if re.search("[,;.]", between[k])), last)


def _name(at: int, names: list[int], between: list[str]) -> tuple[int, int]:
    first = last = at
    while first - 1 in names and between[first - 1] == " ":
        first -= 1
    while last + 1 in names and between[last] == " ":
        last += 1
    return first, last


def _phrase(
    words: list[str], between: list[str], content: list[int], chance: random.Random
) -> tuple[int, int] | None:
    starts = [i for i in range(1, len(words) - 1) if words[i].lower() in PREPOSITIONS]
    if not starts:
        return None
    first = chance.choice(starts)
    last = first + 1
    while (
        last + 1 < len(words)
        and last - first < 6
        and between[last] == " "
        and words[last + 1].lower() not in STOPS
    ):
        last += 1
    return (first, last) if any(first <= i <= last for i in content) else None


def _clause(words: list[str], between: list[str], chance: random.Random) -> tuple[int, int] | None:
    starts = [0, *(k + 1 for k, gap in enumerate(between) if re.search("[,;:—]", gap)), len(words)]
    found = [(a, b - 1) for a, b in pairwise(starts) if 2 <= b - a <= MOST * len(words)]
    return chance.choice(found) if found else None


def _cut_chinese(text: str, chance: random.Random) -> Cut | None:
    """Without a few words or a clause; None where that cannot be."""
    import jieba

    jieba.setLogLevel(60)
    words = [(a, b) for word, a, b in jieba.tokenize(text) if any(char.isalnum() for char in word)]
    function = frozenset(table("function_words")["zh"])
    content = [i for i, (a, b) in enumerate(words) if text[a:b] not in function]
    if len(words) < 6 or not content:
        return None
    if chance.random() < 0.75:
        first = chance.choice(content)
        last = min(first + chance.choice([0, 0, 0, 1, 1, 2, 3, 5]), len(words) - 1)
        start, end = words[first][0], words[last][1]
        stop = re.search("[，。；,;]", text[start:end])
        if stop and stop.start():
            end = start + stop.start()
    else:
        starts = [0, *(match.end() for match in re.finditer("[，；：。]", text)), len(text)]
        found = [(a, b) for a, b in pairwise(starts) if 2 <= b - a <= MOST * len(text)]
        if not found:
            return None
        start, end = chance.choice(found)
    return (start, end), tidy(text[:start] + text[end:])
