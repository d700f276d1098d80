"""What the pages about all records need of each: kept, so that an unchanged record is not read again.

Everything in a summary is plain data in the record's own scripts; the languages convert what they show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aligner.card.finding_card import FindingCard
from aligner.publish.collection_pages.concordance import Occurrence, mentions
from aligner.publish.layout.findings import published_status
from aligner.publish.layout.plan import PagePlan
from aligner.publish.record_page.provenance import Reviewer, reviewers
from aligner.record.model import Side
from aligner.record.status import RecordStatus, rests_on_program


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """One record; `record.files.shape` reads it again from what `dataclasses.asdict` makes of it."""

    original: Side
    zh_lang: str
    cards: tuple[FindingCard, ...]
    """Every open finding that readers are shown: confirmed ones first, then by severity."""
    quotations: Mapping[str, Mapping[str, str]]
    """For a language of the site: the passages of each card with their citations, by its address."""
    occurrences: Mapping[int, tuple[Occurrence, ...]]
    """By the number of the term in the glossary."""
    people: tuple[Mapping[Side, tuple[str, ...]], ...]
    organisations: tuple[Mapping[Side, tuple[str, ...]], ...]
    updated: str
    """When somebody last decided something, in UTC to the second; empty where nobody has."""
    reviewers: tuple[Reviewer, ...]
    rests_on_program: bool
    """Whether only the program says of some passages that they are covered."""
    status: RecordStatus
    """Where the record stands; of findings that readers are not shown only those that are settled count."""


def summarise(
    plan: PagePlan,
    terms: Mapping[int, Sequence[Occurrence]],
    quotations: Mapping[str, Mapping[str, str]],
) -> RecordSummary:
    """What the other pages need of a record."""
    alignment, config = plan.record.alignment, plan.record.config
    return RecordSummary(
        original=alignment.original,
        zh_lang=alignment.zh.lang,
        cards=plan.cards,
        quotations=quotations,
        occurrences={number: tuple(rows) for number, rows in terms.items()},
        people=tuple(mentions(plan, config.people)),
        organisations=tuple(mentions(plan, config.organisations)),
        updated=max((entry.decision.at[:19] + "Z" for entry in plan.record.resolved.log), default=""),
        reviewers=reviewers(plan.record),
        rests_on_program=rests_on_program(plan.record.resolved),
        status=published_status(plan.record),
    )
