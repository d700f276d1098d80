"""Finding the words of a text that oblige, allow or set a condition."""

from __future__ import annotations

import re

from aligner.language.tables import cached, table
from aligner.record.model import Side, Span


def modals(text: str, side: Side, force: str, *, strong: bool = False) -> tuple[Span, ...]:
    """The words that oblige or allow (`force`: one of `opposed`); `strong`: beyond doubt."""
    path = ("modality", "strong", force) if strong else ("modality", force)
    return tuple(match.span() for match in _pattern(*path, side).finditer(text))


def opposed() -> tuple[tuple[str, str], ...]:
    """Forces, each with one that must not stand in its place."""
    return tuple((one, another) for one, another in table("polarity")["modality"]["opposed"])


@cached()
def _pattern(*path: str) -> re.Pattern[str]:
    """The words at a place of the table as a pattern, the longest first."""
    node = table("polarity")
    side = "zh"
    for name in path:
        node = node[name]
        side = name if name in ("zh", "en") else side
    words = sorted((str(word) for word in node), key=lambda word: (-len(word), word))
    if side == "zh":
        return re.compile("|".join(map(re.escape, words)))
    return re.compile("|".join(map(_english, words)), re.IGNORECASE)


def _english(word: str) -> str:
    """A word or phrase, the beginning of one (``un-``), or an ending (``-less``, ``n't``)."""
    body = re.escape(word.strip("-").rstrip()).replace("'", "['’]").replace(r"\ ", r"[\s-]+")
    before = r"(?<=[a-z])" if word.startswith(("-", "n't")) else r"\b"
    after = (
        r"(?=-?[A-Za-z])" if word.endswith("-") else "" if word.endswith(" ") or word.endswith(".") else r"\b"
    )
    return f"{before}{body}{after}"
