"""Finds glossary terms and names in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from aligner.language.inflection import inflected
from aligner.language.shadow import shadow
from aligner.record.glossary import Glossary, Term
from aligner.record.model import Side, Span, overlap

Standing = Literal["required", "admitted", "forbidden"]
STANDINGS: tuple[Standing, ...] = ("required", "admitted", "forbidden")
GAP = r"[\s\u00a0‐-–-]*"
JOINT = re.compile(r"[\s‐-–-]+")
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

    Case, hyphens and spaces, the plural and the adjective in -n do not matter; abbreviations keep their
    capitals. Where renderings overlap, the longest is meant; `nested` gives those inside it as well.
    """
    read = shadow(text)
    hits = [
        TermHit(term, standing, rendering, read.place(match.span()))
        for term, standing, rendering, pattern in _patterns(glossary, side)
        for match in pattern.finditer(read.text)
    ]
    if nested:
        return sorted(hits, key=lambda hit: hit.span)
    hits.sort(key=lambda hit: (hit.span[0] - hit.span[1], hit.span[0]))
    kept: list[TermHit] = []
    for hit in hits:
        if not any(overlap(hit.span, other.span) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.span)


@lru_cache(maxsize=8)
def _patterns(glossary: Glossary, side: Side) -> tuple[tuple[Term, Standing, str, re.Pattern[str]], ...]:
    return tuple(
        (term, standing, rendering, rendering_pattern(rendering))
        for term in glossary
        for standing in STANDINGS
        for rendering in getattr(term.side(side), standing)
    )


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
