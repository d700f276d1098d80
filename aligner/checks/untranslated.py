"""Text left in the other language: Chinese in the English, running English in the Chinese.

Told by script alone: an encoder finds a passage *more* alike when words of the source are left in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.checks.context import Context
from aligner.checks.flags import NAMES, START, opening
from aligner.language.tables import table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, Span, other

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "untranslated", "accuracy/untranslated"
SKIPPED = frozenset(("reference",))
"""References are cited in the language they were published in."""
ASIDE = frozenset(("metadata", "note"))
"""Imprints, addresses and notes keep names in their own script."""

RUN = re.compile(rf"[{HAN_CLASS}](?:[{HAN_CLASS}0-9A-Za-z“”‘’《》、，。；：·—\s]*[{HAN_CLASS}])?")
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]|[“\"「『][^“”\"「」『』]*[”\"」』]")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.]+[A-Za-z][A-Za-z'’-]*){3,}")
WEB = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
SURE, GLOSS = 0.95, 0.5


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every stretch left in the wrong script; in brackets or quotes it is a gloss."""
    for side in SIDES:
        find = _han if side == "en" else _latin
        for segment in context.document(side):
            if segment.kind not in SKIPPED:
                for span in find(segment.text):
                    yield _flag(context, side, segment, span)


def _han(text: str) -> Iterator[Span]:
    """Runs of Chinese characters, punctuation and digits among them included."""
    return (match.span() for match in RUN.finditer(text))


def _latin(text: str) -> Iterator[Span]:
    """Running English of four words or more; names, abbreviations and addresses are none."""
    addresses = [match.span() for match in WEB.finditer(text)]
    for match in LATIN.finditer(text):
        if _running(match.group()) and not any(_overlap(match.span(), span) for span in addresses):
            yield match.span()


def _running(text: str) -> bool:
    """Whether words make a sentence or a phrase: names are capitalised but for their little words."""
    words = re.findall(r"[A-Za-z'’-]+", text)
    small = [word for word in words if word[0].islower()]
    little = set(table("english")["little_words"])
    return len(small) >= 2 and any(word not in little for word in small)


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _glossed(text: str, span: Span) -> bool:
    """Whether the stretch stands whole in brackets or quotation marks beside text of the other script."""
    return any(
        m.start() < span[0] and span[1] < m.end() and m.end() - m.start() < len(text)
        for m in BRACKETS.finditer(text)
    )


def _severity(context: Context, side: Side, segment: Segment, gloss: bool) -> Severity:
    """An error only in running text of the target; a gloss, an imprint, the original are worth a look."""
    if gloss or segment.kind in ASIDE or side == context.original:
        return "neutral"
    return "major"


def _same(context: Context, segment: Segment, words: str) -> tuple[tuple[str, ...], Span | None]:
    """The linked passages, the one that has the same words first, and the place of these in it."""
    partners = context.partners.get(segment.id, ())
    for partner in context.segments(partners):
        at = partner.text.find(words)
        if at >= 0:
            return (partner.id, *(i for i in partners if i != partner.id)), (at, at + len(words))
    return partners, None


def _flag(context: Context, side: Side, segment: Segment, span: Span) -> Flag:
    gloss = _glossed(segment.text, span)
    words = segment.text[slice(*span)]
    partners, there = _same(context, segment, words)
    left = opening(words, 40)
    name, rest = NAMES[side], NAMES[other(side)]
    tongue = "Chinese" if side == "en" else "English"
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity=_severity(context, side, segment, gloss),
        zh=(segment.id,) if side == "zh" else partners,
        en=(segment.id,) if side == "en" else partners,
        zh_span=span if side == "zh" else there,
        en_span=span if side == "en" else there,
        score=GLOSS if gloss else SURE,
        message=Message(
            en=f"{START[side]} still has {tongue} in it: “{left}”.",
            zh=f"{name.zh}里留有{rest.zh}：“{left}”。",
        ),
    )
