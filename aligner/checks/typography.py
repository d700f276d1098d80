"""Notes on how a text is set: half-width marks in Chinese, full-width ones in English, marks without their
partner, blanks. Always neutral, one note a passage and kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from aligner.checks.context import TRANSLATED, Check, Context, Issue, say
from aligner.language.dividing_blanks import dividing_blanks
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import SIDES, Flag, Message, Side, Span

MARKS = Issue("typographical", "fluency/punctuation")
BLANK = Issue("whitespace", "fluency/punctuation/whitespace")
# Of every note: whether a mark is an oddity or a habit is for the editor to say, so that neither is likelier.
SCORE = 0.5
APART = re.compile(rf"(?<=[{HAN_CLASS}])[ \u3000]+(?=[{HAN_CLASS}])")
DOUBLE = re.compile(r"(?<=\S)  +(?=\S)")
LOOSE = re.compile(r"(?<=[A-Za-z])\s+(?=[,;!?)](?:\s|$))")


class _Rule(NamedTuple):
    """One kind of oddity."""

    key: str
    """Of its sentence."""
    issue: Issue
    find: Callable[[str], Iterator[Span]]


def check(context: Context) -> Iterator[Flag]:
    """Yield one note for each kind of oddity in the setting of a side, at its first place."""
    for side in SIDES:
        for rule in _RULES[side]:
            if rule.find is _half_width and _habitual(context):
                continue
            places = [
                (segment, span)
                for segment in context.passages(side, TRANSLATED, linked=False)
                for span in rule.find(segment.text)
            ]
            if places:
                segment, span = places[0]
                times, passages = len(places), len({s.id for s, _ in places})
                message = say(f"typography.{rule.key}", side, n=times, passages=passages)
                yield context.flag(rule.issue, "neutral", SCORE, message, segment, span)


def _habitual(context: Context) -> bool:
    """Whether a whole Chinese document is set with half-width marks: then that is its habit, not a slip."""
    texts = [s.text for s in context.zh]
    half = sum(sum(1 for _ in _half_width(text)) for text in texts)
    full = sum(text.count(mark) for text in texts for mark in table("typography")["half_width"].values())
    return half > full


def _half_width(text: str) -> Iterator[Span]:
    return _matches(_half_width_pattern(), text)


@cached()
def _half_width_pattern() -> re.Pattern[str]:
    marks = "".join(map(re.escape, table("typography")["half_width"]))
    return re.compile(rf"(?<=[{HAN_CLASS}])[{marks}](?=[{HAN_CLASS}]|$)")


def _full_width(text: str) -> Iterator[Span]:
    marks = "".join(table("typography")["full_width"])
    return _matches(re.compile(rf"(?<=[A-Za-z0-9])[{marks}]|[{marks}](?=[A-Za-z])"), text)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(text))


def _apart(text: str) -> Iterator[Span]:
    """Blanks between Chinese characters, but for those that divide names, a dateline or a heading."""
    places = [*_matches(APART, text)]
    kept = dividing_blanks(text) if places else frozenset()
    return (place for place in places if place[0] not in kept)


def _unpaired(text: str) -> Iterator[Span]:
    """Marks of a pair whose partner is not in the text."""
    for pair in table("typography")["pairs"]:
        if pair[0] not in text and pair[1] not in text:
            continue
        opened: list[int] = []
        for at, char in enumerate(text):
            if char == pair[0]:
                opened.append(at)
            elif char == pair[1] and opened:
                opened.pop()
            elif char == pair[1] and not _list_mark(text, at):
                yield at, at + 1
        yield from ((at, at + 1) for at in opened)


def _list_mark(text: str, at: int) -> bool:
    """Whether a bracket only closes a number or letter of a list: ``1)``, ``a)``."""
    return re.search(r"(?:^|\s)\w{1,3}$", text[:at]) is not None and text[at] in ")）"


_UNPAIRED = _Rule("unpaired", MARKS, _unpaired)
_RULES: dict[Side, tuple[_Rule, ...]] = {
    "zh": (
        _Rule("half_width", MARKS, _half_width),
        _UNPAIRED,
        _Rule("apart", BLANK, _apart),
    ),
    "en": (
        _Rule("full_width", MARKS, _full_width),
        _UNPAIRED,
        _Rule("blanks", BLANK, lambda text: chain(_matches(DOUBLE, text), _matches(LOOSE, text))),
    ),
}


CHECK = Check(
    name="typography",
    title=Message(en="typography", zh="排印"),
    issues=(MARKS, BLANK),
    find=check,
    note=True,
)
