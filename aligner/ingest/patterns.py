"""The table of what lines look like (data/patterns.yml), compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.language.tables import cached, table

__all__ = ["Patterns", "patterns"]

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Compiled patterns; each is matched at the beginning of a block's cleaned text."""

    furniture: tuple[tuple[str, Pattern], ...]
    caption: Pattern
    note: Pattern
    label: Pattern
    """A label that is the whole block."""
    run_in_label: Pattern
    """A label with its passage behind it; group 1 is the label."""
    metadata_label: Pattern
    reference_label: Pattern
    reference: Pattern
    metadata: Pattern
    question: Pattern
    answer: Pattern
    numbered: Pattern
    """A section number at the head of a heading; group 1 is the number."""
    bullet: Pattern


def _any(parts: list[str]) -> Pattern:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


def _words(words: list[str], tail: str) -> Pattern:
    return re.compile(f"({'|'.join(re.escape(w) for w in words)}){tail}", re.IGNORECASE)


@cached()
def patterns() -> Patterns:
    """The table, compiled."""
    data = table("patterns")
    labels = data["labels"]["zh"] + data["labels"]["en"]
    return Patterns(
        furniture=tuple((name, re.compile(p, re.IGNORECASE)) for name, p in data["furniture"].items()),
        caption=re.compile(data["caption"], re.IGNORECASE),
        note=_any(data["note"]),
        label=_words(labels, r"\s*[:：]?$"),
        run_in_label=_words(data["run_in_labels"], r"(?:\s*[:：]\s*|\s+)(?=\S)"),
        metadata_label=_words(data["metadata_labels"], r"\s*[:：]?$"),
        reference_label=_words(data["reference_labels"], r"\s*[:：]?$"),
        reference=_any(data["reference"]),
        metadata=_any(data["metadata"]),
        question=re.compile(data["question"], re.IGNORECASE),
        answer=re.compile(data["answer"], re.IGNORECASE),
        numbered=re.compile(data["numbered"]),
        bullet=re.compile(data["bullet"]),
    )
