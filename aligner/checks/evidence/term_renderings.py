"""Which English words render a Chinese term where it stands, found from the links and the model alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.checks.context import Context
from aligner.checks.evidence.learned import Floats
from aligner.checks.evidence.unanswered import directed
from aligner.checks.evidence.words import Unit
from aligner.language.dictionary import entries, gloss_keys, keys
from aligner.language.names.chinese import names
from aligner.language.segmentation import word_spans
from aligner.language.tables import table
from aligner.language.terms import find_terms
from aligner.record.characters import han_count
from aligner.record.model import Segment, Span

__all__ = ["Rendering", "renderings", "same"]

SKIPPED = frozenset(("reference", "metadata", "heading", "caption", "note"))
SHORTEST = 3
"""Characters of the shortest word that counts as a term; names may be shorter."""
SURE = 0.1
"""By how much the words of a rendering must be more like the term than like the rest of its passage."""
WIDEST = 5
"""Words of the longest rendering."""
COUNT = re.compile(
    r"第[一二三四五六七八九十百]+.?|[几数]?[十百千万亿]+[多余]?(?:年|个|名|次|人|[美欧日]?元)?"
)
"""Ordinals and quantities, which are no terms."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A Chinese term at one place with the English that stands for it."""

    term: str
    english: str
    zh: Segment
    en: Segment
    zh_span: Span
    en_span: Span
    name: bool
    """Whether the dictionary knows the term as a name."""


def renderings(context: Context, *, least: int = 2) -> Iterator[Rendering]:
    """Every term that stands in `least` linked passages or more, with its rendering at each place, term by
    term in reading order; a place where none can be told is left out."""
    places: dict[str, list[tuple[Segment, Span, bool]]] = {}
    for segment in context.zh:
        if segment.kind in SKIPPED or not context.linked(segment):
            continue
        known = {span for hit in find_terms(context.glossary, segment.text, "zh") for span in (hit.span,)}
        for term, span, name in _terms(segment.text):
            if not any(a < span[1] and span[0] < b for a, b in known):  # the glossary settles those
                places.setdefault(term, []).append((segment, span, name))
    for term, found in places.items():
        if len({segment.id for segment, _, _ in found}) < least:
            continue
        for segment, span, name in found:
            rendering = _rendered(context, term, segment, span, name)
            if rendering is not None:
                yield rendering


def _terms(text: str) -> Iterator[tuple[str, Span, bool]]:
    """The words of a Chinese text that may be terms: names, and longer words that are no idioms."""
    taken: set[Span] = set()
    for name in names(text):
        taken.add(name.span)
        yield name.text, name.span, True
    for start, end in word_spans(text):
        word = text[start:end]
        if end - start >= SHORTEST and _nominal(word) and not any(a < end and start < b for a, b in taken):
            yield word, (start, end), False


def _nominal(word: str) -> bool:
    """Whether a word names something: neither grammar nor an idiom nor a number."""
    if word in table("function_words")["zh"] or han_count(word) < len(word):
        return False
    if COUNT.fullmatch(word):
        return False
    glosses = " ".join(entry.glosses for entry in entries(word)).lower()
    return "idiom" not in glosses and not re.match(r"to |in |on |at |not ", glosses)


def _rendered(context: Context, term: str, segment: Segment, span: Span, name: bool) -> Rendering | None:
    """The English of a term at one place: words of a linked passage that are more like it than anything else
    of its passage is."""
    best: tuple[float, Segment, Span] | None = None
    own = context.encoded.get(segment.id)
    if own is None:
        return None
    mine, states = directed(segment.text, own)
    rows = [n for n, unit in enumerate(mine) if unit.span[0] < span[1] and span[0] < unit.span[1]]
    for partner in context.segments(context.partners[segment.id]):
        other = context.encoded.get(partner.id)
        if other is None or partner.kind in SKIPPED or not len(other.tokens):
            continue
        theirs, there = directed(partner.text, other)
        alike = states @ there.T
        found = _stretch(theirs, alike, rows)
        if found and (best is None or found[0] > best[0]):
            best = (found[0], partner, found[1])
    if best is None:
        return None
    _, partner, place = best
    return Rendering(term, partner.text[slice(*place)], segment, partner, span, place, name)


def _stretch(theirs: list[Unit], alike: Floats, rows: list[int]) -> tuple[float, Span] | None:
    """The words of an English text whose best counterpart lies in the rows, side by side; None if unsure."""
    rest = [n for n in range(len(alike)) if n not in rows]
    if not rows or not rest:
        return None
    lead = alike[rows].max(0) - alike[rest].max(0)
    good = [n for n, unit in enumerate(theirs) if unit.kind in ("content", "name") and lead[n] > 0]
    if not good:
        return None
    core = max(good, key=lambda n: lead[n])
    if lead[core] < SURE:
        return None
    first = last = core
    while first - 1 in good and last - first + 1 < WIDEST:
        first -= 1
    while last + 1 in good and last - first + 1 < WIDEST:
        last += 1
    return float(lead[core]), (theirs[first].span[0], theirs[last].span[1])


def same(a: Rendering, b: Rendering) -> bool:
    """Whether two renderings of a term share a word, or are both what the dictionary says."""
    mine, theirs = keys(a.english), keys(b.english)
    if mine & theirs or any(x[:4] == y[:4] for x in mine for y in theirs):
        return True
    known = gloss_keys(a.term)
    return bool(known & mine and known & theirs)
