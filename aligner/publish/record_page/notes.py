"""What stands beside the rows of the texts: what the other text lacks, and what stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.publish.layout.places import Place
from aligner.publish.layout.plan import PagePlan
from aligner.publish.layout.rows import PageRow, Run, passage_runs, passages
from aligner.record.characters import text_length
from aligner.record.model import Segment, Side, other


@dataclass(frozen=True, slots=True)
class Absence:
    """Passages of one side that the other lacks."""

    side: Side
    is_long: bool
    """Whether they are a text of their own, or the first part of one."""
    runs: tuple[Run, ...]
    passages: int
    length: int
    """In English words or Chinese characters."""
    is_unconfirmed: bool
    """Whether only the program says so."""
    notes: tuple[int, ...]
    """The numbers of the notes that say so."""


@dataclass(frozen=True, slots=True)
class RowGap:
    """What is said in the free place beside a row, in one order of reading."""

    lead: Side
    place: Place
    column: Side
    """The text in whose column it stands."""
    absence: Absence | None = None
    discussed: tuple[str, ...] = ()
    """Passages of the row that are not absent: notes compare them with the other text."""
    elsewhere: tuple[Segment, ...] = ()
    """Passages that belong to the row too but stand in full in another."""


def row_gaps(plan: PagePlan) -> Iterator[RowGap]:
    """What is said in the free places of both orders of reading."""
    for lead, order in plan.layout.orders.items():
        for (number, column), place in order.beside.items():
            row = order.rows[number]
            alone = row.alone[0 if column == other(lead) else 1]
            absence = _absence(plan, other(column), row, alone)
            discussed = () if row.is_long else tuple(s.id for s in alone if s.id in plan.discussed)
            elsewhere = row.elsewhere if column == other(lead) else ()
            if absence or discussed or elsewhere:
                yield RowGap(lead, place, column, absence, discussed, elsewhere)


def _absence(plan: PagePlan, side: Side, row: PageRow, alone: Sequence[Segment]) -> Absence | None:
    """What the other text lacks of a row; None where it lacks nothing, or where notes or a reader compare all
    of it."""
    segments = [s for s in alone if s.id not in plan.compared]
    counted = [s for s in segments if s.is_passage]
    if not row.is_long and not counted and len(segments) < max(len(alone), 1):
        return None
    notes = {n for s in segments for n in plan.missing.get(s.id, ())}
    settled = bool(counted) and plan.record.resolved.pins.alone.issuperset(s.id for s in counted)
    return Absence(
        side=side,
        is_long=row.is_long,
        runs=passage_runs(plan.record.alignment.side(side), [s.id for s in segments]),
        passages=row.run if row.is_long else passages(segments),
        length=text_length(side, (s.shown for s in counted or segments)),
        is_unconfirmed=not settled and plan.unconfirmed.issuperset(notes),
        notes=tuple(sorted(notes)),
    )
