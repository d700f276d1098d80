"""Which flags a page shows, where, and what they mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aligner.publish.layout.rows import Row
from aligner.record.load import Record
from aligner.record.model import SIDES, Flag, Span

__all__ = ["Finding", "Mark", "absences", "evidence", "gather", "gravest", "notes", "split", "visible"]

Mark = tuple[Span | None, int]
"""Evidence in a segment (None: the segment as a whole) and the number of the note about it."""

_WEIGHTS = ("critical", "major", "minor", "neutral")


@dataclass(frozen=True, slots=True)
class Finding:
    """Flags that say the same thing of several passages, shown as one."""

    flags: tuple[Flag, ...]
    segments: tuple[str, ...]
    """The passages all of them concern."""

    @property
    def flag(self) -> Flag:
        """The first of them."""
        return self.flags[0]


def visible(record: Record) -> tuple[Flag, ...]:
    """The flags a reader sees: no remarks, nothing settled, and open ones only where the record says so."""
    states = ("error",) if record.config.findings == "confirmed" else ("issue", "error")
    return tuple(f for f in record.alignment.flags if f.state in states and f.severity != "neutral")


def split(rows: Sequence[Row], flags: Iterable[Flag]) -> tuple[tuple[Flag, ...], tuple[Flag, ...]]:
    """Flags that say no more than a row of missing text says already, and all others."""
    alone = {s.id for row in rows if row.opens_run or row.run for s in (*row.lead, *row.follow)}
    said: list[Flag] = []
    others: list[Flag] = []
    for flag in flags:
        repeats = _says_absence_only(flag) and not alone.isdisjoint((*flag.zh, *flag.en))
        (said if repeats else others).append(flag)
    return tuple(said), tuple(others)


def absences(flags: Iterable[Flag]) -> Mapping[str, Flag]:
    """For missing passages: the gravest of the flags that say so, where it is worth a word.

    A slight absence that nobody has confirmed is not: the row that says what is missing says enough.
    """
    found: dict[str, Flag] = {}
    for flag in flags:
        if flag.state == "error" or flag.severity in ("critical", "major"):
            for identifier in (*flag.zh, *flag.en):
                found[identifier] = gravest([flag, found.get(identifier, flag)])
    return found


def _says_absence_only(flag: Flag) -> bool:
    one_sided = bool(flag.zh) != bool(flag.en)
    return one_sided and flag.type in ("omission", "addition") and not (flag.zh_span or flag.en_span)


def gravest(flags: Iterable[Flag]) -> Flag:
    """The one to name first: confirmed before open, then by severity."""
    return min(flags, key=_weight)


def _weight(flag: Flag) -> tuple[bool, int]:
    return flag.state != "error", _WEIGHTS.index(flag.severity)


def notes(rows: Sequence[Row], flags: Iterable[Flag]) -> tuple[Finding, ...]:
    """Flags as the notes of a page: in the order of their rows; those about no passage come first."""
    lead = {segment.id: n for n, row in enumerate(rows) for segment in row.lead}
    follow = {segment.id: n for n, row in enumerate(rows) for segment in row.follow}
    found: dict[int, list[Flag]] = defaultdict(list)
    for flag in flags:
        segments = (*flag.zh, *flag.en)
        homes = [lead[i] for i in segments if i in lead] or [follow[i] for i in segments if i in follow]
        found[homes[0] if homes else -1].append(flag)
    return tuple(finding for n in sorted(found) for finding in gather(found[n]))


def evidence(findings: Iterable[tuple[int, Finding]]) -> Mapping[str, list[Mark]]:
    """What is marked in the text of each segment, with the numbers of the notes."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for number, finding in findings:
        for flag in finding.flags:
            for side in SIDES:
                for position, identifier in enumerate(flag.side(side)):
                    if position == 0:
                        found[identifier].append((flag.span(side), number))
    return {identifier: sorted(marks, key=_place) for identifier, marks in found.items()}


def _place(mark: Mark) -> tuple[int, int, int]:
    span, number = mark
    return (*span, number) if span else (2**31, 0, number)


def gather(flags: Iterable[Flag]) -> tuple[Finding, ...]:
    """Flags in the order of their weight, those with the same words as one."""
    groups: dict[tuple[object, ...], list[Flag]] = defaultdict(list)
    for flag in flags:
        groups[flag.type, flag.severity, flag.state, flag.message.en, flag.message.zh].append(flag)
    findings = (
        Finding(tuple(group), tuple(dict.fromkeys(i for flag in group for i in (*flag.zh, *flag.en))))
        for group in groups.values()
    )
    return tuple(sorted(findings, key=lambda finding: _weight(finding.flag)))
