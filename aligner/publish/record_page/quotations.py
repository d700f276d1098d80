"""The passages of findings as quotations, each with the citation of its own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from markupsafe import Markup

from aligner.card.finding_card import CardPassage, FindingCard
from aligner.i18n.markup import mixed, one_line
from aligner.publish.languages import Interface
from aligner.publish.record_page.citations import TODAY, URL, Citation, citations
from aligner.publish.record_page.view import View
from aligner.record.model import SIDES, Side

Piece = tuple[Markup, str]
"""A stretch of a quotation, and what follows it: ``today``, the anchor of a passage, or nothing."""
_SLOT = re.compile(f"({TODAY}|{URL}#[^\\s{TODAY}]*[^\\s{TODAY}.])")


def quotations(view: View, cards: Iterable[FindingCard], url: str) -> Mapping[str, str]:
    """For some findings of a record, by the addresses of their cards; `url` is the page's, empty if nobody
    knows it.
    """
    forms = {form.side: form for form in citations(view, [view.quoting_style])}
    return {card.address: "\n\n".join(_parts(view, card, forms, url or URL)) for card in cards}


def quotation(view: View, card: FindingCard, url: str, today: date) -> str:
    """One of them as plain text, as somebody reads the page `today`; without an address that nobody knows."""
    text = quotations(view, [card], url)[card.address].replace(TODAY, today.isoformat())
    return re.sub(rf" ?{URL}#\S*", "", text)


def _parts(view: View, card: FindingCard, forms: Mapping[Side, Citation], url: str) -> Iterator[str]:
    for side in SIDES:
        passages = card.texts[side].passages
        if passages:
            text = one_line("".join(_pieces(view, side, passages)))
            yield f"{_quoted(view, text, side)}\n{_cited(view, forms[side], card.texts[side].ids, url)}"


def _pieces(view: View, side: Side, passages: Iterable[CardPassage]) -> Iterator[str]:
    """The passages of one text, with a mark where it goes on in between."""
    position = view.record.alignment.side(side).position
    last = None
    for passage in passages:
        if last is not None:
            is_next = position[passage.id] == last + 1
            yield ("" if side == "zh" else " ") if is_next else view.cited_words(side)("cite_gap")
        last = position[passage.id]
        yield view.convert[side](passage.text)


def _quoted(view: View, text: str, side: Side) -> str:
    """A text in the quotation marks of its language and script, those within it single ones."""
    marks = view.cited_words(side)("cite_marks")
    inner = text.translate(str.maketrans("“「”」", marks[2] * 2 + marks[3] * 2))
    return f"{marks[0]}{inner}{marks[1]}"


def _cited(view: View, form: Citation, ids: Sequence[str], url: str) -> str:
    """Their citation; passages of which different things are to be said are named one after the other."""
    words = view.cited_words(form.language)
    segments = (view.record.alignment.segments[key] for key in ids)
    places = []
    for (roles, speaker), of_role in groupby(segments, key=lambda s: (view.cited_as(s), s.speaker or "")):
        named = [segment.id for segment in of_role]
        at = words("cite_at", n=len(named), passage=words("separator").join(named))
        said = (words(f"cite_{role}", name=view.convert[form.side](speaker)) for role in roles)
        places.append("".join((at, *said)))
    return form.text(url, TODAY, ids[0], words("semicolon").join(places))


def quotation_pieces(text: str, page: Interface) -> tuple[Piece, ...]:
    """A quotation in pieces, as a page shows it."""
    if not text:
        return ()
    parts = _SLOT.split(text)
    slots = (slot.removeprefix(URL) if slot != TODAY else "today" for slot in [*parts[1::2], ""])
    quoted = partial(mixed, lang=page.other_lang)
    lines = (Markup("&#10;").join(map(quoted, part.split("\n"))) for part in parts[::2])
    return tuple(zip(lines, slots, strict=True))
