"""A record for reading in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.record.chains import by_key
from aligner.record.groups import grouped
from aligner.record.load import Record
from aligner.record.model import SIDES, Alignment, Link, Segment, other
from aligner.record.profiles import Profile, shown_flags
from aligner.report.finding import report_words


def record_text(record: Record, profile: Profile) -> str:
    """Titles, each link with its texts, the passages without counterpart, and the findings of a profile."""
    config, alignment = record.config, record.alignment
    kind = "summary" if alignment.summary else "translation"
    chosen = f"{kind}, as told from the texts" if config.kind == "auto" else kind
    lines = [
        f"{config.id}  {config.title.zh}",
        f"{'':{len(config.id)}}  {config.title.en}",
        f"kind: {chosen}",
        "",
    ]
    lines.extend(_body(alignment))
    words = report_words()
    findings = grouped(shown_flags(alignment.flags, profile, alignment.present), alignment.original)
    if findings:
        lines += ["", words("findings-title", n=len(findings))]
    for finding in findings:
        for flag in finding.flags:
            zh, en = (",".join(flag.side(side)) or "-" for side in SIDES)
            indent = "  " if flag is finding.flag else "    + "
            made = "" if alignment.reworded.isdisjoint(finding.segments) else f" ({words('proposal-made')})"
            lines.append(f"{indent}{flag.id} {words.title(flag)} {zh}/{en}: {flag.message.en}{made}")
    return "\n".join(lines) + "\n"


def _body(alignment: Alignment) -> Iterator[str]:
    """Links in the order of the Chinese side, unlinked Chinese in its place, unlinked English at the end."""
    words = report_words()
    by_first = by_key((link, link.zh[:1]) for link in alignment.links)
    for side in SIDES:
        linked = alignment.linked(side)
        missing = words("uncovered", language=words.name("language", other(side)))
        for segment in alignment.side(side):
            for link in by_first[segment.id]:
                yield from _link(alignment, link)
            if segment.id not in linked:
                yield f"  {segment.id} {missing} {_place(segment)}{_texts(segment)}"


def _link(alignment: Alignment, link: Link) -> Iterator[str]:
    words = report_words()
    relation, status = words.name("relation", link.relation), words.name("status", link.status)
    yield f"{link.id} {relation}, {status} {link.score:.2f}"
    for side in SIDES:
        for key in link.side(side):
            segment = alignment.segments[key]
            yield f"  {key} {_place(segment)}{_texts(segment)}"


def _texts(segment: Segment) -> str:
    """What it says, and below it what is proposed instead."""
    words, text = report_words(), segment.shown
    if segment.proposed is None:
        return text
    return f"{text}\n    {words('proposal')}{words.colon}{segment.proposed}"


def _place(segment: Segment) -> str:
    """What a segment is, where it stands and who says it, unless it is a sentence of the running text."""
    words = report_words()
    kind = "" if segment.kind == "sentence" else words.name("kind", segment.kind)
    section = " › ".join(segment.section)
    parts = [
        part for part in (kind, section and f"§ {section}", segment.speaker and f"{segment.speaker}:") if part
    ]
    return f"[{' '.join(parts)}] " if parts else ""
