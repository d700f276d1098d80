"""What a page shows of a record, whatever its language: layout, notes, marks. Made once for all languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from aligner.card.finding_card import CardVerdict, FindingCard, card_verdict, finding_card
from aligner.publish.layout.findings import (
    Mark,
    discussed,
    evidence_marks,
    in_rows,
    missing,
    published,
    standing,
)
from aligner.publish.layout.places import PageLayout, Place, lay_out
from aligner.publish.layout.rows import Run, lead_side, link_numbers, live_links, page_rows, passage_runs
from aligner.record.chains import by_key
from aligner.record.groups import FindingGroup, grouped
from aligner.record.load import Record
from aligner.record.model import OPEN, SIDES, UNCERTAIN, Alignment, Link, Segment, Side, other

PassageStanding = Literal["linked", "compared", "absent"]
"""A link holds the passage; a note compares it with the other text, or a reader found it there; neither."""


@dataclass(frozen=True, slots=True)
class PageNote:
    """A finding with its place on the page."""

    number: int
    """From 1."""
    finding: FindingGroup
    places: Mapping[Side, Place] | None
    """By the side that leads; None where it concerns the record as a whole."""
    card: FindingCard


@dataclass(frozen=True, slots=True)
class Doubt:
    """Links that are shown and doubted, all of the same passages of the leading side."""

    links: tuple[Link, ...]
    places: Mapping[Side, Place]

    @property
    def percent(self) -> str:
        """Their probability, or the lowest and the highest."""
        percents = sorted({round(100 * link.score) for link in self.links})
        return "–".join(map(str, dict.fromkeys((percents[0], percents[-1]))))


@dataclass(frozen=True)
class PagePlan:
    """A record laid out."""

    record: Record
    """As readers are shown it (`published`)."""
    lead: Side
    """The side that leads unless the reader chooses otherwise."""
    layout: PageLayout
    notes: tuple[PageNote, ...]
    doubts: tuple[Doubt, ...]
    marks: Mapping[str, list[Mark]]
    discussed: Mapping[str, tuple[int, ...]]
    """For a passage that notes compare with the other text: their numbers."""
    missing: Mapping[str, tuple[int, ...]]
    """For a passage of which notes say that the other text lacks it: their numbers."""
    cards: tuple[FindingCard, ...]
    """All open findings: confirmed ones first, then by severity."""

    @cached_property
    def links(self) -> Mapping[str, tuple[int, ...]]:
        """For each linked segment the numbers of its links."""
        return link_numbers(self.live_links)

    @cached_property
    def live_links(self) -> tuple[Link, ...]:
        """The links that join something and that nobody has rejected."""
        return tuple(live_links(self.record.alignment))

    @cached_property
    def unconfirmed(self) -> frozenset[int]:
        """The numbers of the notes about findings that nobody has confirmed."""
        return frozenset(note.number for note in self.notes if note.finding.state == "issue")

    @cached_property
    def compared(self) -> frozenset[str]:
        """Passages of which somebody says what corresponds to them, whether they are linked or not."""
        return self.record.resolved.proposed.union(self.discussed)

    def settled(self, identifier: str) -> CardVerdict | None:
        """What a person decided of a passage that the other text lacks; None if only the program says so."""
        resolved = self.record.resolved
        notes = (self.notes[number - 1].finding for number in self.missing.get(identifier, ()))
        said = (
            resolved.settled_by(f) for finding in notes for f in finding.flags if identifier in (*f.zh, *f.en)
        )
        return card_verdict(resolved.left_alone_by(identifier) or next(filter(None, said), None))

    def standing(self, identifier: str) -> PassageStanding:
        """What the other text has for a passage, as far as anybody knows."""
        if identifier in self.links:
            return "linked"
        return "compared" if identifier in self.compared else "absent"

    def is_absent(self, segment: Segment) -> bool:
        """Whether a page says that the other text lacks it: no link holds it, no note compares it, and no
        reader found it there."""
        return segment.is_passage and self.standing(segment.id) == "absent"

    def counterparts(self, identifier: str, side: Side) -> tuple[Segment, ...]:
        """The segments of the other side that a segment of this side is linked to, in their own order."""
        document = self.record.alignment.side(other(side))
        ids = {i for n in self.links.get(identifier, ()) for i in self.live_links[n].side(other(side))}
        return tuple(document.by_id[i] for i in sorted(ids, key=document.position.__getitem__))

    def runs(self, identifiers: Sequence[str]) -> tuple[Run, ...]:
        """Passages of both sides, neighbours together."""
        documents = (self.record.alignment.side(side) for side in SIDES)
        return tuple(run for document in documents for run in passage_runs(document, identifiers))


def make_plan(record: Record) -> PagePlan:
    """Lay a record out."""
    record = published(record)
    alignment = record.alignment
    lead = lead_side(alignment, record.config.kind)
    rows = page_rows(alignment, lead)
    every = grouped((flag for flag in alignment.flags if flag.state in OPEN), alignment.original)
    findings = in_rows(rows, every)
    doubts = _doubts(alignment, lead)
    about = [[i for i in finding.segments if i in alignment.segments] for finding in findings]
    layout = lay_out(alignment, [*filter(None, about), *doubts])
    remarks = iter(layout.remarks)

    def card(finding: FindingGroup) -> FindingCard:
        return finding_card(record.config, record.resolved, finding)

    return PagePlan(
        record=record,
        lead=lead,
        layout=layout,
        notes=tuple(
            PageNote(number, finding, next(remarks) if ids else None, card(finding))
            for number, (finding, ids) in enumerate(zip(findings, about, strict=True), 1)
        ),
        doubts=tuple(Doubt(tuple(links), next(remarks)) for links in doubts.values()),
        marks=evidence_marks(enumerate(findings, 1)),
        discussed=discussed(enumerate(findings, 1)),
        missing=missing(enumerate(findings, 1)),
        cards=tuple(map(card, sorted(every, key=standing))),
    )


def _doubts(alignment: Alignment, lead: Side) -> Mapping[tuple[str, ...], list[Link]]:
    """Links that the program doubts, by their passages of the leading side."""
    doubtful = (link for link in live_links(alignment) if link.status == "auto" and link.score < UNCERTAIN)
    return by_key((link, [link.side(lead)]) for link in doubtful)
