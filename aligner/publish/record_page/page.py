"""A record's page in one language, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from aligner.publish.layout.findings import visible_status
from aligner.publish.layout.places import contents
from aligner.publish.record_page.citations import citations
from aligner.publish.record_page.coverage_chart import coverage_chart
from aligner.publish.record_page.downloads import Download
from aligner.publish.record_page.history import edited_passages, reviewers
from aligner.publish.record_page.metadata import page_metadata
from aligner.publish.record_page.notes import row_gaps
from aligner.publish.record_page.provenance import provenance
from aligner.publish.record_page.view import View
from aligner.publish.templating import render_page
from aligner.record.model import other


def record_address(identifier: str) -> str:
    """A record's page, seen from the root of its language version."""
    return f"records/{identifier}/"


def record_page(view: View, downloads: Sequence[Download] = (), site: str = "", terms: str = "") -> str:
    """The whole page. `site` is the address of the site, if known; `terms` its glossary terms, as HTML."""
    record, plan = view.record, view.plan
    address = record_address(record.config.id)
    url = f"{site}{view.language.prefix}{address}"
    sides = (plan.lead, other(plan.lead))
    return render_page(
        "record/page.html",
        view,
        page_metadata(view, address, url),
        record=record,
        plan=plan,
        sides=sides,
        address=address,
        url=url,
        site=site,
        status=visible_status(record),
        chart=coverage_chart(plan),
        contents={side: tuple(contents(record.alignment.document(side))) for side in sides},
        gaps=tuple(row_gaps(plan)),
        citations=tuple(citations(view, url)),
        downloads=downloads,
        terms=Markup(terms),
        provenance=provenance(record),
        reviewers=tuple(reviewers(record)),
        edited=tuple(edited_passages(record)),
    )
