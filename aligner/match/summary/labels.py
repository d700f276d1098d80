"""Numbers that name a segment, of a figure, a table, a reference: they settle what goes with what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from aligner.language.tables import cached, table
from aligner.match.encoded_text import Floats
from aligner.match.repeats import normal_form
from aligner.record.model import Segment

Label = tuple[str, str]
"""(kind of thing, number)."""

_PART = re.compile(r"^\W*[(（]([a-z])[)）]", re.IGNORECASE)
_REFERENCE = re.compile(r"^\W*(\d{1,3})(?=[\s.、\]］])")
_AFFILIATION = re.compile(r"^\W*(\d)(?=[\s.]*[^\W\d])")
# Log-odds that two labels add to a pair where they agree (20 to 1) and where they do not (1 to 150), set by
# hand: no development set has captions and references. A wrong number is the surer sign: captions of one
# paper are much alike.
_SAME, _OTHER = 3.0, -5.0
_IDENTIFIER = re.compile(r"10\.\d{4,}/\S+|https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+")


def label(segment: Segment) -> Label | None:
    """What the segment calls itself, if anything: ``("figure", "5")`` for 图5 and for Figure 5."""
    for thing, pattern in _patterns().get(segment.kind, ()):
        match = pattern.search(segment.text)
        if match:
            return thing, match[1].lower()
    return None


@cached()
def _patterns() -> Mapping[str, Sequence[tuple[str, re.Pattern[str]]]]:
    """By kind of segment: what it may be the number of, and how that begins; group 1 is the number."""
    captions = [
        (thing, re.compile(rf"^\W*(?:{'|'.join(words)})\.?\s*(\d+)", re.IGNORECASE))
        for thing, words in table("patterns")["numbered_things"].items()
    ]
    return {
        "caption": [*captions, ("part", _PART)],
        "reference": [("reference", _REFERENCE)],
        "metadata": [("affiliation", _AFFILIATION)],
    }


def label_evidence(a: Sequence[Segment], b: Sequence[Segment]) -> Floats:
    """Log-odds, shape (n, m), that labels and identifiers (DOI, URL, mail) add for each pair."""
    evidence = np.zeros((len(a), len(b)), np.float32)
    names_a, names_b = _names(a), _names(b)
    codes_a, codes_b = [_codes(s) for s in a], [_codes(s) for s in b]
    for i, (name, codes) in enumerate(zip(names_a, codes_a, strict=True)):
        if name is None and not codes:
            continue
        for j, (other, others) in enumerate(zip(names_b, codes_b, strict=True)):
            if name is not None and other is not None and a[i].kind == b[j].kind:
                evidence[i, j] += _SAME if name == other else _OTHER
            if codes & others:
                evidence[i, j] += _SAME
    return evidence


def _names(segments: Sequence[Segment]) -> list[Label | None]:
    """The label of each segment; a document's title is labelled too, where it has but one."""
    names = [label(segment) for segment in segments]
    titles = [k for k, s in enumerate(segments) if s.kind == "heading" and s.level == 1]
    if len({normal_form(segments[k].text) for k in titles}) == 1:
        for k in titles:
            names[k] = ("title", "")
    return names


def _codes(segment: Segment) -> set[str]:
    return {code.rstrip(".,;>)").lower() for code in _IDENTIFIER.findall(segment.text)}
