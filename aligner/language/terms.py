"""Finds glossary terms and names in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from os.path import commonprefix
from typing import Literal

from aligner.language.dictionary import gloss_keys, words
from aligner.language.inflection import WORD, all_forms, inflected, key
from aligner.language.segmentation import word_spans
from aligner.language.shadow import shadow
from aligner.language.tables import table
from aligner.record.glossary import Glossary, Term
from aligner.record.model import Side, Span, overlap

Standing = Literal["required", "admitted", "forbidden"]
STANDINGS: tuple[Standing, ...] = ("required", "admitted", "forbidden")
GAP = r"[\s\u00a0‐-–-]*"
JOINT = re.compile(r"[\s‐-–-]+")
_TORN = ("部门", "部队", "部分")
"""Words that both cut in two behind the name of a ministry: 教育部门 is no 教育部."""
APART = r",?[\s\u00a0‐-–-]+"


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term met in a text."""

    term: Term
    standing: Standing
    """Which of its lists the rendering is from."""
    rendering: str
    """As the glossary writes it."""
    span: Span


def find_terms(glossary: Glossary, text: str, side: Side, *, nested: bool = False) -> list[TermHit]:
    """The terms of a text in reading order, whichever script it and the glossary are in.

    Case, hyphens and spaces, inflection and the adjective in -n do not matter; abbreviations keep their
    capitals. A Chinese term is made of whole words: 人民 does not stand in 人民币. Where renderings overlap,
    the longest is meant; `nested` gives those inside it, and inside other words, as well.
    """
    read = shadow(text)
    folded = read.text.casefold()
    hits = [
        TermHit(term, standing, rendering, read.place(match.span()))
        for term, standing, rendering, beginning, pattern in _patterns(glossary, side)
        if beginning in folded
        for match in pattern.finditer(read.text)
        if nested or side == "en" or _whole(read.text, match.span(), term)
        if _in_context(term, read.text)
    ]
    if nested:
        return sorted(hits, key=lambda hit: hit.span)
    hits.sort(key=lambda hit: (hit.span[0] - hit.span[1], hit.span[0]))
    kept: list[TermHit] = []
    for hit in hits:
        if not any(overlap(hit.span, other.span) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.span)


def _whole(text: str, span: Span, term: Term) -> bool:
    """Whether a term in a Chinese text is made of whole words, by the dictionary or by jieba's."""
    if text[span[1] - 1 : span[1] + 1] in _TORN:
        return False
    divisions = ((at for _, at in words(text)), word_spans(text))  # the second is a second's loading
    return any(not any(_cuts(text, span, word, term) for word in division) for division in divisions)


def _cuts(text: str, span: Span, word: Span, term: Term) -> bool:
    """Whether a stretch tears a word, which a name may, or is a part of one that means something else."""
    if not overlap(span, word) or (span[0] <= word[0] and word[1] <= span[1]):
        return False
    if word[0] <= span[0] and span[1] <= word[1]:
        meanings = gloss_keys(text[slice(*word)])
        return not any(_content_keys(rendering) <= meanings for rendering in term.en.accepted)
    return term.kind != "name"


def _content_keys(rendering: str) -> frozenset[str]:
    function = table("function_words")["en"]
    return frozenset(key(word) for word in WORD.findall(rendering) if word.lower() not in function)


def _in_context(term: Term, text: str) -> bool:
    """Whether a term that is only meant near other words stands near one of them."""
    return not term.near or any(rendering_pattern(word).search(text) for word in term.near)


@lru_cache(maxsize=8)
def _patterns(glossary: Glossary, side: Side) -> tuple[tuple[Term, Standing, str, str, re.Pattern[str]], ...]:
    """Every rendering with what all it matches begins with, case folded, and its pattern."""
    return tuple(
        (term, standing, rendering, _beginning(rendering), rendering_pattern(rendering))
        for term in glossary
        for standing in STANDINGS
        for rendering in getattr(term.side(side), standing)
    )


def _beginning(rendering: str) -> str:
    """What any form of a rendering begins with, case folded: a quick look for it spares most texts the
    pattern."""
    word = next((word for word in JOINT.split(shadow(rendering).text) if word), "")
    if not re.search("[A-Za-z]", word):
        return word[:1].casefold()
    common: str = commonprefix([form.casefold() for form in all_forms(word)])  # noqa: RUF071 - of letters
    return common.partition("'")[0]


@lru_cache(maxsize=4096)
def rendering_pattern(rendering: str) -> re.Pattern[str]:
    """A rendering, or a name, as a pattern for shadows: Latin words inflect and join, Chinese may have blanks
    in it."""
    rendering = shadow(rendering).text
    if not re.search(r"[A-Za-z]", rendering):
        return re.compile(r"\s*".join(map(re.escape, rendering.replace(" ", ""))))
    words = [word for word in JOINT.split(rendering) if word]
    # words that a hyphen joins may also be written as one
    gaps = ("", *(APART if joint.isspace() else GAP for joint in JOINT.findall(rendering)))
    body = "".join(gap + inflected(word) for gap, word in zip(gaps, words, strict=False))
    abbreviation = len(words) == 1 and len(re.findall(r"[A-Z]", rendering)) >= 2
    return re.compile(rf"(?<![A-Za-z0-9]){body}(?![A-Za-z0-9])", 0 if abbreviation else re.IGNORECASE)
