"""Terms of the glossary in the passages that are marked, and in those around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.language.dictionary import words
from aligner.language.segmentation import word_spans
from aligner.language.terms import TermHit, find_terms
from aligner.record.glossary import Glossary, Term
from aligner.record.model import SIDES, Alignment, Both, Side

# Passages before and after those that are marked whose terms are shown as well: a term that is explained or
# rendered otherwise nearby mostly stands in the next sentence. Chosen, not measured.
_AROUND = 2
# Passages that are searched: a screenful. Chosen, not measured.
_MANY = 40


@dataclass(frozen=True, slots=True)
class TermBeside(Both[tuple[str, ...]]):
    """A term, and how the passages render it."""

    term: Term
    zh: tuple[str, ...]
    """As the marked Chinese passages have it, each way once; of a term nearby, as the passages there do."""
    en: tuple[str, ...]
    forbidden: frozenset[str] = frozenset()
    """Those of them that the glossary forbids."""


def load_dictionaries() -> None:
    """Read what tells Chinese words apart: a second, which nobody should wait for at the first key."""
    for divide in (words, word_spans):
        divide("中文")


def terms_beside(
    glossary: Glossary, alignment: Alignment, zh: Sequence[str], en: Sequence[str]
) -> tuple[list[TermBeside], list[TermBeside]]:
    """The terms of some passages, and those that stand only in the passages around them."""
    marked: dict[Side, Sequence[str]] = {"zh": zh[:_MANY], "en": en[:_MANY]}
    here = _gathered(glossary, alignment, marked)
    near = _gathered(glossary, alignment, {side: _around(alignment, side, marked[side]) for side in SIDES})
    known = {beside.term for beside in here}
    return here, [beside for beside in near if beside.term not in known]


def _around(alignment: Alignment, side: Side, keys: Sequence[str]) -> list[str]:
    document = alignment.side(side)
    places = {document.position[key] for key in keys}
    near = {place + step for place in places for step in range(-_AROUND, _AROUND + 1)} - places
    return [document.segments[place].id for place in sorted(near) if 0 <= place < len(document)]


def _gathered(
    glossary: Glossary, alignment: Alignment, passages: dict[Side, Sequence[str]] | dict[Side, list[str]]
) -> list[TermBeside]:
    """By the first place of each term, the Chinese side first."""
    found: dict[Term, dict[str, dict[str, str]]] = {}
    for side in SIDES:
        for text, hit in _hits(glossary, alignment, side, passages[side]):
            found.setdefault(hit.term, {"zh": {}, "en": {}})[side][text] = hit.standing
    return [
        TermBeside(
            term,
            tuple(said["zh"]),
            tuple(said["en"]),
            frozenset(text for side in SIDES for text, how in said[side].items() if how == "forbidden"),
        )
        for term, said in found.items()
    ]


def _hits(
    glossary: Glossary, alignment: Alignment, side: Side, keys: Sequence[str]
) -> Iterator[tuple[str, TermHit]]:
    for key in keys:
        text = alignment.segments[key].shown
        for hit in find_terms(glossary, text, side):
            yield text[slice(*hit.span)], hit
