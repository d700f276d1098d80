"""A printed report is evidence: an edit of it is a proposal, wherever the record is shown or handed out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aligner.cli.main import main
from aligner.record.config import load_config
from aligner.record.decisions.log import append, load
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide
from aligner.record.files.alignment_json import dumps
from aligner.record.files.lock import record_locked
from aligner.record.load import Record, load_record
from tests.helpers.workbench import sample

CONFIG = """\
title: {{zh: 座谈, en: A talk}}
original: en
kind: {kind}
profile: thorough
sides: {{zh: {{}}, en: {{}}}}
"""
PRINTED = "试点应当先行，共30家企业。"
PROPOSED = "试点应当先行，共13家企业。"
FOUND = ("z3", "e3")
"""What the flag about the number of firms is about."""
STYLES = {
    "xliff": "talk.xlf",
    "xliff2": "talk.xliff",
    "tsv": "talk.tsv",
    "csv": "talk.csv",
    "tmx": "talk.tmx",
}

Command = Callable[..., str]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return tmp_path / "seeds"


def edited(seeds: Path, kind: str) -> Path:
    """The sample record, with a wrong number put right in one passage."""
    folder = seeds / "talk"
    folder.mkdir(parents=True)
    (folder / "record.yml").write_text(CONFIG.format(kind=kind), encoding="utf-8")
    (folder / "source.md").write_text("# 标题\n", encoding="utf-8")
    (folder / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
    with record_locked(folder):
        made = decide(resolve(sample(), ()), "edit", by="Ann", zh=["z3"], after=PROPOSED, reason="30 or 13?")
        append(folder, [made])
    return folder


def record(folder: Path) -> Record:
    return load_record(load_config(folder / "record.yml"))


@pytest.fixture
def command(seeds: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str) -> str:
        capsys.readouterr()
        assert main([*words, "--seeds", str(seeds)]) in (0, 1)
        return capsys.readouterr().out

    return run


def of_number(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The finding about the number of firms."""
    return next(row for row in rows if (row["zh"], row["en"]) == (["z3"], ["e3"]))


@pytest.mark.parametrize(
    ("kind", "text"), [("summary", PRINTED), ("translation", PROPOSED), ("auto", PROPOSED)]
)
def test_what_the_record_reads(seeds: Path, kind: str, text: str) -> None:
    resolved = record(edited(seeds, kind)).resolved
    segment = resolved.alignment.segments["z3"]
    assert (segment.shown, segment.text, segment.wording) == (text, PRINTED, PROPOSED)
    assert (segment.proposed, segment.edited) == ((PROPOSED, None) if text == PRINTED else (None, PROPOSED))
    assert resolved.edits["z3"].text == PROPOSED
    flag = next(f for f in resolved.alignment.flags if (*f.zh, *f.en) == FOUND)
    assert flag.state == "issue"
    assert flag.zh_span == ((8, 10) if text == PRINTED else None), "the words in question are printed"


def test_shown_and_counted(seeds: Path, command: Command) -> None:
    edited(seeds, "summary")
    shown = command("show", "talk")
    assert f"z3 {PRINTED}" in shown and f"Proposed wording, not in print: {PROPOSED}" in shown
    (line,) = (line for line in shown.splitlines() if "z3/e3" in line)
    assert line.endswith("(edited here, not in print)")
    segments = json.loads(command("show", "talk", "--format", "json"))["documents"]["zh"]["segments"]
    (segment,) = (s for s in segments if s["id"] == "z3")
    assert (segment["text"], segment["proposed"]) == (PRINTED, PROPOSED)
    (row,) = json.loads(command("status", "talk", "--format", "json"))["records"]
    assert (row["edits"], row["proposed"]) == (1, 1)
    assert sum(states["issue"] for states in row["flags"].values()) == len(sample().flags)


@pytest.mark.parametrize("style", ["text", "markdown", "github"])
def test_a_report_names_the_proposal(seeds: Path, command: Command, style: str) -> None:
    edited(seeds, "summary")
    out = command("check", "talk", "--format", style)
    assert PROPOSED in out and "not in print" in out


def test_a_report_for_programs_has_the_proposal(seeds: Path, command: Command) -> None:
    edited(seeds, "summary")
    row = of_number(json.loads(command("check", "talk", "--format", "json")))
    assert (row["state"], row["zh_span"], row["proposed"]) == ("issue", [8, 10], {"z3": PROPOSED})
    results = json.loads(command("check", "talk", "--format", "sarif"))["runs"][0]["results"]
    assert [r["properties"]["proposed"] for r in results if "proposed" in r["properties"]] == [
        {"z3": PROPOSED}
    ]


@pytest.mark.parametrize(
    ("style", "goes_on"),
    [("xliff", True), ("xliff2", True), ("tsv", True), ("csv", True), ("tmx", False), ("tei", False)],
)
def test_handed_out(seeds: Path, command: Command, style: str, goes_on: bool) -> None:
    """Translators go on with the proposal, and are told what was printed; a memory has what was printed."""
    edited(seeds, "summary")
    out = command("export", "talk", "--format", style)
    assert PRINTED in out
    assert (PROPOSED in out) is goes_on
    assert ("as printed" in out) is goes_on


@pytest.mark.parametrize("style", STYLES)
def test_an_untouched_file_changes_nothing(seeds: Path, command: Command, style: str) -> None:
    folder = edited(seeds, "summary")
    path = seeds.parent / STYLES[style]
    command("export", "talk", "--format", style, "-o", str(path))
    command("import", str(path), "--as", "Bo")
    assert len(load(folder)) == 1


def test_a_proposal_is_changed_and_is_not_undone_by_the_printed_words(seeds: Path, command: Command) -> None:
    folder = edited(seeds, "summary")
    path = seeds.parent / STYLES["xliff"]
    command("export", "talk", "--format", "xliff", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    better = PROPOSED.replace("应当", "须")
    for wording, count in ((PRINTED, 1), (better, 2), (PROPOSED, 2)):
        path.write_text(text.replace(f">{PROPOSED}</target>", f">{wording}</target>"), encoding="utf-8")
        command("import", str(path), "--as", "Bo")
        assert len(load(folder)) == count
    segment = record(folder).alignment.segments["z3"]
    assert (segment.shown, segment.proposed) == (PRINTED, better)
    assert [d.verb for d in load(folder)] == ["edit", "edit"], "nothing is resolved that stays in print"


def test_the_printed_words_withdraw_a_proposal(seeds: Path) -> None:
    folder = edited(seeds, "summary")
    with record_locked(folder):
        append(folder, [decide(record(folder).resolved, "edit", by="Ann", zh=["z3"], after=PRINTED)])
    assert record(folder).alignment.reworded == frozenset()
    assert record(folder).resolved.edits == {}


def test_between_two_versions(seeds: Path, command: Command) -> None:
    folder = edited(seeds, "summary")
    log = (folder / "decisions.yml").read_bytes()
    (folder / "decisions.yml").unlink()
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=seeds, check=True)
    (folder / "decisions.yml").write_bytes(log)
    (diff,) = json.loads(command("diff", "HEAD", ".", "--format", "json"))["records"]
    assert diff["flags"] == [], "what was found is there as before"
    (edit,) = diff["edits"]
    assert (edit["kind"], edit["old"], edit["new"]) == ("new", PRINTED, PROPOSED)
    assert "not in print" in command("diff", "HEAD", ".")


def test_a_missing_passage_is_proposed_and_is_not_linked(seeds: Path, command: Command) -> None:
    """What was proposed conveys nothing yet, and the print still leaves it out."""
    folder = edited(seeds, "summary")
    path = seeds.parent / "talk.tsv"
    command("export", "talk", "--format", "tsv", "--include-unmatched", "-o", str(path))
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    zh, place = rows[0].index("zh"), [row[0] for row in rows].index("e4")
    rows[place][zh] = "补译的一句。"
    path.write_text("\n".join(map("\t".join, rows)) + "\n", encoding="utf-8")
    command("import", str(path), "--as", "Bo")
    now = record(folder)
    assert [s.id for s in now.alignment.zh if "补译的一句。" in (s.proposed or "")] != []
    assert all("补译的一句。" not in s.shown for s in now.alignment.zh)
    assert [d.verb for d in load(folder)] == ["edit", "edit"]
    (flag,) = (f for f in now.alignment.flags if f.en == ("e4",))
    assert flag.state == "issue"
