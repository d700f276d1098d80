"""The field's own format: ``[0]:[0, 1]:0.93``, one bead a line, indices from 0, nulls as ``[3]:[]:…``."""

from __future__ import annotations

from collections.abc import Callable

from aligner.record.model import Alignment, Side

__all__ = ["write"]


def write(alignment: Alignment, *, lines: bool = False) -> str:
    """All links, then the segments without a counterpart, in the order of the Chinese side, then the English.

    With ``lines`` an index is a line of the file less one (empty lines count); else it is the place of the
    segment in its document.
    """
    index: dict[Side, Callable[[str], int]] = {
        side: _lines(alignment, side) if lines else alignment.document(side).position.__getitem__
        for side in ("zh", "en")
    }
    rows: list[tuple[list[int], list[int], float]] = []
    for link in alignment.links:
        if link.status != "rejected":
            zh, en = sorted(map(index["zh"], link.zh)), sorted(map(index["en"], link.en))
            rows.append((zh, en, link.score))
    for segment in alignment.zh:
        if segment.id in alignment.absent:
            rows.append(([index["zh"](segment.id)], [], alignment.absent[segment.id]))
    for segment in alignment.en:
        if segment.id in alignment.absent:
            rows.append(([], [index["en"](segment.id)], alignment.absent[segment.id]))
    rows.sort(key=lambda row: (not row[0], row[0], row[1]))
    return "".join(f"{zh}:{en}:{score:.3f}\n" for zh, en, score in rows)


def _lines(alignment: Alignment, side: Side) -> Callable[[str], int]:
    document = alignment.document(side)
    return lambda key: document.by_id[key].source.line - 1
