"""``aligner read``: by a server that is named, or by way of files; and what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aligner.cli.main import main
from aligner.pipeline.read import record_tasks
from aligner.record.config import load_config
from aligner.record.load import load_alignment
from aligner.record.model import Flag
from aligner.record.readings import FILE, load_readings
from tests.helpers.command_line import complaint
from tests.helpers.endpoint import Answer, completion, endpoint, task_of, verdict
from tests.helpers.small_records import make_records, warm


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "seeds"
    warm(make_records(folder, 2), tmp_path / "cache")
    assert main(["update", "--seeds", str(folder)]) == 0
    return folder


def record(seeds: Path) -> Path:
    return sorted(path.parent for path in seeds.glob("*/record.yml"))[0]


def findings(folder: Path) -> list[Flag]:
    return [f for f in load_alignment(load_config(folder / "record.yml")).flags if f.check == "reader"]


def judge(body: dict[str, Any]) -> Answer:
    """A model for which no wetland may fail to shrink."""
    if "湿地" in task_of(body)["report"]:
        return completion(verdict("major", span="不会", kind="negation_lost", why="It will."))
    return completion(verdict())


def test_readings_become_findings(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(judge) as server:
        options = ["--seeds", str(seeds), "--reader", server.url, "--reader-model", "m"]
        assert main(["update", *options]) == 0
        asked = len(server.bodies)
        assert [f.severity for f in findings(record(seeds))] == ["major"]
        assert main(["read", *options]) == 0
        assert len(server.bodies) == asked, "nothing is read twice"
    assert "0 passages read" in capsys.readouterr().err
    before = (record(seeds) / "alignment.json").read_bytes()
    assert main(["update", "--force", "--seeds", str(seeds)]) == 0
    assert (record(seeds) / "alignment.json").read_bytes() == before, "a build needs no server"
    assert "unread" not in capsys.readouterr().err
    readings = record(seeds) / FILE
    lines = readings.read_text(encoding="utf-8").splitlines(keepends=True)
    readings.write_text("".join(lines[:-1]), encoding="utf-8")
    assert main(["update", "--seeds", str(seeds)]) == 0
    assert f"{record(seeds).name}: 1 of {len(lines)} passages unread" in capsys.readouterr().err


def test_an_interrupted_run_goes_on_where_it_stopped(seeds: Path) -> None:
    count = 0

    def stops(body: dict[str, Any]) -> Answer:
        nonlocal count
        count += 1
        return judge(body) if count < 4 else (401, b"expired", {})

    with endpoint(stops) as server:
        options = ["read", "--seeds", str(seeds), "--reader", server.url]
        options += ["--reader-model", "m", "--at-once", "1"]
        assert main(options) == 2
        kept = len(load_readings(record(seeds)))
        assert kept == 3
    with endpoint(judge) as server:
        options[options.index("--reader") + 1] = server.url
        assert main(options) == 0
        total = sum(len(load_readings(path.parent)) for path in seeds.glob("*/record.yml"))
        assert len(server.bodies) == total - kept


def test_by_way_of_files(seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks, answers = tmp_path / "tasks.jsonl", tmp_path / "answers.jsonl"
    name = record(seeds).name
    assert main(["read", name, "--seeds", str(seeds), "--export", str(tasks)]) == 0
    rows = [json.loads(line) for line in tasks.read_text(encoding="utf-8").splitlines()]
    assert all(row["id"].startswith(f"{name}/z") and row["report"] for row in rows)
    given = [{"id": row["id"], "verdict": "no_source" if "参观" in row["report"] else "ok"} for row in rows]
    given.append({"id": "elsewhere/z1/0", "verdict": "ok"})
    answers.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    options = ["read", "--seeds", str(seeds), "--import", str(answers), "--reader-model", "Han Mei"]
    assert main(options) == 0
    assert main(options) == 0
    assert "1 answer left out" in capsys.readouterr().err
    assert {r.model for r in load_readings(record(seeds))} == {"Han Mei"}
    assert main(["update", "--seeds", str(seeds)]) == 0
    assert [f.type for f in findings(record(seeds))] == ["addition"]
    assert main(["read", name, "--seeds", str(seeds), "--export", str(tasks)]) == 0
    assert tasks.read_bytes() == b"", "nothing is left to be read"


def test_a_source_goes_all_the_way(seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, answers = record(seeds), tmp_path / "answers.jsonl"
    tasks = record_tasks(load_config(folder / "record.yml"))
    first, second, third = [task for task in tasks if task.original and task.around][:3]
    given = [
        {"id": first.id, "verdict": "ok", "source": [first.around[-1], "It is all right."]},
        {"id": second.batch_id, "verdict": "no_source", "source": second.around[-1]},
        {"id": third.id, "verdict": "ok"},
    ]
    answers.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    options = ["--seeds", str(seeds), folder.name]
    assert main(["read", *options, "--import", str(answers), "--reader-model", "Han Mei"]) == 2
    told = capsys.readouterr().err
    assert "1 quotation left out: of words that no passage has" in told and "answers.jsonl:2: " in told
    assert main(["update", *options]) == 0
    (flag,) = findings(folder)
    assert flag.is_proposal and f"Han Mei finds this in {first.segments[-1]}, which" in flag.message.en
    assert {first.passage, first.segments[-1]} == {*flag.zh, *flag.en}
    assert main(["check", *options, "--check", "reader"]) == 0
    assert "Han Mei finds this in" in capsys.readouterr().out


def test_check_has_records_and_pairs_read_first(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "id\tzh\ten\n1\t湿地不会缩小。\tThe wetland will shrink.\n2\t\tOnly this.\n", encoding="utf-8"
    )
    with endpoint(judge) as server:
        options = ["--seeds", str(seeds), "--reader", server.url, "--reader-model", "m", "--check", "reader"]
        assert main(["check", *options]) == 1
        assert "It will." in capsys.readouterr().out
        count = len(server.bodies)
        assert main(["check", str(pairs), *options, "--original", "en", "--no-cache"]) == 1
        assert len(server.bodies) == count + 1
        assert server.asked[-1] == {
            "report": "湿地不会缩小。", "original": ["The wetland will shrink."], "kind": "translation"
        }  # fmt: skip
    assert "It will." in capsys.readouterr().out


def test_a_dry_run_sends_nothing(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(judge) as server:
        options = ["--seeds", str(seeds), "--reader", server.url, "--reader-model", "m"]
        assert main(["read", *options, "--dry-run"]) == 0
        assert server.bodies == []
    assert "nothing was sent" in capsys.readouterr().err
    assert not (record(seeds) / FILE).exists()


def test_a_project_may_name_its_reader(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = sorted(path.parent for path in seeds.glob("*/record.yml"))
    with endpoint(judge) as shared, endpoint(judge) as own:
        (seeds / "defaults.yml").write_text(f"reader: {{url: {shared.url}, model: m}}\n", encoding="utf-8")
        with (second / "record.yml").open("a", encoding="utf-8") as file:
            file.write(f"reader: {{url: {own.url}, model: n}}\n")
        assert main(["update", "--seeds", str(seeds)]) == 0
        assert "up to date" in capsys.readouterr().err, "naming a reader makes no record out of date"
        assert main(["read", "--seeds", str(seeds), "--dry-run"]) == 0
        told = capsys.readouterr().err
        assert shared.url in told and own.url in told
        assert shared.bodies == own.bodies == []
        assert main(["read", "--seeds", str(seeds)]) == 0
        assert {r.model for r in load_readings(first)} == {"m"}
        assert {r.model for r in load_readings(second)} == {"n"}
        assert len(shared.bodies) == len(load_readings(first))
        assert main(["read", first.name, "--seeds", str(seeds), "--reader-model", "other"]) == 0
        assert shared.bodies[-1]["model"] == "other"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "who is to read"),
        (["--reader", "http://127.0.0.1:9/v1"], "--reader-model"),
        (["--reader", "localhost", "--reader-model", "m"], "not an address"),
        (["--reader", "http://127.0.0.1:9/v1", "--export", "x"], "who is to read"),
        (["--import", "nowhere.jsonl"], "there is no such file"),
    ],
)
def test_bad_usage_is_one_sentence(
    seeds: Path, options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert says in complaint(["read", "--seeds", str(seeds), *options], capsys)
