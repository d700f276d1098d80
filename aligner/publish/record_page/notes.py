"""What stands between and below the texts: what is missing, what stands elsewhere, notes and doubts.

Everything here is set in the words of the page. In a paired view each part stands in its row; where one text
is read alone the notes follow it as a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aligner.publish.layout.findings import gravest
from aligner.publish.layout.places import Order, Place
from aligner.publish.layout.rows import Row, Run, passage_runs, passages
from aligner.publish.record_page.view import View
from aligner.record.characters import han_count
from aligner.record.model import SIDES, Flag, Segment, Side, other

__all__ = ["Absence", "Doubt", "Gap", "Notes", "Reference", "ShownNote", "record_notes", "text_length"]

EXCERPT = {"zh": 16, "en": 60}
"""How many characters of a passage that stands elsewhere are quoted: about a line of a column."""

Places = Mapping[Side, Place]


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A finding as a note."""

    number: int
    flag: Flag
    runs: tuple[Run, ...]
    """All passages it concerns, neighbours together."""
    count: int
    places: Places | None
    """None where it concerns the record as a whole."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Links that the program doubts."""

    places: Places
    passages: str
    percent: str
    """Their probability, or the lowest and the highest."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Passages of one side that the other lacks."""

    side: Side
    is_long: bool
    """Whether they are a text of their own."""
    runs: tuple[Run, ...]
    passages: int
    length: int
    """In English words or Chinese characters."""
    is_confirmed: bool
    """Whether an editor says that they rightly stand alone."""
    flag: Flag | None
    """The gravest of the findings that say so."""
    discussed: tuple[tuple[str, tuple[int, ...]], ...]
    """Passages of the same row that are not absent: the notes that compare them with the other text."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A passage that belongs to a row too but stands in full in another."""

    id: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is said in the free place beside a row."""

    lead: Side
    """The order of reading in which it is said."""
    places: Places
    column: Side | None
    """The text in whose column it stands; None over both."""
    absence: Absence | None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Notes:
    """All that is said about the texts."""

    general: tuple[ShownNote, ...]
    """About the record as a whole."""
    notes: tuple[ShownNote, ...]
    doubts: tuple[Doubt, ...]
    gaps: tuple[Gap, ...]

    def __bool__(self) -> bool:
        """Whether anything stands beside the texts."""
        return bool(self.notes or self.doubts or self.gaps)


def record_notes(view: View) -> Notes:
    """What is said about the texts, the gaps for both orders of reading."""
    notes = tuple(_notes(view))
    return Notes(
        general=tuple(note for note in notes if note.places is None),
        notes=tuple(note for note in notes if note.places is not None),
        doubts=tuple(_doubts(view)),
        gaps=tuple(gap for side in SIDES for gap in _gaps(view, view.plan.layout.orders[side])),
    )


def _notes(view: View) -> Iterator[ShownNote]:
    for number, finding, places in view.plan.note_places():
        runs = [passage_runs(view.record.alignment.document(side), finding.segments) for side in SIDES]
        yield ShownNote(number, finding.flag, (*runs[0], *runs[1]), len(finding.segments), places)


def _doubts(view: View) -> Iterator[Doubt]:
    lead = view.plan.lead
    for links, places in view.plan.doubt_places():
        following = view.words("separator").join(" ".join(link.side(other(lead))) for link in links)
        percents = {round(100 * link.score) for link in links}
        percent = "–".join(map(str, sorted({min(percents), max(percents)})))
        yield Doubt(places, f"{' '.join(links[0].side(lead))} – {following}", percent)


def _gaps(view: View, order: Order) -> Iterator[Gap]:
    """What an order of reading says in the free places beside its rows."""
    for number, place in order.beside.items():
        row = order.rows[number]
        places = {order.lead: place}
        side = order.lead if row.lead and row.kind != "pair" else other(order.lead)
        if row.is_long:
            if row.opens_run:
                yield Gap(order.lead, places, None, _absence(view, side, row))
        elif row.elsewhere:
            references = tuple(_reference(view, other(order.lead), segment) for segment in row.elsewhere)
            yield Gap(order.lead, places, other(order.lead), None, references)
        else:
            yield Gap(order.lead, places, other(side), _absence(view, side, row))


def _absence(view: View, side: Side, row: Row) -> Absence:
    """What the other language lacks of a row; what a note compares with it is not counted."""
    segments = [s for s in (*row.lead, *row.follow) if s.id not in view.plan.discussed]
    counted = [s for s in segments if s.is_passage]
    flags = [view.plan.absent[s.id] for s in segments if s.id in view.plan.absent]
    return Absence(
        side=side,
        is_long=row.is_long,
        runs=passage_runs(view.record.alignment.document(side), [s.id for s in segments]),
        passages=row.run if row.is_long else passages(segments),
        length=text_length(side, counted or segments),
        is_confirmed=bool(counted) and view.record.resolved.pins.alone.issuperset(s.id for s in counted),
        flag=gravest(flags) if flags else None,
        discussed=tuple(
            (s.id, view.plan.discussed[s.id]) for s in (*row.lead, *row.follow) if s.id in view.plan.discussed
        ),
    )


def text_length(side: Side, segments: Sequence[Segment]) -> int:
    """How long passages are: in English words, in Chinese characters."""
    if side == "en":
        return sum(len(s.shown.split()) for s in segments)
    return sum(han_count(s.shown) for s in segments)


def _reference(view: View, side: Side, segment: Segment) -> Reference:
    text = view.convert[side](segment.shown)
    limit = EXCERPT[side]
    if len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0].rstrip(" ,;，；、") + " …"
    return Reference(segment.id, text)
