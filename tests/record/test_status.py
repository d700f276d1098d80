"""Where records stand, counted by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import count

import pytest

from aligner.record.config import Part, RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide
from aligner.record.files.shape import read
from aligner.record.load import Record
from aligner.record.model import FLAG_STATES, KINDS, SEVERITIES, FlagState, Kind, Names, Severity
from aligner.record.status import RecordStatus, Share, coverage, record_status, total
from tests.helpers.valid_files import SEEDS, alignment

TICK = count()


def record(*verbs: tuple[str, str, str, str]) -> Record:
    """The sample record with decisions: verb, Chinese ids, English ids, who; none has seen another's."""
    taken: list[Decision] = []
    before = resolve(alignment(), ())
    for verb, zh, en, by in verbs:
        moment = datetime(2026, 1, 1, second=next(TICK) % 60, tzinfo=UTC)
        words = {"after": "Mended."} if verb == "edit" else {}
        taken.append(
            decide(before, verb, by=by, zh=zh.split(), en=en.split(), clock=lambda at=moment: at, **words)  # type: ignore[arg-type, misc]
        )
    part = Part("source.md", "en")
    config = RecordConfig("talk", SEEDS / "talk" / "record.yml", Names("题", "Title"), "en", (part, part))
    return Record(config, resolve(alignment(), taken), alignment())


def test_untouched() -> None:
    status = record_status(record())
    assert status.segments == {"zh": 5, "en": 5}
    assert status.links == {"auto": 3, "accepted": 0, "rejected": 0, "manual": 0}
    assert (status.coverage("zh"), status.coverage("en")) == (0.8, 0.8)
    assert (status.open_flags("major"), status.open_flags("minor")) == (3, 0)
    assert not status.is_waiting
    assert record_status(record(), due=True).is_waiting


def test_decided() -> None:
    status = record_status(
        record(
            ("accept", "z1", "e1", "Ann"),
            ("reject", "z5", "e4", "Ann"),
            ("accept", "z4", "", "Ann"),
            ("edit", "", "e3", "Ann"),
            ("comment", "z2", "", "Bo"),
        )
    )
    assert status.links == {"auto": 1, "accepted": 1, "rejected": 1, "manual": 0}
    assert (status.coverage("zh"), status.coverage("en")) == (0.8, 0.6)
    assert (status.decisions, status.edits, status.comments) == (5, 1, 1)


def test_disputed() -> None:
    status = record_status(record(("accept", "z1", "e1", "Ann"), ("reject", "z1", "e1", "Bo")))
    assert status.conflicts == 1 and status.is_waiting


def test_total() -> None:
    rows = [record_status(record()), record_status(record(("accept", "z1", "e1", "Ann")), due=True)]
    both = total(rows)
    assert both.as_dict() == {
        "record": "total",
        "segments": {"zh": 10, "en": 10},
        "passages": {"zh": 10, "en": 10},
        "covered": {"zh": 8, "en": 8},
        "coverage": {"zh": 0.8, "en": 0.8},
        "links": {"auto": 5, "accepted": 1, "rejected": 0, "manual": 0},
        "flags": {
            "neutral": {"issue": 0, "error": 0, "dismissed": 0, "resolved": 0},
            "minor": {"issue": 0, "error": 0, "dismissed": 0, "resolved": 0},
            "major": {"issue": 6, "error": 0, "dismissed": 0, "resolved": 0},
            "critical": {"issue": 0, "error": 0, "dismissed": 0, "resolved": 0},
        },
        "decisions": 1, "edits": 0, "proposed": 0, "comments": 0, "stale": 0, "conflicts": 0, "due": 1,
    }  # fmt: skip
    assert both.records == 2
    assert read(RecordStatus, json.loads(json.dumps(asdict(rows[1]))), "status") == rows[1]
    assert total([]).coverage("zh") == 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_what_coverage_counts(kind: Kind) -> None:
    """Headings, captions, references and metadata are no passages, linked or not."""
    kinds = ("sentence", "clause", "list-item", "question", "note")
    for key, linked in (("z1", True), ("z4", False)):
        sample = alignment()
        segments = tuple(replace(s, kind=kind) if s.id == key else s for s in sample.zh)
        resolved = Resolved(replace(sample, zh=replace(sample.zh, segments=segments)))
        passages = 5 if kind in kinds else 4
        covered = 3 if linked and kind not in kinds else 4
        assert coverage(resolved, "zh") == Share(covered, passages)
        assert coverage(resolved, "en") == Share(4, 5)


@pytest.mark.parametrize(
    ("verbs", "keys", "expected"),
    [
        ((), "z1 z2 z3 z4 z5", Share(4, 5)),
        ((), "z4", Share(0, 1)),
        ((), "z3 z4", Share(1, 2)),
        ((), "", Share(0, 0)),
        ((("accept", "z4", "", "Ann"),), "z4", Share(1, 1)),
        ((("reject", "z5", "e4", "Ann"),), "z4 z5", Share(0, 2)),
        ((("accept", "z4", "", "Ann"), ("link", "z4", "e5", "Bo")), "z4", Share(0, 1)),
        ((("link", "z4", "e5", "Ann"),), "z4", Share(1, 1)),
    ],
    ids=["all", "unlinked", "half", "none", "rightly alone", "rejected", "disputed", "drawn"],
)
def test_coverage_of_some_passages(
    verbs: Sequence[tuple[str, str, str, str]], keys: str, expected: Share
) -> None:
    resolved = record(*verbs).resolved
    assert coverage(resolved, "zh", [resolved.alignment.segments[key] for key in keys.split()]) == expected


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("state", FLAG_STATES)
def test_open_findings(severity: Severity, state: FlagState) -> None:
    """A finding is open until it is dismissed or resolved, whatever its severity, if the profile shows it."""
    first, *others = alignment().flags
    counts = dict.fromkeys(SEVERITIES, 0) | {"major": len(others)}
    counts[severity] += state in ("issue", "error")
    flags = (replace(first, severity=severity, state=state), *others)
    config = replace(record().config, profile="thorough")
    status = record_status(Record(config, Resolved(replace(alignment(), flags=flags))))
    assert {key: status.open_flags(key) for key in SEVERITIES} == counts
    assert status.all_open == sum(counts.values())
    careful = record_status(Record(record().config, Resolved(replace(alignment(), flags=flags))))
    assert careful.all_open == sum(counts.values()) - ((severity, state) == ("neutral", "issue"))
