"""Whatever goes wrong: one clear sentence on standard error, exit code 2, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.cli.main import main
from tests.helpers.command_line import complaint, snapshot

RECORD = """\
title: {zh: 标题, en: A title}
original: en
sides: {zh: {file: zh.md}, en: {file: en.md}}
"""
BOTH = (
    "title: {zh: 标题, en: A title}\noriginal: en\n"
    + "sides: {zh: {file: source.md%s}, en: {file: source.md%s}}\n"
)


CASES: list[tuple[str, dict[str, str | bytes], str]] = [
    ("empty Chinese", {"zh": ""}, "zh.md: the file is empty; add the text"),
    ("blank English", {"en": " \n\n\u3000\n"}, "en.md: the file is empty"),
    ("only furniture", {"en": "***\n\n- 12 -\n"}, "there is no English text"),
    ("invalid UTF-8", {"zh": b"# \xe4\xb8\xad\n\n\xe4\xb8 bad\n"}, "zh.md:3: byte 0xe4 is not valid UTF-8"),
    ("UTF-16", {"en": "A text.".encode("utf-16")}, "en.md: the file is UTF-16; save it as UTF-8"),
    (
        "10 MB on one line",
        {"zh": "中文。" * 1_200_000},
        "zh.md:1: line 1 has 3,600,000 characters; break the text",
    ),
    (
        "unknown key",
        {"record": RECORD + "colour: red\n"},
        "record.yml:4: unknown key 'colour'; known keys here: title,",
    ),
    (
        "wrong date",
        {"record": RECORD + "date: 2025-13-01\n"},
        "'date' is '2025-13-01', which is not a valid date",
    ),
    (
        "absent file",
        {"record": RECORD.replace("zh.md", "nope.md")},
        "nope.md: there is no such file; check the name",
    ),
    (
        "unknown check",
        {"record": RECORD + "checks: {spelling: off}\n"},
        "there is no check 'spelling'; known checks:",
    ),
    ("not YAML", {"record": "title: [\n"}, "record.yml:2: this is not valid YAML"),
    (
        "marker that is not there",
        {"record": BOTH % (", to: NOWHERE", ", from: NOWHERE"), "source.md": "中文。\n\nEnglish.\n"},
        "record.yml:3: the marker 'NOWHERE' is not in source.md; copy it exactly from the source",
    ),
    (
        "marker that is there twice",
        {"record": BOTH % (", to: English", ", from: English"), "source.md": "中文。\n\nEnglish. English.\n"},
        "the marker 'English' appears more than once in source.md; make it longer",
    ),
    (
        "sides that overlap",
        {"record": BOTH % (", to: End", ", from: Half"), "source.md": "中文。\n\nHalf way.\n\nEnd.\n"},
        "the two sides overlap; let one side end where the other begins",
    ),
    (
        "one side missing",
        {"record": BOTH % ("", ""), "source.md": "只有中文。\n\n没有英文。\n"},
        "source.md: there is no English text; say in record.yml which file",
    ),
    (
        "furniture that is not there",
        {"record": RECORD + "furniture: [{name: stamp, text: x.y/z}]\n"},
        "record.yml:4: the furniture 'x.y/z' is not in any source",
    ),
    (
        "damaged alignment",
        {"alignment.json": '{"format": "aligner/1",'},
        "alignment.json:1: this is not JSON",
    ),
]


@pytest.mark.parametrize(("files", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_update(
    make_record: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str | bytes],
    expected: str,
) -> None:
    folder = make_record(**files)
    before = snapshot(folder)
    assert expected in complaint(["update", "--seeds", str(folder.parent)], capsys)
    assert snapshot(folder) == before


def test_two_records_with_one_id(
    make_record: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    make_record(RECORD + "id: same\n", name="a")
    folder = make_record(RECORD + "id: same\n", name="b")
    assert "the id 'same' is already used" in complaint(["update", "--seeds", str(folder.parent)], capsys)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["update", "nobody"], "there is no record 'nobody'; known records: talk"),
        (["show", "nobody"], "there is no record 'nobody'"),
        (["show", "talk"], "this record is not aligned yet; run 'aligner update talk'"),
        (["check", "talk"], "this record is not aligned yet"),
        (["check", "talk", "--format", "jsonl"], "jsonl is for files of pairs"),
        (["check", "pairs.tsv"], "pairs.tsv: there is no such file"),
        (["check", "pairs.tmx"], "pairs.tmx: there is no such file"),
        (["check", "a.tsv", "b.tsv"], "only one file of pairs can be checked"),
        (["new", "talk", "--combined", "x.md"], "there is already a record 'talk'; choose another id"),
        (["new", "Talk!", "--combined", "x.md"], "'Talk!' is not a valid id"),
        (["new", "other", "--combined", "absent.md"], "absent.md: there is no such file"),
        (["new", "other"], "no documents; give both --zh and --en, or --combined alone"),
        (["new", "other", "--zh", "x.md"], "no documents"),
    ],
)
def test_commands(
    make_record: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    expected: str,
) -> None:
    folder = make_record()
    monkeypatch.chdir(folder.parent.parent)
    before = snapshot(folder.parent)
    assert expected in complaint(args, capsys)
    assert snapshot(folder.parent) == before


def test_no_seeds_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "seeds: there is no such folder; run the command in the folder that contains 'seeds'" in complaint(
        ["update"], capsys
    )
    (tmp_path / "seeds").mkdir()
    assert "there are no records; make one with 'aligner new'" in complaint(["update"], capsys)


@pytest.mark.parametrize(
    "args", [["align"], ["update", "--nonsense"], ["frobnicate"], ["new", "x", "--date", "soon"]]
)
def test_usage(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(args)
    assert caught.value.code == 2
    assert "usage: aligner" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["empty.tsv", "header.tsv", "short.tsv"])
def test_files_of_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    texts = {
        "empty.tsv": ("", "the file is empty; give it a header"),
        "header.tsv": ("id\tzh\n1\t中\n", "header.tsv:1: the header has no column 'en'"),
        "short.tsv": ("id\tzh\ten\n1\t中\n", "short.tsv:2: the row has 2 columns, the header 3"),
    }
    (tmp_path / name).write_text(texts[name][0], encoding="utf-8")
    assert texts[name][1] in complaint(["check", str(tmp_path / name), "--seeds", str(tmp_path)], capsys)


def test_new_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "only.md").write_text("只有中文。", encoding="utf-8")
    seeds = tmp_path / "seeds"
    said = complaint(["new", "talk", "--combined", str(tmp_path / "only.md"), "--seeds", str(seeds)], capsys)
    assert "only.md: there is no English text" in said
    assert list(seeds.iterdir()) == []
