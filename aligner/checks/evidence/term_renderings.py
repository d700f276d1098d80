"""Which English words render a Chinese term in its context, found from the links and the model alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.checks.context import Context, per_texts
from aligner.checks.evidence.learned import Floats
from aligner.checks.evidence.passages import encoded_words
from aligner.checks.evidence.words import EncodedWords
from aligner.language.dictionary import entries, gloss_keys
from aligner.language.inflection import keys
from aligner.language.reading import Reading
from aligner.language.segmentation import word_spans
from aligner.language.tables import table
from aligner.record.characters import HAN, han_count
from aligner.record.model import PASSAGE_KINDS, Segment, Span, overlap

LOOKED_AT = PASSAGE_KINDS - {"note"}
"""Notes cite terms in other languages."""
# Characters of the shortest word that counts as a term; names may be shorter. Words of two characters are
# mostly ordinary ones, which English puts now so, now so.
SHORTEST = 3
# By how much (cosine) the words of a rendering must be more like the term than like the rest of its passage.
# On the seeds .05 more or less changes no finding; less lists more renderings in `aligner terms`, less
# surely.
SURE = 0.1
# Words of the longest rendering. Names of bodies that are longer are found by five of their words.
WIDEST = 5
# Answers on passages that are kept for the next run of the checks: all of a record of a thousand passages.
PASSAGES = 4096
COUNT = re.compile(
    r"第[一二三四五六七八九十百]+.?|[几数]?[十百千万亿]+[多余]?(?:年|个|名|次|人|[美欧日]?元)?"
)
"""Ordinals and quantities, which are not terms."""


@dataclass(frozen=True, slots=True)
class TermRendering:
    """A Chinese term at one place with the English that stands for it."""

    term: str
    """In Simplified characters, whatever the record is in."""
    english: str
    zh: Segment
    en: Segment
    zh_span: Span
    en_span: Span
    name: bool
    """Whether the dictionary knows the term as a name."""
    written: str = ""
    """The term as the record writes it."""


def term_renderings(context: Context, *, least: int = 2) -> Iterator[TermRendering]:
    """Every term that stands in `least` linked passages or more, with its rendering at each place, term by
    term in reading order; a place where none can be told is left out."""
    by_term: dict[str, list[tuple[Segment, Span, bool]]] = {}
    for segment in context.passages("zh", LOOKED_AT):
        for term, span, name in _unsettled(context, segment):
            by_term.setdefault(term, []).append((segment, span, name))
    for term, places in by_term.items():
        if len({segment.id for segment, _, _ in places}) < least:
            continue
        for segment, span, name in places:
            place = _rendering(context, span, segment, *context.partners(segment))
            if place is not None:
                partner, at = place
                words, written = context.quote(partner, at), context.quote(segment, span)
                yield TermRendering(term, words, segment, partner, span, at, name, written)


@per_texts(PASSAGES)
def _unsettled(context: Context, segment: Segment) -> tuple[tuple[str, Span, bool], ...]:
    """The words of a Chinese passage that may be terms, without those that the glossary settles."""
    reading = context.reading(segment)
    settled = {hit.span for hit in reading.terms}
    return tuple(term for term in _terms(reading) if not any(overlap(term[1], place) for place in settled))


def _terms(reading: Reading) -> Iterator[tuple[str, Span, bool]]:
    """The words of a Chinese text that may be terms: names, and longer words that are not idioms."""
    taken: set[Span] = set()
    for entry in reading.words:
        if entry.names and HAN.search(entry.text):  # letters may be part of others (CP in TCP)
            taken.add(entry.span)
            yield entry.text, entry.span, True
    for span in word_spans(reading.text):
        word = reading.text[slice(*span)]
        if len(word) >= SHORTEST and _nominal(word) and not any(overlap(span, place) for place in taken):
            yield word, span, False


def _nominal(word: str) -> bool:
    """Whether a word names something: neither grammar nor an idiom nor a number."""
    if word in table("function_words")["zh"] or han_count(word) < len(word):
        return False
    if COUNT.fullmatch(word):
        return False
    glosses = " ".join(entry.glosses for entry in entries(word)).lower()
    return "idiom" not in glosses and not re.match(r"to |in |on |at |not ", glosses)


@per_texts(PASSAGES)
def _rendering(
    context: Context, span: Span, segment: Segment, *partners: Segment
) -> tuple[Segment, Span] | None:
    """The English of a term at one place: words of a linked passage (one of the `partners`) that are more
    like it than anything else of its passage is."""
    chinese = encoded_words(context, segment)
    if chinese is None:
        return None
    best: tuple[float, Segment, Span] | None = None
    rows, directions = chinese.rows_in(span), chinese.directions
    for partner in partners:
        english = encoded_words(context, partner) if partner.kind in LOOKED_AT else None
        stretch = _stretch(english, directions @ english.directions.T, rows) if english else None
        if stretch and (best is None or stretch[0] > best[0]):
            best = (stretch[0], partner, stretch[1])
    return best[1:] if best else None


def _stretch(english: EncodedWords, alike: Floats, rows: list[int]) -> tuple[float, Span] | None:
    """The words of an English text whose best counterpart lies in the rows, side by side, and how much more
    alike they are; None if unsure."""
    outside = [n for n in range(len(alike)) if n not in rows]
    if not rows or not outside:
        return None
    lead = alike[rows].max(0) - alike[outside].max(0)
    good = [n for n, word in enumerate(english.words) if word.kind in ("content", "name") and lead[n] > 0]
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
    return float(lead[core]), (english.words[first].span[0], english.words[last].span[1])


def same_rendering(a: TermRendering, b: TermRendering) -> bool:
    """Whether two renderings of a term share a word, or are both what the dictionary says."""
    a_keys, b_keys = keys(a.english), keys(b.english)
    if a_keys & b_keys or any(x[:4] == y[:4] for x in a_keys for y in b_keys):
        return True
    glosses = gloss_keys(a.term)
    return bool(glosses & a_keys and glosses & b_keys)
