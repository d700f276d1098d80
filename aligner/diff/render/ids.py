"""Segments and links by their ids, as short as can be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.record.chains import stretches
from aligner.record.model import Link


def relinked(old: Sequence[Link], new: Sequence[Link]) -> str:
    """Links that became others; a side that stayed is said once: ``z5 — e1 → e1 e2``."""
    before, after = ("; ".join(pair(link.zh, link.en) for link in links) for links in (old, new))
    if before == after:
        return after
    if len(old) == len(new) == 1:
        (was,), (now,) = old, new
        if was.zh == now.zh:
            return f"{before} → {ids(now.en)}"
        if was.en == now.en:
            return f"{ids(was.zh)} → {after}"
    return f"{before} → {after}"


def pair(zh: Sequence[str], en: Sequence[str]) -> str:
    """A link by its segments: ``z5 — e1 e2``."""
    return f"{ids(zh) or '∅'} — {ids(en) or '∅'}"


def where(zh: Sequence[str], en: Sequence[str]) -> str:
    """Segments of either side or both: ``z5 e1``."""
    return " ".join(part for part in (ids(zh), ids(en)) if part)


def ids(keys: Sequence[str]) -> str:
    """Segment ids, runs of three and more as ``z17–z46``."""
    runs = stretches(keys, lambda a, b: _next(a) == b)
    return " ".join(" ".join(run) if len(run) < 3 else f"{run[0]}–{run[-1]}" for run in runs)


def _next(key: str) -> str:
    match = re.fullmatch(r"(\D*)(\d{1,12})", key)
    return f"{match[1]}{int(match[2]) + 1}" if match else ""
