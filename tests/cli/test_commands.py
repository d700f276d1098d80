"""The commands end to end, with the real model, on a small pair that a new user might bring."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import aligner
from aligner.cli.main import main
from aligner.record.config import load_config
from aligner.record.glossary import load_glossary

ROOT = Path(__file__).parent.parent.parent
ZH = """# 港口扩建论坛纪要

会议于2024年3月5日在宁波举行。港口管理局局长陈海回答了记者的提问。

陈局长说，新码头将在2026年建成，年吞吐量可达到120万标准箱。

关于环境，他承诺：湿地面积不会减少；施工期间每月公布水质数据；渔民将得到补偿。

会后，与会者参观了老码头。
"""
EN = """# Forum on the port extension

Q: When will the new quay be ready?

**Mr Chen:** The new quay will be completed in 2026. It will handle 1.2 million containers a year.

Q: What about the environment?

**Mr Chen:** We promise three things:

- The area of wetland will not shrink.
- We will publish water quality data every month during construction.
- Fishermen will be compensated.

The financing comes from a loan of the regional bank.
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one record, made and updated by the commands."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "zh.md").write_text(ZH, encoding="utf-8")
    (folder / "en.md").write_text(EN, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ALIGNER_CACHE", str(folder / "cache"))
        made = main(
            [
                "new",
                "port-2024",
                "--zh",
                "zh.md",
                "--en",
                "en.md",
                "--kind",
                "summary",
                "--date",
                "2024-03-05",
            ]
        )
        assert made == 0
        assert main(["update"]) == 0
    return folder


@pytest.fixture(autouse=True)
def _inside(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("ALIGNER_CACHE", str(place / "cache"))


def result(place: Path) -> dict[str, object]:
    return json.loads((place / "seeds/port-2024/alignment.json").read_text(encoding="utf-8"))


def linked(data: dict[str, object]) -> set[tuple[str, str]]:
    documents = data["documents"]
    text = {s["id"]: s["text"] for side in ("zh", "en") for s in documents[side]["segments"]}  # type: ignore[index]
    return {(text[z], text[e]) for link in data["links"] for z in link["zh"] for e in link["en"]}  # type: ignore


def test_new_copies_byte_for_byte(place: Path) -> None:
    folder = place / "seeds/port-2024"
    assert (folder / "zh.md").read_bytes() == (place / "zh.md").read_bytes()
    assert (folder / "en.md").read_bytes() == (place / "en.md").read_bytes()
    record = (folder / "record.yml").read_text(encoding="utf-8")
    assert "zh: 港口扩建论坛纪要" in record and "en: Forum on the port extension" in record


def test_new_takes_the_script(tmp_path: Path) -> None:
    (tmp_path / "zh.md").write_text("山水田土。\n", encoding="utf-8")
    (tmp_path / "en.md").write_text("Hills and water.\n", encoding="utf-8")
    options = ["--zh", str(tmp_path / "zh.md"), "--en", str(tmp_path / "en.md"), "--lang", "zh-Hant"]
    assert main(["new", "hills", *options, "--seeds", str(tmp_path / "seeds")]) == 0
    assert load_config(tmp_path / "seeds/hills/record.yml").part("zh").lang == "zh-Hant"


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("陈局长说，新码头将在2026年建成", "The new quay will be completed in 2026."),
        ("湿地面积不会减少", "The area of wetland will not shrink."),
        ("施工期间每月公布水质数据", "We will publish water quality data"),
        ("渔民将得到补偿", "Fishermen will be compensated."),
    ],
)
def test_what_belongs_together_is_linked(place: Path, zh: str, en: str) -> None:
    assert [1 for z, e in linked(result(place)) if zh in z and e in en + e and e.startswith(en[:20])]


def test_what_nobody_said_is_flagged(place: Path) -> None:
    data = result(place)
    text = {s["id"]: s["text"] for side in ("zh", "en") for s in data["documents"][side]["segments"]}  # type: ignore
    omitted = {text[i] for f in data["flags"] if f["type"] == "omission" for i in f["en"]}  # type: ignore
    added = {text[i] for f in data["flags"] if f["type"] == "addition" for i in f["zh"]}  # type: ignore
    assert "The financing comes from a loan of the regional bank." in omitted
    assert "会后，与会者参观了老码头。" in added


def test_a_second_update_does_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place / "seeds/port-2024/alignment.json"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert main(["update"]) == 0
    assert "1 record is up to date, nothing to do" in capsys.readouterr().err
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_same_input_gives_the_same_bytes(place: Path) -> None:
    path = place / "seeds/port-2024/alignment.json"
    before = path.read_bytes()
    assert main(["update", "--force", "--no-cache"]) == 0
    assert path.read_bytes() == before


def test_ids_survive_an_edit(place: Path, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(place / "seeds", seeds)
    source = seeds / "port-2024" / "zh.md"
    old = {s["text"]: s["id"] for s in result(place)["documents"]["zh"]["segments"]}  # type: ignore[index]
    source.write_text(ZH.replace("关于环境", "天气很好，海面平静。\n\n关于环境"), encoding="utf-8")
    assert main(["update", "--seeds", str(seeds)]) == 0
    data = json.loads((seeds / "port-2024/alignment.json").read_text(encoding="utf-8"))
    new = {s["text"]: s["id"] for s in data["documents"]["zh"]["segments"]}
    assert {text: new[text] for text in old} == old
    assert new["天气很好，海面平静。"] not in old.values()


def test_a_failing_record_does_not_stop_the_others(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(place / "seeds", seeds)
    shutil.copytree(seeds / "port-2024", seeds / "a-bad-one")
    (seeds / "a-bad-one" / "zh.md").write_bytes(b"")
    config = seeds / "a-bad-one" / "record.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("port-2024", "a-bad-one"), encoding="utf-8")
    assert main(["update", "--force", "--seeds", str(seeds)]) == 2
    err = capsys.readouterr().err
    assert "zh.md: the file is empty" in err and "port-2024: " in err


def test_show(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "port-2024", "--format", "json"]) == 0
    shown = capsys.readouterr().out
    schema = json.loads((ROOT / "docs/aligner-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(shown), schema)
    assert shown == (place / "seeds/port-2024/alignment.json").read_text(encoding="utf-8")
    assert main(["show", "port-2024"]) == 0
    assert "(no English) 会后，与会者参观了老码头。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("style", "beginning"),
    [
        ("text", "seeds/port-2024/"),
        ("json", "[\n"),
        ("markdown", "| record | where |"),
        ("github", "::"),
        ("sarif", '{\n "$schema"'),
    ],
)
def test_check(style: str, beginning: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", style]) == 1
    assert capsys.readouterr().out.startswith(beginning)
    assert main(["check", "--format", style, "--fail-on", "critical"]) == 0


def test_sarif_places_and_fingerprints(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "sarif"])
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    for item in results:
        region = item["locations"][0]["physicalLocation"]
        assert region["artifactLocation"]["uri"] in ("seeds/port-2024/zh.md", "seeds/port-2024/en.md")
        assert re.fullmatch("[0-9a-f]{16}", item["partialFingerprints"]["aligner/v1"])
    assert len({i["partialFingerprints"]["aligner/v1"] for i in results}) == len(results)


def test_check_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "id\tzh\ten\na\t增长12%。\tIt grew by 12 %.\nb\t增长12%。\tIt grew by 21 %.\n"
    (tmp_path / "p.tsv").write_text(rows, encoding="utf-8")
    assert main(["check", str(tmp_path / "p.tsv"), "--format", "jsonl", "--original", "zh"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in lines] == ["a", "b"]
    assert lines[0]["scores"]["numbers"] == 0.0 and not lines[0]["flags"]
    assert lines[1]["scores"]["numbers"] > 0.5 and lines[1]["flags"][0]["type"] == "numbers"


LINES_ZH = "他昨天回家了。\n\n天上下着大雨。\n妈妈做好了晚饭。\n"
LINES_EN = "He went home yesterday.\nIt was raining hard.\nMother had made dinner.\nShe was tired.\n"


@pytest.fixture
def two_records(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The record twice, with a city that the second one calls otherwise."""
    for name, city in (("port-2024", "Seattle"), ("port-2025", "Tacoma")):
        folder = tmp_path / "seeds" / name
        shutil.copytree(place / "seeds/port-2024", folder)
        for file, old, new in (
            ("record.yml", "id: port-2024", f"id: {name}"),
            ("zh.md", "渔民将得到补偿", "渔民将在西雅图得到补偿"),
            ("en.md", "Fishermen will be compensated.", f"Fishermen will be compensated in {city}."),
        ):
            text = (folder / file).read_text(encoding="utf-8")
            (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["update"]) == 0
    return tmp_path


def test_terms(two_records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["terms", "--least", "2"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"^    2  西雅图  .*Tacoma \(1\).*\[2 records\]$", said, re.MULTILINE)
    assert "Rendered differently from record to record:\n  西雅图\n    “Seattle”: port-2024 z8–e9\n" in said


def test_terms_as_data(two_records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = two_records / "proposed.yml"
    assert main(["terms", "port-2024", "--least", "1", "--format", "yaml", "-o", str(out)]) == 0
    proposed = {term.zh.required[0]: term.en.required[0] for term in load_glossary(out)}
    assert proposed["西雅图"] == "Seattle"
    capsys.readouterr()
    assert main(["terms", "port-2024", "--least", "1", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {one["zh"]: one["en"][0]["text"] for one in data["candidates"]} == proposed
    assert data["differences"] == []
    shutil.copy(out, two_records / "seeds/glossary.yml")
    assert main(["terms", "port-2024", "--least", "1"]) == 0
    assert capsys.readouterr().out == "Nothing to propose, and no term is rendered differently.\n"


def test_align_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.zh").write_text(LINES_ZH, encoding="utf-8")
    (tmp_path / "a.en").write_text(LINES_EN, encoding="utf-8")
    files = [str(tmp_path / "a.zh"), str(tmp_path / "a.en")]
    assert main(["align", *files, "--lines", "--mode", "translation", "--format", "pairs"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert all(re.fullmatch(r"\[[\d, ]*\]:\[[\d, ]*\]:[01]\.\d{3}", row) for row in rows)
    beads = [row.rsplit(":", 1)[0] for row in rows]
    assert "[0]:[0]" in beads and "[2]:[1]" in beads
    assert main(["align", *files, "--lines", "--format", "tsv", "-o", str(tmp_path / "out.tsv")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8").startswith("id\tzh\ten\trelation\tscore")
    assert main(["check", str(tmp_path / "out.tsv")]) in (0, 1)


def test_align_documents(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["align", "zh.md", "en.md", "--mode", "summary"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["record"] == "zh" and data["links"]


def test_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    found = aligner.align(ZH, EN, mode="summary")
    assert isinstance(found, aligner.Alignment) and found.links and found.flags
    assert capsys.readouterr() == ("", "")
    with pytest.raises(aligner.InputError, match="zh: the file is empty"):
        aligner.align("", "English.")


def test_an_unknown_model_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["align", "zh.md", "en.md", "--model", "./no-such-model"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("aligner: ") and len(err.splitlines()) == 1


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys\nfrom aligner.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert not {'torch', 'numpy', 'transformers', 'mkdocs', 'rich', 'yaml'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for command in ("new", "update", "align", "check", "show", "publish"):
        assert command in done.stdout


@pytest.mark.parametrize("command", ["new", "update", "align", "check", "show", "publish"])
def test_each_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert f"example: aligner {command}" in capsys.readouterr().out
