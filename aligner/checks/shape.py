"""Notes on the shape of linked passages: much longer or shorter than their counterpart, or said twice. Always
neutral."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import log
from statistics import median

from aligner.checks.context import Context
from aligner.checks.flags import NAMES, START, opening
from aligner.record.model import SIDES, Flag, Link, Message, Segment, Side

__all__ = ["LENGTH", "TWICE", "check"]

LENGTH, TWICE = ("length", "accuracy"), ("duplication", "fluency/duplication")
FAR = 3.5
"""Distance from the median of the record, in median deviations, from which a length is odd."""
LEAST = 0.7
"""And at least so much of a logarithm: twice as long."""
ENOUGH = 12
"""Links from which a record has a habit."""
SHORTEST = 12
"""Characters from which a passage that stands twice is worth a word."""
SCORE = 0.5


def check(context: Context) -> Iterator[Flag]:
    """Yield a note for every link of odd length, and for every passage that repeats the one before it.

    A summary is short as it likes: only repetitions are noted there.
    """
    if not context.summary:
        yield from _lengths(context)
    for side in SIDES:
        yield from _twice(context, side)


def _lengths(context: Context) -> Iterator[Flag]:
    ratios = {link: _ratio(context, link) for link in context.live if link.zh and link.en}
    if len(ratios) < ENOUGH:
        return
    middle = median(ratios.values())
    spread = median(abs(ratio - middle) for ratio in ratios.values()) * 1.5 + 1e-9
    for link, ratio in ratios.items():
        far = abs(ratio - middle)
        if far >= LEAST and far / spread >= FAR:
            side: Side = "zh" if ratio > middle else "en"
            shorter: Side = "en" if side == "zh" else "zh"
            times = f"{2.718281828**far:.1f}"
            yield Flag(
                id="",
                type=LENGTH[0],
                mqm=LENGTH[1],
                severity="neutral",
                zh=link.zh,
                en=link.en,
                score=SCORE,
                message=Message(
                    en=f"{START[side]} is {times} times as long beside {NAMES[shorter].en} as elsewhere "
                    "in this record.",
                    zh=f"这里{NAMES[side].zh}的篇幅相对{NAMES[shorter].zh}是本记录通常情况的{times}倍。",
                ),
            )


def _ratio(context: Context, link: Link) -> float:
    """Logarithm of the characters of the Chinese by those of the English."""
    zh, en = (sum(len(s.text) for s in context.segments(ids)) for ids in (link.zh, link.en))
    return log((zh + 4) / (en + 12))


def _twice(context: Context, side: Side) -> Iterator[Flag]:
    for before, segment in pairwise(context.document(side)):
        if _core(before) == _core(segment) and len(segment.text) >= SHORTEST:
            words = opening(segment.text)
            yield Flag(
                id="",
                type=TWICE[0],
                mqm=TWICE[1],
                severity="neutral",
                zh=(before.id, segment.id) if side == "zh" else (),
                en=(before.id, segment.id) if side == "en" else (),
                score=SCORE,
                message=Message(
                    en=f"{START[side]} says this twice in a row: “{words}”.",
                    zh=f"{NAMES[side].zh}连续重复了“{words}”。",
                ),
            )


def _core(segment: Segment) -> str:
    return "".join(char for char in segment.text.lower() if char.isalnum())
