"""The two sides of a diff: revisions, files, folders, the working tree; and whatever else one may type."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aligner.cli.main import main
from aligner.diff.git import Repository
from aligner.record.decisions import log
from aligner.record.files.alignment_json import dumps
from tests.helpers.harbour import ZH, Editor, document
from tests.helpers.repository import PLAIN, commit, git, write


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one record, committed and tagged v1."""
    for name in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder)
    commit(folder, "one")
    git(folder, "tag", "v1")
    monkeypatch.chdir(folder)
    return folder


def decide(folder: Path, verb: str, zh: str, en: str, **more: Any) -> None:
    editor = Editor(PLAIN, log.load(folder / "seeds/harbour"))
    editor(verb, zh, en, **more)
    log.append(folder / "seeds/harbour", [editor.log[-1]])


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Exit code, standard output and standard error of a diff."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["diff", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


# What is compared -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "operands", [(), ("HEAD",), ("HEAD", "."), ("v1", "main"), ("main^{commit}", "@"), ("seeds", "."),
                 ("v1", "seeds/harbour/alignment.json"), ("seeds/harbour", "seeds")],
)  # fmt: skip
def test_nothing_differs(repository: Path, said: Said, operands: tuple[str, ...]) -> None:
    assert said(*operands) == (0, "", "")


def test_the_working_tree_against_the_last_commit(repository: Path, said: Said) -> None:
    decide(repository, "reject", "z4", "e5", reason="说的不是一回事")
    code, out, _ = said()
    assert code == 1
    assert out.startswith("harbour: 1 link gone, 1 decision taken\n")
    assert "王敏: rejected (说的不是一回事)" in out


def test_decisions_of_both_revisions_count(repository: Path, said: Said) -> None:
    decide(repository, "accept", "z2", "e2")
    commit(repository, "two")
    decide(repository, "accept", "z4", "e5")
    commit(repository, "three")
    _, out, _ = said("HEAD~1", "HEAD", "--format", "json")
    (record,) = json.loads(out)["records"]
    assert record["counts"] == {"pairs": {"changed": 1}, "decisions": {"taken": 1}}
    _, out, _ = said("HEAD", "v1", "--format", "json")
    assert json.loads(out)["records"][0]["counts"]["decisions"] == {"missing": 2}


def test_no_checkout_and_nothing_written(repository: Path, said: Said) -> None:
    write(repository, replace(PLAIN, links=()))
    commit(repository, "two")
    before = {p: p.stat().st_mtime_ns for p in repository.rglob("*") if p.is_file()}
    assert said("v1", "HEAD")[0] == 1
    assert {p: p.stat().st_mtime_ns for p in repository.rglob("*") if p.is_file()} == before


def test_from_a_subfolder_and_with_other_seeds(
    repository: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "seeds").rename(repository / "记录 2")
    commit(repository, "two")
    write(repository / "x").parent.rename(repository / "x" / "unused")
    monkeypatch.chdir(repository / "x")
    assert said("HEAD", ".", "--seeds", "../记录 2") == (0, "", "")


def test_inside_a_hook(repository: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, "/nowhere")
    assert said("HEAD", ".") == (0, "", "")


def test_records_come_and_go(repository: Path, said: Said) -> None:
    write(repository, replace(PLAIN, record="quay"), "quay")
    commit(repository, "two")
    code, out, _ = said("v1", "HEAD")
    assert (code, out) == (1, "quay: new record: segments: 7 Chinese, 8 English; links: 2; findings: 1\n")
    assert said("HEAD", "v1")[1].startswith("quay: record removed: ")
    assert said("HEAD", "v1", "harbour") == (0, "", "")
    assert said("HEAD", "v1", "quay")[0] == 1


def test_a_folder_that_was_not_there_yet(repository: Path, said: Said) -> None:
    write(repository / "new")
    assert said("HEAD", ".", "--seeds", "new/seeds")[1].startswith("harbour: new record: ")


def test_files_stand_for_themselves(tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.json").write_text(dumps(PLAIN), encoding="utf-8")
    Path("new.json").write_text(
        dumps(replace(PLAIN, record="other", links=PLAIN.links[:1])), encoding="utf-8"
    )
    assert said("old.json", "new.json")[1].startswith("other: 1 link gone\n")


def test_a_rejected_link_in_a_file_is_no_pair(tmp_path: Path, said: Said) -> None:
    """`aligner show --format json` prints the rejected ones too."""
    links = (PLAIN.links[0], replace(PLAIN.links[1], status="rejected"))
    for name, result in (("a", PLAIN), ("b", replace(PLAIN, links=links))):
        (tmp_path / f"{name}.json").write_text(dumps(result), encoding="utf-8")
    assert said(str(tmp_path / "a.json"), str(tmp_path / "b.json"))[1].startswith("harbour: 1 link gone\n")


def test_a_result_keeps_the_edits_that_are_in_it(tmp_path: Path, said: Said) -> None:
    zh = document("zh", ZH)
    edited = replace(
        zh, segments=(*zh.segments[:3], replace(zh.segments[3], edited="她没有答应。"), *zh.segments[4:])
    )
    for name, result in (("a", PLAIN), ("b", replace(PLAIN, zh=edited))):
        (tmp_path / f"{name}.json").write_text(dumps(result), encoding="utf-8")
    assert said(str(tmp_path / "a.json"), str(tmp_path / "b.json"))[1].startswith("harbour: 1 text edited\n")


def test_a_file_against_its_record_in_a_revision(repository: Path, said: Said) -> None:
    write(repository, replace(PLAIN, record="quay"), "quay")
    commit(repository, "two")
    Path("mine.json").write_text(dumps(replace(PLAIN, flags=())), encoding="utf-8")
    assert said("HEAD", "mine.json")[1].startswith("harbour: 1 finding gone\n")


def test_out_writes_a_file(repository: Path, said: Said) -> None:
    decide(repository, "accept", "z2", "e2")
    assert said("--format", "html", "-o", "diff.html") == (1, "", "")
    assert Path("diff.html").read_text(encoding="utf-8").startswith("<!doctype html>")


# What cannot be compared ------------------------------------------------------------------------------------


def complaint(said: Said, *arguments: str) -> str:
    code, out, err = said(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("aligner: ") and err.count("\n") == 1
    return err


@pytest.mark.parametrize(
    ("operands", "expected"),
    [
        (("v9",), "'v9' is not a file, a folder or a git revision; for example: aligner diff"),
        (("v1..main",), "'v1..main' is not a file, a folder or a git revision"),
        (("v1 main",), "is not a file, a folder or a git revision"),
        (("",), "'' is not a file"),
        (("HEAD:seeds",), "'HEAD:seeds' is not a file"),
        (("v1\n--output=x",), "'v1?--output=x' is not a file"),
        (("\x1b[31mred",), "'?[31mred' is not a file"),
        (("x" * 5000,), "…' is not a file"),
        (("nope.json", "."), "nope.json: no such file or folder"),
        (("./nope", "."), "./nope: no such file or folder"),
        (("v1", "main", "quay"), "no record 'quay' to compare; choose one of: harbour"),
        (("v1", "main", "../x"), "no record '../x' to compare"),
        (("seeds/harbour/record.yml", "."), "record.yml:1: this is not JSON"),
        (("empty", "."), "empty: no alignment.json in this folder"),
        (("v1", "main", "--seeds", "empty"), "empty: no aligned records in v1"),
        (("v1", "main", "--seeds", ".."), "not inside a git repository"),
        (("v1", "main", "--seeds", "linked"), "not inside a git repository"),
    ],
)
def test_one_clear_sentence(repository: Path, said: Said, operands: tuple[str, ...], expected: str) -> None:
    Path("empty").mkdir()
    Path("linked").symlink_to("../")
    assert expected in complaint(said, *operands)


HOSTILE = ["--output=x", "-x", "--", "--upload-pack=touch x", "-c", "--git-dir=/"]


@pytest.mark.parametrize("name", HOSTILE)
def test_an_option_never_reaches_git(repository: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither from the command line, where argparse refuses it, nor past it."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("git was called")

    here = Repository.around(repository)
    monkeypatch.setattr(subprocess, "run", never)
    assert here.commit(name) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_an_option_behind_two_dashes(repository: Path, said: Said, name: str) -> None:
    before = sorted(repository.rglob("*"))
    try:
        assert complaint(said, "--", name, ".")
    except SystemExit as error:
        assert error.code == 2
    assert sorted(repository.rglob("*")) == before


def test_not_a_repository(tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "seeds: not inside a git repository; name two files or two folders" in complaint(said)


def test_without_git(repository: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git is not installed; install it, or name two files" in complaint(said)


def test_a_repository_without_commits(tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "'HEAD' is not a file, a folder or a git revision" in complaint(said)


def broken(**fields: Any) -> str:
    return json.dumps(json.loads(dumps(PLAIN)) | fields)


def changed(path: str, value: object) -> str:
    """The plain record with one value put elsewhere: ``links.0.zh``."""
    data = json.loads(dumps(PLAIN))
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = data
    for step in way:
        place = place[step]
    place[last] = value
    return json.dumps(data)


BROKEN: list[tuple[str, str]] = [
    ("", "this is not JSON"),
    ("[" * 100_000, "this JSON is nested too deeply"),
    ("[]", "this is not an aligner/1 result"),
    (broken(format="aligner/9"), "this is not an aligner/1 result: format 'aligner/9'"),
    (broken(record=""), "it does not name its record"),
    (broken(record=[1]), "'record' should be a text, not [1]"),
    (broken(original="fr"), "'original' is 'fr'"),
    (changed("links.0.zh", ["z99"]), "l-z2-e2: it names 'z99', which is not a segment of the zh side"),
    (changed("links.0.zh", []), "l-z2-e2: one side of the link is empty"),
    (changed("links.0.zh", [["z1"]]), "l-z2-e2: 'zh' should be a text, not ['z1']"),
    (changed("links.0.score", "high"), "l-z2-e2: 'score' should be a number from 0 to 1, not 'high'"),
    (changed("links.0.score", float("nan")), "l-z2-e2: 'score' should be a number from 0 to 1, not nan"),
    (changed("links.0.status", "perhaps"), "l-z2-e2: 'status' is 'perhaps'; use one of: auto, accepted"),
    (changed("links.1.id", "l-z2-e2"), "two links have the same id"),
    (changed("links.1.id", {}), "'id' should be a text, not {}"),
    (changed("flags.0.zh", ["e1"]), "names 'e1', which is not a segment of the zh side"),
    (changed("flags.0.zh", []), "names no segment"),
    (changed("flags.0.severity", "fatal"), "'severity' is 'fatal'; use one of: neutral, minor"),
    (
        changed("flags.0.zh_span", [9, 2]),
        "'zh_span' should be two places in the text, such as [4, 9], not [9, 2]",
    ),
    (changed("flags.0.message", {"en": 1, "zh": "x"}), "'en' should be a text, not 1"),
    (changed("flags.0.message", "x"), "this is not an aligner/1 result"),
    (changed("documents.zh.segments.0.text", None), "z1: 'text' is missing"),
    (changed("documents.zh.segments.0.id", "z2"), "two segments have the same id"),
    (changed("documents.zh.segments.0.id", ["z1"]), "'id' should be a text, not ['z1']"),
    (changed("documents.zh.segments.0.kind", "poem"), "z1: 'kind' is 'poem'; use one of: sentence, clause"),
    (changed("documents.zh.segments", 7), "this is not an aligner/1 result"),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_a_file_that_is_no_alignment(tmp_path: Path, said: Said, text: str, expected: str) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(dumps(PLAIN), encoding="utf-8")
    bad.write_text(text, encoding="utf-8")
    assert expected in complaint(said, str(good), str(bad))


JUNK = [None, -1, "", "z1", [], {}, [[]], True, "\ud800", ["z1", "z1"], ["e1"], [5, 2], [0, 10**9], "\x1b[2J"]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_wrong_in_it_there_is_a_sentence(tmp_path: Path, said: Said, seed: int) -> None:
    chance = random.Random(seed)
    data = json.loads(dumps(PLAIN))
    for _ in range(chance.choice([1, 1, 3])):
        place: Any = data
        while True:
            key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
            if not (isinstance(place[key], dict | list) and place[key]) or chance.random() < 0.15:
                break
            place = place[key]
        place[key] = chance.choice(JUNK)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(dumps(PLAIN), encoding="utf-8")
    bad.write_text(json.dumps(data), encoding="utf-8")
    for style in ("text", "markdown", "html", "json"):
        code, out, err = said(str(good), str(bad), "--format", style)
        assert code in (0, 1) or (code == 2 and not out and err.count("\n") == 1)
        assert "Traceback" not in err


def test_a_bad_file_in_a_revision_is_named_with_its_place(repository: Path, said: Said) -> None:
    place = repository / "seeds/harbour"
    (place / "alignment.json").write_bytes(b"{\n\xff\n}")
    commit(repository, "two")
    name = git(repository, "rev-parse", "HEAD")[:7]
    expected = f"aligner: {name}:seeds/harbour/alignment.json:2: byte 0xff is not valid UTF-8"
    assert expected in complaint(said, "v1", "HEAD")
    write(repository)
    (place / "decisions.yml").write_text("- {verb: accept}\n", encoding="utf-8")
    commit(repository, "three")
    assert "seeds/harbour/decisions.yml:1: 'at' is missing" in complaint(said, "v1", "HEAD")


def test_a_link_in_a_revision_is_not_followed(repository: Path, said: Said) -> None:
    place = repository / "seeds/quay"
    place.mkdir()
    (place / "alignment.json").symlink_to("/etc/passwd")
    commit(repository, "two")
    assert said("v1", "HEAD") == (0, "", "")


def test_a_record_that_is_broken_does_not_stop_another(repository: Path, said: Said) -> None:
    (repository / "seeds/quay").mkdir()
    (repository / "seeds/quay/alignment.json").write_text("{", encoding="utf-8")
    commit(repository, "two")
    assert said("v1", "HEAD", "harbour") == (0, "", "")
    assert "seeds/quay/alignment.json:1: this is not JSON" in complaint(said, "v1", "HEAD")


def test_two_records_of_one_name(repository: Path, said: Said) -> None:
    write(repository, PLAIN, "again")
    assert "seeds/harbour/alignment.json: the record 'harbour' is also in seeds/again" in complaint(said)


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NO_COLOR", "1")
    yield
