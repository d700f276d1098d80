"""Which findings `aligner check` lists: of some severity, of some checks, the gravest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aligner.cli.main import main
from tests.helpers.command_line import complaint

ROWS = (
    ("1", "大桥长300米。", "The bridge is 400 metres long."),
    ("2", "大桥长300米（很美。", "The bridge is 300 metres long and beautiful."),
    ("3", "村里无人同意修路。", "The village agreed to the road."),
    ("4", "湖水很清。", "The lake is clear."),
)


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "pairs.tsv"
    path.write_text("id\tzh\ten\n" + "".join("\t".join(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def listed(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[tuple[str, str]]:
    """Unit and check of every finding."""
    main(["check", str(path), "--original", "zh", "--format", "json", "--profile", "thorough", *options])
    rows = json.loads(capsys.readouterr().out)
    return [(row["unit"], row["check"]) for row in (rows if isinstance(rows, list) else rows["findings"])]


@pytest.mark.slow
def test_choices(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = listed(pairs, capsys)
    assert {("1", "numbers"), ("2", "typography"), ("3", "polarity")} <= set(every)
    assert listed(pairs, capsys, "--severity", "neutral") == every
    major = listed(pairs, capsys, "--severity", "major")
    assert {("1", "numbers"), ("3", "polarity")} <= set(major) < set(every)
    assert listed(pairs, capsys, "--check", "numbers", "typography") == [
        row for row in every if row[1] in ("numbers", "typography")
    ]
    assert listed(pairs, capsys, "--check", "numbers", "--check", "polarity", "--limit", "9") == [
        row for row in every if row[1] in ("numbers", "polarity")
    ]
    careful = listed(pairs, capsys, "--profile", "careful")
    assert {("1", "numbers"), ("3", "polarity")} <= set(careful) < set(every)
    assert ("2", "typography") not in careful
    gravest = listed(pairs, capsys, "--limit", "2")
    assert len(gravest) == 2 and set(gravest) < {("1", "numbers"), ("3", "polarity"), *every}
    assert ("2", "typography") not in gravest


@pytest.mark.slow
def test_the_exit_code_is_about_what_is_listed(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(pairs), "--original", "zh", "--check", "terms"]) == 0
    assert main(["check", str(pairs), "--original", "zh", "--check", "numbers", "--limit", "1"]) == 1
    assert "bridge" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--check", "spelling"], "there is no check 'spelling'"),
        (["--limit", "0"], "from 1"),
        (["--limit", "3", "--format", "jsonl"], "jsonl gives every pair"),
    ],
)
def test_choices_that_make_no_sense(
    pairs: Path, options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in complaint(["check", str(pairs), *options], capsys)


def test_a_record_says_its_kind_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert "record.yml" in complaint(["check", "trans-himalaya-2025", "--kind", "summary"], capsys)
