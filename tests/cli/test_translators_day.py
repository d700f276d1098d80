"""A translator's day: flagged passages out as XLIFF, five of them mended with another's library, back in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from translate.storage.xliff import xlifffile

from aligner.cli.main import main
from aligner.record.decisions import log
from aligner.record.decisions.evidence import evidences
from aligner.record.files.alignment_json import loads
from aligner.record.load import find_configs, load_record
from aligner.record.model import Alignment

ID = "harbour"
PAIRS = [
    ("新码头将在2026年建成。", "The new quay will be completed in 2026.", ""),
    ("它每年可处理210万个集装箱。", "It will handle 1.2 million containers a year.",
     "它每年可处理120万个集装箱。"),
    ("码头长300米。", "The quay is 450 metres long.", "码头长450米。"),
    ("该项目耗资30亿元。", "The project costs 8 billion yuan.", "该项目耗资80亿元。"),
    ("共有12名渔民得到补偿。", "Twenty fishermen will be compensated.", "共有20名渔民得到补偿。"),
    ("湿地面积会减少百分之五。", "The area of wetland will shrink by 15 percent.",
     "湿地面积会减少百分之十五。"),
    ("工程历时7年。", "The works take 5 years.", ""),
    ("贷款来自地区银行。", "The loan comes from the regional bank.", ""),
]  # fmt: skip
FIXES = {zh: new for zh, _, new in PAIRS if new}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("zh.txt").write_text("".join(f"{zh}\n\n" for zh, _, _ in PAIRS), encoding="utf-8")
    Path("en.txt").write_text("".join(f"{en}\n\n" for _, en, _ in PAIRS), encoding="utf-8")
    names = ["--title-zh", "港口", "--title-en", "Harbour", "--kind", "translation"]
    assert main(["new", ID, "--zh", "zh.txt", "--en", "en.txt", *names]) == 0
    assert main(["update"]) == 0
    return tmp_path


def shown() -> Alignment:
    (config,) = find_configs(Path("seeds"))
    return load_record(config).alignment


def change(file: str, fixes: dict[str, str]) -> int:
    """What a translation tool does: other texts in some targets, another state, saved again."""
    store = xlifffile.parsefile(file)
    done = 0
    for unit in store.units:
        if str(unit.target) in fixes:
            unit.target = fixes[str(unit.target)]
            unit.set_state_n(unit.S_TRANSLATED)
            done += 1
    store.savefile("back.xlf")
    return done


def test_a_translators_day(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = shown()
    assert main(["export", ID, "--format", "xliff", "--flagged", "-o", "out.xlf"]) == 0
    assert change("out.xlf", FIXES) == 5
    capsys.readouterr()
    assert main(["import", "back.xlf", "--as", "李译"]) == 0
    talk = capsys.readouterr().err
    assert "harbour: 5 edits" in talk

    after = shown()
    decisions = log.load(place / "seeds" / ID)
    assert sum(d.verb == "edit" for d in decisions) == 5
    assert {s.text for s in after.zh} == {s.text for s in before.zh} == {zh for zh, _, _ in PAIRS}
    assert {s.shown for s in after.zh} == {FIXES.get(zh, zh) for zh, _, _ in PAIRS}
    mended = {key for d in decisions if d.verb == "edit" for key in d.segments}
    for flag in after.flags:
        touched = mended.intersection(flag.zh)
        if flag.type == "numbers" and touched:
            assert flag.state == "resolved", flag
        elif not touched:
            assert flag.state == "issue", flag
    stands = [f for f in after.flags if f.type == "numbers" and f.state == "issue"]
    assert [after.segments[f.zh[0]].text for f in stands] == ["工程历时7年。"]

    # the next run of the machine sees the new texts and keeps all of it
    assert main(["update"]) == 0
    again = shown()
    assert {s.shown for s in again.zh} == {s.shown for s in after.zh}
    open_ = [f for f in again.flags if f.state == "issue" and f.type == "numbers"]
    assert [again.segments[f.zh[0]].text for f in open_] == ["工程历时7年。"]
    resolved = [d for d in decisions if d.verb == "resolve"]
    assert sum(f.state == "resolved" for f in again.flags) == len(resolved)
    assert {d.by for d in resolved} == {"aligner"}, "the checks found them gone, no person"
    machine = loads(Path("seeds", ID, "alignment.json").read_text(encoding="utf-8"), file="alignment.json")
    assert len(evidences(machine)) == len(machine.flags)

    # the reader sees the new text, and without a script the old one behind it
    assert main(["publish", "--out", "site"]) == 0
    page = Path("site", "records", ID, "index.html").read_text(encoding="utf-8")
    for old, new in FIXES.items():
        assert new in page
        assert any(old in part.split("</details>")[0] for part in page.split("<details")[1:])

    # the same file once more changes nothing
    assert main(["import", "back.xlf", "--as", "李译"]) == 0
    assert len(log.load(place / "seeds" / ID)) == len(decisions)


def test_what_does_not_fit_is_listed_and_left(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", ID, "--format", "xliff", "-o", "out.xlf"]) == 0
    change("out.xlf", {"该项目耗资30亿元。": "该项目耗资80亿元。", "工程历时7年。": "工程历时5年。"})
    (segment,) = (s for s in shown().zh if s.text == "工程历时7年。")
    row = {"verb": "edit", "zh": [segment.id], "after": "工程历时六年。"}
    Path("mine.yml").write_text(f"- {json.dumps(row, ensure_ascii=False)}\n", encoding="utf-8")
    assert main(["apply", "mine.yml", "--as", "Ann"]) == 0
    capsys.readouterr()
    assert main(["import", "back.xlf", "--as", "李译", "--dry-run"]) == 1
    assert len(log.load(place / "seeds" / ID)) == 1
    assert main(["import", "back.xlf", "--as", "李译"]) == 1
    talk = capsys.readouterr().err
    assert (
        f"left out: the text of {segment.id} was changed after this file was exported: 工程历时5年。" in talk
    )
    texts = {s.shown for s in shown().zh}
    assert {"该项目耗资80亿元。", "工程历时六年。"} <= texts


BAD = [
    ("empty.xlf", b"", "empty.xlf"),
    ("half.xlf", b"<xliff version='1.2'><file", "half.xlf:1"),
    (
        "xxe.xlf",
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xliff>&a;</xliff>",
        "declaration defines entities",
    ),
    ("other.xlf", b"<html/>", "html"),
    ("pic.tsv", b"\x89PNG\r\n\x1a\n\xff", "UTF-8"),
    ("what.docx", b"PK", "this is not a Word document"),
]


@pytest.mark.parametrize(("name", "data", "what"), BAD, ids=[row[0] for row in BAD])
def test_bad_files(
    place: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, what: str
) -> None:
    Path(name).write_bytes(data)
    assert main(["import", name, "--as", "李译"]) == 2
    assert what in capsys.readouterr().err
    assert not (place / "seeds" / ID / log.FILE).exists()
