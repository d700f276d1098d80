"""The texts of links, before and after: compared segment by segment, then word by word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from aligner.diff.changes import PairChange, Runs
from aligner.diff.words import tidied, word_changes
from aligner.record.model import Alignment, Side

Texts = Sequence[tuple[str, str]]
"""Id and text of some segments."""


def link_texts(change: PairChange, side: Side, old: Alignment, new: Alignment) -> Runs:
    """One side of changed links: the texts before and after as one, with the words that came and went."""
    before = texts_of(old, {key for link in change.old for key in link.side(side)}, side)
    after = texts_of(new, {key for link in change.new for key in link.side(side)}, side)
    matcher = SequenceMatcher(None, [key for key, _ in before], [key for key, _ in after], autojunk=False)
    runs: list[Runs] = []
    for _, a1, a2, b1, b2 in matcher.get_opcodes():
        runs.append(word_changes(whole(before[a1:a2], side), whole(after[b1:b2], side)))
    gap: Runs = (("same", _gap(side)),)
    return tidied(run for index, part in enumerate(runs) for run in (*(gap if index else ()), *part))


def texts_of(alignment: Alignment, keys: Collection[str], side: Side) -> Texts:
    """Some segments of one side as they are shown, in reading order."""
    document = alignment.document(side)
    ordered = sorted(keys, key=lambda key: document.position[key])
    return [(key, document.by_id[key].shown) for key in ordered]


def whole(texts: Texts, side: Side) -> str:
    """The texts as one."""
    return _gap(side).join(text for _, text in texts)


def _gap(side: Side) -> str:
    """What separates two sentences: nothing in Chinese."""
    return " " if side == "en" else ""
