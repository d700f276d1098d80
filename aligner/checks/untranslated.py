"""Text left in the other language: Chinese in the English, running English in the Chinese.

Told by script alone: an encoder finds a passage *more* alike when words of the source are left in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.checks.context import TRANSLATED, Check, Context, Issue, say
from aligner.checks.flags import truncate
from aligner.language.tables import table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, Span, overlap

UNTRANSLATED = Issue("untranslated", "accuracy/untranslated")
ASIDE = frozenset(("metadata", "note"))
"""Imprints, addresses and notes keep names in their own script."""

RUN = re.compile(rf"[{HAN_CLASS}](?:[{HAN_CLASS}0-9A-Za-z“”‘’《》、，。；：·—\s]*[{HAN_CLASS}])?")
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]|[“\"「『][^“”\"「」『』]*[”\"」』]")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.]+[A-Za-z][A-Za-z'’-]*){3,}")
WEB = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
# Scores: a stretch of running text; a gloss in brackets or quotation marks. Set by hand; they order findings.
SURE, GLOSS = 0.95, 0.5
# Characters of the stretch that the message shows.
SHOWN = 40


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every stretch left in the wrong script; in brackets or quotes it is a gloss."""
    for side in SIDES:
        find = _han if side == "en" else _latin
        for segment in context.passages(side, TRANSLATED | {"metadata"}, linked=False):
            for span in find(segment.text):
                yield _flag(context, side, segment, span)


def _han(text: str) -> Iterator[Span]:
    """Runs of Chinese characters, punctuation and digits among them included."""
    return (match.span() for match in RUN.finditer(text))


def _latin(text: str) -> Iterator[Span]:
    """Running English of four words or more; names, abbreviations and addresses do not count."""
    addresses = [match.span() for match in WEB.finditer(text)]
    for match in LATIN.finditer(text):
        if _running(match.group()) and not any(overlap(match.span(), span) for span in addresses):
            yield match.span()


def _running(text: str) -> bool:
    """Whether words make a sentence or a phrase: names are capitalised but for their little words."""
    words = re.findall(r"[A-Za-z'’-]+", text)
    small = [word for word in words if word[0].islower()]
    little = set(table("english")["little_words"])
    return len(small) >= 2 and any(word not in little for word in small)


def _glossed(text: str, span: Span) -> bool:
    """Whether the stretch stands whole in brackets or quotation marks beside text of the other script."""
    return any(
        m.start() < span[0] and span[1] < m.end() and m.end() - m.start() < len(text)
        for m in BRACKETS.finditer(text)
    )


def _same_words(context: Context, segment: Segment, words: str) -> tuple[list[Segment], Span | None]:
    """The linked passages, the one that has the same words first, and the place of these in it."""
    partners = list(context.partners(segment))
    for partner in partners:
        at = partner.text.find(words)
        if at >= 0:
            return [partner, *(s for s in partners if s is not partner)], (at, at + len(words))
    return partners, None


def _flag(context: Context, side: Side, segment: Segment, span: Span) -> Flag:
    gloss = _glossed(segment.text, span)
    words = segment.text[slice(*span)]
    partners, partner_span = _same_words(context, segment, words)
    shown = truncate(context.quote(segment, span), SHOWN)
    message = say("untranslated.left", side, words=shown)
    # an error only in running text of the target; a gloss, an imprint or the original is a note
    noted = gloss or segment.kind in ASIDE or side == context.original
    severity: Severity = "neutral" if noted else "major"
    score = GLOSS if gloss else SURE
    return context.flag(UNTRANSLATED, severity, score, message, segment, span, partners, partner_span)


CHECK = Check(
    name="untranslated",
    title=Message(en="untranslated text", zh="未译文字"),
    issues=(UNTRANSLATED,),
    find=check,
)
