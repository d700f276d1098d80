"""The table of what lines look like (data/patterns.yml), compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.language.scripts import either_script
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS

Pattern = re.Pattern[str]
_HAN = re.compile(r"(\[\^?)HAN")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Compiled patterns; each is matched at the beginning of a block's cleaned text."""

    furniture: tuple[tuple[str, Pattern], ...]
    page_number: Pattern
    caption: Pattern
    credit: Pattern
    """Who made or gave a picture, and captions without a number."""
    note: Pattern
    imprint: Pattern
    """Dates, signatures and closings: lines that no heading is."""
    closing: Pattern
    salutation: Pattern
    label: Pattern
    """A label that is the whole block."""
    run_in_label: Pattern
    """A label with its passage behind it; group 1 is the label."""
    metadata_label: Pattern
    reference_label: Pattern
    reference: Pattern
    metadata: Pattern
    quantity: Pattern
    """A line that says how much or how many."""
    question: Pattern
    """A bare label of a question (*Q1:*, 问：), not of who asks."""
    answer: Pattern
    numbered: Pattern
    """A section number at the head of a heading; group 1 is the number."""
    ordinal: Pattern
    """A number in words that heads a section."""
    bullet: Pattern
    connective: Pattern
    """An end of a passage that goes on elsewhere; searched, not matched."""
    open_words: frozenset[str]
    """Chinese words that no passage ends with."""
    prefixes: frozenset[str]
    """English prefixes that keep their hyphen before a word that is not in the dictionary with them."""


def _compiled(pattern: str) -> Pattern:
    return re.compile(_HAN.sub(rf"\1{HAN_CLASS}", either_script(pattern)), re.IGNORECASE)


def _any(parts: list[str]) -> Pattern:
    return _compiled("|".join(f"(?:{part})" for part in parts))


def _words(words: list[str], tail: str) -> Pattern:
    return _compiled(f"({'|'.join(re.escape(w) for w in words)}){tail}")


@cached()
def patterns() -> Patterns:
    """The table, compiled."""
    data = table("patterns")
    labels = data["labels"]["zh"] + data["labels"]["en"]
    return Patterns(
        open_words=frozenset(data["open_words"]),
        prefixes=frozenset(data["prefixes"]),
        furniture=tuple((name, _compiled(p)) for name, p in data["furniture"].items()),
        **{name: _compiled(data[name]) for name in ("caption", "quantity")},
        **{
            name: _any(data[name])
            for name in (
                "page_number",
                "credit",
                "note",
                "imprint",
                "closing",
                "salutation",
                "reference",
                "metadata",
            )
        },
        **{
            name: re.compile(either_script(data[name]))
            for name in ("numbered", "ordinal", "bullet", "question", "answer")
        },
        label=_words(labels, r"\s*[:：]?$"),
        run_in_label=_words(data["run_in_labels"], r"(?:\s*[:：]\s*|\s+)(?=\S)"),
        metadata_label=_words(data["metadata_labels"], r"\s*[:：]?$"),
        reference_label=_words(data["reference_labels"], r"\s*[:：]?$"),
        connective=re.compile(rf"(?:\b(?:{'|'.join(data['connectives'])})|,|—|–)$", re.IGNORECASE),
    )
