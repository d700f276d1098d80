"""Texts on one line, without what tools put around them: line breaks, indents, hidden characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from aligner.exchange.coded_text import CodedText
from aligner.ingest.tracked import Tracked
from aligner.language.look_alikes import INVISIBLE, INVISIBLE_CLASS
from aligner.record.characters import HAN_CLASS

_WRAP = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_CJK = rf"[{HAN_CLASS}\u3000-\u303f\uff00-\uffef]"
_QUOTE = "[“”‘’—…]"
_WRAP_CJK = re.compile(
    rf"(?<={_CJK})[ \t]*[\r\n][ \t\r\n]*(?={_CJK}|{_QUOTE})|(?<={_QUOTE})[ \t]*[\r\n][ \t\r\n]*(?={_CJK})"
)
_HIDDEN = rf"(?:(?![\x00-\x1f\x7f-\x9f])[ {INVISIBLE_CLASS}])+"  # controls stay: XLIFF 2 writes them out
_ENDS = re.compile(rf"\A{_HIDDEN}|{_HIDDEN}\Z")
_WHITE = re.compile(r"\s+")


def clean(text: str) -> str:
    """A text on one line: line breaks and indents that a tool put in are one space, none between Chinese; no
    characters that nobody sees at its ends.
    """
    return _ENDS.sub("", _WRAP.sub(" ", _WRAP_CJK.sub("", text)).replace("\t", " "))


def without_hidden(text: str) -> str:
    """A text without the characters that nobody sees: tools leave them behind, and none is an edit."""
    return INVISIBLE.sub("", text)


def on_one_line(coded: CodedText) -> CodedText:
    """A text with its codes, as `clean` leaves it, and runs of white space as one space."""
    if " ".join(coded.text.split()) == coded.text:
        return coded
    tracked = Tracked.of(coded.text, 0).drop(_WRAP_CJK, "").rewrite(_WHITE, lambda _: (" ",), "").strip()
    codes = []
    for code in coded.codes:
        start, end = (bisect_left(tracked.at, place) for place in code.span)
        codes.append(replace(code, span=(start, end)))
    return CodedText(tracked.text, tuple(codes))
