"""Both texts in their own order, in rows: links that keep that order open a row each, the rest is beside.

A row begins where a link does that runs with the reading order on both sides; of all such links the longest
chain is taken. Links that cross it are drawn across rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from aligner.record.chains import rising_chain
from aligner.record.model import Alignment, Both, Link

_Places = tuple[list[int], list[int]]
"""Where the passages of a link stand, Chinese and English, rising."""


@dataclass(frozen=True, slots=True)
class Row(Both[tuple[str, ...]]):
    """Passages side by side; every passage of the record stands in exactly one row."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.zh, *self.en)


def build_rows(alignment: Alignment) -> tuple[Row, ...]:
    """All rows from top to bottom."""
    cuts = [(0, 0)]
    for zh, en in _chain(alignment):
        cuts += [(zh[0], en[0]), (_run(zh), _run(en))]
    cuts.append((len(alignment.zh), len(alignment.en)))
    zh_ids, en_ids = tuple(alignment.zh.by_id), tuple(alignment.en.by_id)
    rows = (Row(zh_ids[z:z_end], en_ids[e:e_end]) for (z, e), (z_end, e_end) in pairwise(cuts))
    return tuple(row for row in rows if row.keys)


def _chain(alignment: Alignment) -> list[_Places]:
    """The longest series of links that do not overlap and run in the order of both sides."""
    best: dict[int, tuple[float, _Places]] = {}
    for link in alignment.links:
        places = _places(alignment, link)
        first = places[0][0]
        if first not in best or link.score > best[first][0]:
            best[first] = (link.score, places)
    links = [places for _, (_, places) in sorted(best.items())]
    chain = [links[n] for n in rising_chain([en[0] for _, en in links])]
    return [first for first, second in pairwise(chain) if _apart(first, second)] + chain[-1:]


def _apart(first: _Places, second: _Places) -> bool:
    """Whether the first row of passages of a link ends before the next one begins, on both sides."""
    return all(_run(a) <= b[0] for a, b in zip(first, second, strict=True))


def _places(alignment: Alignment, link: Link) -> _Places:
    zh = sorted(alignment.zh.position[key] for key in link.zh)
    en = sorted(alignment.en.position[key] for key in link.en)
    return zh, en


def _run(places: list[int]) -> int:
    """Where the unbroken run at the beginning of some places ends."""
    return next((a + 1 for a, b in pairwise(places) if b != a + 1), places[-1] + 1)
