"""Numbers, dates, percentages and ordinals that differ between linked passages, compared by value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from aligner.checks.context import Context
from aligner.checks.flags import NAMES, START, excerpt
from aligner.language.numbers.measures import one_measure
from aligner.language.numbers.quantity import Quantity, agree, carried
from aligner.language.numbers.read import values
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, other

__all__ = ["DATE", "NUMBER", "check"]

NUMBER = "accuracy/mistranslation/number"
DATE = "accuracy/mistranslation/date-time"
SKIPPED = frozenset(("reference", "metadata"))
"""References are cited, not translated, and front matter counts addresses: neither states a figure."""

SURE, LIKELY, POSSIBLE = 0.95, 0.75, 0.55
"""Scores: two different figures; two different number words or dates; a figure without a counterpart."""

ROUNDED = 0.2
"""By how much a round number of a summary may miss what it rounds."""
TENS = 90
FAR = 3
"""How many times greater one of two numbers is that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A quantity that nothing linked to its segment answers."""

    segment: Segment
    quantity: Quantity


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every number that the linked passages of the other side do not carry.

    A number is compared with all passages linked to its own. One that has only slipped into the sentence
    before or after is not flagged. Two without counterpart on either side of the same link are one flag.
    """
    unanswered = {side: _unanswered(context, side) for side in SIDES}
    taken: set[_Open] = set()
    for segment in context.zh:
        pool = [
            item for partner in context.partners.get(segment.id, ()) for item in unanswered["en"][partner]
        ]
        for item in unanswered["zh"][segment.id]:
            free = [each for each in pool if each not in taken]
            converted = next((each for each in free if _converted(item, each)), None)
            if converted is not None:
                taken |= {item, converted}
                continue
            rival = _rival(item, free)
            if rival is not None:
                taken |= {item, rival}
                if not _own_words(context, item.quantity, rival.quantity):
                    yield _differing(item, rival)
    for side in SIDES:
        for segment in context.document(side):
            for item in unanswered[side][segment.id]:
                if item not in taken:
                    yield from _single(context, item, side)


def _single(context: Context, item: _Open, side: Side) -> Iterator[Flag]:
    """A quantity whose link has none to set against it but one that is said more often here than there."""
    rival = _rival(item, _surplus(context, item, side))
    if rival is not None:
        zh, en = (item, rival) if side == "zh" else (rival, item)
        if not _own_words(context, zh.quantity, en.quantity):
            yield _differing(zh, en, score=POSSIBLE)
    elif item.quantity.strength == "strong":
        yield from _alone(context, item, side)


def _surplus(context: Context, item: _Open, side: Side) -> list[_Open]:
    """Quantities of the linked passages that these say more often than the passages linked to them."""
    there = [
        _Open(s, q)
        for s in context.segments(context.partners[item.segment.id])
        for q in _read(s, other(side))
        if q.strength != "weak"
    ]
    back = {i: None for each in there for i in context.partners[each.segment.id]}
    here = [q for s in context.segments(back) for q in _read(s, side)]
    return [
        each
        for each in there
        if sum(agree(each.quantity, o.quantity) for o in there)
        > sum(agree(each.quantity, q) for q in here)
        > 0
    ]


def _read(segment: Segment, side: Side) -> list[Quantity]:
    return values(segment.text, side)


def _unanswered(context: Context, side: Side) -> defaultdict[str, list[_Open]]:
    """By segment: the quantities that neither its partners nor the neighbours of these carry."""
    found: defaultdict[str, list[_Open]] = defaultdict(list)
    for segment in context.document(side):
        partners = context.partners.get(segment.id, ())
        if not partners or segment.kind in SKIPPED:
            continue
        missing = _lacking(context, segment, side)
        if missing:
            spare = _spare(context, partners, other(side))
            found[segment.id] = [_Open(segment, q) for q in missing if not carried(q, spare)]
    return found


def _lacking(context: Context, segment: Segment, side: Side) -> list[Quantity]:
    """The quantities of a segment that its partners do not carry."""
    there = [q for s in context.segments(context.partners.get(segment.id, ())) for q in _read(s, other(side))]
    return [q for q in _read(segment, side) if q.strength != "weak" and not carried(q, there)]


def _spare(context: Context, ids: Sequence[str], side: Side) -> list[Quantity]:
    """What neighbouring segments hold and no partner of theirs needs: sentences are cut differently."""
    return [q for s in context.neighbours(ids, side) for q in _lacking(context, s, side)]


def _converted(zh: _Open, en: _Open) -> bool:
    """Whether two figures are one measure in two units."""
    return one_measure((zh.segment.text, zh.quantity), (en.segment.text, en.quantity))


def _rival(item: _Open, pool: Iterable[_Open]) -> _Open | None:
    """The quantity on the other side that most likely stands where this one should."""
    rivals = [other for other in pool if _comparable(item.quantity, other.quantity)]
    return min(rivals, key=lambda other: _distance(item.quantity, other.quantity), default=None)


def _comparable(a: Quantity, b: Quantity) -> bool:
    if "weekday" in (a.kind, b.kind) or "month" in (a.kind, b.kind):
        return a.kind == b.kind
    if a.is_date != b.is_date and not {a.kind, b.kind} <= {"day", "year", "number", "ordinal"}:
        return False
    if "year" in (a.kind, b.kind):
        return a.value >= 1000 and b.value >= 1000
    return True


def _own_words(context: Context, zh: Quantity, en: Quantity) -> bool:
    """Whether a summary rounds a number, or counts something of its own in words."""
    if not context.summary:
        return False
    mine, theirs = (zh, en) if context.target == "zh" else (en, zh)
    small, big = sorted((float(abs(mine.value)), float(abs(theirs.value))))
    if (
        mine.kind == theirs.kind
        and mine.kind in ("number", "percent")
        and _round(mine)
        and big - small <= ROUNDED * big
    ):
        return True
    return "plain" in (mine.strength, theirs.strength) and (mine.kind != theirs.kind or big > FAR * small)


def _round(quantity: Quantity) -> bool:
    """Whether a number is so many tens, hundreds, thousands … and nothing more: 两成, 三百, 40 million."""
    value = quantity.value * (100 if quantity.kind == "percent" else 1)
    while value > TENS and value % 10 == 0:
        value /= 10
    return value % 10 == 0 and 0 < value <= TENS


def _distance(a: Quantity, b: Quantity) -> tuple[bool, float]:
    return a.kind != b.kind, abs(log(float(abs(a.value)) + 1) - log(float(abs(b.value)) + 1))


def _differing(here: _Open, there: _Open, score: float | None = None) -> Flag:
    """The Chinese gives one number, the English another."""
    both = (here.quantity, there.quantity)
    figures = [q.strength == "strong" for q in both]
    shown = [_shown(here), _shown(there)]
    return Flag(
        id="",
        type="numbers",
        mqm=DATE if any(q.is_date for q in both) else NUMBER,
        severity="major",
        zh=(here.segment.id,),
        en=(there.segment.id,),
        zh_span=here.quantity.span,
        en_span=there.quantity.span,
        score=score or (SURE if all(figures) else LIKELY),
        message=Message(
            en=f"The Chinese gives “{shown[0]}”, the English “{shown[1]}”.",
            zh=f"中文是“{shown[0]}”，英文是“{shown[1]}”。",
        ),
    )


def _shown(item: _Open) -> str:
    """The number as it is written; a number word with what it counts."""
    start, end = item.quantity.span
    if item.quantity.strength == "strong" or item.quantity.is_date:
        return item.segment.text[start:end].strip()
    return excerpt(item.segment.text, (start, end)).strip()


def _alone(context: Context, item: _Open, side: Side) -> Iterator[Flag]:
    """A figure that one side gives and the other does not mention: a summary may leave it out."""
    dropped = side == context.original
    if context.summary and dropped:
        return
    severity: Severity = "major" if context.summary else "minor"
    partners = context.partners[item.segment.id]
    zh, en = ((item.segment.id,), partners) if side == "zh" else (partners, (item.segment.id,))
    name, rest = NAMES[side], NAMES[other(side)]
    shown = _shown(item)
    yield Flag(
        id="",
        type="numbers",
        mqm=DATE if item.quantity.is_date else NUMBER,
        severity=severity,
        zh=zh,
        en=en,
        zh_span=item.quantity.span if side == "zh" else None,
        en_span=item.quantity.span if side == "en" else None,
        score=POSSIBLE,
        message=Message(
            en=f"{START[side]} gives “{shown}”; {rest.en} linked to it has no such number.",
            zh=f"{name.zh}有“{shown}”，与之对应的{rest.zh}没有这个数。",
        ),
    )
