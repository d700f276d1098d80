"""Passages that a document prints twice: one of them is matched, the others share its links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from aligner.record.model import Segment

# Characters that a copy has at least: shorter lines (“Yes.”, 第三) repeat without being copies. On the seeds
# 5 or 7 change nothing; with 10 the second *Abstract* and *Keywords* of the paper are no copies.
_LEAST = 6
# Characters from which a text is compared by trigrams: in shorter ones a single other word is another
# statement. On the seeds 20 to 60 change nothing.
_LONG = 40
# Letters that a near copy begins with, so that few texts have to be compared. On the seeds 12 changes
# nothing; with 4 one more caption of the paper counts as a copy.
_KEY = 8
# Share of trigrams that a copy keeps: a lost article or comma, not another sentence. Of 40 characters one
# other word of two characters costs 4 trigrams in 38 on either side, which leaves .81. On the seeds .75 to
# .95 change nothing.
_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Raw:
    """A link by positions in the two documents, before it has a name."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    score: float


def normal_form(text: str) -> str:
    """The text without case, width, blanks, quotes and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def originals(segments: Sequence[Segment], single: Container[int] = ()) -> list[int]:
    """For each segment the position of the first one that reads the same, or nearly; it may be its own.

    Long texts are compared by their character trigrams, so that a lost article or comma does not hide a copy.
    What two answers have in common ("Conclusion") is no copy: segments of different turns are kept apart.
    Segments at the positions `single` are no copies and have none.
    """
    exact: dict[tuple[str | None, str], int] = {}
    long: dict[tuple[str | None, str], list[_Rival]] = {}
    first = []
    for index, segment in enumerate(segments):
        if index in single:
            first.append(index)
            continue
        form, turn = normal_form(segment.text), segment.turn
        original = exact.setdefault((turn, form), index) if len(form) >= _LEAST else index
        if original == index and len(form) >= _LONG:
            rivals = long.setdefault((turn, form[:_KEY]), [])
            candidate = _Rival(index, form)
            original = next((rival.index for rival in rivals if candidate.like(rival)), index)
            if original == index:
                rivals.append(candidate)
        first.append(original)
    return first


class _Rival:
    """A long text that another one may be a copy of."""

    def __init__(self, index: int, form: str) -> None:
        self.index = index
        self.form = form

    @cached_property
    def grams(self) -> frozenset[str]:
        """Its character trigrams."""
        return frozenset([self.form[i : i + 3] for i in range(len(self.form) - 2)])

    def like(self, other: _Rival) -> bool:
        """Whether the two are nearly the same."""
        if not _ALIKE < len(self.form) / len(other.form) < 1 / _ALIKE:
            return False
        both = len(self.grams & other.grams)
        return both >= _ALIKE * (len(self.grams) + len(other.grams) - both)


def spread(links: Sequence[Raw], first_zh: Sequence[int], first_en: Sequence[int]) -> list[Raw]:
    """`links`, and for every copy of a passage that has none the links of its original, as links of its own.

    `first_zh` and `first_en` come from `originals`. In a copied link the other side stays as it is, unless
    that is copied as well: then first goes with first, second with second.
    """
    copies_zh, copies_en = _copies(first_zh), _copies(first_en)
    taken_zh, taken_en = {i for link in links for i in link.zh}, {j for link in links for j in link.en}
    free_zh, free_en = set(range(len(first_zh))) - taken_zh, set(range(len(first_en))) - taken_en
    copied_zh, copied_en = {first_zh[i] for i in free_zh}, {first_en[j] for j in free_en}
    result = list(links)
    for link in links:
        rows, columns = [first_zh[i] for i in link.zh], [first_en[j] for j in link.en]
        if copied_zh.isdisjoint(rows) and copied_en.isdisjoint(columns):
            continue  # nothing that its passages are copied to is free
        zh_places, en_places = [copies_zh[i] for i in rows], [copies_en[j] for j in columns]
        for turn in range(max(map(len, zh_places + en_places))):
            zh, en = _turn(link.zh, zh_places, turn), _turn(link.en, en_places, turn)
            new_zh, new_en = {*zh} - {*link.zh}, {*en} - {*link.en}
            if (new_zh or new_en) and free_zh >= new_zh and free_en >= new_en:
                result.append(Raw(zh, en, link.score))
    return result


def _turn(positions: Sequence[int], copies: Sequence[Sequence[int]], turn: int) -> tuple[int, ...]:
    """The copies of that number; a position that has no such copy stays."""
    pairs = zip(positions, copies, strict=True)
    return tuple(sorted({places[turn] if turn < len(places) else position for position, places in pairs}))


def _copies(first: Sequence[int]) -> dict[int, list[int]]:
    copies: dict[int, list[int]] = {}
    for index, original in enumerate(first):
        copies.setdefault(original, []).append(index)
    return copies
