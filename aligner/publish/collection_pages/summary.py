"""What the pages about all records need of each: kept, so that an unchanged record is not read again.

Everything in a summary is plain data in the record's own scripts; the languages convert what they show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aligner.publish.collection_pages.concordance import Occurrence, mentions
from aligner.publish.layout.findings import published_status
from aligner.publish.layout.plan import PagePlan
from aligner.publish.record_page.provenance import Reviewer, reviewers
from aligner.record.groups import grouped
from aligner.record.model import OPEN, SEVERITIES, SIDES, Message, Side
from aligner.record.status import RecordStatus

# Characters: two lines of the list at its usual width, in either script. With more, fewer records fit a
# screen; with fewer, many excerpts end before they say anything. Chosen, not measured.
_EXCERPT = {"zh": 60, "en": 160}


@dataclass(frozen=True, slots=True)
class Reason:
    """What one flag says of a passage."""

    type: str
    severity: str
    message: Message


@dataclass(frozen=True, slots=True)
class Divergence:
    """An open finding as the page of all divergences lists it."""

    reasons: tuple[Reason, ...]
    """The gravest first."""
    state: str
    target: str
    """The note or the passage on the record's page; empty where it is about the record as a whole."""
    passages: Mapping[Side, tuple[str, ...]]
    text: Mapping[Side, str]
    """The beginning of the first passage of each side; empty where it concerns none."""

    @property
    def severity(self) -> str:
        """That of its gravest reason."""
        return self.reasons[0].severity


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """One record; `record.files.shape` reads it again from what `dataclasses.asdict` makes of it."""

    original: Side
    zh_lang: str
    divergences: tuple[Divergence, ...]
    occurrences: Mapping[int, tuple[Occurrence, ...]]
    """By the number of the term in the glossary."""
    people: tuple[Mapping[Side, tuple[str, ...]], ...]
    organisations: tuple[Mapping[Side, tuple[str, ...]], ...]
    updated: str
    """When somebody last decided something, in UTC to the second; empty where nobody has."""
    reviewers: tuple[Reviewer, ...]
    status: RecordStatus
    """Where the record stands; of findings that readers are not shown only those that are settled count."""


def summarise(plan: PagePlan, terms: Mapping[int, Sequence[Occurrence]]) -> RecordSummary:
    """What the other pages need of a record."""
    alignment, config = plan.record.alignment, plan.record.config
    return RecordSummary(
        original=alignment.original,
        zh_lang=alignment.zh.lang,
        divergences=tuple(_divergences(plan)),
        occurrences={number: tuple(rows) for number, rows in terms.items()},
        people=tuple(mentions(plan, config.people)),
        organisations=tuple(mentions(plan, config.organisations)),
        updated=max((entry.decision.at[:19] + "Z" for entry in plan.record.resolved.log), default=""),
        reviewers=reviewers(plan.record),
        status=published_status(plan.record),
    )


def _divergences(plan: PagePlan) -> Iterator[Divergence]:
    """Every finding that a reader is shown: confirmed ones first, then by severity."""
    notes = {flag.id: f"n{note.number}" for note in plan.notes for flag in note.finding.flags}
    alignment = plan.record.alignment
    flags = [flag for flag in alignment.flags if flag.state in OPEN]
    ordered = sorted(
        grouped(flags, alignment.original), key=lambda f: (f.state != "error", -SEVERITIES.index(f.severity))
    )
    for finding in ordered:
        segments = {side: alignment.side(side).by_id for side in SIDES}
        passages = {side: tuple(key for key in finding.segments if key in segments[side]) for side in SIDES}
        first = {side: segments[side][keys[0]].shown if keys else "" for side, keys in passages.items()}
        ids = [key for side in SIDES for key in passages[side]]
        targets = [notes[flag.id] for flag in finding.flags if flag.id in notes]
        yield Divergence(
            tuple(Reason(flag.type, flag.severity, flag.message) for flag in finding.reasons),
            finding.state,
            target=(targets or ids or [""])[0],
            passages=passages,
            text={side: _excerpt(side, text) for side, text in first.items()},
        )


def _excerpt(side: Side, text: str) -> str:
    return text[: _EXCERPT[side]] + "…" * (len(text) > _EXCERPT[side])
