"""A flag with the place it points to."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.record.decisions.evidence import evidences, fingerprint
from aligner.record.files.alignment_json import flag_dict
from aligner.record.files.text import LineIndex
from aligner.record.groups import gravity, passage_of
from aligner.record.model import OPEN, SEVERITIES, SIDES, Alignment, Flag, Segment, Severity, Side, other

LEVELS: dict[Severity, str] = {"neutral": "note", "minor": "note", "major": "warning", "critical": "error"}
"""SARIF's levels; GitHub's are the same, with "notice" for "note"."""


@dataclass(frozen=True, slots=True)
class PlacedFlag:
    """A flag with the place it points to."""

    record: str
    flag: Flag
    file: str
    line: int
    quotes: tuple[str, str]
    """The first Chinese and the first English segment concerned, or an empty text."""
    fingerprint: str
    """Stable across runs: made of the flag's evidence, not of ids or places."""
    end_line: int = 0
    """Last line of the passage; 0 where it is not known."""
    lines: Mapping[Side, int] = field(default_factory=dict)
    """Line of the first segment concerned on each side that has one."""
    unit: str = ""
    """Id of the unit in a file of pairs."""
    passage: str = ""
    """Id of the passage that it is about, or line of the pair; empty for a record as a whole."""

    proposals: Mapping[str, str] = field(default_factory=dict)
    """Other words that people propose for its printed passages, by id."""

    @property
    def rule(self) -> str:
        """The check, or the type where a person raised the flag."""
        return self.flag.check or self.flag.type

    @property
    def place(self) -> str:
        """File and line, as compilers write them: ``source.md:5``."""
        return f"{self.file}:{self.line}"

    @property
    def name(self) -> str:
        """The record and the flag's id."""
        return f"{self.record} {self.flag.id}"

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "record": self.record,
            **flag_dict(self.flag),
            "file": self.file,
            "line": self.line,
            "end_line": self.end_line or self.line,
            "fingerprint": self.fingerprint,
            **({"unit": self.unit} if self.unit else {}),
            **({"proposed": dict(self.proposals)} if self.proposals else {}),
        }


def findings(
    alignment: Alignment, folder: str, sources: Mapping[str, LineIndex] | None = None
) -> list[PlacedFlag]:
    """The open flags of a record, each placed in its source.

    A flag points to the translation, or to the original where the translation lacks the passage. `sources`
    gives the lines of the record's files by name; with them a place has its last line too.
    """
    evidence = evidences(alignment)
    return [
        _placed(flag, alignment, folder, sources or {}, fingerprint(evidence[flag.id]))
        for flag in alignment.flags
        if flag.state in OPEN
    ]


def _placed(
    flag: Flag, alignment: Alignment, folder: str, sources: Mapping[str, LineIndex], fingerprint: str
) -> PlacedFlag:
    target = other(alignment.original)
    firsts: dict[Side, Segment] = {s: alignment.segments[flag.side(s)[0]] for s in SIDES if flag.side(s)}
    source = firsts[target if target in firsts else alignment.original].source
    index = sources.get(source.file)
    zh, en = (firsts[side].shown if side in firsts else "" for side in SIDES)
    return PlacedFlag(
        record=alignment.record,
        flag=flag,
        file=f"{folder}/{source.file}",
        line=source.line,
        quotes=(zh, en),
        fingerprint=fingerprint,
        end_line=index.line(max(source.end - 1, source.start)) if index else 0,
        lines={side: s.source.line for side, s in firsts.items() if s.source.file == source.file},
        passage=passage_of(flag, alignment.original),
        proposals={
            key: text
            for key in (*flag.zh, *flag.en)
            if (text := alignment.segments[key].proposed) is not None
        },
    )


Reasons = tuple[PlacedFlag, ...]
"""A finding as people are shown it: all flags about one passage in one state, the gravest first."""


def by_passage(items: Iterable[PlacedFlag]) -> list[Reasons]:
    """The findings, in the order in which they first occur (see `aligner.record.groups`)."""
    groups: dict[Hashable, list[PlacedFlag]] = {}
    for item in items:
        about = item.passage or item.flag.id
        groups.setdefault((item.record, item.place, about, item.flag.state), []).append(item)
    return [tuple(sorted(group, key=lambda item: gravity(item.flag))) for group in groups.values()]


def serious_first(items: Iterable[PlacedFlag]) -> list[Reasons]:
    """The findings by severity, then as they come."""
    return sorted(by_passage(items), key=lambda reasons: -SEVERITIES.index(reasons[0].flag.severity))


# In words


def proposal_lines(reasons: Iterable[PlacedFlag]) -> list[str]:
    """What people propose for the printed passages of a finding, a line each."""
    proposed = {key: text for reason in reasons for key, text in reason.proposals.items()}
    words = report_words()
    return [f"{words('proposal')} ({key}){words.colon}{text}" for key, text in proposed.items()]


@cache
def report_words() -> Catalogue:
    """The words of the reports, in English."""
    return load_catalogue("aligner.report", "en")


def summary(items: Iterable[PlacedFlag]) -> str:
    """How many findings of each severity, the most serious first."""
    words = report_words()
    findings = by_passage(items)
    if not findings:
        return words("none")
    numbers = {s: sum(reasons[0].flag.severity == s for reasons in findings) for s in reversed(SEVERITIES)}
    counts = [words("count", n=n, severity=words.name("severity", s)) for s, n in numbers.items() if n]
    return words("total", n=len(findings), counts=words("separator").join(counts))
