"""What the texts themselves say about a word having a counterpart: whether the dictionary finds a rendering,
and how much that proves; names by what English calls them and by their sound; letters and digits as they
stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, fsum, log1p

import numpy as np

from aligner.checks.evidence.learned import Floats, learned
from aligner.checks.evidence.words import Word
from aligner.language.inflection import key
from aligner.language.name_matching import name_in_chinese, rendered_names, sounding_runs
from aligner.language.reading import DictionaryWord, Reading
from aligner.language.tables import cached, table
from aligner.record.model import Span, overlap

LEXICAL: tuple[str, ...] = (
    "found", "unfound", "single",
    "named", "unnamed", "sounded", "literal", "unliteral", "rare", "vague", "own",
)  # fmt: skip
"""A rendering of the word is in the answer; is not; is not, but a single character proves nothing. A name
that the answer has; one that it lacks; how well a word of the answer sounds like it; letters or digits that
the answer has; that it lacks; how rare the rendering is that the answer has; how much the dictionary's
renderings would be found by chance; whether the rendering is not another word's."""
LATIN = re.compile(r"[A-Za-z0-9.,\-&%'’/]+")
PIECE = re.compile(r"[A-Za-z][A-Za-z.&\-]*|\d[\d.,]*")
# Rarity (negative log share of the dictionary's words) of what the list of common renderings lacks: just
# beyond the rarest on it where the rendering stands in the answer, and a little less likely where one out of
# many would do. The weights of `coverage` were learned with them: after a change learn those again
# (`tests/training/fit_coverage.py`). As they are, 6.6 changes one finding on the seeds, 7.6, 7.5 and 8.5
# none.
UNLISTED, UNKNOWN = 7.1, 8.0
COLUMN = {name: column for column, name in enumerate(LEXICAL)}


def lexical_features(words: Sequence[Word], reading: Reading, answer: Reading) -> Floats:
    """A row of `LEXICAL` for every word of a text, shape (u, 11); `answer`: the reading of the texts linked
    to it, in the other language. A word that the dictionary does not know has zeros."""
    rows = _chinese(words, reading, answer) if reading.side == "zh" else _english(words, reading, answer)
    _add_names(rows, words, reading, answer)
    features = np.zeros((len(words), len(LEXICAL)))
    for row, values in enumerate(rows):
        for name, value in values.items():
            features[row, COLUMN[name]] = value
    return features


def _add_names(
    rows: Sequence[dict[str, float]], words: Sequence[Word], reading: Reading, answer: Reading
) -> None:
    """Add to the rows what the names of both texts have to do with each other."""
    rendered: list[tuple[Span, bool]] = []
    if reading.side == "zh":
        rendered = rendered_names(reading, answer.text)
        sounds = sounding_runs(reading, answer.text)
    else:
        names = (word.span for word in words if word.kind == "name")
        sounds = [(span, name_in_chinese(reading.text[slice(*span)].lower(), answer)) for span in names]
    for word, values in zip(words, rows, strict=True) if rendered or sounds else ():
        if word.kind != "mark" and "literal" not in values and "unliteral" not in values:
            named = [rendered_there for span, rendered_there in rendered if overlap(span, word.span)]
            values["named"], values["unnamed"] = any(named), bool(named) and not any(named)
            values["sounded"] = max(
                (sound for span, sound in sounds if overlap(span, word.span)), default=0.0
            )


def _english(words: Sequence[Word], reading: Reading, answer: Reading) -> list[dict[str, float]]:
    rows = []
    for word in words:
        written = reading.text[slice(*word.span)]
        values: dict[str, float] = {}
        if word.kind in ("content", "name"):
            rendered = key(written) in answer.english_keys
            values["found" if rendered else "unfound"] = 1
            values["rare"] = _rarity(key(written)) / 10 if rendered else 0
        if word.kind == "figure":
            values["literal" if written.strip(".,-") in answer.text else "unliteral"] = 1
        rows.append(values)
    return rows


def _chinese(words: Sequence[Word], reading: Reading, answer: Reading) -> list[dict[str, float]]:
    written = _written(answer.text)
    renderings = [entry.glosses & answer.english_keys for entry in reading.words]
    undisputed = _undisputed(reading.words, renderings, answer.text)
    owners = {at: n for n, entry in enumerate(reading.words) for at in range(*entry.span)}
    rows = []
    for word in words:
        places = sorted({owners[at] for at in range(*word.span) if at in owners})
        entries = [reading.words[n] for n in places]
        values = _rendered(entries, any(renderings[n] for n in places))
        letters = reading.text[slice(*word.span)]
        if word.kind == "mark":
            pass
        elif LATIN.fullmatch(letters):
            core = letters.strip(".,-").lower()
            values["literal" if core in written or core in answer.text.lower() else "unliteral"] = 1
        else:
            values["rare"] = max((_rarest(renderings[n]) for n in places), default=0.0)
            values["vague"] = max((_vagueness(e.glosses) for e in entries if len(e.text) > 1), default=0.0)
            values["own"] = float(any(n in undisputed for n in places))
        rows.append(values)
    return rows


def _rendered(entries: Sequence[DictionaryWord], rendered: bool) -> dict[str, float]:
    """Whether the dictionary finds a Chinese word in the answer."""
    if rendered:
        return {"found": 1}
    longest = max((len(entry.text) for entry in entries if entry.glosses), default=0)
    return {"unfound" if longest > 1 else "single": 1} if longest else {}


def _undisputed(
    entries: Sequence[DictionaryWord], renderings: Sequence[frozenset[str]], answer: str
) -> set[int]:
    """Which Chinese words have a rendering to themselves: each word of the answer goes to the Chinese word
    for which it is most telling, as often as it stands there."""
    often = Counter(key(word) for word in re.findall("[A-Za-z']+", answer))
    claims: dict[str, list[tuple[float, int]]] = {}
    for at, entry in enumerate(entries):
        if not entry.names:
            for rendering in renderings[at]:
                claims.setdefault(rendering, []).append((-len(entry.text) / len(entry.glosses) ** 0.5, at))
    return {
        at for rendering, rivals in claims.items() for _, at in sorted(rivals)[: max(often[rendering], 1)]
    }


def _written(text: str) -> frozenset[str]:
    """Words and figures of an English text in small letters, number words and months also in digits."""
    pieces = {piece.strip(".,-") for piece in PIECE.findall(text.lower())}
    return frozenset(pieces | {digits for word, digits in _digits().items() if word in pieces})


@cached()
def _digits() -> Mapping[str, str]:
    numbers = table("numbers_en")
    return {
        word: str(value)
        for name in ("units", "tens", "ordinals", "months")
        for word, value in numbers[name].items()
    }


def _rarity(rendering: str) -> float:
    common: dict[str, float] = learned("common")
    return common.get(rendering, UNLISTED)


def _rarest(renderings: frozenset[str]) -> float:
    """The rarity of the rarest of them, in tenths; 0 if there is none."""
    return max(map(_rarity, renderings), default=0.0) / 10


@lru_cache(maxsize=32768)
def _vagueness(glosses: frozenset[str]) -> float:
    """How often some rendering out of these would be found by chance, as a logarithm."""
    common: dict[str, float] = learned("common")
    return log1p(100 * fsum(exp(-common.get(gloss, UNKNOWN)) for gloss in glosses))
