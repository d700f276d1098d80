"""A record's page in one language, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from aligner.publish.html import html
from aligner.publish.record_page.citations import citations
from aligner.publish.record_page.coverage_chart import coverage_chart
from aligner.publish.record_page.downloads import Download
from aligner.publish.record_page.facts import record_facts
from aligner.publish.record_page.history import edited_passages, reviewers
from aligner.publish.record_page.metadata import json_ld
from aligner.publish.record_page.notes import record_notes
from aligner.publish.record_page.provenance import provenance
from aligner.publish.record_page.text import text_blocks
from aligner.publish.record_page.view import View
from aligner.publish.templating import render_page
from aligner.record.model import Side, other

__all__ = ["record_address", "record_page"]

CONTENTS_DEPTH = 2
"""Levels of headings in the table of contents; with more it would be a page long."""


def record_address(identifier: str) -> str:
    """A record's page, seen from the root of its language version."""
    return f"records/{identifier}/"


def record_page(view: View, downloads: Sequence[Download] = (), site: str = "", terms: str = "") -> str:
    """The whole page. `site` is the address of the site, if it is known; `terms` a list of glossary terms."""
    address = record_address(view.record.config.id)
    here = f"{site}{view.language.prefix}{address}"
    sides = (view.plan.lead, other(view.plan.lead))
    return render_page(
        "record/page.html",
        view,
        _metadata(view, address, site),
        record=view.record,
        address=address,
        here=here,
        site=site,
        sides=sides,
        facts=record_facts(view),
        chart=coverage_chart(view),
        contents={side: tuple(_contents(view, side)) for side in sides},
        texts={side: tuple(text_blocks(view, side)) for side in sides},
        notes=record_notes(view),
        citations=tuple(citations(view, here)),
        downloads=downloads,
        terms=Markup(terms),
        provenance=provenance(view),
        reviewers=tuple(reviewers(view)),
        edited=tuple(edited_passages(view)),
    )


def _metadata(view: View, address: str, site: str) -> dict[str, object]:
    config, words = view.record.config, view.words
    title = view.name(config.title)
    description = view.name(config.note) if config.note else words("record_description", title=title)
    data = json.dumps(json_ld(view, site), ensure_ascii=False, separators=(",", ":"))
    return {
        "title": html(title),
        "description": html(description),
        "hide": ["navigation", "toc"],
        "alternates": address,
        "search": {"exclude": True},
        "jsonld": data.replace("<", "\\u003c"),
    }


def _contents(view: View, side: Side) -> Iterator[tuple[str, str]]:
    """The questions of a text and its highest headings: ids and names."""
    turn = None
    for segment in view.record.alignment.document(side):
        if segment.kind == "question" and segment.turn and segment.turn != turn:
            turn = segment.turn
            yield segment.id, view.convert[side](segment.turn)
        elif segment.kind == "heading" and len(segment.section) < CONTENTS_DEPTH:
            yield segment.id, view.convert[side](segment.shown)
