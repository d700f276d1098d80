"""Notes on how a text is set: half-width marks in Chinese, full-width ones in English, marks without their
partner, blanks. Always neutral, one note a passage and kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aligner.checks.context import Context
from aligner.checks.flags import NAMES, START
from aligner.language.tables import cached, table
from aligner.record.model import SIDES, Flag, Message, Segment, Side, Span

__all__ = ["BLANK", "MARKS", "check"]

MARKS, BLANK = ("typographical", "fluency/punctuation"), ("whitespace", "fluency/punctuation/whitespace")
SKIPPED = frozenset(("reference", "metadata"))
SCORE = 0.5
HAN = "\u3400-\u9fff"
APART = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")
DOUBLE = re.compile(r"(?<=\S)  +(?=\S)")
LOOSE = re.compile(r"(?<=[A-Za-z])\s+(?=[,;!?)](?:\s|$))")


def check(context: Context) -> Iterator[Flag]:
    """Yield one note for each kind of oddity in the setting of a side, at its first place."""
    for side in SIDES:
        rules = _CHINESE if side == "zh" else _ENGLISH
        for name, (kind, en, zh) in rules.items():
            if name == "half" and _house(context):
                continue
            found = [
                (segment, span)
                for segment in context.document(side)
                if segment.kind not in SKIPPED
                for span in _FIND[name](segment.text)
            ]
            if found:
                yield _flag(side, found, kind, Message(en=en, zh=zh))


def _house(context: Context) -> bool:
    """Whether a whole Chinese document is set with half-width marks: then that is its habit, not a slip."""
    texts = [s.text for s in context.zh]
    half = sum(sum(1 for _ in _half(text)) for text in texts)
    full = sum(text.count(mark) for text in texts for mark in table("typography")["half_width"].values())
    return half > full


def _half(text: str) -> Iterator[Span]:
    return (match.span() for match in _half_pattern().finditer(text))


@cached()
def _half_pattern() -> re.Pattern[str]:
    marks = "".join(map(re.escape, table("typography")["half_width"]))
    return re.compile(rf"(?<=[{HAN}])[{marks}](?=[{HAN}]|$)")


def _full(text: str) -> Iterator[Span]:
    marks = "".join(table("typography")["full_width"])
    return (match.span() for match in re.finditer(rf"(?<=[A-Za-z0-9])[{marks}]|[{marks}](?=[A-Za-z])", text))


def _alone(text: str) -> Iterator[Span]:
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


_Rules = dict[str, tuple[tuple[str, str], str, str]]
_FIND: dict[str, Callable[[str], Iterator[Span]]] = {
    "half": _half, "full": _full, "alone": _alone, "apart": _apart, "blanks": _blanks,
}  # fmt: skip
_CHINESE: _Rules = {
    "half": (MARKS, "a half-width mark between Chinese characters", "中文之间用了半角标点"),
    "alone": (MARKS, "a bracket or quotation mark without its partner", "括号或引号不成对"),
    "apart": (BLANK, "a blank between Chinese characters", "汉字之间有空格"),
}
_ENGLISH: _Rules = {
    "full": (MARKS, "a full-width mark in English", "英文里用了全角标点"),
    "alone": (MARKS, "a bracket or quotation mark without its partner", "括号或引号不成对"),
    "blanks": (BLANK, "a doubled blank, or one before a mark", "多余的空格"),
}


def _flag(side: Side, found: list[tuple[Segment, Span]], kind: tuple[str, str], what: Message) -> Flag:
    segment, span = found[0]
    times, passages = len(found), len({s.id for s, _ in found})
    more = Message(en=f"; {times} times in {passages} passages", zh=f"，共{passages}处{times}次")
    note = more if times > 1 else Message(en="", zh="")
    return Flag(
        id="",
        type=kind[0],
        mqm=kind[1],
        severity="neutral",
        zh=(segment.id,) if side == "zh" else (),
        en=(segment.id,) if side == "en" else (),
        zh_span=span if side == "zh" else None,
        en_span=span if side == "en" else None,
        score=SCORE,
        message=Message(
            en=f"{START[side]} has {what.en} here{note.en}.", zh=f"{NAMES[side].zh}此处{what.zh}{note.zh}。"
        ),
    )
