"""Who decided what: the editors of a record, its edited passages, and the log of decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.publish.record_page.view import View
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolved import Edit, Entry
from aligner.record.model import Side

__all__ = ["EditedPassage", "Reviewer", "edited_passages", "last_decision", "reviewers"]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who decided something about the record."""

    name: str
    decisions: int
    when: str
    """The day, or the first and the last."""


@dataclass(frozen=True, slots=True)
class EditedPassage:
    """A passage whose text somebody edited."""

    id: str
    side: Side
    source: str
    """What the source says, in the script of the page."""
    text: str
    """What the passage says now."""
    editors: str
    """Who edited it, when and why."""


def last_decision(log: tuple[Entry, ...]) -> str:
    """When somebody last decided something, in UTC to the second; empty where nobody has."""
    return max((entry.decision.at[:19] + "Z" for entry in log), default="")


def reviewers(view: View) -> Iterator[Reviewer]:
    """Who reviewed the record, how much and when, by name."""
    by_person: dict[str, list[Decision]] = defaultdict(list)
    for entry in view.record.resolved.log:
        by_person[entry.decision.by].append(entry.decision)
    for name in sorted(by_person):
        days = sorted({decision.at[:10] for decision in by_person[name]})
        when = days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}"
        yield Reviewer(name, len(by_person[name]), when)


def edited_passages(view: View) -> Iterator[EditedPassage]:
    """The edited passages in the order of the record."""
    alignment, edits = view.record.alignment, view.record.resolved.edits
    for identifier in alignment.segments:
        if identifier in edits:
            yield _edited(view, edits[identifier], "zh" if identifier in alignment.zh.by_id else "en")


def _edited(view: View, edit: Edit, side: Side) -> EditedPassage:
    editors = (f"{d.by}, {d.at[:10]}" + (f": {d.reason}" if d.reason else "") for d in edit.decisions)
    convert = view.convert[side]
    return EditedPassage(edit.segment, side, convert(edit.original), convert(edit.text), "; ".join(editors))
