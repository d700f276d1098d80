"""Where each segment stands on a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.publish.layout.rows import PageRow, lead_side, page_rows, passages
from aligner.record.model import LONG_RUN, Alignment, Segment, Side
from tests.helpers.records import alignment, alignments, document, link, summary, untranslated


def shape(rows: tuple[PageRow, ...]) -> list[str]:
    """Rows as words: lead | follow | elsewhere."""

    def ids(segments: tuple[Segment, ...]) -> str:
        return " ".join(s.id for s in segments)

    return [f"{ids(r.lead)} | {ids(r.follow)} | {ids(r.elsewhere)}".replace("  ", " ").strip() for r in rows]


def laid_out(zh: str, en: str, *links: tuple[str, str], lead: Side = "zh", **scores: float) -> list[str]:
    """Rows of a record given in a line, as `document` reads it."""
    made = tuple(link(n, a, b, scores.get(f"l{n}", 0.9)) for n, (a, b) in enumerate(links, 1))
    return shape(page_rows(alignment("r", "en", document(zh), document(en), links=made), lead))


TABLE = {
    "one to one": ("z1 z2", "e1 e2", [("z1", "e1"), ("z2", "e2")], ["z1 | e1 |", "z2 | e2 |"]),
    "crossing": ("z1 z2", "e1 e2", [("z1", "e2"), ("z2", "e1")], ["z1 | e2 |", "z2 | e1 |"]),
    "several to several": ("z1 z2", "e1 e2", [("z1 z2", "e1 e2")], ["z1 z2 | e1 e2 |"]),
    "shared is printed once": ("z1 z2", "e1", [("z1", "e1"), ("z2", "e1")], ["z1 | e1 |", "z2 | | e1"]),
    "a link over two paragraphs": ("z1 / z2", "e1", [("z1 z2", "e1")], ["z1 | e1 |", "z2 | | e1"]),
    "missing after its neighbour": (
        "z1 z2",
        "e1 e2 e3",
        [("z1", "e3"), ("z2", "e1")],
        ["z1 | e3 |", "z2 | e1 |", "| e2 |"],
    ),
    "missing at the beginning": ("z1", "e1 e2", [("z1", "e2")], ["| e1 |", "z1 | e2 |"]),
    "first of its section": (
        "z1 z2 / z3",
        "e1 / E2 / e3 e4",
        [("z1", "e1"), ("z2", "e4")],
        ["z1 | e1 |", "| e2 e3 |", "z2 | e4 |", "z3 | |"],
    ),
    "a heading goes with its text": (
        "z1 z2",
        "e1 / E2 / e3",
        [("z1", "e1"), ("z2", "e3")],
        ["z1 | e1 |", "z2 | e2 e3 |"],
    ),
    "a heading goes with missing text": (
        "z1 z2",
        "e1 / E2 / e3 / E4 / e5",
        [("z1", "e1"), ("z2", "e5")],
        ["z1 | e1 |", "| e2 e3 |", "z2 | e4 e5 |"],
    ),
    "own words of two paragraphs": ("z1 / z2 z3 / z4", "e1", [("z4", "e1")], ["z1 z2 z3 | |", "z4 | e1 |"]),
    "headings stand alone": ("Z1 / z2", "E1 / e2", [("z1", "e1"), ("z2", "e2")], ["z1 | e1 |", "z2 | e2 |"]),
    "nothing joined": ("z1", "e1", [], ["| e1 |", "z1 | |"]),
    "a question stays whole": (
        "z1 z2 z3",
        "e1? e2? / e3 e4",
        [("z1", "e1 e3"), ("z2", "e4")],
        ["z1 | e1 e2 e3 |", "z2 | e4 |", "z3 | |"],
    ),
    "a leading question stays whole": (
        "z1? / z2? / z3",
        "e1 e2",
        [("z2", "e2"), ("z3", "e1")],
        ["z1 z2 | e2 |", "z3 | e1 |"],
    ),
    "a question stands with the surest of its links": (
        "z1 z2",
        "e1? e2? e3",
        [("z1", "e1"), ("z2", "e2")],
        ["z1 | e1 e2 |", "| e3 |", "z2 | | e2"],
    ),
    "unknown ids": ("z1", "e1", [("z1 z9", "e1"), ("z8", "e1"), ("z1", "e7")], ["z1 | e1 |"]),
    "no text at all": ("", "", [], []),
}


@pytest.mark.parametrize("name", TABLE)
def test_rows(name: str) -> None:
    zh, en, links, expected = TABLE[name]
    assert laid_out(zh, en, *links) == expected


def test_the_surer_link_has_the_text() -> None:
    assert laid_out("z1 z2", "e1", ("z1", "e1"), ("z2", "e1"), l1=0.4) == ["z1 | | e1", "z2 | e1 |"]


def test_the_other_side_may_lead() -> None:
    assert laid_out("z1 z2", "e1 e2", ("z2", "e1"), lead="en") == ["| z1 |", "e1 | z2 |", "e2 | |"]


def test_the_rest_of_a_question_is_known_to_be_alone() -> None:
    made = alignment("r", "en", document("z1 z2"), document("e1? e2?"), links=(link(1, "z1", "e1"),))
    alone = [[" ".join(s.id for s in side) for side in row.alone] for row in page_rows(made, "zh")]
    assert alone == [["", "e2"], ["z2", ""]]


def test_a_summary_leads_and_otherwise_the_original(tmp_path: Path) -> None:
    record = summary(tmp_path).alignment
    assert lead_side(record, "summary") == "zh"
    assert lead_side(record, "translation") == "en"


def test_the_sample(tmp_path: Path) -> None:
    assert shape(page_rows(summary(tmp_path).alignment, "zh")) == [
        "z1 | |",
        "z2 | |",
        "z3 | |",
        "z4 z5 | e4 e5 e10 |",
        "| e6 |",
        "z6 | e7 e8 | e10",
        "| e9 |",
        "| e1 |",
        "z7 | e2 e3 |",
        "z8 | |",
    ]


def test_a_long_stretch_is_counted_once(tmp_path: Path) -> None:
    rows = page_rows(untranslated(tmp_path).alignment, "zh")
    alone = [row for row in rows if row.kind == "lead-only" and row.is_long]
    assert sum(passages(row.lead) for row in alone) == 20 >= LONG_RUN
    assert {row.run for row in alone} == {20}
    assert [row.opens_run for row in alone] == [True] + [False] * (len(alone) - 1)


def test_a_long_absence_has_a_row_for_each_section() -> None:
    first = " ".join(f"e{n}" for n in range(2, 10))
    second = " ".join(f"e{n}" for n in range(12, 18))
    rows = laid_out("z1", f"e1 / {first} / E10 / E11 / {second}", ("z1", "e1"))
    assert rows == ["z1 | e1 |", f"| {first} |", f"| e10 e11 {second} |"]


@given(alignments(), st.sampled_from(["zh", "en"]))
def test_every_segment_stands_exactly_once(record: Alignment, lead: Side) -> None:
    rows = page_rows(record, lead)
    printed = [s.id for row in rows for s in (*row.lead, *row.follow)]
    assert sorted(printed) == sorted(record.segments)
    in_order = [s.id for row in rows for s in row.lead]
    assert in_order == [s.id for s in record.side(lead)]


@given(alignments())
def test_every_link_is_shown_in_full_or_by_reference(record: Alignment) -> None:
    shown = {
        (a.id, b.id)
        for row in page_rows(record, "zh")
        for a in row.lead
        for b in (*row.follow, *row.elsewhere)
    }
    joined = {
        (a, b)
        for bead in record.links
        if bead.status != "rejected"
        for a in bead.zh
        for b in bead.en
        if a in record.zh.by_id and b in record.en.by_id
    }
    assert joined <= shown


@given(alignments())
def test_no_row_is_empty(record: Alignment) -> None:
    for row in page_rows(record, "zh"):
        assert row.lead or row.follow
        assert row.kind != "pair" or (row.lead and (row.follow or row.elsewhere))
