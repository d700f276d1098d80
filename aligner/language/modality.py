"""Finding the cue words of a table in a text: obligations, possibilities, steps beyond what was said."""

from __future__ import annotations

import re

from aligner.language.dictionary import words
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

PAST = "past tense"
"""Stands in a table for any regular verb in the past that tells something as done."""


def modals(text: str, side: Side, force: str, *, strong: bool = False) -> tuple[Span, ...]:
    """The words that oblige or allow (`force`: one of `opposed`); `strong`: beyond doubt."""
    path = ("modality", "strong", force) if strong else ("modality", force)
    return _spans(_pattern(*path, side), text)


def opposed() -> tuple[tuple[str, str], ...]:
    """Forces, each with one that must not stand in its place."""
    return tuple((one, another) for one, another in table("polarity")["modality"]["opposed"])


def steps() -> dict[str, bool]:
    """The ways in which a summary may say more than was said, and whether each starts from something softer
    that was said."""
    return {name: "softer" in parts for name, parts in table("polarity")["modality"]["steps"].items()}


def step(text: str, side: Side, name: str, part: str) -> tuple[Span, ...]:
    """The words of a text that take a step too far (`part`: ``claimed``), that go along with it
    (``answered``), or that stay behind it (``softer``, which some steps have not)."""
    if part not in table("polarity")["modality"]["steps"][name]:
        return ()
    spans = _spans(_pattern("modality", "steps", name, part, side), text)
    return tuple(span for span in spans if not _inside(text, span)) if part == "claimed" else spans


def _inside(text: str, span: Span) -> bool:
    """Whether a Chinese cue is only part of another word: the 需 of 需求."""
    around = ((start, end) for _, (start, end) in words(text) if start <= span[0] and span[1] <= end)
    return any(end - start > span[1] - span[0] for start, end in around)


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(match.span() for match in pattern.finditer(text))


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
        return re.compile("|".join(word if ".*" in word else re.escape(word) for word in words))
    return re.compile("|".join(map(_english, words)), re.IGNORECASE)


def _english(word: str) -> str:
    """A word or phrase, the beginning of one (``un-``), or an ending (``-less``, ``n't``)."""
    if word == PAST:
        return _past_tense()
    body = re.escape(word.strip("-").rstrip()).replace("'", "['’]").replace(r"\ ", r"[\s-]+")
    before = r"(?<=[a-z])" if word.startswith(("-", "n't")) else r"\b"
    after = (
        r"(?=-?[A-Za-z])" if word.endswith("-") else "" if word.endswith(" ") or word.endswith(".") else r"\b"
    )
    return f"{before}{body}{after}"


def _past_tense() -> str:
    """A pattern for regular past forms that tell something as done: *opened a bridge*, not *is needed*."""
    not_done = "|".join(table("polarity")["not_done"])
    return (
        r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bbeing )(?<!\bnot )(?<!-)\b"
        rf"(?!{not_done})[a-z]{{2,}}ed\b"
        r"(?= (?:a|an|the|its|their|his|her|our|on|in|to|from|up|down|out|into|with|over|by)\b)"
    )
