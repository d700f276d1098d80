"""Chinese sentences, and the clauses of a list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

from aligner.ingest.sentences.stops import WORD, Piece, Tails, Within, addresses, window
from aligner.language.names.sound import spelt
from aligner.language.scripts import compiled
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

_CLOSERS = "”’」』）》】)]"
_OPENERS = '“‘「『（《【(["'
_END = re.compile(
    f"[。｡︒！？…]+[!?]*|[!?]+(?=$|[\\s{re.escape(_CLOSERS + _OPENERS)}，,、；：—]|(?!\\w+=)[^\\x00-\\u2fff])"
    f'|[.．]|；|(?<=[{HAN_CLASS}”"’）)]);(?!\\s*$)'
)
_CLOSING = re.compile(f'[ \\t]*[”’」』]|[{re.escape(_CLOSERS)}]|(")')
_BRACKETS = {"（": "）", "(": ")", "《": "》", "【": "】", "[": "]"}
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"'}
_STOPS = "。！？!?….．｡"
# What a full stop of the Latin script may stand behind in a Chinese text, and before.
_BEFORE_STOP = re.compile(f'[{HAN_CLASS}％%℃°"”’」』）)\\]]')
_BEHIND_STOP = re.compile(f'\\s*(?:$|[{HAN_CLASS}“‘「『（《"])')
_LATIN = re.compile(r"[A-Za-z][A-Za-z.]*$")
_TO_THE_END = re.compile(r"\s*$")
_NUMBER = re.compile(r"\d[\d.]*$")
# Least characters of the lead of a list, with its colon, and of its first clause: a bare label such as 注：
# leads no list. Not measured.
_LEAD, _CLAUSE = 6, 4
_COLON = re.compile("[：:]")
# Most characters of a clause that reports what is quoted before it, as long as it has no comma
# (周馆长在活动结束后接受本报采访时表示。), and of a quotation that is part of a sentence. Not measured.
_REPORT, _QUOTED = 24, 40
# Quotations in a row of which something is said. Chosen.
_SHOUTS = 8


def split_chinese(text: str) -> list[Piece]:
    """Sentences and clauses of a Chinese passage, with the blanks around them."""
    pieces: list[Piece] = []
    for begin, end in _sentences(text):
        cuts = _semicolons(text, begin, end)
        bounds = [begin, *_lead(text, begin, cuts), *cuts, end]
        pieces.extend((a, b, bool(cuts)) for a, b in pairwise(bounds))
    return pieces


def _sentences(text: str) -> list[Span]:
    """Ranges ending with a full stop and what belongs to it."""
    spans: list[Span] = []
    begin, position = 0, 0
    depths, whole, tails = _depths(text), Within(addresses(text)), Tails(text)
    straight = [0, *accumulate(char == '"' for char in text)]
    quotes = _quotations(text)
    while match := _END.search(text, position):
        position = match.end()
        if match[0] in "；;" or match.start() in whole or not _is_stop(text, match):
            continue
        closed = _closed(text, match.end(), straight)
        end = position = tails.end(closed)
        bracketed = depths[match.start()] and (
            depths[closed - 1] or text[begin : begin + WORD].lstrip()[:1] not in _BRACKETS
        )
        if bracketed or _goes_on(text, match, end) or _is_quoted(text, match, closed, quotes):
            continue
        spans.append((begin, end))
        begin = end
    if text[begin:].strip():
        spans.append((begin, len(text)))
    return _attach_reports(text, spans)


def _is_stop(text: str, match: re.Match[str]) -> bool:
    """Whether ``.`` or ``．`` ends something, and does not stand in a number, a name or an abbreviation."""
    at = match.start()
    if match[0] not in ".．":
        return True
    before = text[at - 1 : at]
    if re.match(f"[{HAN_CLASS}]\\s", before + text[match.end() : match.end() + 1]):
        return True
    if not _BEHIND_STOP.match(text, match.end()):
        return False
    if _BEFORE_STOP.match(before):
        # 约翰．史密斯: where sentences end with 。 this is no stop between characters
        is_name = match[0] == "．" and "。" in text and _is_han(text[match.end() : match.end() + 1])
        return not is_name or not re.match(f"[{HAN_CLASS}]", before)
    return _ends_latin(text, at) or _ends_number(text, at)


def _ends_latin(text: str, at: int) -> bool:
    """``AI.它`` ends a sentence; ``J.K.罗琳``, ``Dr.王`` and ``A.苹果`` do not."""
    word = _LATIN.search(text, window(0, at), at)
    abbreviations = [*table("abbreviations"), *table("sentences")["en"]["numbered"]]
    if not word or "." in word[0] or word[0] in abbreviations:
        return False
    if len(word[0]) < 3 and any(begin == 0 for begin, _ in spelt(text[at + 1 : at + 6])):
        return not word[0].isupper()  # JK.罗琳
    return len(word[0]) > 1 or _is_han(text[word.start() - 1 : word.start()])


def _is_han(character: str) -> bool:
    return bool(re.match(f"[{HAN_CLASS}]", character))


def _ends_number(text: str, at: int) -> bool:
    """``增长到12.这是`` ends a sentence; ``1.加强`` and ``图2.结构`` count something."""
    number = _NUMBER.search(text, window(0, at), at)
    before = text[number.start() - 1 : number.start()] if number and number.start() else ""
    is_counted = not _is_han(before) or before in "图圖表第式注"
    return not is_counted or bool(_TO_THE_END.match(text, at + 1))


def _closed(text: str, end: int, straight: Sequence[int]) -> int:
    """Past the closing marks behind a full stop; a straight quote closes if one is open."""
    while closing := _CLOSING.match(text, end):
        if closing[1] and straight[closing.start()] % 2 == 0:
            break
        end = closing.end()
    return end


def _goes_on(text: str, stop: re.Match[str], end: int) -> bool:
    """A stop that ends nothing: ``……`` inside a sentence, ``?`` before a comma, ``！”`` before a stop."""
    if end == len(text):
        return False
    is_closed = end > stop.end()
    is_pause = stop[0].startswith("…") and not (is_closed and text[end] in _QUOTES)
    return (is_closed and text[end] in _STOPS) or text[end] in "，,、；：—" or is_pause


def _quotations(text: str) -> list[Span]:
    """Quotations that stand in no other one, with their marks."""
    spans: list[Span] = []
    for match in re.finditer(f"[{''.join(_QUOTES)}]", text):
        if spans and match.start() < spans[-1][1]:
            continue
        end = text.find(_QUOTES[match[0]], match.end())
        if end >= 0:
            spans.append((match.start(), end + 1))
    return spans


def _is_quoted(text: str, stop: re.Match[str], closed: int, quotes: Sequence[Span]) -> bool:
    """Whether a stop only ends what is quoted in a sentence that goes on behind the quotation."""
    number = bisect_left(quotes, (stop.start(), 0)) - 1
    begin, end = quotes[number] if number >= 0 else (0, 0)
    if not begin <= stop.start() < end <= begin + _QUOTED:
        return False
    last = text[begin + 1 : end - 1].rstrip()[-1:]
    if last not in _STOPS:  # “加油！山谷少年” is a title, “加油！快跑，” is not
        return last not in "，,、"
    if closed > end:
        return False
    for following in quotes[number + 1 : number + _SHOUTS]:  # “加油！”“快跑！”喊声
        end = following[1] if following[0] == end else end
    if re.search("[：:]\\s*$", text[window(0, begin) : begin]):  # 他说：“…。”这话
        return text[end : end + 1] in ("的", "之")
    is_told = _report('[，,][“「『"]').match(text, end)  # “为什么？”他问，“在哪里？”
    return bool(_behind().match(text, end) or is_told) or _is_embedded(text, begin, end)


def _is_embedded(text: str, begin: int, end: int) -> bool:
    """``他喊出“冲啊！”冲了上去``: nothing divides a quotation from the words on both sides of it."""
    before = text[window(0, begin) : begin].rstrip('“「『"')
    if text[begin:end].rstrip('”」』"')[-1:] not in "！？!?":  # …一个“…。”大家: a full stop ends more
        return False
    if not re.search(f"[{HAN_CLASS}]$", before) or not _is_han(text[end : end + 1]):
        return False
    return not compiled(f"(?:{_reporting()})$").search(before)


@cached()
def _behind() -> re.Pattern[str]:
    """What goes on behind a quotation."""
    return compiled("|".join(f"(?:{pattern})" for pattern in table("sentences")["zh"]["goes_on"]))


@cached()
def _reporting() -> str:
    return "|".join(sorted(table("sentences")["zh"]["reporting"], key=len, reverse=True))


@cached()
def _report(ending: str) -> re.Pattern[str]:
    """Who says it, without a comma: 他说, 周馆长在活动结束后接受采访时表示; not 没有人回答."""
    denied, verbs = "|".join(table("sentences")["zh"]["denied"]), _reporting()
    is_denied = f"(?!.{{0,{_REPORT}}}(?:{denied})[{HAN_CLASS}]{{0,2}}?(?:{verbs}){ending})"
    return compiled(f'{is_denied}[^，,：:“”「」『』"。！？]{{1,{_REPORT}}}?(?:{verbs}){ending}')


def _depths(text: str) -> list[int]:
    """Bracket depth after each character; a bracket that is never closed does not count."""
    stack: list[tuple[str, int]] = []
    change = [0] * len(text)
    for index, char in enumerate(text):
        if char in _BRACKETS:
            stack.append((_BRACKETS[char], index))
        elif char in _BRACKETS.values():
            opened = next((k for k in reversed(range(len(stack))) if stack[k][0] == char), None)
            if opened is not None:
                change[stack[opened][1]] += 1
                change[index] -= 1
                del stack[opened:]
    return list(accumulate(change))


def _attach_reports(text: str, spans: list[Span]) -> list[Span]:
    """``“……。”他说。`` is one sentence: a clause that reports stays with what it reports."""
    report = _report("[。！？.!?]*$")
    result: list[Span] = []
    for begin, end in spans:
        is_quoted = result and text[window(*result[-1]) : result[-1][1]].rstrip()[-1:] in '”"’」』'
        if is_quoted and report.match(text[begin:end].strip()):
            result[-1] = (result[-1][0], end)
        else:
            result.append((begin, end))
    return result


def _semicolons(text: str, begin: int, end: int) -> list[int]:
    """Ends of the clauses of a semicolon list, the last one left out."""
    depths = _depths(text[begin:end])
    return [
        match.end()
        for match in _END.finditer(text, begin, end)
        if match[0] in "；;" and match.end() < end and not depths[match.start() - begin]
    ]


def _lead(text: str, begin: int, cuts: list[int]) -> list[int]:
    """Where the lead of a list ends, if it has one: a colon before the first of at least three clauses."""
    colon = _COLON.search(text, begin, cuts[0]) if len(cuts) > 1 else None
    is_lead = colon and colon.end() - begin >= _LEAD and cuts[0] - colon.end() >= _CLAUSE
    return [colon.end()] if colon and is_lead else []
