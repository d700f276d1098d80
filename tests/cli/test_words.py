"""A project's own words, in every way that the checks are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aligner.cli.main import main

POLARITY = "negation: {en: {plain: [nowise]}}\n"
RECORD = """\
title: {zh: 会议纪要, en: Minutes}
original: zh
kind: translation
sides: {zh: {file: zh.md}, en: {file: en.md}}
"""


@pytest.fixture(autouse=True)
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one record, and a file of pairs with the same texts."""
    monkeypatch.chdir(tmp_path)
    record = tmp_path / "seeds" / "minutes"
    record.mkdir(parents=True)
    (record / "record.yml").write_text(RECORD, encoding="utf-8")
    (record / "zh.md").write_text("# 会议纪要\n\n此事已经决定。\n", encoding="utf-8")
    (record / "en.md").write_text("# Minutes\n\nThe matter is nowise decided.\n", encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text(
        "id\tzh\ten\na\t此事已经决定。\tThe matter is nowise decided.\n", encoding="utf-8"
    )
    return tmp_path / "seeds"


def add_words(seeds: Path, text: str = POLARITY) -> None:
    (seeds / "words").mkdir(exist_ok=True)
    (seeds / "words" / "polarity.yml").write_text(text, encoding="utf-8")


def flagged(seeds: Path) -> bool:
    """Whether the record's alignment.json has a flag about the denial."""
    data = json.loads((seeds / "minutes" / "alignment.json").read_text(encoding="utf-8"))
    return any(flag["check"] == "polarity" for flag in data["flags"])


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"], ["--scheduler", "tests.batch.calls:executor"]])
def test_update(seeds: Path, jobs: list[str]) -> None:
    assert main(["update", *jobs]) == 0
    assert not flagged(seeds)
    add_words(seeds)
    assert main(["status"]) == 1
    assert main(["update", *jobs]) == 0
    assert flagged(seeds)
    (seeds / "words" / "polarity.yml").unlink()
    assert main(["update", *jobs]) == 0
    assert not flagged(seeds)


def test_check_of_a_file(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "pairs.tsv"])
    assert "polarity" not in capsys.readouterr().out
    add_words(seeds)
    assert main(["check", "pairs.tsv", "--format", "jsonl"]) == 1
    assert [flag["check"] for flag in json.loads(capsys.readouterr().out)["flags"]] == ["polarity"]


@pytest.mark.parametrize("command", [["update"], ["check", "pairs.tsv"], ["status"], ["publish"]])
def test_a_table_that_does_not_fit(
    seeds: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    add_words(seeds, "negation:\n  english: {plain: [nowise]}\n")
    assert main(command) == 2
    assert capsys.readouterr().err == (
        "aligner: seeds/words/polarity.yml:2: unknown key 'english'; known keys here: en, zh\n"
    )
