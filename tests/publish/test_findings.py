"""Which flags are shown, and how."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.publish.layout.findings import (
    discussed,
    evidence_marks,
    gather,
    in_rows,
    missing,
    published,
    published_status,
)
from aligner.publish.layout.plan import make_plan
from aligner.publish.layout.rows import page_rows
from aligner.publish.record_page.downloads import Format, record_files
from aligner.record.config import SiteFindings
from aligner.record.groups import grouped
from aligner.record.load import Record
from aligner.record.model import OPEN, Flag
from tests.helpers.records import flag, summary


def shown(record: Record) -> list[Flag]:
    return [f for f in published(record).alignment.flags if f.state in OPEN]


@pytest.mark.parametrize(
    ("findings", "ids"),
    [
        ("thorough", ["f1", "f2", "f3", "f4", "f6", "f7"]),
        ("careful", ["f1", "f3", "f6", "f7"]),
        ("confirmed", ["f1"]),
        ("none", []),
    ],
)
def test_a_record_says_which_findings_readers_are_shown(
    tmp_path: Path, findings: SiteFindings, ids: list[str]
) -> None:
    """Not sure enough for careful: f2; neutral: f4; settled and never shown, but counted as settled: f5."""
    record = summary(tmp_path)
    flags = tuple(replace(f, score=0.3) if f.id in ("f1", "f2") else f for f in record.alignment.flags)
    resolved = replace(record.resolved, alignment=replace(record.alignment, flags=flags))
    record = replace(record, resolved=resolved, config=replace(record.config, findings=findings))
    assert [f.id for f in shown(record)] == ids
    assert published(published(record)) == published(record)
    status = published_status(record)
    assert (status.all_open, status.flags["major"]["dismissed"]) == (len(ids), 1)


def test_notes_come_in_the_order_of_the_page(tmp_path: Path) -> None:
    record = summary(tmp_path)
    rows = page_rows(record.alignment, "zh")
    findings = in_rows(rows, grouped(shown(record), "en"))
    assert [f.flag.id for f in findings] == ["f7", "f1", "f2", "f4", "f3", "f6"]


def test_same_words_are_said_once_and_the_gravest_first() -> None:
    flags = [flag(1, "omission", "", "e1", severity="minor"), flag(2, "omission", "z1", "e2")]
    flags += [
        replace(flags[0], id="f3", en=("e3",)),
        flag(4, "numbers", "z1", "", state="error", severity="minor"),
    ]
    assert [(f.flag.id, f.segments) for f in gather(grouped(flags, "en"))] == [
        ("f4", ("z1",)),
        ("f2", ("z1", "e2")),
        ("f1", ("e1", "e3")),
    ]


def test_what_is_said_of_one_passage_is_one_note() -> None:
    """Its reasons in order of weight; what two passages of a row share in words is said once."""
    flags = [flag(1, "terminology", "z1", "e1", severity="minor"), flag(2, "numbers", "z1", "e2")]
    flags += [replace(flags[0], id="f3"), *(replace(f, id=f"{f.id}0", zh=("z2",)) for f in flags)]
    (note,) = gather(grouped(flags[:3], "en"))
    assert [f.id for f in note.flags] == ["f2", "f1", "f3"]
    assert [f.id for f in note.reasons] == ["f2", "f1"]
    first, second = gather(grouped(flags, "en"))
    assert (first.segments, second.segments) == (("z1", "e2", "e1"), ("z2", "e2", "e1"))
    (both,) = gather(grouped([f for f in flags if f.id != "f3"], "en"))
    assert both.segments == ("z1", "e2", "e1", "z2") and len(both.reasons) == 2


def test_evidence_lies_in_the_first_segments_with_the_number_of_its_note() -> None:
    flags = [
        flag(1, "numbers", "z1 z2", "e1", zh_span=(1, 2), en_span=(3, 4)),
        flag(2, "other", "", "", zh_span=(0, 1)),
        flag(3, "terminology", "z1", "e2", zh_span=(0, 1)),
    ]
    marks = evidence_marks((n, finding) for n, f in enumerate(flags, 1) for finding in grouped([f], "en"))
    assert marks == {"z1": [((0, 1), 3), ((1, 2), 1)], "e1": [((3, 4), 1)], "e2": [(None, 3)]}


def test_a_note_with_several_reasons_is_marked_once_where_they_agree() -> None:
    flags = [
        flag(1, "numbers", "z1", "e1", zh_span=(1, 2)),
        flag(2, "mistranslation", "z1", "e1"),
        flag(3, "terminology", "z1", "e1", zh_span=(1, 2)),
        flag(4, "omission", "z1", "e2", zh_span=(4, 5)),
    ]
    (note,) = gather(grouped(flags, "en"))
    assert evidence_marks([(1, note)]) == {
        "z1": [((1, 2), 1), ((4, 5), 1)], "e1": [(None, 1)], "e2": [(None, 1)],
    }  # fmt: skip


def test_notes_say_of_which_passages_the_other_text_lacks_all() -> None:
    flags = [
        flag(1, "omission", "", "e1", severity="minor"),
        flag(2, "omission", "", "e2 e3"),
        flag(3, "omission", "z1", "e1"),
        flag(4, "omission", "", "e4", en_span=(0, 1)),
        flag(5, "addition", "z2", ""),
    ]
    notes = ((n, finding) for n, f in enumerate(flags, 1) for finding in grouped([f], "en"))
    assert missing(notes) == {"e1": (1,), "e2": (2,), "e3": (2,), "z2": (5,)}


def test_a_passage_that_a_note_compares_with_the_other_text_is_discussed() -> None:
    flags = [
        flag(1, "mistranslation", "z1", "e1 e2"),
        flag(2, "omission", "", "e3"),
        flag(3, "terminology", "z2", "e2"),
    ]
    notes = ((n, finding) for n, f in enumerate(flags, 1) for finding in grouped([f], "en"))
    assert discussed(notes) == {"z1": (1,), "e1": (1,), "e2": (1, 3), "z2": (3,)}


@pytest.mark.parametrize(("findings", "ids"), [("careful", "f1 f2 f3 f5 f6 f7"), ("none", "f5")])
def test_downloads_hold_what_is_published(tmp_path: Path, findings: SiteFindings, ids: str) -> None:
    """And what is settled, which the record's history tells."""
    record = summary(tmp_path)
    plan = make_plan(replace(record, config=replace(record.config, findings=findings)))
    units = Format("flags", ".txt", "text/plain", lambda r: " ".join(f.id for f in r.alignment.flags))
    files, _ = record_files(plan.record, (units,))
    assert files["summary.txt"] == ids
    assert [flag["id"] for flag in json.loads(files["summary.json"])["flags"]] == ids.split()
