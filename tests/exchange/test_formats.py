"""What others read: pairs, TSV, findings in five styles."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.exchange.formats import ALIGNERS
from aligner.exchange.read import read_pairs
from aligner.exchange.units import select_units
from aligner.record.model import (
    PROPOSED_LINK,
    Alignment,
    Document,
    Flag,
    FlagState,
    Link,
    Message,
    Segment,
    Source,
)
from aligner.report.finding import findings
from aligner.report.formats import FINDING_FORMATS, render_findings


def segment(key: str, text: str, line: int) -> Segment:
    return Segment(key, text, "sentence", Source("s.md", line, line + 1, line))


@pytest.fixture
def alignment() -> Alignment:
    zh = [segment("z1", "一。", 1), segment("z7", "二\t|。", 3), segment("z3", "三。", 4)]
    en = [segment("e1", "One.", 6), segment("e2", "Two <b>, 100%.", 7), segment("e3", "Alone.", 9)]
    message = Message("A | b <c>, 100% :: d", "甲 | 乙")
    return Alignment(
        record="talk",
        signature="x",
        original="en",
        zh=Document("zh-Hans", tuple(zh)),
        en=Document("en", tuple(en)),
        links=(
            Link("l1", ("z1", "z7"), ("e2",), "summarises", 0.9, "auto"),
            Link("l2", ("z7",), ("e1",), "partial", 0.5, "auto"),
        ),
        flags=(
            Flag(
                "f1",
                "numbers",
                "a/b",
                "major",
                ("z7",),
                ("e2",),
                message,
                0.9,
                (0, 1),
                (4, 7),
                check="numbers",
            ),
            Flag("f2", "omission", "a/o", "minor", (), ("e3",), message, 0.5, check="missing"),
            Flag(
                "f3", "other", "a/o", "minor", ("z1",), (), message, 0.5, state="dismissed", check="missing"
            ),
        ),
        absent={"z3": 0.75, "e3": 0.8},
    )


def test_pairs_by_place_and_by_line(alignment: Alignment) -> None:
    assert (
        ALIGNERS["pairs"](select_units(alignment))
        == "[0, 1]:[1]:0.900\n[1]:[0]:0.500\n[2]:[]:0.750\n[]:[2]:0.800\n"
    )
    lines = ALIGNERS["pairs"](select_units(alignment, lines=True))
    assert lines == "[0, 2]:[6]:0.900\n[2]:[5]:0.500\n[3]:[]:0.750\n[]:[8]:0.800\n"


def test_tsv(alignment: Alignment) -> None:
    rows = list(csv.DictReader(io.StringIO(ALIGNERS["tsv"](select_units(alignment))), delimiter="\t"))
    assert [(r["id"], r["zh_ids"], r["en_ids"], r["flags"]) for r in rows] == [
        ("l1", "z1 z7", "e2", "numbers"),
        ("l2", "z7", "e1", ""),
        ("", "z3", "", ""),
        ("", "", "e3", "omission"),
    ]
    assert rows[0]["zh"] == "一。二 |。" and rows[0]["score"] == "0.900"


@pytest.mark.parametrize(
    ("mqm", "state", "pairs", "score"),
    [
        (PROPOSED_LINK, "issue", "[2]:[]:0.750\n", ""),
        (PROPOSED_LINK, "dismissed", "[2]:[]:0.750\n[]:[2]:0.800\n", "0.800"),
        ("other", "issue", "[2]:[]:0.750\n[]:[2]:0.800\n", "0.800"),
    ],
)
def test_what_a_reader_would_link_is_not_said_to_be_missing(
    alignment: Alignment, mqm: str, state: FlagState, pairs: str, score: str
) -> None:
    message = Message("A", "甲")
    flag = Flag("f4", "other", mqm, "neutral", ("z1",), ("e3",), message, 0.9, state=state, check="reader")
    selection = select_units(replace(alignment, flags=(flag,)))
    assert ALIGNERS["pairs"](selection).endswith("0.500\n" + pairs)
    rows = list(csv.DictReader(io.StringIO(ALIGNERS["tsv"](selection)), delimiter="\t"))
    assert (rows[-1]["en_ids"], rows[-1]["score"], rows[-1]["flags"]) == ("e3", score, "other")


def test_tsv_reads_what_it_writes(alignment: Alignment, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("\ufeff" + ALIGNERS["tsv"](select_units(alignment)), encoding="utf-8")
    rows = read_pairs(tmp_path / "a.tsv").rows
    assert [(r.id, r.en, r.line) for r in rows][:2] == [("l1", "Two <b>, 100%.", 2), ("l2", "One.", 3)]


def test_findings_leave_out_what_is_settled(alignment: Alignment) -> None:
    items = findings(alignment, "seeds/talk")
    assert [(f.flag.id, f.file, f.line) for f in items] == [
        ("f1", "seeds/talk/s.md", 3),
        ("f2", "seeds/talk/s.md", 9),
    ]
    assert items[0].fingerprint != items[1].fingerprint


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("text", "seeds/talk/s.md:3: Numbers (major) [talk f1] A | b <c>, 100% :: d\n"),
        (
            "markdown",
            "| talk | seeds/talk/s.md:3 | major | Numbers | A \\| b &lt;c>, 100% :: d | 甲 \\| 乙 |\n",
        ),
        ("github", "::warning file=seeds/talk/s.md,line=3,title=Numbers (talk f1)::A | b <c>, 100%25 :: d\n"),
        ("github", "::notice file=seeds/talk/s.md,line=9,"),
        ("text", "2 findings: 1 major, 1 minor\n"),
    ],
)
def test_styles(alignment: Alignment, style: str, expected: str) -> None:
    assert expected in render_findings(findings(alignment, "seeds/talk"), style)


def test_json_styles(alignment: Alignment) -> None:
    items = findings(alignment, "seeds/talk")
    assert [row["id"] for row in json.loads(render_findings(items, "json"))] == ["f1", "f2"]
    run = json.loads(render_findings(items, "sarif"))["runs"][0]
    assert [r["level"] for r in run["results"]] == ["warning", "note"]
    assert {r["ruleId"] for r in run["results"]} == {r["id"] for r in run["tool"]["driver"]["rules"]}


@pytest.mark.parametrize("style", sorted(set(FINDING_FORMATS) - {"sarif"}))
def test_nothing_found(style: str) -> None:
    nothing = {"github": "", "json": "[]\n"}
    assert render_findings([], style) == nothing.get(style, "no findings\n")


def test_nothing_found_for_code_scanning() -> None:
    assert json.loads(render_findings([], "sarif"))["runs"][0]["results"] == []
