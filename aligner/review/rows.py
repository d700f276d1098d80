"""Both texts in their own order, in rows: links that keep that order open a row each, the rest is beside.

A row begins where a link does that runs with the reading order on both sides; of all such links the longest
chain is taken. Links that cross it are drawn across rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from aligner.record.chains import rising_chain, stretches
from aligner.record.model import Alignment, Both, Link


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
    for link in _chain(alignment):
        zh, en = _places(alignment, link)
        cuts += [(zh[0], en[0]), (_run(zh), _run(en))]
    cuts.append((len(alignment.zh), len(alignment.en)))
    rows = []
    for (z, e), (z_end, e_end) in pairwise(cuts):
        zh_ids = tuple(s.id for s in alignment.zh.segments[z:z_end])
        en_ids = tuple(s.id for s in alignment.en.segments[e:e_end])
        if zh_ids or en_ids:
            rows.append(Row(zh_ids, en_ids))
    return tuple(rows)


def _chain(alignment: Alignment) -> list[Link]:
    """The longest series of links that do not overlap and run in the order of both sides."""
    best: dict[int, Link] = {}
    for link in alignment.links:
        z = _places(alignment, link)[0][0]
        if z not in best or link.score > best[z].score:
            best[z] = link
    links = [link for _, link in sorted(best.items())]
    chain = [links[n] for n in rising_chain([_places(alignment, link)[1][0] for link in links])]
    return [first for first, second in pairwise(chain) if _apart(alignment, first, second)] + chain[-1:]


def _apart(alignment: Alignment, first: Link, second: Link) -> bool:
    """Whether the first row of passages of a link ends before the next one begins, on both sides."""
    pairs = zip(_places(alignment, first), _places(alignment, second), strict=True)
    return all(_run(a) <= b[0] for a, b in pairs)


def _places(alignment: Alignment, link: Link) -> tuple[list[int], list[int]]:
    zh = sorted(alignment.zh.position[key] for key in link.zh)
    en = sorted(alignment.en.position[key] for key in link.en)
    return zh, en


def _run(places: list[int]) -> int:
    """Where the unbroken run at the beginning of some places ends."""
    return stretches(places, lambda a, b: b == a + 1)[0][-1] + 1
