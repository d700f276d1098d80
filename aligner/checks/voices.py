"""Who speaks in a passage, told by the words of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aligner.checks.context import Context
from aligner.checks.data import table
from aligner.checks.finder import find_terms
from aligner.record.model import Segment, Side, Span

__all__ = ["asks", "pledges", "praise", "quotations", "reporting", "said", "voiced"]

QUOTED = re.compile(r"“[^“”]+[”]|\"[^\"]+\"|「[^「」]+」|『[^『』]+』")
NARRATED = frozenset(("heading", "caption", "reference", "metadata", "note", "question"))

SHORT = 6
"""Chinese characters (a quarter of the English letters) that may stand beside *he pointed out* without
saying anything."""


def said(text: str, side: Side) -> Span | None:
    """The first words that say somebody speaks; None where nothing does."""
    match = _pattern("said", side).search(text)
    return match.span() if match else None


def asks(text: str, side: Side) -> bool:
    """Whether a passage asks, or tells what was asked."""
    return _pattern("asked", side).search(text) is not None


def reporting(words: str, side: Side) -> bool:
    """Whether a stretch does little more than bring in what somebody said."""
    cues = sorted(table("function_words")["reporting"][side], key=len, reverse=True)
    pattern = "|".join(map(re.escape, cues)) if side == "zh" else rf"\b(?:{'|'.join(map(re.escape, cues))})\b"
    rest, found = re.subn(pattern, "", words, flags=re.IGNORECASE)
    return found > 0 and sum(char.isalnum() for char in rest) <= (SHORT if side == "zh" else 4 * SHORT)


def praise(text: str, side: Side, *, answered: bool = False) -> Span | None:
    """The first words that praise what is said; `answered`: that answer such praise."""
    match = _pattern("praise", side, "answered" if answered else "given").search(text)
    return match.span() if match else None


def quotations(text: str) -> Iterator[Span]:
    """What stands in quotation marks, without them."""
    return ((match.start() + 1, match.end() - 1) for match in QUOTED.finditer(text))


def pledges(context: Context, segment: Segment, side: Side) -> bool:
    """Whether a passage promises something in the name of a body that the glossary knows, or says what a body
    or a person of the glossary achieved."""
    for hit in find_terms(context.glossary, segment.text, side):
        after = segment.text[hit.span[1] :].lstrip()
        if hit.term.kind == "organisation" and _pattern("pledged", side).match(after):
            return True
        if hit.term.kind in ("organisation", "name") and _pattern("achieved", side).search(after):
            return True
    return False


def voiced(context: Context, side: Side) -> dict[str, bool]:
    """For every passage of a summary whether it is given as what a speaker said, by its id.

    That is: it says so itself, or it is linked to what was said, or it stands between two such passages of
    its section. The rest is the reporter's own.
    """
    key = ("voiced", side)
    if key not in context.memo:
        context.memo[key] = _voiced(context, side)
    found: dict[str, bool] = context.memo[key]
    return found


def _voiced(context: Context, side: Side) -> dict[str, bool]:
    segments = [s for s in context.document(side) if s.kind not in NARRATED]
    result = {s.id: context.linked(s) or said(s.text, side) is not None for s in segments}
    sure = {place for place, segment in enumerate(segments) if result[segment.id]}
    for place, segment in enumerate(segments):
        before = max((n for n in sure if n < place), default=None)
        after = min((n for n in sure if n > place), default=None)
        if before is not None and after is not None:
            result[segment.id] |= segments[before].section == segment.section == segments[after].section
    return result


@cache
def _pattern(name: str, side: Side, part: str = "") -> re.Pattern[str]:
    node = table("attribution")[name]
    words = sorted((node[part] if part else node)[side], key=len, reverse=True)
    if side == "zh":
        return re.compile("|".join(word if ".*" in word else re.escape(word) for word in words))
    return re.compile(
        "|".join(rf"\b{re.escape(word)}\b" if word[0].isalpha() else re.escape(word) for word in words),
        re.IGNORECASE,
    )
