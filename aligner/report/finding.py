"""A flag with the place it points to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aligner.record.decisions.evidence import evidences, fingerprint
from aligner.record.files.alignment_json import flag_dict
from aligner.record.files.text import LineIndex
from aligner.record.model import OPEN, SEVERITIES, SIDES, Alignment, Flag, Segment, Severity, Side, other

__all__ = ["LEVELS", "Finding", "findings", "serious_first", "summary"]

LEVELS: dict[Severity, str] = {"neutral": "note", "minor": "note", "major": "warning", "critical": "error"}
"""SARIF's levels; GitHub's are the same, with "notice" for "note"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A flag with the place it points to."""

    record: str
    flag: Flag
    file: str
    line: int
    quotes: tuple[str, str]
    """The first Chinese and the first English segment concerned, or an empty text."""
    fingerprint: str
    """Stable across runs: what the flag rests on, not ids or places."""
    end_line: int = 0
    """Last line of the passage; 0 where it is not known."""
    lines: Mapping[Side, int] = field(default_factory=dict)
    """Line of the first segment concerned on each side that has one."""

    @property
    def rule(self) -> str:
        """The check, or the type where a person raised the flag."""
        return self.flag.check or self.flag.type

    @property
    def passage(self) -> tuple[str, str, str, str]:
        """What it is about: flags of one passage are shown together."""
        zh, en = ("".join(self.flag.side(side)[:1]) for side in SIDES)
        return self.record, self.file, zh, en

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "record": self.record,
            **flag_dict(self.flag),
            "file": self.file,
            "line": self.line,
            "end_line": self.end_line or self.line,
            "fingerprint": self.fingerprint,
        }


def findings(
    alignment: Alignment, folder: str, sources: Mapping[str, LineIndex] | None = None
) -> list[Finding]:
    """The open flags of a record, placed in its source: in the translation, or where it lacks the passage, in
    the original.

    With the lines of the record's files by name, a place has its last line too.
    """
    target = other(alignment.original)
    known = evidences(alignment)
    result = []
    for flag in alignment.flags:
        if flag.state not in OPEN:
            continue
        firsts: dict[Side, Segment] = {s: alignment.segments[flag.side(s)[0]] for s in SIDES if flag.side(s)}
        place = firsts[target if target in firsts else alignment.original].source
        index = (sources or {}).get(place.file)
        result.append(
            Finding(
                record=alignment.record,
                flag=flag,
                file=f"{folder}/{place.file}",
                line=place.line,
                quotes=(_shown(firsts, "zh"), _shown(firsts, "en")),
                fingerprint=fingerprint(known[flag.id]),
                end_line=index.line(max(place.end - 1, place.start)) if index else 0,
                lines={side: s.source.line for side, s in firsts.items() if s.source.file == place.file},
            )
        )
    return result


def _shown(firsts: Mapping[Side, Segment], side: Side) -> str:
    return firsts[side].shown if side in firsts else ""


def serious_first(items: Sequence[Finding]) -> list[Finding]:
    """By severity, then as they come."""
    return sorted(items, key=lambda f: -SEVERITIES.index(f.flag.severity))


def summary(items: Sequence[Finding]) -> str:
    """How many of each severity, the most serious first."""
    if not items:
        return "no findings"
    counts = {s: sum(f.flag.severity == s for f in items) for s in reversed(SEVERITIES)}
    noun = "finding" if len(items) == 1 else "findings"
    return f"{len(items)} {noun}: " + ", ".join(f"{n} {s}" for s, n in counts.items() if n)
