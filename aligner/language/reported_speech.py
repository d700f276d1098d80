"""Who speaks in a passage, according to the words that report it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

QUOTED = re.compile(r"“[^“”]+[”]|\"[^\"]+\"|「[^「」]+」|『[^『』]+』")

# Chinese characters (a quarter of the English letters) that may stand beside *he pointed out* without saying
# anything: a name and a title. More, and short statements pass for introductions; fewer, and long titles
# count as content.
SHORT = 6


def said(text: str, side: Side) -> Span | None:
    """The first words that say somebody speaks; None where nothing does."""
    match = cue_pattern("said", side).search(text)
    return match.span() if match else None


def asks(text: str, side: Side) -> bool:
    """Whether a passage asks, or tells what was asked."""
    return cue_pattern("asked", side).search(text) is not None


def reporting(words: str, side: Side) -> bool:
    """Whether a stretch does little more than bring in what somebody said."""
    cues = sorted(table("function_words")["reporting"][side], key=len, reverse=True)
    pattern = "|".join(map(re.escape, cues)) if side == "zh" else rf"\b(?:{'|'.join(map(re.escape, cues))})\b"
    remainder, count = re.subn(pattern, "", words, flags=re.IGNORECASE)
    return count > 0 and sum(char.isalnum() for char in remainder) <= (SHORT if side == "zh" else 4 * SHORT)


def praise(text: str, side: Side, *, answered: bool = False) -> Span | None:
    """The first words that praise what is said; `answered`: that answer such praise."""
    match = cue_pattern("praise", side, "answered" if answered else "given").search(text)
    return match.span() if match else None


def quotations(text: str) -> Iterator[Span]:
    """Text in quotation marks, without the marks."""
    return ((match.start() + 1, match.end() - 1) for match in QUOTED.finditer(text))


@cached()
def cue_pattern(name: str, side: Side, part: str = "") -> re.Pattern[str]:
    """The cue words of a group of the table ``attribution`` as a pattern, the longest first."""
    node = table("attribution")[name]
    words = sorted((node[part] if part else node)[side], key=len, reverse=True)
    if side == "zh":
        return re.compile("|".join(word if ".*" in word else re.escape(word) for word in words))
    return re.compile(
        "|".join(rf"\b{re.escape(word)}\b" if word[0].isalpha() else re.escape(word) for word in words),
        re.IGNORECASE,
    )
