"""What the renderings of many records say together: terms that the glossary might take up, and terms that one
record renders otherwise than another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aligner.checks.evidence.term_renderings import TermRendering, same_rendering
from aligner.language.inflection import keys
from aligner.language.names.in_text import territories
from aligner.record.glossary import Glossary, TermKind


@dataclass(frozen=True, slots=True)
class EnglishUse:
    """One way to render a term, in its usual spelling."""

    english: str
    times: int


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """A term that the glossary might take up."""

    term: str
    kind: TermKind
    times: int
    """Places where it stands with a rendering that can be told."""
    uses: tuple[EnglishUse, ...]
    """Its renderings, the most frequent first; never empty. Inflections, and parts of a longer rendering,
    count with it."""
    records: tuple[str, ...]
    """The records it occurs in."""
    taken: str = ""
    """The glossary's Chinese term for which the usual rendering stands already; empty for none."""


def term_candidates(
    renderings: Mapping[str, Sequence[TermRendering]], glossary: Glossary | None = None, *, least: int = 3
) -> list[TermCandidate]:
    """Terms that occur in at least `least` places, the most frequent first; `renderings` by record.
    Countries need no glossary."""
    english = {
        rendering.casefold(): term.zh.required[0]
        for term in (glossary or Glossary())
        for rendering in term.en.accepted
    }
    result = []
    for term, places in _by_term(renderings).items():
        if len(places) < least or term in territories():
            continue
        uses = _uses([place for _, place in places])
        result.append(
            TermCandidate(
                _usual_writing(places),
                "name" if any(place.name for _, place in places) else "term",
                len(places),
                uses,
                tuple(dict.fromkeys(record for record, _ in places)),
                english.get(uses[0].english.casefold(), ""),
            )
        )
    return sorted(result, key=lambda candidate: (-candidate.times, candidate.term))


def rendered_apart(
    renderings: Mapping[str, Sequence[TermRendering]],
) -> dict[str, list[tuple[str, TermRendering]]]:
    """Terms that different records render in words that have nothing in common, with all their places
    (record, rendering); by term, in order."""
    return {
        _usual_writing(places): places
        for _, places in sorted(_by_term(renderings).items())
        if any(r != s and not same_rendering(a, b) for r, a in places for s, b in places)
    }


def _by_term(renderings: Mapping[str, Sequence[TermRendering]]) -> dict[str, list[tuple[str, TermRendering]]]:
    terms: dict[str, list[tuple[str, TermRendering]]] = {}
    for record, places in renderings.items():
        for place in places:
            terms.setdefault(place.term, []).append((record, place))
    return terms


def _usual_writing(places: Sequence[tuple[str, TermRendering]]) -> str:
    """How the records write a term most often."""
    return Counter(place.written or place.term for _, place in places).most_common(1)[0][0]


def _uses(places: Sequence[TermRendering]) -> tuple[EnglishUse, ...]:
    """Renderings by their words: spellings and inflections together, each part with the whole."""
    spelt = Counter(place.english for place in places)
    often = sorted(spelt, key=lambda english: (-spelt[english], -english.count(" "), english.swapcase()))
    groups: list[tuple[str, frozenset[str], int]] = []
    for english in often:
        words = keys(english)
        whole = next((n for n, (_, longer, _) in enumerate(groups) if words <= longer), None)
        if whole is None:
            groups.append((english, words, spelt[english]))
        else:
            usual, longer, times = groups[whole]
            groups[whole] = usual, longer, times + spelt[english]
    groups.sort(key=lambda group: -group[2])
    return tuple(EnglishUse(english, times) for english, _, times in groups)
