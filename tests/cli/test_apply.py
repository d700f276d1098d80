"""``aligner apply``: decisions of a file into the logs of their records, all or none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.record.decisions import log

ROOT = Path(__file__).parent.parent.parent
TALK = "trans-himalaya-2025"


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "seeds"


def shown(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["show", TALK, "--format", "json"]) == 0
    result: dict[str, object] = json.loads(capsys.readouterr().out)
    return result


def test_by_hand(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = next(link for link in shown(capsys)["links"] if link["status"] == "auto")  # type: ignore[attr-defined]
    Path("mine.yml").write_text(
        f"- record: {TALK}\n  verb: accept\n"
        f"  zh: {json.dumps(first['zh'])}\n  en: {json.dumps(first['en'])}\n"
        f"- {{record: {TALK}, verb: comment, zh: [z1], reason: 看过 / seen}}\n",
        encoding="utf-8",
    )
    assert main(["apply", "mine.yml", "--as", "王敏"]) == 0
    status = {tuple(x["zh"] + x["en"]): x["status"] for x in shown(capsys)["links"]}  # type: ignore[attr-defined]
    assert status[tuple(first["zh"] + first["en"])] == "accepted"
    accept, comment = log.load(seeds / TALK)
    assert (accept.by, set(accept.seen), comment.reason) == (
        "王敏",
        {*first["zh"], *first["en"]},
        "看过 / seen",
    )
    # the log itself can be applied elsewhere; what is there already is not added twice
    Path("again.yml").write_text((seeds / TALK / log.FILE).read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["apply", "again.yml", "--record", TALK, "--as", "Ann"]) == 0
    assert len(log.load(seeds / TALK)) == 2


def test_what_no_longer_fits_is_kept_and_told(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("old.yml").write_text(
        "- {verb: accept, zh: [z2], en: [e2], seen: {z2: ffffffffffff}}\n", encoding="utf-8"
    )
    assert main(["apply", "old.yml", "--record", TALK, "--as", "Ann"]) == 1
    assert "out of date: accept z2 e2 by Ann: the text of z2 has changed" in capsys.readouterr().err
    assert len(log.load(seeds / TALK)) == 1


BAD = [
    ("- {verb: accept, zh: [z1], en: [e1]}", "which record it is for"),
    ("- {record: nowhere, verb: comment, zh: [z1]}", "no record 'nowhere'"),
    (f"- {{record: {TALK}, verb: comment, zh: [z9999]}}", "no passage 'z9999'"),
    (f"- {{record: {TALK}, verb: comment, zh: [z1]}}\n- {{verb: fly}}", "bad.yml:2: 'verb' is 'fly'"),
    (f"- {{record: [{TALK}], verb: comment, zh: [z1]}}", "'record' should be"),
    ("", "contains no decisions"),
    ("<<<<<<< HEAD", "unresolved git merge"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what"), BAD)
def test_nothing_is_written_where_one_does_not_fit(
    seeds: Path, capsys: pytest.CaptureFixture[str], text: str, what: str
) -> None:
    Path("bad.yml").write_text(text, encoding="utf-8")
    assert main(["apply", "bad.yml", "--as", "Ann"]) == 2
    assert what in capsys.readouterr().err
    assert not (seeds / TALK / log.FILE).exists()


def test_somebody_must_decide(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.yml").write_text("- {verb: comment, zh: [z1]}", encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    assert main(["apply", "mine.yml", "--record", TALK]) == 2
