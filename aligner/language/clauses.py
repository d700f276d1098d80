"""Where the clauses of a text begin and end, and what a stretch of it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

STOP = re.compile(rf"[，。；：！？,;!?—…]+(?=\s|$|[^\d\s])|[.:](?=\s|$)|(?<=[{HAN_CLASS}])[,;:]")
TITLE = re.compile(r"《[^《》]*》")
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")


def clauses(text: str) -> Iterator[Span]:
    """The clauses of a text, without the marks that end them and the blanks around them."""
    start = 0
    for stop in (*STOP.finditer(text), None):
        end = stop.start() if stop else len(text)
        core = text[start:end]
        if core.strip():
            yield start + len(core) - len(core.lstrip()), end - len(core) + len(core.rstrip())
        start = stop.end() if stop else end


def bracketed(text: str) -> Iterator[Span]:
    """Text in brackets, including the brackets."""
    return (match.span() for match in BRACKETS.finditer(text))


def in_title(text: str, span: Span) -> bool:
    """Whether a stretch of a Chinese text stands in the title of a work."""
    return any(match.start() < span[0] and span[1] < match.end() for match in TITLE.finditer(text))
