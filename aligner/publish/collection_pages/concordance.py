"""Where the terms of the glossary and the names of a record occur, each with its words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aligner.card.finding_card import CardVerdict
from aligner.language.shadow import shadow
from aligner.language.terms import find_terms, rendering_pattern
from aligner.publish.layout.plan import PagePlan
from aligner.record.characters import HAN
from aligner.record.config import Party
from aligner.record.glossary import Glossary, Term
from aligner.record.model import SIDES, Both, Segment, Side, Span, other

# Characters shown on each side of a term: enough to see how it is used. With more, the page of a common term
# grows; Chinese needs fewer than half as many as English. Chosen, not measured.
AROUND = {"zh": 18, "en": 50}


@dataclass(frozen=True, slots=True)
class TermContext:
    """A stretch of a passage, with the term in it if it is there."""

    segment: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class Occurrence(Both[TermContext | None]):
    """A term in one text and what stands for it in the other; at least one of the two holds it."""

    zh: TermContext | None = None
    en: TermContext | None = None
    finding: str = ""
    """Where one is None: the address of the finding that compares the passage with the text it stands for."""
    is_found: bool = False
    """Where one is None: whether a reader found the passage in that text, though no link says so."""
    verdict: CardVerdict | None = None
    """Where one is None: what a person decided of the passage; None where only the program found nothing."""


def slugs(glossary: Glossary) -> tuple[str, ...]:
    """The address of each term's page, from its English name; namesakes are told apart by number."""
    seen: dict[str, int] = {}
    addresses = []
    for term in glossary:
        plain = re.sub(r"[^a-z0-9]+", "-", term.en.required[0].lower()).strip("-") or "term"
        seen[plain] = seen.get(plain, 0) + 1
        addresses.append(plain if seen[plain] == 1 else f"{plain}-{seen[plain]}")
    return tuple(addresses)


def occurrences(plan: PagePlan, glossary: Glossary) -> dict[int, list[Occurrence]]:
    """For each term that the record holds, by its number in the glossary: its occurrences in order."""
    places = {side: _places(plan, glossary, side) for side in SIDES}
    return {
        number: list(_rows(plan, {side: places[side].get(term, {}) for side in SIDES}))
        for number, term in enumerate(glossary)
        if any(term in places[side] for side in SIDES)
    }


def _places(plan: PagePlan, glossary: Glossary, side: Side) -> Mapping[Term, Mapping[str, Span]]:
    """Where the passages of a text, by id, have each term first; also inside longer terms."""
    places: dict[Term, dict[str, Span]] = {}
    for segment in plan.record.alignment.side(side):
        for hit in find_terms(glossary, segment.shown, side, nested=True):
            places.setdefault(hit.term, {}).setdefault(segment.id, hit.span)
    return places


def _rows(plan: PagePlan, places: Mapping[Side, Mapping[str, Span]]) -> Iterator[Occurrence]:
    """Passages of the leading text first, then those of the other that no row has named."""
    named: set[str] = set()
    for side in (plan.lead, other(plan.lead)):
        for segment in plan.record.alignment.side(side):
            if segment.id not in places[side] or segment.id in named:
                continue
            partner = _beside(other(side), plan.counterparts(segment.id, side), places[other(side)])
            named |= {segment.id} | ({partner.segment} if partner and partner.hit else set())
            context = _context(side, segment, places[side][segment.id])
            both = (context, partner) if side == "zh" else (partner, context)
            notes = () if partner else plan.discussed.get(segment.id, ())
            finding = plan.notes[notes[0] - 1].card.address if notes else ""
            verdict = None if partner else plan.settled(segment.id)
            is_found = segment.id in plan.record.resolved.proposed
            yield Occurrence(zh=both[0], en=both[1], finding=finding, is_found=is_found, verdict=verdict)


def _beside(side: Side, segments: Sequence[Segment], places: Mapping[str, Span]) -> TermContext | None:
    """The first counterpart that holds the term too; without one the beginning of the first counterpart."""
    for segment in segments:
        if segment.id in places:
            return _context(side, segment, places[segment.id])
    if not segments:
        return None
    first, most = segments[0], 2 * AROUND[side]
    return TermContext(first.id, first.shown[:most] + "…" * (len(first.shown) > most), "", "")


def _context(side: Side, segment: Segment, span: Span) -> TermContext:
    around, text = AROUND[side], segment.shown
    start, end = max(0, span[0] - around), min(len(text), span[1] + around)
    if side == "en":
        start = text.rfind(" ", 0, start) + 1 if start else 0
        cut = text.find(" ", end)
        end = cut if cut >= 0 else len(text)
    before = "…" * (start > 0) + text[start : span[0]]
    after = text[span[1] : end] + "…" * (end < len(text))
    return TermContext(segment.id, before, text[span[0] : span[1]], after)


def mentions(plan: PagePlan, parties: Iterable[Party]) -> list[dict[Side, tuple[str, ...]]]:
    """For each person or organisation the passages of both texts that name it."""
    return [{side: _named(plan, side, party) for side in SIDES} for party in parties]


def _named(plan: PagePlan, side: Side, party: Party) -> tuple[str, ...]:
    forms = (party.names.zh, party.names.en, *party.aliases)
    patterns = [rendering_pattern(f) for f in forms if bool(HAN.search(f)) == (side == "zh")]
    document = plan.record.alignment.side(side)
    return tuple(s.id for s in document if any(pattern.search(shadow(s.shown).text) for pattern in patterns))
