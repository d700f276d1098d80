"""Flags that say no more than that the other text lacks a passage, and what contradicts them.

A passage that a link holds, or that another finding compares with the other text, is not shown as absent
from it on the program's word alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from aligner.record.model import OPEN, SIDES, Flag, Message


def says_absence_only(flag: Flag) -> bool:
    """Whether a flag names whole passages of one text, and says of them only that the other has nothing."""
    one_sided = bool(flag.zh) != bool(flag.en)
    return one_sided and flag.type in ("omission", "addition") and not (flag.zh_span or flag.en_span)


def compared(flags: Sequence[Flag]) -> frozenset[str]:
    """Passages that open flags compare with the other text."""
    two_sided = (flag for flag in flags if flag.state in OPEN and flag.zh and flag.en)
    return frozenset(key for flag in two_sided for key in (*flag.zh, *flag.en))


def uncontradicted(flags: Sequence[Flag], present: Collection[str]) -> tuple[Flag, ...]:
    """The flags without the unconfirmed absence of any passage in `present`; what people confirmed stays."""
    return tuple(_kept(flags, present))


def _kept(flags: Sequence[Flag], present: Collection[str]) -> Iterator[Flag]:
    for flag in flags:
        absent = tuple(key for key in (*flag.zh, *flag.en) if key not in present)
        if flag.state != "issue" or not says_absence_only(flag) or len(absent) == len((*flag.zh, *flag.en)):
            yield flag
        elif absent:
            zh, en = (absent if flag.side(side) else () for side in SIDES)
            yield replace(flag, zh=zh, en=en, message=_of_the_rest(flag, absent))


def _of_the_rest(flag: Flag, absent: Sequence[str]) -> Message:
    """What is left to say where not all passages are absent: the message counted all of them."""
    lacking_en, lacking_zh = ("English", "英文") if flag.zh else ("Chinese", "中文")
    return Message(
        f"Nothing in the {lacking_en} was found to correspond to {', '.join(absent)}.",
        f"{lacking_zh}里未找到与{'、'.join(absent)}对应的内容。",
    )
