"""How the messages of flags quote and measure passages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aligner.checks.context import say
from aligner.record.characters import HAN_CLASS, text_length
from aligner.record.model import Message, Segment, Side, Span

# Characters of a passage that a message shows: enough to find it again, and one line in a terminal.
SHOWN = 60
STOP = re.compile(rf"(?<=[a-z\d{HAN_CLASS}”）)])[.。]$")


def truncate(text: str, limit: int = SHOWN) -> str:
    """The beginning of a text, cut at a word and marked with … where it is longer; a whole one without its
    full stop, since the message has one of its own."""
    if len(text) <= limit:
        return STOP.sub("", text)
    cut = text[:limit]
    if " " in cut[limit // 2 :] and text[limit].isascii() and text[limit].isalnum():
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,，、;；:：") + "…"


def with_next_word(text: str, span: Span) -> Span:
    """The span with the word that follows it, or up to four Chinese characters."""
    start, end = span
    following = re.match(rf"[\s-]?[A-Za-z]+|[{HAN_CLASS}]{{1,4}}", text[end:])
    return start, end + (following.end() if following else 0)


def amount(segments: Iterable[Segment], side: Side) -> Message:
    """How much text it is: characters for Chinese, words for English."""
    length = text_length(side, (segment.text for segment in segments))
    return say("size.characters", side, count=length) if side == "zh" else say("size.words", side, n=length)
