"""Checking a file of pairs: what is printed, when, and what is left of an interrupted run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aligner.batch import pairs
from aligner.batch.executors import Engine, InProcess
from aligner.cli import check_file
from aligner.cli.main import main
from aligner.pipeline.check import Checked, check_pairs
from aligner.record.glossary import Glossary
from aligner.report.formats import FINDING_FORMATS
from tests.helpers.command_line import complaint

TABLE = (
    "id\tzh\ten\n1\t这座 桥建于2012年。\tThe bridge was built in 2012.\n"
    "2\t隧道建于2012年。\tThe tunnel was built in 2021.\n2\t隧道建于2012年。\tThe tunnel was built in 2021.\n"
)
FILE = (
    '<xliff version="1.2"><file source-language="en" target-language="{0}"><body>\n'
    '<trans-unit id="u1"><source>Built in 2012.</source><target>建于2021年。</target></trans-unit>\n'
    "</body></file>\n"
    '<file original="b" source-language="en" target-language="fr"><body/></file></xliff>'
)


@pytest.fixture(autouse=True)
def _without_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(check_file, "open_encoder", lambda options: None)
    Path("pairs.tsv").write_text(TABLE, encoding="utf-8")
    Path("two.xlf").write_text(FILE.format("zh-CN"), encoding="utf-8")


@pytest.mark.parametrize("style", [*FINDING_FORMATS, "jsonl"])
def test_every_format_names_file_line_and_unit(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "two.xlf", "--format", style]) == 1
    printed = capsys.readouterr()
    assert printed.err == "two.xlf:4: passed over: the languages are 'en' and 'fr'\n"
    assert "two.xlf" in printed.out and "u1" in printed.out
    if style == "jsonl":
        assert json.loads(printed.out)["line"] == 2
    elif style in ("json", "sarif"):
        assert '"line": 2' in printed.out or '"startLine": 2' in printed.out
        assert '"unit": "u1"' in printed.out or '"name": "u1"' in printed.out
    else:
        assert "two.xlf:2" in printed.out or "line=2" in printed.out


def test_units_with_one_id_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "pairs.tsv", "--format", "json"]) == 1
    rows = [row for row in json.loads(capsys.readouterr().out) if row["severity"] == "major"]
    assert [(row["unit"], row["line"]) for row in rows] == [("2", 3), ("2", 4)]
    assert len({row["fingerprint"] for row in rows}) == 2


@pytest.mark.parametrize("style", [*FINDING_FORMATS, "jsonl"])
def test_hostile_ids_command_nothing(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    key = "a|b&#10;::error file=x::c&#9;`[d](e)&lt;i&gt;"
    text = FILE.format("zh-CN").replace('id="u1"', f'id="{key}"')
    Path("ids.xlf").write_text(text, encoding="utf-8")
    assert main(["check", "ids.xlf", "--format", style]) == 1
    out = capsys.readouterr().out
    assert not any(line.startswith("::error") for line in out.splitlines())
    if style == "markdown":
        assert "a\\|b ::error file=x::c" in out


def test_a_note_about_one_side_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.tsv").write_text("".join(TABLE.splitlines(keepends=True)[:2]), encoding="utf-8")
    assert main(["check", "one.tsv", "--profile", "thorough"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("one.tsv:2: Spacing (neutral) [one 1 f1] ")
    assert "    en     The bridge was built in 2012.\n" in out
    assert out.endswith("\n1 finding: 1 neutral\n")


@pytest.mark.parametrize("style", ["text", "jsonl", "json", "sarif", "markdown", "github"])
def test_what_was_found_before_an_interruption_is_printed(
    style: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(pairs: Any, **_: object) -> Iterator[Checked]:
        rows = [(pair.id, pair.zh, pair.en) for pair in pairs]
        yield from check_pairs(rows[:2])
        raise KeyboardInterrupt

    monkeypatch.setattr(check_file, "checked_pairs", checked)
    assert main(["check", "pairs.tsv", "--format", style, "--no-cache"]) == 130
    printed = capsys.readouterr()
    assert "2021" in printed.out
    assert "pairs.tsv" in printed.out
    assert "interrupted" in printed.err


def test_findings_are_printed_as_they_are_made(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def checked(pairs: Any, **_: object) -> Iterator[Checked]:
        for pair in pairs:
            seen.append(capsys.readouterr().out)
            yield from check_pairs([(pair.id, pair.zh, pair.en)])

    monkeypatch.setattr(check_file, "checked_pairs", checked)
    main(["check", "pairs.tsv", "--profile", "thorough", "--no-cache"])
    assert [("Spacing" in text, "Numbers" in text) for text in seen] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_a_second_run_says_the_same_without_checking(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(pairs: Any, **_: object) -> Iterator[Checked]:
        assert not list(pairs)
        return iter(())

    command = ["check", "pairs.tsv", "--format", "jsonl"]
    code, first = main(command), capsys.readouterr().out
    monkeypatch.setattr(check_file, "checked_pairs", checked)
    assert (main(command), capsys.readouterr().out) == (code, first)


def test_a_long_run_tells_how_far_it_has_come(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(0, 10_000, 20))
    monkeypatch.setattr("aligner.cli.progress.time.monotonic", lambda: float(next(ticks)))
    Path("long.tsv").write_text("id\tzh\ten\n" + "1\t桥。\tA bridge.\n" * 130, encoding="utf-8")
    main(["check", "long.tsv"])
    assert capsys.readouterr().err.splitlines() == [
        "checked 64 of 130 pairs, 3/min, 0:22:00 left",
        "checked 128 of 130 pairs, 3/min, 0:00:40 left",
    ]


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("a.po", ".po files are not supported; give an XLIFF"),
        ("a.txt", ".txt files are not supported"),
        ("a.mqxlz", ".mqxlz files are not supported; unpack it and give the .mqxliff file in it"),
        ("a.csv", "the header has no column 'zh'; name the columns id, zh and en"),
        ("fr.xlf", "the languages are 'en' and 'de'; one must be Chinese"),
    ],
)
def test_what_cannot_be_checked(name: str, mend: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_text(FILE.format("de") if name == "fr.xlf" else "x,fr,de\n1,2,3\n", encoding="utf-8")
    assert mend in complaint(["check", name], capsys)


def test_several_processes_say_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(pairs, "encoder", lambda model, cached: None)
    monkeypatch.setattr(pairs, "_PART", 2)
    rows = [check_file.Pair(str(n), f"桥长{n}米。", f"It is {n + n % 2} metres long.") for n in range(7)]
    expected = check_pairs([(row.id, row.zh, row.en) for row in rows])
    for width in (1, 2, 9):
        engine = Engine(InProcess(), width)

        assert (
            list(pairs.checked_in_processes(rows, engine, glossary=Glossary(), model=None, cached=True))
            == expected
        )
