"""How far a review has come, and what has changed since a person last looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aligner.record.decisions.decision import CUT_VERBS, LINK_VERBS
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.resolved import Resolved
from aligner.record.groups import FindingGroup
from aligner.record.model import OPEN, SIDES, SURE, Alignment, Flag, Link, Side


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a record or a section."""

    findings: int
    findings_open: int
    """Found, or confirmed and not yet resolved."""
    findings_undecided: int
    """Those that nobody has confirmed, dismissed or resolved."""
    links: int
    links_settled: int
    links_unsure: int

    @property
    def percent(self) -> int:
        """Share of findings and links that somebody has decided on, 0 to 100."""
        all_ = self.findings + self.links
        settled = self.findings - self.findings_undecided + self.links_settled
        return 100 * settled // all_ if all_ else 100


@dataclass(frozen=True, slots=True)
class RecordSection:
    """The passages under one heading of one side."""

    key: str
    """Side and number, as in ``zh-3``."""
    side: Side
    path: tuple[str, ...]
    """Headings, outermost first; empty for what stands before the first one."""
    segments: frozenset[str]
    first: str
    """Its first passage."""


def is_undecided(finding: Flag | FindingGroup) -> bool:
    """Whether nobody has decided on it. A confirmed one is decided on and still open."""
    return finding.state == "issue"


def is_unsure(link: Link) -> bool:
    """Whether the machine proposes it and is not sure."""
    return link.status == "auto" and link.score < SURE


def progress(
    alignment: Alignment, findings: Iterable[FindingGroup], within: frozenset[str] | None = None
) -> Progress:
    """The counts of a record with the findings that are shown, or of what touches some of its passages."""
    found = [finding for finding in findings if within is None or not within.isdisjoint(finding.segments)]
    links = [
        link for link in alignment.links if within is None or not within.isdisjoint((*link.zh, *link.en))
    ]
    return Progress(
        findings=len(found),
        findings_open=sum(finding.state in OPEN for finding in found),
        findings_undecided=sum(map(is_undecided, found)),
        links=len(links),
        links_settled=sum(link.status != "auto" for link in links),
        links_unsure=sum(map(is_unsure, links)),
    )


def sections(alignment: Alignment) -> tuple[RecordSection, ...]:
    """The sections of both sides in reading order; a heading belongs to the section that it opens."""
    result = []
    for side in SIDES:
        by_path: dict[tuple[str, ...], list[str]] = {}
        for segment in alignment.side(side):
            path = segment.section
            if segment.kind == "heading" and (not path or path[-1] != segment.text):
                path = (*path, segment.text)
            by_path.setdefault(path, []).append(segment.id)
        for number, (path, keys) in enumerate(by_path.items()):
            result.append(RecordSection(f"{side}-{number}", side, path, frozenset(keys), keys[0]))
    return tuple(result)


def changed_since(resolved: Resolved, by: str) -> frozenset[str]:
    """Passages that read otherwise than when this person last decided something about them."""
    source: dict[str, str] = {}
    shown: dict[str, str] = {}
    for entry in resolved.log:
        decision = entry.decision
        if decision.by != by:
            continue
        seen = source if decision.verb in (*LINK_VERBS, "realign") else shown
        seen.update(decision.seen)
        if decision.verb in CUT_VERBS:
            whole = ["".join(decision.parts)] if decision.verb == "join" else decision.parts
            cut = {key: text_hash(part.strip()) for key, part in zip(decision.segments, whole, strict=False)}
            source.update(cut)
            shown.update(cut)
        if decision.after is not None and entry.standing in ("applies", "replaced", "conflict"):
            shown[decision.segments[0]] = text_hash(decision.after)
    segments = resolved.alignment.segments
    return frozenset(
        key
        for key, segment in segments.items()
        if (key in source and source[key] != text_hash(segment.text))
        or (key in shown and shown[key] not in (text_hash(segment.shown), text_hash(segment.wording)))
    )
