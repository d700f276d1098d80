"""Who decided what: the editors of a record, its edited passages, and the log of decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolved import Edit, Entry
from aligner.record.load import Record
from aligner.record.model import Side


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who decided something about the record."""

    name: str
    decisions: int
    when: str
    """The day, or the first and the last."""


def last_decision(log: tuple[Entry, ...]) -> str:
    """When somebody last decided something, in UTC to the second; empty where nobody has."""
    return max((entry.decision.at[:19] + "Z" for entry in log), default="")


def reviewers(record: Record) -> Iterator[Reviewer]:
    """Who reviewed the record, how much and when, by name."""
    by_person: dict[str, list[Decision]] = defaultdict(list)
    for entry in record.resolved.log:
        by_person[entry.decision.by].append(entry.decision)
    for name in sorted(by_person):
        days = sorted({decision.at[:10] for decision in by_person[name]})
        when = days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}"
        yield Reviewer(name, len(by_person[name]), when)


def edited_passages(record: Record) -> Iterator[tuple[Side, Edit]]:
    """The passages whose text somebody edited, with their sides, in the order of the record."""
    alignment, edits = record.alignment, record.resolved.edits
    for identifier in alignment.segments:
        if identifier in edits:
            yield "zh" if identifier in alignment.zh.by_id else "en", edits[identifier]
