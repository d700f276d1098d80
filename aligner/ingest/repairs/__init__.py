"""Named repairs of markup and scanning damage. Each touches the reading text only, and reports what it did.

A repair is a function ``(Tracked, Words) -> Tracked`` in a table; its name is the mark it leaves. Markup that
reads as intended (emphasis, links, escapes) is taken off without a mark: nothing was damaged.
"""

from __future__ import annotations

from aligner.ingest.repairs.characters import common_characters
from aligner.ingest.repairs.damage import CHINESE, ENGLISH, Words, han_space, vocabulary
from aligner.ingest.repairs.markup import clean_markup, is_bold, is_image
from aligner.ingest.repairs.verbatim import reveal
from aligner.ingest.tracked import Tracked
from aligner.record.model import Side

__all__ = [
    "Words",
    "clean_markup",
    "common_characters",
    "is_bold",
    "is_image",
    "repair",
    "reveal",
    "vocabulary",
]


def repair(content: Tracked, side: Side, words: Words, *, prose: bool = True) -> Tracked:
    """Mend scanning damage in the reading text of one block; in prose also blanks between Han characters."""
    for rule in CHINESE if side == "zh" else ENGLISH:
        content = rule(content, words)
    if prose:
        content = han_space(content, words)
    return reveal(content.strip())
