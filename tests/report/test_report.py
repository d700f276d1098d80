"""The report for a terminal, and the places that machines are told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from aligner.cli.findings import within_limit
from aligner.record.files.text import LineIndex
from aligner.record.model import Alignment, Segment
from aligner.report.finding import PlacedFlag, findings
from aligner.report.formats import FINDING_FORMATS, render_findings
from aligner.report.terminal import plain_report, styled_report
from tests.helpers.talk import EN, ZH, flag, talk


def mended(record: Alignment, **texts: str) -> Alignment:
    """The record with other texts."""

    def change(segment: Segment) -> Segment:
        return replace(segment, text=texts.get(segment.id, segment.text))

    sides = {
        side: replace(record.side(side), segments=tuple(map(change, record.side(side))))
        for side in ("zh", "en")  # type: ignore[arg-type]
    }
    return replace(record, **sides)


def report(record: Alignment, width: int = 120) -> str:
    return plain_report(findings(record, "s"), width)


WHOLE = """\
s/source.md:5: Numbers (major) [port-2024 f1] numbers: the two sides differ <here> & there
    numbers：两边不同
    zh z3  年吞吐量可达到12万标准箱。
                         ^^^^
    en e2  The new quay will be completed in 2026, and it will handle 1.2 million containers a year.
                                                                      ^^^^^^^^^^^

s/source.md:34: Omission (minor) [port-2024 f2] omission: the two sides differ <here> & there
    omission：两边不同
    en e5  We will publish water quality data every month.

s/source.md:7: Addition (neutral) [port-2024 f3] addition: the two sides differ <here> & there
    addition：两边不同
    zh z5  会后，与会者参观了老码头。

s/source.md:8: Terminology (neutral) [port-2024 f5] terminology: the two sides differ <here> & there
    terminology：两边不同
    zh z6  资金来自地区银行。
           ^^^^
    en e6  The money comes from a loan of the regional bank over twenty years.

4 findings: 1 major, 1 minor, 2 neutral
"""


def test_the_whole_report() -> None:
    assert report(talk(), 100) == WHOLE


def test_findings_of_a_passage_stand_together() -> None:
    more = flag("f9", "terminology", ("z3",), ("e2",), zh_span=(0, 4))
    text = report(replace(talk(), flags=(*talk().flags, more)))
    assert [line.split("[port-2024 ")[1][:2] for line in text.splitlines() if "[port" in line] == [
        "f1",
        "f9",
        "f2",
        "f3",
        "f5",
    ]


CROWDED = """\
s/source.md:5: Untranslated (critical) [port-2024 f8] untranslated: the two sides differ <here> & there
    untranslated：两边不同
    zh z3  年吞吐量可达到12万标准箱。
    en e3  The area of wetland will not shrink.
    + Numbers (major) [port-2024 f1] numbers: the two sides differ <here> & there
    numbers：两边不同
    zh z3  年吞吐量可达到12万标准箱。
                         ^^^^
    en e2  The new quay will be completed in 2026, and it will handle 1.2 million containers a year.
                                                                      ^^^^^^^^^^^
    + Terminology (neutral) [port-2024 f9] terminology: the two sides differ <here> & there
    terminology：两边不同

1 finding: 1 critical
"""


def crowded() -> list[PlacedFlag]:
    """Three flags about one passage."""
    more = (
        replace(flag("f8", "untranslated", ("z3",), ("e3",)), severity="critical"),
        flag("f9", "terminology", ("z3", "z4"), ("e2",)),
    )
    return findings(replace(talk(), flags=(talk().flags[0], *more)), "s")


def test_several_flags_about_a_passage_are_one_finding() -> None:
    assert plain_report(crowded(), 100) == CROWDED
    message = "the two sides differ <here> & there"
    assert render_findings(crowded(), "github") == (
        "::error file=s/source.md,line=5,title=Untranslated (port-2024 f8)::"
        f"untranslated: {message}%0Anumbers: {message}%0Aterminology: {message}\n"
    )
    (row,) = render_findings(crowded(), "markdown").splitlines()[2:3]
    assert row.startswith("| port-2024 | s/source.md:5 | critical | Untranslated | untranslated: ")
    assert row.count("<br>") == 4


def test_programs_are_given_every_flag() -> None:
    assert [row["id"] for row in json.loads(render_findings(crowded(), "json"))] == ["f1", "f8", "f9"]
    assert len(json.loads(render_findings(crowded(), "sarif"))["runs"][0]["results"]) == 3


@pytest.mark.parametrize(
    ("style", "limit", "ids"),
    [
        ("text", 1, ["f8", "f1", "f9"]),
        ("markdown", 1, ["f8", "f1", "f9"]),
        ("json", 1, ["f8"]),
        ("sarif", 2, ["f1", "f8"]),
        ("text", None, ["f1", "f8", "f9"]),
        ("text", 9, ["f1", "f8", "f9"]),
    ],
)
def test_a_limit_counts_what_is_listed(style: str, limit: int | None, ids: list[str]) -> None:
    assert [item.flag.id for item in within_limit(crowded(), limit, style)] == ids


def test_a_finding_about_one_side_shows_both_texts() -> None:
    """In a file of pairs both texts are there, also where the finding names only one."""
    f2, f3 = (f for f in findings(talk(), "s") if f.flag.id in ("f2", "f3"))
    items = [
        replace(f2, quotes=("我们公布数据。", EN["e5"])),
        replace(f3, quotes=(ZH["z5"], "Visitors came.")),
    ]
    for style in FINDING_FORMATS:
        assert render_findings(items, style)
    text = plain_report(items)
    assert "    zh     我们公布数据。\n    en e5  We will publish" in text
    assert "    zh z5  会后，与会者参观了老码头。\n    en     Visitors came.\n" in text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("年吞吐量可达到12万标准箱。", (7, 10)),
        ("年" * 200 + "12万" + "量" * 200, (200, 203)),
        ("a" * 500 + "12万", (500, 503)),
        ("12万" + "a" * 500, (0, 3)),
        ("年" * 300, (10, 290)),
        ("全角（ＡＢ）与半角(AB)", (2, 6)),
        ("e\u0301te\u0301 12万", (6, 9)),
        ("\x1b[31m12万\t\n标准箱", (5, 8)),
        ("x" * 10, (4, 400)),
        ("x" * 10, (10, 10)),
    ],
)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_carets_stand_under_the_evidence(text: str, span: tuple[int, int], width: int) -> None:
    record = mended(talk(), z3=text)
    record = replace(record, flags=(flag("f1", "numbers", ("z3",), (), zh_span=span),))
    lines = report(record, width).splitlines()
    line = lines[2]
    assert "\x1b" not in line and "\t" not in line
    assert sum(map(cell_len, line)) <= max(width, 40)
    if span[0] == len(text):
        assert lines[3] == ""
        return
    start, stop = lines[3].index("^"), len(lines[3])
    column, marked = 0, ""
    for char in line:
        if start <= column < stop and (cell_len(char) or marked):
            marked += char
        column += cell_len(char)
    shown = text[slice(*span)]
    assert marked.rstrip("…") == shown[: len(marked.rstrip("…"))] != ""


def test_colours_only_where_asked() -> None:
    items = findings(talk(), "x")
    assert "\x1b" not in plain_report(items)
    first = next(styled_report(items))
    assert first.plain.startswith("x/source.md:5: Numbers (major)")
    assert any(span.style == "red" for span in first.spans)


def test_places_span_lines() -> None:
    index = LineIndex("\n" * 510 + "x" * 100)
    items = {f.flag.id: f for f in findings(talk(), "s", {"source.md": index})}
    assert (items["f1"].line, items["f1"].end_line) == (5, index.line(500 + len(ZH["z3"]) - 1))
    assert "line=5,endLine=511,title=" in render_findings([items["f1"]], "github")
    assert items["f1"].lines == {"zh": 5, "en": 31}
    (result,) = json.loads(render_findings([items["f1"]], "sarif"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 5, "endLine": 511}
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"] == {"startLine": 31}
    assert related["message"] == {"text": "English"}


@pytest.mark.parametrize(("original", "line"), [("en", 5), ("zh", 31)])
def test_a_finding_points_to_the_translation(original: str, line: int) -> None:
    assert next(f for f in findings(talk(original), "s") if f.flag.id == "f1").line == line


def test_the_seeds_lines_hold_what_they_point_to(seeds: Path) -> None:
    from aligner.record.load import find_configs, load_record

    for config in find_configs(seeds):
        alignment = load_record(config).alignment
        for item in findings(alignment, config.folder.as_posix()):
            first = (item.flag.zh if item.line == item.lines.get("zh") else item.flag.en)[0]
            source = Path(item.file).read_text(encoding="utf-8").splitlines()
            start = "".join(c for c in alignment.segments[first].text if c.isalnum())[:4]
            assert start in "".join(c for c in source[item.line - 1] if c.isalnum())


def test_fingerprints_hold_when_the_text_moves() -> None:
    before = {f.flag.id: f.fingerprint for f in findings(talk(), "a")}
    moved = replace(
        talk(), links=(), flags=tuple(replace(f, score=0.1, severity="minor") for f in talk().flags)
    )
    assert {f.flag.id: f.fingerprint for f in findings(moved, "b")} == before
    changed = mended(talk(), z3=ZH["z3"].replace("12", "13"), e2=EN["e2"])
    after = {f.flag.id: f.fingerprint for f in findings(changed, "a")}
    assert {key for key in before if before[key] != after[key]} == {"f1"}


def test_the_most_serious_first() -> None:
    for style in ("markdown", "github"):
        text = render_findings(findings(talk(), "s"), style)
        places = [text.index(kind) for kind in ("Numbers", "Omission", "Addition")]
        assert places == sorted(places)


def test_uris_are_uris() -> None:
    items = findings(talk(), "种子/my seeds")
    (first, *_) = json.loads(render_findings(items, "sarif"))["runs"][0]["results"]
    uri = first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E7%A7%8D%E5%AD%90/my%20seeds/source.md"
