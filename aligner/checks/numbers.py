"""Numbers, dates, percentages and ordinals that differ between linked passages, compared by value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log
from typing import cast

from aligner.checks.context import TRANSLATED, Check, Context, Issue, say
from aligner.checks.evidence.conversion_rates import (
    Converted,
    converted_amounts,
    may_be_converted,
    wrong_conversions,
)
from aligner.checks.flags import with_next_word
from aligner.language.numbers.currencies import Currency, currency_of, may_be_one
from aligner.language.numbers.derivation import derived, rounds
from aligner.language.numbers.limits import limit_of
from aligner.language.numbers.measures import one_measure, other_measure, with_unit
from aligner.language.numbers.quantity import Quantity, agree, carried
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, Span, overlap

NUMBER = Issue("numbers", "accuracy/mistranslation/number")
DATE = Issue("numbers", "accuracy/mistranslation/date-time")

# Scores: two different figures; two different number words or dates; a figure without a counterpart. Set by
# hand, the surer the finding the higher; they order findings and decide none.
SURE, LIKELY, POSSIBLE = 0.95, 0.75, 0.55

# 一千多, 十余年: more than so many.
MORE = re.compile(r"[多余餘]")
# Words that give a sum roughly, with the sign of a currency behind them.
ABOUT = re.compile(
    r"(?:约|折合|相当于|\b(?:about|around|roughly|approximately|some|equivalent to))"
    r"[^\w，。,.]{0,3}[A-Z]{0,3}\W?$"
)
NAME_BEHIND = re.compile(r"[\s-][A-Z]")
# Characters around a number in which one of these makes a date of it. Chosen.
BESIDE = 24
MONTH_OR_DAY = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\d(?:st|nd|rd|th)\b|\d[./-]\d"
    r"|\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|yester|to)?days?|Tues?|Wed|Thu|Fri|Sat|Sun|date|month)\b"
)
HALF, CENTURY, YEARS = Fraction(1, 2), 100, 1000
# How many times greater one of two numbers is that have nothing to do with each other. On the press summaries
# 2 or 4 changes nothing.
FAR = 3


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
    settled: set[_Open] = set()
    amounts = converted_amounts(context)
    for segment in context.zh:
        pool = [item for partner in context.partners(segment) for item in unanswered["en"][partner.id]]
        for item in unanswered["zh"][segment.id]:
            free = [candidate for candidate in pool if candidate not in settled]
            converted = next((c for c in free if _one_amount(item, c, amounts)), None)
            if converted is not None:
                settled |= {item, converted}
                continue
            rival = _rival(item, free)
            if rival is not None:
                settled |= {item, rival}
                if not _restated(context, item.quantity, rival.quantity):
                    yield _differing(context, item, rival)
        yield from _said_otherwise(context, segment)
    for side in SIDES:
        for segment in context.document(side):
            for item in unanswered[side][segment.id]:
                if item not in settled:
                    yield from _single(context, item, side)
    yield from _wrongly_converted(context, amounts, settled)


def _one_amount(zh: _Open, en: _Open, amounts: Sequence[Converted]) -> bool:
    """Whether two figures are one amount in two units, or may be one in two currencies."""
    ours, theirs = (zh.segment.text, zh.quantity), (en.segment.text, en.quantity)
    if one_measure(ours, theirs):
        return True
    one, other = currency_of(*ours, "zh"), currency_of(*theirs, "en")
    return bool(one and other and zh.quantity.value) and may_be_converted(
        amounts,
        (zh.quantity, cast("Currency", one)),
        (en.quantity, cast("Currency", other)),
        about=any(ABOUT.search(text, 0, quantity.span[0]) for text, quantity in (ours, theirs)),
    )


def _wrongly_converted(
    context: Context, amounts: Sequence[Converted], settled: Collection[_Open]
) -> Iterator[Flag]:
    """Amounts that a text converts at another rate than elsewhere, unless their figures differ between the
    sides: that is told already. What both sides say so is one finding."""
    told: set[tuple[object, ...]] = set()
    for item, against in wrong_conversions(amounts):
        segment, conversion = item.segment, item.conversion
        if item.values in told or _Open(segment, conversion.converted) in settled:
            continue
        told.add(item.values)
        partners = context.partners(segment)
        same = [a for a in amounts if a.segment in partners and a.values == item.values]
        severity: Severity = "minor" if same else "major"  # the translator's own, or the author's as well
        others = sorted(partners, key=lambda s: not same or s is not same[0].segment)
        key = "numbers.rate" if against else "numbers.conversion"
        rate = context.quote(against.segment, against.conversion.span) if against else ""
        spans = conversion.span, same[0].conversion.span if same else None
        yield context.flag(NUMBER, severity, LIKELY, key, segment, spans[0], others, spans[1], rate=rate)


def _said_otherwise(context: Context, segment: Segment) -> Iterator[Flag]:
    """Numbers that both sides give, as the least here and the most there (至少五百, *at most 500*), or of
    another unit (五年, *five months*)."""
    for quantity in _counting(context, segment) if segment.kind in TRANSLATED else ():
        answers = [
            (partner, answer)
            for partner in context.partners(segment)
            for answer in _counting(context, partner)
            if agree(quantity, answer)
        ]
        if context.summary and _in_other_words(context, (segment, quantity), answers):
            continue
        for differing in (_limits, _units, _currencies, _days):
            pairs = [differing((segment.text, quantity), (p.text, answer)) for p, answer in answers]
            if pairs and pairs[0] and all(pairs):
                partner, (zh, en) = answers[0][0], pairs[0]
                words = {"zh": context.quote(segment, zh), "en": context.quote(partner, en)}
                message = say("numbers.differing", "zh", **words)
                severity: Severity = "minor" if differing is _days else "major"
                yield context.flag(NUMBER, severity, LIKELY, message, segment, zh, [partner], en)
                break


def _in_other_words(
    context: Context, zh: tuple[Segment, Quantity], answers: Sequence[tuple[Segment, Quantity]]
) -> bool:
    """Whether a summary that gives a number of its source may say it of something else: it says it more often
    (*seven minutes, one for each year*), or one of the two denies (不到五成不买, *only if at least half*)."""
    segment, quantity = zh
    across = {answer for _, answer in answers}
    said = sum(carried(q, across) for q in _counting(context, segment))
    return said > len(across) or any(
        denial.plain and limit is not None and not overlap(denial.span, limit[1])
        for one, number in ((segment, quantity), *answers)
        for limit in [limit_of(one.text, number, context.side(one))]
        for denial in context.reading(one).denials
    )


def _limits(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> tuple[Span, Span] | None:
    """Where one figure stands as the least, the other as the most."""
    ours, theirs = limit_of(*zh, "zh"), limit_of(*en, "en")
    return (ours[1], theirs[1]) if ours and theirs and ours[0] != theirs[0] else None


def _units(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> tuple[Span, Span] | None:
    """Where two figures stand that count units of different worth."""
    if not {zh[1].kind, en[1].kind} <= {"number", "fraction"} or not other_measure(zh, en):
        return None
    return with_unit(*zh, "zh"), with_unit(*en, "en")


def _currencies(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> tuple[Span, Span] | None:
    """Where two sums of one number stand in different currencies."""
    ours, theirs = currency_of(*zh, "zh"), currency_of(*en, "en")
    if not ours or not theirs or may_be_one(ours.code, theirs.code):
        return None
    return ours.span, theirs.span


def _days(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> tuple[Span, Span] | None:
    """Where a day of the month has become a mere number: 27日, *from 25 to 27*."""
    (chinese, day), (text, number) = zh, en
    start, end = number.span
    if day.kind != "day" or day.text[-1] != "日" or number.kind != "number" or not number.text.isdigit():
        return None
    said = len(re.findall(rf"(?<!\d){number.text}(?!\d)", chinese))
    before, behind = text[max(start - BESIDE, 0) : start], text[end : end + BESIDE]
    is_date = MONTH_OR_DAY.search(f"{before}{number.text}{behind}") or re.search(r"\b[Oo]n $", before)
    if said != 1 or is_date:
        return None
    return day.span, number.span


def _counting(context: Context, segment: Segment) -> Iterator[Quantity]:
    """The quantities of a segment that are more than stand-ins."""
    return (q for q in context.reading(segment).quantities if q.strength != "weak")


def _single(context: Context, item: _Open, side: Side) -> Iterator[Flag]:
    """A quantity whose link has none to set against it but one that is said more often across than on its
    own side."""
    rival = _rival(item, _surplus(context, item))
    if rival is not None:
        zh, en = (item, rival) if side == "zh" else (rival, item)
        if not _restated(context, zh.quantity, en.quantity):
            yield _differing(context, zh, en, score=POSSIBLE)
    elif item.quantity.strength == "strong":
        yield from _alone(context, item, side)
    elif side == "en" and not context.summary:
        yield from _in_a_name(context, item)


def _in_a_name(context: Context, item: _Open) -> Iterator[Flag]:
    """A number in an English name whose Chinese has another one in a word: 三国, *Four Kingdoms*."""
    text, (start, end) = item.segment.text, item.quantity.span
    opening = text[max(start - 2, 0) : start].rstrip()[-1:] in ("", ".")
    if opening or not text[start].isupper() or not NAME_BEHIND.match(text, end):
        return
    said = context.reading(item.segment).quantities
    others = [
        _Open(partner, q)
        for partner in context.partners(item.segment)
        for q in context.reading(partner).quantities
        if q.strength == "weak" and q.value > 1 and len(q.text) == 1 and not carried(q, said)
    ]
    if len(others) == 1 and item.quantity.value > 1:
        yield _differing(context, others[0], item, score=POSSIBLE)


def _surplus(context: Context, item: _Open) -> list[_Open]:
    """Quantities of the linked passages that these say more often than the passages linked to them."""
    across = [
        _Open(s, q)
        for s in context.partners(item.segment)
        for q in context.reading(s).quantities
        if q.strength != "weak"
    ]
    beside = {s.id: s for each in across for s in context.partners(each.segment)}
    said = [q for s in beside.values() for q in context.reading(s).quantities]
    return [
        each
        for each in across
        if sum(agree(each.quantity, o.quantity) for o in across)
        > sum(agree(each.quantity, q) for q in said)
        > 0
    ]


def _unanswered(context: Context, side: Side) -> defaultdict[str, list[_Open]]:
    """By segment: the quantities that neither its partners nor the neighbours of these carry."""
    unanswered: defaultdict[str, list[_Open]] = defaultdict(list)
    for segment in context.passages(side, TRANSLATED):
        missing = _lacking(context, segment)
        if missing:
            # What neighbours hold and no partner of theirs needs: sentences are cut differently
            beside = context.neighbours(context.partners(segment))
            spare = [q for s in beside for q in _lacking(context, s)]
            open_ = [_Open(segment, q) for q in missing if not carried(q, spare)]
            if context.summary and side == context.target:
                open_ = [item for item in open_ if not _told(context, item)]
            unanswered[segment.id] = open_
    return unanswered


def _told(context: Context, item: _Open) -> bool:
    """Whether a number of a summary is said near what it sums up, rounds a number of that, or is worked out
    of some."""
    partners, quantity = context.partners(item.segment), item.quantity
    beside = _said(context, context.neighbours(partners))
    sources = _said(context, partners)
    more = MORE.search(quantity.text + item.segment.text[quantity.span[1] :][:1]) is not None
    limit, _ = limit_of(item.segment.text, quantity, context.side(item.segment)) or (None, None)
    return (
        carried(quantity, beside)
        or any(rounds(quantity, source, more=more, limit=limit) for source in sources)
        or derived(quantity, sources, more=more)
    )


def _said(context: Context, segments: Iterable[Segment]) -> list[Quantity]:
    """The quantities of these passages that are more than stand-ins."""
    return [q for segment in segments for q in _counting(context, segment)]


def _lacking(context: Context, segment: Segment) -> list[Quantity]:
    """The quantities of a segment that its partners do not carry, nor give as one of another unit (一年,
    *twelve months*)."""
    across = [(s.text, q) for s in context.partners(segment) for q in context.reading(s).quantities]
    missing = [q for q in _counting(context, segment) if not carried(q, [other for _, other in across])]
    ours, is_zh = segment.text, context.side(segment) == "zh"
    return [
        q
        for q in missing
        if not any(
            one_measure(*((ours, q), other) if is_zh else (other, (ours, q)))
            for other in across
            if other[1].strength == "weak"
        )
    ]


def _rival(item: _Open, pool: Iterable[_Open]) -> _Open | None:
    """The quantity on the other side that most likely stands where this one should."""
    rivals = [rival for rival in pool if _comparable(item.quantity, rival.quantity)]
    return min(rivals, key=lambda rival: _distance(item.quantity, rival.quantity), default=None)


def _comparable(a: Quantity, b: Quantity) -> bool:
    kinds = {a.kind, b.kind}
    if a.converted != b.converted and "strong" not in (a.strength, b.strength):
        return False
    if kinds & {"weekday", "month", "code"}:
        return a.kind == b.kind
    if _half_in_words(a) != _half_in_words(b) and kinds & {"number", "ordinal"}:
        return False
    if "decade" in kinds:  # in his thirties, but not in the 1930s
        return a.kind == b.kind or max(a.value, b.value) < CENTURY
    if a.is_date != b.is_date and not kinds <= {"day", "year", "number", "ordinal"}:
        return False
    # a year of fewer digits (’98, 30年) may be so many years, unless one is before the common era
    old_or_new = min(a.value, b.value) < 0 or min(a.value, b.value) >= YEARS
    return "year" not in kinds or old_or_new


def _half_in_words(quantity: Quantity) -> bool:
    """Half of something: as often a manner of speaking as a number."""
    return quantity.kind == "fraction" and quantity.value == HALF and not quantity.text[0].isdigit()


def _restated(context: Context, zh: Quantity, en: Quantity) -> bool:
    """Whether a summary counts something of its own in words."""
    if not context.summary:
        return False
    summary, source = (zh, en) if context.target == "zh" else (en, zh)
    small, big = sorted((float(abs(summary.value)), float(abs(source.value))))
    apart = summary.kind != source.kind or big > FAR * small
    return apart and "plain" in (summary.strength, source.strength)


def _distance(a: Quantity, b: Quantity) -> tuple[bool, float]:
    return a.kind != b.kind, abs(log(float(abs(a.value)) + 1) - log(float(abs(b.value)) + 1))


def _differing(context: Context, zh: _Open, en: _Open, score: float | None = None) -> Flag:
    """The Chinese gives one number, the English another."""
    both = (zh.quantity, en.quantity)
    figures = [q.strength == "strong" for q in both]
    message = say("numbers.differing", "zh", zh=_shown(context, zh), en=_shown(context, en))
    issue = DATE if any(q.is_date for q in both) else NUMBER
    score = score or (SURE if all(figures) else LIKELY)
    spans = (zh.quantity.span, en.quantity.span)
    return context.flag(issue, "major", score, message, zh.segment, spans[0], [en.segment], spans[1])


def _shown(context: Context, item: _Open) -> str:
    """The number as it is written; a number word with what it counts."""
    span = item.quantity.span
    if item.quantity.strength != "strong" and not item.quantity.is_date:
        span = with_next_word(item.segment.text, span)
    return context.quote(item.segment, span).strip()


def _alone(context: Context, item: _Open, side: Side) -> Iterator[Flag]:
    """A figure that one side gives and the other does not mention: a summary may leave it out."""
    if context.summary and side == context.original:
        return
    issue, key = (DATE, "numbers.date") if item.quantity.is_date else (NUMBER, "numbers.number")
    severity: Severity = "major" if context.summary else "minor"
    message, partners = say(key, side, words=_shown(context, item)), context.partners(item.segment)
    yield context.flag(issue, severity, POSSIBLE, message, item.segment, item.quantity.span, partners)


CHECK = Check(
    name="numbers",
    title=Message(en="numbers and dates", zh="数字与日期"),
    issues=(NUMBER, DATE),
    find=check,
    lowered=True,
)
