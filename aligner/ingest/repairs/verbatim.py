"""Characters of code and formulas stand for themselves: no rule may take them for markup or for stops."""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import replace

from aligner.ingest.tracked import Tracked
from aligner.record.model import Span

# ASCII has 32 punctuation marks, and Unicode 32 noncharacters in a row that are meant for internal use.
_HIDE = str.maketrans(string.punctuation, "".join(map(chr, range(0xFDD0, 0xFDF0))))
_REVEAL = {hidden: mark for mark, hidden in _HIDE.items()} | {0xA0: " "}


def hide(content: Tracked, spans: Iterable[Span]) -> Tracked:
    """Put a stand-in in the place of each ASCII mark inside the ranges."""
    text = content.text
    for begin, end in spans:
        text = text[:begin] + text[begin:end].translate(_HIDE) + text[end:]
    return replace(content, text=text)


def reveal(content: Tracked) -> Tracked:
    """The marks themselves again, and plain blanks for those that no rule may take."""
    return replace(content, text=content.text.translate(_REVEAL))
