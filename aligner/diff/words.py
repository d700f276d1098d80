"""The words that changed between two texts: English by words, Chinese by the words of jieba's dictionary.

The texts of links are compared segment by segment first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from aligner.diff.changes import Op, PairChange, Runs
from aligner.language.segmentation import word_spans
from aligner.record.characters import HAN, HAN_CLASS
from aligner.record.model import Alignment, Side

_TOKEN = re.compile(
    rf"[{HAN_CLASS}]+|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’‑-][^\W\d_]+)*|\s+|.",
    re.DOTALL,
)
# Share of characters in common below which two texts are not compared word by word: shreds of chance
# agreement are harder to read than the two texts. Chosen, not measured: higher, and more rewritten sentences
# are shown twice in full; lower, and more are shown in shreds.
_LEAST = 0.3
# Largest product of the two numbers of words that is compared, since time grows with it; beyond it the texts
# are shown whole. Two passages of 1,400 words each are below it, and no passage of the seeds has more than
# 330 characters.
_MOST = 2_000_000
_GAPS: dict[Side, str] = {"zh": "", "en": " "}
"""What separates two sentences."""
_FLIP: dict[Op, Op] = {"same": "same", "gone": "new", "new": "gone"}


def link_texts(change: PairChange, side: Side, old: Alignment, new: Alignment) -> Runs:
    """One side of changed links: the texts before and after as one, with the words that came and went."""
    before = _texts(old, {key for link in change.old for key in link.side(side)}, side)
    after = _texts(new, {key for link in change.new for key in link.side(side)}, side)
    gap = _GAPS[side]
    runs: list[tuple[Op, str]] = []
    matcher = SequenceMatcher(None, [*before], [*after], autojunk=False)
    for index, (_, a1, a2, b1, b2) in enumerate(matcher.get_opcodes()):
        runs.append(("same", gap if index else ""))
        runs += word_changes(gap.join([*before.values()][a1:a2]), gap.join([*after.values()][b1:b2]))
    return merged_runs(runs)


def joined_text(alignment: Alignment, keys: Collection[str], side: Side) -> str:
    """Some segments of one side as they are shown, in reading order, as one text."""
    return _GAPS[side].join(_texts(alignment, keys, side).values())


def _texts(alignment: Alignment, keys: Collection[str], side: Side) -> dict[str, str]:
    document = alignment.side(side)
    return {key: document.by_id[key].shown for key in sorted(keys, key=document.position.__getitem__)}


def word_changes(old: str, new: str) -> Runs:
    """Both texts as one sequence of runs; the reverse comparison gives the same with gone and new exchanged.

    Joining all but ``new`` gives the old text, all but ``gone`` the new one.
    """
    if old == new:
        return merged_runs([("same", old)])
    if old > new:
        return merged_runs((_FLIP[op], text) for op, text in _words(new, old))
    return _words(old, new)


def _words(old: str, new: str) -> Runs:
    before, after = list(_tokens(old)), list(_tokens(new))
    whole = merged_runs([("gone", old), ("new", new)])
    head, tail = _common(before, after)
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(middle[0]) * len(middle[1]) > _MOST:
        return whole
    runs: list[tuple[Op, str]] = [("same", "".join(before[:head]))]
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", "".join(middle[0][a1:a2])))
        else:
            runs += (("gone", "".join(middle[0][a1:a2])), ("new", "".join(middle[1][b1:b2])))
    runs.append(("same", "".join(before[len(before) - tail :])))
    result = merged_runs(_trimmed(merged_runs(_bridged(merged_runs(runs)))))
    kept = sum(len(text) for op, text in result if op == "same")
    return whole if 2 * kept < _LEAST * (len(old) + len(new)) else result


def merged_runs(runs: Iterable[tuple[Op, str]]) -> Runs:
    """Neighbours of one kind as one; between two that stayed, what is gone comes before what is new."""
    result: list[tuple[Op, str]] = []
    changed: dict[Op, str] = {"gone": "", "new": ""}
    for op, text in runs:
        if op != "same":
            changed[op] += text
        elif text:
            result += [(name, part) for name, part in changed.items() if part]
            changed = {"gone": "", "new": ""}
            if result and result[-1][0] == "same":
                text = result.pop()[1] + text  # noqa: PLW2901
            result.append(("same", text))
    return (*result, *((name, part) for name, part in changed.items() if part))


def _bridged(runs: Runs) -> Iterator[tuple[Op, str]]:
    """A mark or a space that stayed between two changes counts as changed with them."""
    for index, (op, text) in enumerate(runs):
        between = 0 < index < len(runs) - 1
        if op == "same" and between and len(text) <= 2 and not any(char.isalnum() for char in text):
            yield "gone", text
            yield "new", text
        else:
            yield op, text


def _trimmed(runs: Runs) -> Iterator[tuple[Op, str]]:
    """Two or more Han characters that the old and the new word share at either end count as unchanged."""
    waiting = ""
    for index, (op, text) in enumerate(runs):
        follows = runs[index + 1] if index + 1 < len(runs) else ("same", "")
        if op == "gone" and follows[0] == "new":
            waiting = text
        elif op == "new" and waiting:
            head, tail = (size if size > 1 else 0 for size in _han_in_common(waiting, text))
            yield "same", text[:head]
            yield "gone", waiting[head : len(waiting) - tail]
            yield "new", text[head : len(text) - tail]
            yield "same", text[len(text) - tail :]
            waiting = ""
        else:
            yield op, text


def _han_in_common(before: str, after: str) -> tuple[int, int]:
    """How many Han characters two words share at the beginning and at the end."""
    head, tail = _common(before, after)
    first, last = before[:head], before[::-1][:tail]
    return len([*takewhile(HAN.match, first)]), len([*takewhile(HAN.match, last)])


def _tokens(text: str) -> Iterator[str]:
    """Words, numbers, marks and blanks, which together are the text."""
    for match in _TOKEN.finditer(text):
        token = match.group()
        if len(token) > 1 and HAN.match(token):
            yield from (token[slice(*span)] for span in word_spans(token, guess=False))
        else:
            yield token


def _common(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many words, or characters, the two share at the beginning and at the end."""
    head = _shared(before, after)
    return head, _shared(before[head:][::-1], after[head:][::-1])


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
