"""What others do: cut files short, set the clock back, write at the same time, upgrade packages."""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder, cache_facts, embedded
from aligner.pipeline import freshness, freshness_notes
from aligner.record.config import load_config
from aligner.record.decisions import log
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide
from aligner.record.files.lock import record_locked
from aligner.record.load import load_record
from tests.helpers.small_records import Toy

MODEL = b"E5S1"


def together(*acts: Callable[[], object]) -> None:
    """Run each act in a process of its own, all at once; all must end well."""
    if not hasattr(os, "fork"):
        pytest.skip("needs a system that can fork")
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        processes = [context.Process(target=act) for act in acts]
        for process in processes:
            process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * len(acts)


def comment(folder: Path, by: str, times: int) -> None:
    for number in range(times):
        with record_locked(folder):
            resolved = load_record(load_config(folder / "record.yml")).resolved
            log.append(folder, [decide(resolved, "comment", by=by, zh=["z1"], reason=str(number))])


def test_two_processes_update_one_record(record: Path) -> None:
    path = record / "alignment.json"
    right = path.read_bytes()
    path.unlink()
    together(*[lambda: main(["update", "--force"])] * 3)
    assert path.read_bytes() == right
    assert [p.name for p in record.glob(".*.tmp")] == []


def test_two_processes_decide_on_one_record(record: Path) -> None:
    together(*(lambda by=by: comment(record, by, 8) for by in ("Ann", "蓝", "Bo")))
    taken = log.load(record)
    assert len(taken) == 24
    assert len({d.at for d in taken}) == 24, "each decision is later than those it was made upon"


def test_processes_share_a_cache(tmp_path: Path) -> None:
    texts = [f"sentence {number}" for number in range(200)]

    def encode(start: int) -> None:
        for at in range(start, start + 100, 10):
            CachedEncoder(Toy(), tmp_path / "cache").encode(texts[at : at + 20])

    together(*(lambda start=start: encode(start) for start in (0, 30, 60, 80)))
    facts = cache_facts(tmp_path / "cache")
    assert (facts.entries, facts.damaged) == (190, ())


@pytest.mark.parametrize("name", ["alignment.json", "decisions.yml", "record.yml"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_half_a_file(record: Path, capsys: pytest.CaptureFixture[str], name: str, share: float) -> None:
    comment(record, "Ann", 2)
    path = record / name
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    half = path.read_bytes()
    capsys.readouterr()
    code = main(["update"])
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert path.read_bytes() == half or (code == 0 and name == "alignment.json")
    if name == "decisions.yml" and share < 0.5:
        assert code == 0  # an empty log, or its comment lines, is a log without decisions
    else:
        assert code == 2 and f"r000/{name}" in err


def test_a_clock_that_was_set_back(record: Path) -> None:
    config = load_config(record / "record.yml")
    late, early = datetime(2031, 5, 1, tzinfo=UTC), datetime(2019, 5, 1, tzinfo=UTC)
    machine = load_record(config).machine
    assert machine is not None
    link = machine.links[0]
    taken = [
        decide(load_record(config).resolved, "accept", by="Ann", zh=link.zh, en=link.en, clock=lambda: late)
    ]
    taken.append(
        decide(resolve(machine, taken), "reject", by="Ann", zh=link.zh, en=link.en, clock=lambda: early)
    )
    resolved = resolve(machine, taken)
    assert [entry.decision.verb for entry in resolved.log] == ["accept", "reject"]
    assert [entry.standing for entry in resolved.log] == ["replaced", "applies"]
    os.utime(record / "zh.md", (1, 1))  # time stamps of the sources say nothing
    assert main(["update"]) == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cannot be read (it is empty)"),
        (b"GGUF" + bytes(99), "this is not a packed e5 model (wrong magic)"),
        (MODEL + (9).to_bytes(4, "little") + bytes(99), "the model file is damaged or cut short; reinstall"),
        (MODEL + (1).to_bytes(4, "little") + bytes(20), "the model file is damaged or cut short; reinstall"),
        (None, "the model file is damaged or cut short; reinstall"),
    ],
    ids=["empty", "another kind", "another version", "head only", "cut in the middle"],
)
def test_a_model_file_that_is_none(
    record: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    data: bytes | None,
    said: str,
) -> None:
    path = Path("model.bin").absolute()
    if data is None:
        with embedded.model_file().open("rb") as file:
            data = file.read(3 << 20)
    path.write_bytes(data)
    monkeypatch.setattr("aligner.encode.embedded.model_file", lambda: path)
    before = (record / "alignment.json").read_bytes()
    capsys.readouterr()
    assert main(["update", "--force", "--no-cache"]) == 2
    err = capsys.readouterr().err
    assert said in err and len(err.splitlines()) == 1
    assert (record / "alignment.json").read_bytes() == before


@pytest.mark.parametrize("name", ["__version__", "MATCH_VERSION", "CHECKS_VERSION", "INGEST_VERSION"])
def test_an_upgrade_between_runs(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The record is aligned again; passages keep their ids, decisions hold, no sentence is encoded again."""
    monkeypatch.setattr(
        "aligner.encode.load.EmbeddedEncoder._build", lambda self: pytest.fail("encodes again")
    )
    comment(record, "Ann", 1)
    assert main(["update"]) == 0
    before = load_record(load_config(record / "record.yml"))
    monkeypatch.setattr(freshness, name, "9.9.9")
    monkeypatch.setattr(freshness_notes, "program_hash", lambda: "of version 9.9.9")
    capsys.readouterr()
    assert main(["status"]) == 1 and "update" in capsys.readouterr().out
    assert main(["update"]) == 0
    after = load_record(load_config(record / "record.yml"))
    assert after.machine is not None and before.machine is not None
    assert after.machine.signature != before.machine.signature
    assert [s.id for s in after.machine.zh] == [s.id for s in before.machine.zh]
    assert [e.standing for e in after.resolved.log] == ["applies"]
    assert main(["update"]) == 0
    assert capsys.readouterr().err.endswith("1 record is up to date, nothing to do\n")


def test_a_file_of_a_later_version(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = record / "alignment.json"
    path.write_text(path.read_text(encoding="utf-8").replace("aligner/1", "aligner/2"), encoding="utf-8")
    before = path.read_bytes()
    assert main(["update"]) == 2
    assert "format 'aligner/2' is newer than this program; install a newer aligner" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_sources_are_evidence_and_never_written(record: Path) -> None:
    before = {name: (record / name).read_bytes() for name in ("zh.md", "en.md", "record.yml")}
    Path("wish.yml").write_text(
        "- {verb: edit, zh: [z1], before: 新码头将在2010年建成。, after: 新码头已建成。}\n", encoding="utf-8"
    )
    assert main(["apply", "wish.yml", "--record", "r000", "--as", "Ann"]) == 0
    assert main(["status"]) == 0, "an edit of a report that is in print is a proposal"
    assert {name: (record / name).read_bytes() for name in before} == before
