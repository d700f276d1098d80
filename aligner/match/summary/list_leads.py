"""Leads of lists: "three measures:" says little by itself, but its list says which other lead it meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aligner.match.encoded_text import Floats
from aligner.record.model import Segment

_ITEMS = ("list-item", "clause")
# Items that must answer each other before their leads do.
_LEAST = 2


def join_leads(chance: Floats, a: Sequence[Segment], b: Sequence[Segment], chosen: float) -> Floats:
    """Probabilities (n, m) in which the leads of lists that answer each other do so as well.

    Two lists answer each other if at least two items, and half of the shorter list, are pairs with a
    probability of ``chosen`` or more; their leads then get the mean of those.
    """
    result = chance.copy()
    lists_b = list(_lists(b))
    for lead_a, items_a in _lists(a):
        for lead_b, items_b in lists_b:
            part = chance[np.ix_(items_a, items_b)]
            best = part.max(1)
            pairs = best[best >= chosen]
            if len(pairs) >= max(_LEAST, min(part.shape) / 2):
                result[lead_a, lead_b] = max(result[lead_a, lead_b], float(pairs.mean()))
    return result


def _lists(segments: Sequence[Segment]) -> Iterator[tuple[int, list[int]]]:
    """Each segment that ends with a colon and stands before items, with the positions of those."""
    for lead, segment in enumerate(segments):
        if segment.text.rstrip()[-1:] not in ("：", ":") or segment.kind == "heading":
            continue
        items = []
        for position in range(lead + 1, len(segments)):
            if segments[position].kind not in _ITEMS:
                break
            items.append(position)
        if len(items) >= _LEAST:
            yield lead, items
