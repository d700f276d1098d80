"""Messages that differ by number or kind, as ICU writes them: ``{n, plural, =1 {One file} other {# files}}``.

Languages have different branches, English one for a single thing; all have ``other``, Chinese often no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aligner.record.model import Span

_BEGIN = re.compile(r"\{\s*[\w.]{1,60}\s*,\s*(?:plural|select|selectordinal)\s*,")
_BRACE = re.compile(r"[{}]")


class Choice(NamedTuple):
    """A message with branches."""

    span: Span
    other: Span | None
    """What it says where no other branch fits."""


def choices(text: str) -> Iterator[Choice]:
    """The messages with branches in a text, in order, without those inside others."""
    end = 0
    for match in _BEGIN.finditer(text):
        if match.start() >= end:
            choice = _choice(text, match.start(), match.end())
            if choice is None:
                return
            if choice.other is not None:
                yield choice
            end = choice.span[1]


def _choice(text: str, start: int, at: int) -> Choice | None:
    """The message that begins at `start`, its branches at `at`; None if its braces do not close."""
    depth, branch, other = 1, (at, at), None
    for brace in _BRACE.finditer(text, at):
        opens, place = brace[0] == "{", brace.start()
        depth += 1 if opens else -1
        if opens and depth == 2:
            branch = (branch[1], place + 1)
        elif depth == 1:
            name = text[branch[0] : branch[1] - 1].strip()
            other = (branch[1], place) if name == "other" else other
            branch = (branch[0], place + 1)
        elif depth == 0:
            return Choice((start, place + 1), other)
    return None
