"""Notes on the shape of linked passages: much longer or shorter than their counterpart, or said twice. Always
neutral."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import exp, log
from statistics import median

from aligner.checks.context import Check, Context, Issue, say
from aligner.checks.flags import truncate
from aligner.record.model import SIDES, Flag, Link, Message, Segment, Side

LENGTH = Issue("length", "accuracy")
TWICE = Issue("duplication", "fluency/duplication")
# Characters added to the Chinese and to the English, so that the ratio of a few characters is not extreme;
# about as many as say the same. Of the same links half as many note 16 for 11, none at all 26, twice as many
# 6.
SMOOTH = (4, 12)
# Distance from the median of the record, in standard deviations as the median deviation estimates them, from
# which a length is odd: of normal lengths 1 in 2,000. Of 3,388 gold links of novels, magazine and academic
# text, 11 are noted; with 3.45 11, with 3.55 10, with 3 16, with 4 8.
FAR = 3.5
# And at least so much of a logarithm: twice as long. Of the same links .65 notes 11, .75 10, .5 13, .9 5.
LEAST = 0.7
# Standard deviations of a normal distribution in a median deviation, roughly (1.4826).
DEVIATION = 1.5
# Links from which a record has a habit: of fewer, the median deviation is a matter of one or two. Chosen, not
# measured.
ENOUGH = 12
# Characters from which a passage that stands twice is reported. In the same texts 20 change nothing; 6 report
# one short line more.
SHORTEST = 12
# Of every note: a length proves nothing by itself.
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
    spread = median(abs(ratio - middle) for ratio in ratios.values()) * DEVIATION + 1e-9
    for link, ratio in ratios.items():
        far = abs(ratio - middle)
        if far >= LEAST and far / spread >= FAR:
            message = say("shape.long", "zh" if ratio > middle else "en", times=f"{exp(far):.1f}")
            zh, en = context.segments(link.zh), context.segments(link.en)
            yield context.flag(LENGTH, "neutral", SCORE, message, zh, others=en)


def _ratio(context: Context, link: Link) -> float:
    """Logarithm of the characters of the Chinese by those of the English."""
    zh, en = (sum(len(s.text) for s in context.segments(ids)) for ids in (link.zh, link.en))
    return log((zh + SMOOTH[0]) / (en + SMOOTH[1]))


def _twice(context: Context, side: Side) -> Iterator[Flag]:
    for before, segment in pairwise(context.document(side)):
        if _core(before) == _core(segment) and len(segment.text) >= SHORTEST:
            words = truncate(context.quote(segment))
            yield context.flag(TWICE, "neutral", SCORE, "shape.twice", [before, segment], words=words)


def _core(segment: Segment) -> str:
    return "".join(char for char in segment.text.lower() if char.isalnum())


CHECK = Check(
    name="shape",
    title=Message(en="length and repetition", zh="篇幅与重复"),
    issues=(LENGTH, TWICE),
    find=check,
    note=True,
)
