"""Notes on how a text is set: half-width marks in Chinese, full-width ones in English, marks without their
partner, blanks. Always neutral, one note a passage and kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from aligner.checks.check import Check
from aligner.checks.context import TRANSLATED, Context, Issue
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import SIDES, Flag, Message, Segment, Side, Span

MARKS = Issue("typographical", "fluency/punctuation")
BLANK = Issue("whitespace", "fluency/punctuation/whitespace")
# Of every note: whether a mark is an oddity or a habit is for the editor to say.
SCORE = 0.5
APART = re.compile(rf"(?<=[{HAN_CLASS}])[ \u3000]+(?=[{HAN_CLASS}])")
DOUBLE = re.compile(r"(?<=\S)  +(?=\S)")
LOOSE = re.compile(r"(?<=[A-Za-z])\s+(?=[,;!?)](?:\s|$))")


class _Rule(NamedTuple):
    """One kind of oddity."""

    find: Callable[[str], Iterator[Span]]
    issue: Issue
    what: Message


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
                yield _flag(context, places, rule)


def _habitual(context: Context) -> bool:
    """Whether a whole Chinese document is set with half-width marks: then that is its habit, not a slip."""
    texts = [s.text for s in context.zh]
    half = sum(sum(1 for _ in _half_width(text)) for text in texts)
    full = sum(text.count(mark) for text in texts for mark in table("typography")["half_width"].values())
    return half > full


def _half_width(text: str) -> Iterator[Span]:
    return (match.span() for match in _half_width_pattern().finditer(text))


@cached()
def _half_width_pattern() -> re.Pattern[str]:
    marks = "".join(map(re.escape, table("typography")["half_width"]))
    return re.compile(rf"(?<=[{HAN_CLASS}])[{marks}](?=[{HAN_CLASS}]|$)")


def _full_width(text: str) -> Iterator[Span]:
    marks = "".join(table("typography")["full_width"])
    return (match.span() for match in re.finditer(rf"(?<=[A-Za-z0-9])[{marks}]|[{marks}](?=[A-Za-z])", text))


def _unpaired(text: str) -> Iterator[Span]:
    """Marks of a pair whose partner is not in the text."""
    for pair in table("typography")["pairs"]:
        opened: list[int] = []
        for at, char in enumerate(text):
            if char == pair[0] and not _list_mark(text, at):
                opened.append(at)
            elif char == pair[1] and not _list_mark(text, at):
                if opened:
                    opened.pop()
                else:
                    yield at, at + 1
        yield from ((at, at + 1) for at in opened)


def _list_mark(text: str, at: int) -> bool:
    """Whether a bracket only closes a number or letter of a list: ``1)``, ``a)``."""
    return re.search(r"(?:^|\s)\w{1,3}$", text[:at]) is not None and text[at] in ")）"


def _apart(text: str) -> Iterator[Span]:
    return (match.span() for match in APART.finditer(text))


def _blanks(text: str) -> Iterator[Span]:
    yield from (match.span() for match in DOUBLE.finditer(text))
    yield from (match.span() for match in LOOSE.finditer(text))


_UNPAIRED = _Rule(
    _unpaired, MARKS, Message(en="A bracket or quotation mark without its partner", zh="括号或引号不成对")
)
_RULES: dict[Side, tuple[_Rule, ...]] = {
    "zh": (
        _Rule(
            _half_width,
            MARKS,
            Message(en="A half-width mark between Chinese characters", zh="汉字之间用了半角标点"),
        ),
        _UNPAIRED,
        _Rule(_apart, BLANK, Message(en="A space between Chinese characters", zh="汉字之间有空格")),
    ),
    "en": (
        _Rule(_full_width, MARKS, Message(en="A full-width mark in English", zh="英文里用了全角标点")),
        _UNPAIRED,
        _Rule(
            _blanks, BLANK, Message(en="A double space, or a space before a mark", zh="英文里有多余的空格")
        ),
    ),
}


def _flag(context: Context, places: list[tuple[Segment, Span]], rule: _Rule) -> Flag:
    segment, span = places[0]
    times, passages = len(places), len({s.id for s, _ in places})
    en, zh = (
        (f" ({times} times in {passages} passages)", f"（{passages}段，共{times}处）")
        if times > 1
        else ("", "")
    )
    message = Message(en=f"{rule.what.en}{en}.", zh=f"{rule.what.zh}{zh}。")
    return context.flag(rule.issue, "neutral", SCORE, message, segment, span)


CHECK = Check(
    name="typography",
    title=Message(en="typography", zh="排版"),
    issues=(MARKS, BLANK),
    severity="neutral",
    find=check,
    note=True,
)
