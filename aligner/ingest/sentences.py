"""Sentences of a passage, as character ranges of its reading text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from aligner.language.scripts import compiled
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Side, Span

Piece = tuple[int, int, bool]
"""Start, end, and whether it is a clause of a semicolon list."""

_ZH_END = re.compile(
    f'[。！？!?…]+|(?<=[{HAN_CLASS}])\\.(?=\\s|$|[{HAN_CLASS}“‘（])|；|(?<=[{HAN_CLASS}”"’）)]);(?!\\s*$)'
)
_ZH_CLOSERS = "”’」』）》】)]"
_BRACKETS = {"（": "）", "(": ")", "《": "》", "【": "】", "[": "]"}
_REPORTING = "[^。！？，,]{0,6}?(?:说|道|问|答|表示|指出|强调|称)(?:道|说)?[。，,：:]?$"
# Least characters of the lead of a list, with its colon, and of its first clause: a bare label such as 注：
# leads no list. Not measured.
_LEAD, _CLAUSE = 6, 4
# Most characters of a reporting clause (他对记者强调说。) that stays with what it reports. Not measured.
_REPORT = 10
_COLON = re.compile("[：:]")
_EN_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|;(?=\s+\([a-z]\)\s)")
_EN_START = re.compile(r"\s+(?=[\"'“‘(\[]*[A-Z0-9\u00c0-\u00de])")
_EN_WORD = re.compile(r"(\S+)$")


def split(text: str, side: Side) -> list[Piece]:
    """Cut a passage into sentences; ranges leave out the blanks between them.

    Chinese: after 。！？…, with the closing marks behind them, never inside brackets; a list of clauses
    with ； is cut at each, and after the colon that leads it. English: after . ! ? before a capital,
    a digit or an opening quote, but not after abbreviations and initials.
    """
    pieces = _split_zh(text) if side == "zh" else _split_en(text)
    return [p for begin, end, clause in pieces if (p := _trim(text, begin, end, clause))]


def _trim(text: str, begin: int, end: int, clause: bool) -> Piece | None:
    core = text[begin:end]
    begin += len(core) - len(core.lstrip())
    end -= len(core) - len(core.rstrip())
    return (begin, end, clause) if begin < end else None


def _split_zh(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for begin, end in _chinese_sentences(text):
        cuts = _semicolons(text, begin, end)
        bounds = [begin, *_lead(text, begin, cuts), *cuts, end]
        pieces.extend((a, b, bool(cuts)) for a, b in pairwise(bounds))
    return pieces


def _chinese_sentences(text: str) -> list[Span]:
    """Ranges ending with a full stop and what closes it."""
    spans: list[Span] = []
    begin, position = 0, 0
    depths = _depths(text)
    quotes = [0, *accumulate(char == '"' for char in text)]
    while match := _ZH_END.search(text, position):
        end = _closers(text, match.end(), quotes)
        position = end
        bracketed = depths[match.start()] and (
            depths[end - 1] or text[begin:end].lstrip()[0] not in _BRACKETS
        )
        if match[0] in "；;" or bracketed or _goes_on(text, match[0], end):
            continue
        spans.append((begin, end))
        begin = end
    if text[begin:].strip():
        spans.append((begin, len(text)))
    return _attach_reports(text, spans)


def _closers(text: str, end: int, quotes: Sequence[int]) -> int:
    """Past the closing marks behind a full stop; a straight quote closes if one is open."""
    while end < len(text) and (text[end] in _ZH_CLOSERS or (text[end] == '"' and quotes[end] % 2 == 1)):
        end += 1
    return end


def _goes_on(text: str, stop: str, end: int) -> bool:
    """A stop that ends nothing: ``……`` inside a sentence, ``?`` before a comma."""
    return (end < len(text) and text[end] in "，,、；：") or (stop.startswith("…") and end < len(text))


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
    """``“……。”他说。`` is one sentence: a short reporting clause stays with what it reports."""
    result: list[Span] = []
    for begin, end in spans:
        core = text[begin:end].strip()
        quoted = result and text[slice(*result[-1])].rstrip()[-1:] in '”"’」』'
        if quoted and len(core) <= _REPORT and compiled(_REPORTING).match(core):
            result[-1] = (result[-1][0], end)
        else:
            result.append((begin, end))
    return result


def _semicolons(text: str, begin: int, end: int) -> list[int]:
    """Ends of the clauses of a semicolon list, the last one left out."""
    depths = _depths(text[begin:end])
    return [
        match.end()
        for match in _ZH_END.finditer(text, begin, end)
        if match[0] in "；;" and match.end() < end and not depths[match.start() - begin]
    ]


def _lead(text: str, begin: int, cuts: list[int]) -> list[int]:
    """Where the lead of a list ends, if it has one: a colon before the first of at least three clauses."""
    colon = _COLON.search(text, begin, cuts[0]) if len(cuts) > 1 else None
    is_lead = colon and colon.end() - begin >= _LEAD and cuts[0] - colon.end() >= _CLAUSE
    return [colon.end()] if colon and is_lead else []


def _split_en(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    begin, clause = 0, False
    for match in _EN_END.finditer(text):
        is_end = _EN_START.match(text, match.end()) and not _abbreviated(text, begin, match)
        if match[0] == ";" or is_end:
            clause = clause or match[0] == ";"
            pieces.append((begin, match.end(), clause))
            begin = match.end()
    return [*pieces, (begin, len(text), clause)]


@cached()
def _abbreviations() -> frozenset[str]:
    return frozenset(word.lower() for word in table("abbreviations"))


def _abbreviated(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a full stop belongs to an abbreviation, an initial or an enumerator."""
    if stop[0] != ".":
        return False
    word = _EN_WORD.search(text, 0, stop.start())
    if not word:
        return True
    core = word[1].lstrip("(\"'“‘[").lower()
    if core in _abbreviations() or re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", core):
        return core != "i"
    return bool(re.fullmatch(r"\d{1,2}", core)) and not text[begin : word.start(1)].strip()
