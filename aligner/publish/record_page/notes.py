"""What stands beside the rows of the texts: what the other text lacks, and what stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from aligner.card.finding_card import CardVerdict
from aligner.publish.layout.places import Place
from aligner.publish.layout.plan import PagePlan
from aligner.publish.layout.rows import PageRow, Run, passage_runs
from aligner.record.chains import by_key
from aligner.record.characters import text_length
from aligner.record.model import Segment, Side, other


@dataclass(frozen=True, slots=True)
class AbsentPassages:
    """Passages of which the same person, or the program, says that the other text lacks them."""

    runs: tuple[Run, ...]
    passages: int
    length: int
    """In English words or Chinese characters."""
    verdict: CardVerdict | None
    """None where only the program says so."""
    notes: tuple[int, ...]
    """The numbers of the notes that say so."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What one side of a row has and the other text lacks."""

    side: Side
    is_long: bool
    """Whether it is a text of its own, or the first part of one."""
    parts: tuple[AbsentPassages, ...]

    @property
    def is_unconfirmed(self) -> bool:
        """Whether only the program says so, of all of it."""
        return all(part.verdict is None for part in self.parts)


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
            whole = _long_run(order.rows[number:], alone) if row.is_long else alone
            gap = RowGap(
                lead,
                place,
                column,
                _absence(plan, other(column), whole, is_long=row.is_long),
                () if row.is_long else tuple(s.id for s in alone if s.id in plan.discussed),
                row.elsewhere if column == other(lead) else (),
            )
            if gap.absence or gap.discussed or gap.elsewhere:
                yield gap


def _long_run(rows: Sequence[PageRow], first: Sequence[Segment]) -> list[Segment]:
    """The segments of a text of its own, of which a row is the first; headings in it have their own rows."""
    more = takewhile(lambda row: not row.opens_run and not row.links, rows[1:])
    return [*first, *(s for row in more if row.kind == rows[0].kind for s in (*row.lead, *row.follow))]


def _absence(plan: PagePlan, side: Side, alone: Sequence[Segment], *, is_long: bool) -> Absence | None:
    """Which passages of some segments the other text lacks, by who says so and where; None where none."""
    absent = [s for s in alone if plan.is_absent(s)]
    if not absent:
        return None
    notes = {s.id: plan.missing.get(s.id, ()) for s in absent}
    groups = by_key((s, [(plan.settled(s.id), () if is_long else notes[s.id])]) for s in absent)
    parts = (
        AbsentPassages(
            runs=passage_runs(plan.record.alignment.side(side), [s.id for s in of_group]),
            passages=len(of_group),
            length=text_length(side, (s.shown for s in of_group)),
            verdict=verdict,
            notes=tuple(sorted({n for s in of_group for n in notes[s.id]})),
        )
        for (verdict, _), of_group in groups.items()
    )
    return Absence(side, is_long, tuple(parts))
