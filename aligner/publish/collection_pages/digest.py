"""What the pages about all records need of each: kept, so that an unchanged record is not read again.

Everything in a digest is plain data in the record's own scripts; the languages convert what they show.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import cast

from aligner.publish.collection_pages.concordance import Context, Occurrence, mentions
from aligner.publish.layout.findings import gather, visible
from aligner.publish.layout.plan import Plan
from aligner.publish.record_page.history import last_decision
from aligner.record.files.text import write_atomic
from aligner.record.load import Record
from aligner.record.model import SIDES, Message, Side
from aligner.record.status import RecordStatus, record_status

__all__ = ["Digest", "Divergence", "load_digest", "make_digest", "save_digest"]

_EXCERPT = {"zh": 60, "en": 160}


@dataclass(frozen=True, slots=True)
class Divergence:
    """A finding as the page of all divergences lists it."""

    type: str
    severity: str
    state: str
    message: Message
    target: str
    """The note or the passage on the record's page."""
    zh: tuple[str, ...]
    en: tuple[str, ...]
    zh_text: str
    """The beginning of the first passage it concerns."""
    en_text: str

    def ids(self, side: Side) -> tuple[str, ...]:
        """Its passages on one side."""
        return self.zh if side == "zh" else self.en

    def text(self, side: Side) -> str:
        """The beginning of the first of them."""
        return self.zh_text if side == "zh" else self.en_text


@dataclass(frozen=True, slots=True)
class Digest:
    """One record."""

    id: str
    fingerprint: str
    original: Side
    zh_lang: str
    divergences: tuple[Divergence, ...]
    occurrences: Mapping[int, tuple[Occurrence, ...]]
    """By the number of the term in the glossary."""
    people: tuple[Mapping[Side, Sequence[str]], ...]
    organisations: tuple[Mapping[Side, Sequence[str]], ...]
    updated: str
    """When somebody last decided something: a UTC time; empty where nobody has."""
    files: tuple[str, ...]
    """Names of what can be downloaded."""
    status: RecordStatus
    """Where the record stands; of findings that readers are not shown only those that are settled count."""


def make_digest(
    plan: Plan,
    fingerprint: str,
    terms: Mapping[int, Sequence[Occurrence]],
    files: Sequence[str],
) -> Digest:
    """What the other pages need of a record."""
    alignment, config = plan.record.alignment, plan.record.config
    return Digest(
        id=config.id,
        fingerprint=fingerprint,
        original=alignment.original,
        zh_lang=alignment.zh.lang,
        divergences=_divergences(plan),
        occurrences={number: tuple(rows) for number, rows in terms.items()},
        people=tuple(mentions(plan, config.people)),
        organisations=tuple(mentions(plan, config.organisations)),
        updated=last_decision(plan.record.resolved.log),
        files=tuple(files),
        status=_status(plan.record),
    )


def _status(record: Record) -> RecordStatus:
    status = record_status(record)
    if record.config.findings == "open":
        return status
    shown = {(severity, state): 0 if state == "issue" else n for (severity, state), n in status.flags.items()}
    return replace(status, flags=shown)


def _divergences(plan: Plan) -> tuple[Divergence, ...]:
    notes = {flag.id: f"n{note.number}" for note in plan.notes for flag in note.finding.flags}
    segments = plan.record.alignment.segments
    found = []
    for finding in gather(visible(plan.record)):
        flag = finding.flag
        ids = {side: tuple(dict.fromkeys(i for f in finding.flags for i in f.side(side))) for side in SIDES}
        first = {side: next((segments[i].shown for i in ids[side] if i in segments), "") for side in SIDES}
        cut = {side: t[: _EXCERPT[side]] + "…" * (len(t) > _EXCERPT[side]) for side, t in first.items()}
        known = [i for i in finding.segments if i in segments]
        target = notes.get(flag.id) or (known[0] if known else "")
        found.append(
            Divergence(
                flag.type,
                flag.severity,
                flag.state,
                flag.message,
                target,
                ids["zh"],
                ids["en"],
                cut["zh"],
                cut["en"],
            )
        )
    return tuple(found)


def save_digest(digest: Digest, path: Path) -> None:
    """Write a digest for the next build."""
    plain = {f.name: getattr(digest, f.name) for f in fields(digest)} | {
        "divergences": [asdict(d) for d in digest.divergences],
        "occurrences": {n: [asdict(row) for row in rows] for n, rows in digest.occurrences.items()},
        "status": digest.status.as_dict(),
    }
    write_atomic(path, json.dumps(plain, ensure_ascii=False, separators=(",", ":")))


def load_digest(path: Path, fingerprint: str) -> Digest | None:
    """The digest of an earlier build, if it is of this very record; None if it is not, or is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["fingerprint"] != fingerprint:
            return None
        return Digest(
            **{
                **data,
                "divergences": tuple(map(_divergence, data["divergences"])),
                "occurrences": {
                    int(n): tuple(map(_occurrence, rows)) for n, rows in data["occurrences"].items()
                },
                "people": tuple(data["people"]),
                "organisations": tuple(data["organisations"]),
                "files": tuple(data["files"]),
                "status": RecordStatus.from_dict(data["status"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _divergence(data: dict[str, object]) -> Divergence:
    message = data.pop("message")
    sides = {side: tuple(cast(list[str], data.pop(side))) for side in SIDES}
    return Divergence(**data, **sides, message=Message(**message))  # type: ignore[arg-type]


def _occurrence(data: dict[str, dict[str, str] | None]) -> Occurrence:
    made = {side: Context(**there) if (there := data[side]) else None for side in SIDES}
    return Occurrence(made["zh"], made["en"])
