"""Stretches of a passage that are known to be answered, whatever the model finds: terms of the glossary,
numbers and names that the other side has as well, titles, and abbreviations of what stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aligner.checks.context import Context
from aligner.checks.evidence.unanswered import WordEvidence, answered_figures
from aligner.language.clauses import TITLE
from aligner.language.free_renderings import rendered_freely
from aligner.language.name_matching import rendered_names
from aligner.language.names.in_text import spelt_out
from aligner.language.names.persons import likeness_of_person
from aligner.language.numbers.quantity import carried
from aligner.language.reading import Reading
from aligner.record.model import Segment, Span

# Log odds of a word that is known to be answered, as of a text without words: 1 in 3,000.
ANSWERED = -8.0
# Likeness from which a person's name is taken for rendered. Of names of other passages 5 % are as alike.
ALIKE = 0.8
# Characters of the shortest Chinese word that is an idiom.
IDIOM = 3
SPELT_OUT = re.compile(r"(?:\b(?:[A-Z][\w’'-]*|and|of|for|on|in|the|&)\s+)+$")
CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")
IN_BRACKETS = re.compile(r"[(（]([A-Z][A-Za-z0-9]{1,9})[)）]")


def known_evidence(
    context: Context, segment: Segment, evidence: WordEvidence, seeds: Sequence[int]
) -> WordEvidence:
    """The `word_evidence` of a segment with what is known to be answered taken out; nothing more is looked up
    once that leaves none of the words `seeds`."""
    rows: set[int] = set()
    for spans in _answered(context, segment):
        rows.update(evidence.rows_in(list(spans)))
        if rows.issuperset(seeds):
            break
    odds, merged, known = evidence.odds.copy(), evidence.merged.copy(), sorted(rows)
    odds[known] = merged[known] = ANSWERED
    return replace(evidence, odds=odds, merged=merged)


def _answered(context: Context, segment: Segment) -> Iterator[Iterator[Span]]:
    """The stretches of a linked segment that its linked passages are known to have, kind after kind."""
    passage, across = context.reading(segment), context.reading(*context.partners(segment))
    yield _numbers(passage, across)
    yield _terms(passage, across)
    yield _abbreviations(passage, across)
    yield _turns(passage)
    if passage.side == "zh":
        yield (span for span, rendered in rendered_names(passage, across.text) if rendered)
        yield _titles(passage, across)
        yield _persons(passage, across)


def _terms(passage: Reading, across: Reading) -> Iterator[Span]:
    """Terms of the glossary."""
    terms = {hit.term for hit in across.nested_terms}
    for hit in passage.nested_terms:
        if hit.term in terms or (passage.side == "zh" and rendered_freely(hit.term, across.text)):
            yield hit.span


def _numbers(passage: Reading, across: Reading) -> Iterator[Span]:
    """Figures that both give, with the words that go with them, and words that stand in for a number."""
    yield from answered_figures(passage, across)
    weak = (quantity for quantity in passage.quantities if quantity.strength == "weak")
    yield from (quantity.span for quantity in weak if carried(quantity, across.quantities))


def _titles(passage: Reading, across: Reading) -> Iterator[Span]:
    """Titles of a Chinese text, which English renders as it likes."""
    if across.phrases or "“" in across.text:
        yield from (match.span() for match in TITLE.finditer(passage.text))


def _persons(passage: Reading, across: Reading) -> Iterator[Span]:
    """Persons of a Chinese text whom the English names."""
    for person in passage.persons:
        if likeness_of_person(person, across.text) >= ALIKE:
            yield person.span


def _abbreviations(passage: Reading, across: Reading) -> Iterator[Span]:
    """Abbreviations in brackets of what stands before them, *Forum on China-Africa Cooperation (FOCAC)*, and
    what they stand for where the other side has the abbreviation; and what only one side abbreviates (PR,
    *pull request*)."""
    yield from (match.span() for match in CAPITALS.finditer(passage.text) if spelt_out(match[0], across.text))
    for match in CAPITALS.finditer(across.text):
        yield from spelt_out(match[0], passage.text)
    for match in IN_BRACKETS.finditer(passage.text):
        initials = iter(re.findall(r"\b[A-Za-z]", passage.text[: match.start()].lower()))
        letters = [letter for letter in match[1].lower() if letter.isalpha()]
        if all(letter in initials for letter in letters):
            yield match.span()
            full = SPELT_OUT.search(passage.text, 0, match.start())
            if full and match[1] in across.text:
                yield full.span()


def _turns(passage: Reading) -> Iterator[Span]:
    """Turns of phrase that deny in form only (*do not hesitate*): their words are not rendered alone."""
    for denial in passage.denials:
        words = passage.text[slice(*denial.span)]
        if not denial.plain and (" " in words if passage.side == "en" else len(words) >= IDIOM):
            yield denial.span
