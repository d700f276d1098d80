"""The shadow of a text: what all that searches, counts and compares reads in its place.

It has Simplified characters for Traditional ones, common characters for those that look like them, and
nothing that cannot be seen; every place in it leads back to the text. So tables, patterns and number grammar
are written once, and people are shown the text as it stands.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aligner.language.look_alikes import INVISIBLE, INVISIBLE_CLASS, PRIVATE, any_of, written_out
from aligner.language.scripts import simplified
from aligner.language.tables import cached
from aligner.record.model import Document, Segment, Span

_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_THOUSANDS = r"(?<=\d)['’](?=\d{3}(?!\d))"
"""The mark that Switzerland sets between thousands: 12’000."""
_SPELT_OUT = re.compile(f"{_ENTITY}|{_THOUSANDS}")


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text, and what is read in its place."""

    source: str
    text: str
    places: tuple[Span, ...] = ()
    """Where each character of `text` comes from; empty where each stands in the place of its source."""

    def place(self, span: Span) -> Span:
        """The range of the source that a range of the shadow stands for."""
        start, end = span
        if not self.places:
            return span
        if start < end:
            return self.places[start][0], self.places[end - 1][1]
        at = self.places[start][0] if start < len(self.places) else len(self.source)
        return at, at

    def quote(self, span: Span) -> str:
        """What the source has there."""
        return self.source[slice(*self.place(span))]


@lru_cache(maxsize=8192)
def shadow(text: str) -> Shadow:
    """The shadow of a text of either language; of most it is the text itself."""
    common = _in_common_characters(text)
    return replace(common, text=simplified(common.text))


def _in_common_characters(text: str) -> Shadow:
    """The shadow of a text that keeps its script."""
    if _telling().isdisjoint(text) and not _SPELT_OUT.search(text):
        return Shadow(text, text)
    pieces: list[str] = []
    places: list[Span] = []
    copied = 0
    for match in _unusual().finditer(text):
        form = _form(match)
        places += ((at, at + 1) for at in range(copied, match.start()))
        places += [match.span()] * len(form)
        pieces += [text[copied : match.start()], form]
        copied = match.end()
    places += ((at, at + 1) for at in range(copied, len(text)))
    return Shadow(text, "".join((*pieces, text[copied:])), tuple(places))


def shadow_document(document: Document) -> Document:
    """A document of which every text is its shadow."""
    return replace(document, segments=tuple(map(_shadow_segment, document)))


def _shadow_segment(segment: Segment) -> Segment:
    return replace(
        segment,
        text=shadow(segment.text).text,
        section=tuple(shadow(heading).text for heading in segment.section),
        speaker=shadow(segment.speaker).text if segment.speaker else segment.speaker,
    )


@cached()
def _unusual() -> re.Pattern[str]:
    """Everything that a shadow has in another form or not at all."""
    others = f"[{any_of(written_out())}]"
    return re.compile(f"{INVISIBLE.pattern}|[{PRIVATE}]|{others}|{_SPELT_OUT.pattern}")


@cached()
def _telling() -> frozenset[str]:
    """Characters that a shadow has in another form or not at all: most texts have none, and sets are fast."""
    characters = "".join(map(chr, range(0xD800))) + "".join(map(chr, range(0xE000, 0x10000)))
    odd = re.findall(f"[{INVISIBLE_CLASS}{PRIVATE}\u200d\ufe00-\ufe0f]", characters)
    selectors = map(chr, range(0xE0100, 0xE01F0))
    return frozenset((*odd, *selectors, *written_out()))


def _form(match: re.Match[str]) -> str:
    """What stands in the shadow for an unusual piece of a text."""
    piece = match[0]
    if piece in "'’":
        return ","
    if piece.startswith("&"):
        return _unescaped(piece)
    form = written_out().get(piece, "")
    fraction_behind_digit = "/" in form and match.string[: match.start()][-1:].isdigit()
    return f" {form}" if fraction_behind_digit else form


def _unescaped(entity: str) -> str:
    character = html.unescape(entity)
    if character == entity:
        return entity
    return "" if INVISIBLE.fullmatch(character) else written_out().get(character, character)
