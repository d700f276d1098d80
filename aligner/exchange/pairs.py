"""The field's own format: ``[0]:[0, 1]:0.93``, one bead a line, indices from 0, nulls as ``[3]:[]:…``."""

from __future__ import annotations

from collections.abc import Callable

from aligner.exchange.units import Selection
from aligner.record.model import SIDES, Alignment, Side


def write_pairs(selection: Selection) -> str:
    """All links, then the segments without a counterpart, in the order of the Chinese side, then the English;
    not those that a reader would link.

    An index is the place of the segment in its document or, with `Selection.lines`, in its file (empty lines
    count).
    """
    alignment = selection.alignment
    index: dict[Side, Callable[[str], int]] = {
        side: _lines(alignment, side) if selection.lines else alignment.side(side).position.__getitem__
        for side in SIDES
    }
    rows: list[tuple[list[int], list[int], float]] = []
    for link in alignment.links:
        if link.status != "rejected":
            zh, en = sorted(map(index["zh"], link.zh)), sorted(map(index["en"], link.en))
            rows.append((zh, en, link.score))
    for key, score in alignment.absent.items():
        if key in alignment.proposed:
            continue
        if key in alignment.zh.by_id:
            rows.append(([index["zh"](key)], [], score))
        else:
            rows.append(([], [index["en"](key)], score))
    rows.sort(key=lambda row: (not row[0], row[0], row[1]))
    return "".join(f"{zh}:{en}:{score:.3f}\n" for zh, en, score in rows)


def _lines(alignment: Alignment, side: Side) -> Callable[[str], int]:
    document = alignment.side(side)
    return lambda key: document.by_id[key].source.line - 1
