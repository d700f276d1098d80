"""A record's page in one language, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from aligner.publish.layout.findings import published_status
from aligner.publish.layout.places import contents
from aligner.publish.record_page.citations import FILES, citations
from aligner.publish.record_page.coverage_chart import coverage_chart
from aligner.publish.record_page.downloads import Download
from aligner.publish.record_page.left_out import left_out_pieces
from aligner.publish.record_page.metadata import page_metadata
from aligner.publish.record_page.notes import row_gaps
from aligner.publish.record_page.provenance import provenance, reviewers
from aligner.publish.record_page.quotations import quotation_pieces, quotations
from aligner.publish.record_page.view import View
from aligner.publish.record_page.works import described_works, record_version
from aligner.publish.templating import render_page
from aligner.record.decisions.resolved import Edit
from aligner.record.load import Record
from aligner.record.model import Side, other
from aligner.record.status import rests_on_program


def record_address(identifier: str) -> str:
    """A record's page, seen from the root of its language version."""
    return f"records/{identifier}/"


def record_url(view: View, site: str) -> str:
    """A record's page, seen from anywhere; empty if nobody knows the address of the site."""
    return f"{site}{view.language.prefix}{record_address(view.record.config.id)}" if site else ""


def record_page(view: View, downloads: Sequence[Download] = (), site: str = "", terms: str = "") -> str:
    """The whole page. `site` is the address of the site, if known; `terms` its glossary terms, as HTML."""
    record, plan = view.record, view.plan
    address = record_address(record.config.id)
    url = record_url(view, site)
    sides = (plan.lead, other(plan.lead))
    gaps = tuple(row_gaps(plan))
    quoted = quotations(view, [note.card for note in plan.notes], url)
    return render_page(
        "record/page.html",
        view,
        page_metadata(view, address, url),
        record=record,
        plan=plan,
        sides=sides,
        address=address,
        url=url,
        status=published_status(record),
        rests_on_program=rests_on_program(record.resolved),
        chart=coverage_chart(plan),
        contents={side: tuple(contents(record.alignment.side(side))) for side in sides},
        gaps=gaps,
        quotations={n.number: quotation_pieces(quoted[n.card.address], view) for n in plan.notes},
        unconfirmed=bool(plan.unconfirmed) or any(g.absence and g.absence.is_unconfirmed for g in gaps),
        citations=tuple(citations(view)),
        citation_files=FILES,
        works=described_works(view, record.config),
        version=record_version(record),
        downloads=downloads,
        terms=Markup(terms),
        provenance=provenance(record),
        left_out=left_out_pieces(record),
        reviewers=reviewers(record),
        edited=tuple(_edited_passages(record)),
    )


def _edited_passages(record: Record) -> Iterator[tuple[Side, Edit]]:
    """The passages whose text somebody edited, with their sides, in the order of the record."""
    alignment, edits = record.alignment, record.resolved.edits
    for identifier in alignment.segments:
        if identifier in edits:
            yield "zh" if identifier in alignment.zh.by_id else "en", edits[identifier]
