"""Times of day: 下午两点半, 差五分三点, a quarter to five, noon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from aligner.language.numbers.chinese_numerals import numeral, numeral_characters
from aligner.language.numbers.scanner import Match, Rule, Scanner, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

_DAY = 24
_QUARTERS = {"刻": 15, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45, "半": 30}


def clock_rules(side: Side) -> tuple[Rule, ...]:
    """What is read of the time of day, in this order."""
    return _chinese() if side == "zh" else _english()


def on_the_clock(hour: int, part: Sequence[int] | None) -> tuple[Fraction, frozenset[Fraction]]:
    """The hour of the day, 0 to 23, and what else it may be; `part` is when the part of the day that is named
    begins and ends, an end after midnight counted on (下午3点 is 15; 3 o'clock is 3 or 15)."""
    hour %= _DAY
    if hour > 12:
        return Fraction(hour), frozenset()
    turns = [hour % 12, hour % 12 + 12]
    if part is not None:
        within = [turn % _DAY for turn in (*turns, hour % 12 + _DAY) if part[0] <= turn < part[1]]
        turns = within or turns
    first = hour if hour in turns else turns[0]
    return Fraction(first), frozenset(map(Fraction, turns)) - {first}


def _time(
    scanner: Scanner, hour: int, minutes: int, part: Sequence[int] | None, span: Span
) -> Iterator[Match]:
    """The hour and the minutes as two quantities, which stand in the same words."""
    value, also = on_the_clock(hour, part)
    yield Match(scanner.quantity(value, "hour", span, also=also, strength="plain"))
    if minutes:
        yield Match(scanner.quantity(Fraction(minutes), "number", span, strength="plain"))


# ---- Chinese


def _hours(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """晚上8点30分, 两点半, 四点三刻, 8:30; numerals without a sign of the clock are left alone (三点建议)."""
    part, minutes = match["part"], match["colon"] or match["minutes"]
    digits = match["hour"].isdigit()
    if not digits and not (part or match["quarter"] or match["sign"] or match["minutes"]):
        return
    hour = _read(match["hour"])
    past = _QUARTERS[match["quarter"]] if match["quarter"] else _read(minutes) if minutes else 0
    if hour > _DAY or past >= 60:
        return
    scanner.blank(match.span())
    yield from _time(scanner, hour, past, _part(part), match.span())


def _short_of(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """差五分三点, 差一刻五点, 三点差五分."""
    name = "before" if match["before"] else "behind"
    short, hour = match[name], _read(match["late"] or match["early"])
    minutes = _QUARTERS.get(short) or _read(short.removesuffix("分"))
    scanner.blank(match.span())
    yield from _time(scanner, (hour - 1) % _DAY, 60 - minutes, _part(match["part"]), match.span())


def _named_hour(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """正午, 午夜, 零点; noon, midnight."""
    scanner.blank(match.span())
    hour = (table("numbers_zh")["hours"] | table("numbers_en")["hours"])[match["name"].lower()]
    yield Match(scanner.quantity(Fraction(hour), "hour", match.span("name"), strength="plain"))


def _read(text: str) -> int:
    return int(text) if text.isdigit() else int(numeral(text).value)


def _part(name: str | None) -> Sequence[int] | None:
    if not name:
        return None
    parts = table("numbers_zh")["day_parts"] | table("numbers_en")["day_parts"]
    hours: Sequence[int] = parts[re.sub(r"[.\s]", "", name.lower()).removeprefix("the")]
    return hours


@cached()
def _chinese() -> tuple[Rule, ...]:
    characters, words = numeral_characters(), table("numbers_zh")
    digit = f"[{''.join(characters.digits)}十]"
    count = rf"(?:\d{{1,2}}|{digit}{{1,3}})"
    part = rf"(?:(?P<part>{alternation(words['day_parts'])})\s?)?(?<![\d{characters.every}.:])"
    signs = rf"点(?![{words['after_point']}{digit[1:-1]}万亿])|时(?![{words['after_time']}])"
    tens = "[二三四五]?十[一二三四五六七八九]?"  # 四点二十 is a time, 四点二 a number
    digits = rf"[0-5]?\d(?!\d|\.\d)|{digit}{{1,3}}(?=分)|{tens}(?![百千万亿分多余几])"
    minutes = rf"[点时]\s?(?:(?P<minutes>{digits})分?|(?P<quarter>半|[一三13]刻))"
    times = (
        rf"{part}(?P<hour>{count})"
        rf"(?:[:](?P<colon>[0-5]\d)(?!\d)|\s?(?:{minutes}|(?P<sign>点[钟整]|时整)|(?:{signs})))"
    )
    late = (
        rf"差(?P<before>{count}分|一刻)钟?(?:到|就)?(?P<late>{count})点"
        rf"|(?P<early>{count})点差(?P<behind>{count}分|一刻)"
    )
    return (
        (re.compile(rf"{part}(?:{late})"), _short_of),
        (re.compile(times), _hours),
        (re.compile(rf"(?P<name>{alternation(words['hours'])})"), _named_hour),
    )


# ---- English


def _english_hours(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """8:30, 8.30 p.m., 3 o'clock in the afternoon."""
    hour = _word_value(match["hour"])
    if hour > _DAY:
        return
    scanner.blank(match.span())
    part = _part(match["half"] or match["part"])
    yield from _time(scanner, hour, int(match["minutes"] or 0), part, match.span())


def _dotted(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """At 06.14 on 9 March: a time, which may be a number with decimals yet."""
    whole = Fraction(f"{match['hour']}.{match['minutes']}")
    for item in list(_english_hours(scanner, match)):
        quantity = item.quantity
        yield Match(replace(quantity, also=quantity.also | {whole}))


def _past_or_to(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Half past two, a quarter to five, ten past nine."""
    minutes = {"half": 30, "quarter": 15}.get(match["minutes"].lower()) or _word_value(match["minutes"])
    hour, way = _word_value(match["hour"]), match["way"].lower()
    if not 1 <= hour <= 12 or minutes >= 60:
        return
    if way in ("to", "before"):
        hour, minutes = (hour - 1) % _DAY, 60 - minutes
    scanner.blank(match.span())
    part = _part(match["half"] or match["part"])
    yield from _time(scanner, hour, minutes, part, match.span())


def _word_value(text: str) -> int:
    if text.isdigit():
        return int(text)
    words = table("numbers_en")
    return sum((words["tens"] | words["units"])[word] for word in re.split(r"[\s-]", text.lower()))


@cached()
def _english() -> tuple[Rule, ...]:
    words = table("numbers_en")
    one_to_twelve = alternation(word for word, value in words["units"].items() if 1 <= value <= 12)
    hour = rf"(?P<hour>\d{{1,2}}|{one_to_twelve})(?![\d:])"
    at_a_time = "|".join(rf"(?<=\b{word} )" for word in words["before_time"])
    dotted = (
        r"(?P<hour>[01]?\d|2[0-4])\.(?P<minutes>[0-5]\d)(?![\d%]|\.\d|\s?per\s?cent)(?P<half>)(?P<part>)"
        rf"(?:(?<=0\d\.\d\d)|(?=\s(?:{alternation(words['after_time'])})\b))"
    )
    parts = rf"(?:\s(?:in|at)\s(?P<part>(?:the\s)?(?:{alternation(words['day_parts'])}))\b)?"
    half = r"(?:\s?(?P<half>[ap]\.?m\b)\.?)"
    digits = (
        r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minutes>[0-5]\d))?"
        rf"(?:{half}|(?:\s?o['’]clock|(?<=:\d\d)(?![\d:])){parts})"
    )
    spelt = rf"\b(?P<hour>{one_to_twelve})(?P<minutes>)\s?(?:{half}|o['’]clock{parts})"
    minutes = r"(?P<minutes>\d{1,2}|half|quarter|five|ten|twenty|twenty[\s-]five)(?:\sminutes)?"
    past = rf"\b(?:an?\s)?{minutes}\s(?P<way>past|to|before)\s{hour}(?:{half}|\so['’]clock)?{parts}"
    # *five to three* is mostly a vote, *at 5 to 10 percent* a range
    end = rf"[^.,;:!?)—]*?\bto\s\S+?(?:[.,;:!?)—]|$|\s(?:{alternation(words['after_time'])})\b)"
    clear = (
        rf"(?:{at_a_time})(?={end})|(?=(?:an?\s)?(?:half|quarter)\s(?:past|to|before)\s)"
        r"|(?=[\w-]+(?:\sminutes)?\spast\s)"
    )
    named = rf"\b(?:12\s|twelve\s)?(?P<name>{alternation(words['hours'])})\b"
    return (
        (re.compile(rf"(?:{clear}){past}", re.I), _past_or_to),
        (re.compile(digits, re.I), _english_hours),
        (re.compile(rf"(?:{at_a_time}){dotted}", re.I), _dotted),
        (re.compile(spelt, re.I), _english_hours),
        (re.compile(named, re.I), _named_hour),
    )
