"""The facts that a page gives about its record above the texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aligner.publish.layout.findings import visible
from aligner.publish.record_page.view import View
from aligner.record.model import SEVERITIES, Severity, Side, other
from aligner.record.status import Share, coverage, open_findings

__all__ = ["Facts", "record_facts"]


@dataclass(frozen=True, slots=True)
class Facts:
    """A record in figures."""

    original: Side
    carried: Share
    """How much of the original the other text carries."""
    target: Side
    added: Share
    """How much of the other text has the original behind it."""
    open: Mapping[Severity, int]
    """Open findings that readers see, the gravest first; severities without any are left out."""
    confirmed: int
    """How many of them an editor has confirmed."""


def record_facts(view: View) -> Facts:
    """The figures of a record, those of the status page and of the workbench."""
    resolved = view.record.resolved
    original = resolved.alignment.original
    flags = visible(view.record)
    counts = open_findings(flags)
    return Facts(
        original=original,
        carried=coverage(resolved, original),
        target=other(original),
        added=coverage(resolved, other(original)),
        open={severity: counts[severity] for severity in reversed(SEVERITIES) if counts[severity]},
        confirmed=sum(flag.state == "error" for flag in flags),
    )
