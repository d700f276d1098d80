"""Who speaks in a passage, according to the words that report it."""

from __future__ import annotations

import re

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


@cached()
def cue_pattern(name: str, side: Side) -> re.Pattern[str]:
    """The cue words of a group of the table ``attribution`` as a pattern, the longest first."""
    words = sorted(table("attribution")[name][side], key=len, reverse=True)
    if side == "zh":
        return re.compile("|".join(word if ".*" in word else re.escape(word) for word in words))
    return re.compile(
        "|".join(rf"\b{re.escape(word)}\b" if word[0].isalpha() else re.escape(word) for word in words),
        re.IGNORECASE,
    )
