"""Coverage and open findings as the site shows them, read off its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.record.model import SEVERITIES, SIDES, Severity, Side, other


@dataclass(frozen=True, slots=True)
class Figures:
    """Where a record stands, as one place says it."""

    passages: Mapping[Side, int]
    covered: Mapping[Side, int]
    open: Mapping[Severity, int]
    """Open findings of each severity."""
    confirmed: int
    """How many of them are confirmed."""


def figures_of_record_page(page: str) -> Figures:
    """The figures at the top of a record's page, in English, Markdown or HTML; open ones must be shown."""
    words = load_catalogue("aligner.publish", "en")
    texts = [unescape(text).strip() for text in re.split(r"<[^>]*>", page)]
    original = next(side for side in SIDES if _places(words, f"carried_{side}", texts))
    target = other(original)
    carried, added = _places(words, f"carried_{original}", texts), _places(words, f"own_{target}", texts)
    findings = _places(words, "findings_count", texts)
    assert carried and added and findings
    counts = {severity: _count(words, severity, findings["list"]) for severity in SEVERITIES}
    assert sum(counts.values()) == int(findings["n"])
    return Figures(
        passages={original: int(carried["n"]), target: int(added["n"])},
        covered={original: int(carried["carried"]), target: int(added["n"]) - int(added["own"])},
        open=counts,
        confirmed=int(findings["confirmed"]),
    )


def _places(words: Catalogue, key: str, texts: Iterable[str]) -> Mapping[str, str] | None:
    """What stands in the places of a string, in the first text that is this string."""
    entry = words.entries[key]
    assert isinstance(entry, str)
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(entry))
    return next((match.groupdict() for text in texts if (match := re.fullmatch(pattern, text))), None)


def _count(words: Catalogue, severity: Severity, text: str) -> int:
    shown = re.escape(words("findings_severity", n=0, name=words.name("severity", severity)))
    match = re.search(rf"\b{shown.replace('0', r'([0-9]+)')}", text)
    return int(match[1]) if match else 0
