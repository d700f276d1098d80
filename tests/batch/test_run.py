"""Many records: the same bytes whatever does the work, and nothing lost when it is broken off."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from aligner.batch import run as module
from aligner.batch import task
from aligner.batch.executors import Engine, InProcess
from aligner.batch.processes import Processes
from aligner.batch.run import Outcome, Plan, Summary, update
from aligner.cli.main import main
from aligner.record.load import find_configs
from tests.helpers.small_records import Toy


def results(seeds: Path) -> dict[str, bytes]:
    return {p.parent.name: p.read_bytes() for p in sorted(seeds.glob("*/alignment.json"))}


def clear(seeds: Path) -> None:
    for path in seeds.glob("*/alignment.json"):
        path.unlink()


def pids() -> list[int]:
    """The processes that this one has started and that are at work."""
    return [process.pid for process in multiprocessing.active_children() if process.pid is not None]


def go(seeds: Path, executor: Executor | None = None, width: int = 1, **plan: bool) -> Summary:
    return update(find_configs(seeds), lambda: Engine(executor or InProcess(), width), Plan(**plan))


def test_the_same_bytes_from_every_engine(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update"]) == 0
    alone = results(corpus)
    assert len(alone) == 6
    clear(corpus)
    assert main(["update", "--scheduler", "tests.batch.calls:executor"]) == 0
    assert results(corpus) == alone
    err = capsys.readouterr().err
    assert "r005: 4 Chinese and 4 English passages" in err and "records a minute" in err
    assert main(["update", "--jobs", "2"]) == 0
    assert capsys.readouterr().err == "6 records are up to date, nothing to do\n"


class Unloading(Toy):
    """Knows how often it was unloaded, and what it was asked for afterwards."""

    unloaded = 0

    def unload(self) -> None:
        self.unloaded += 1
        self.asked.clear()


@pytest.mark.parametrize(("changed", "unloaded"), [(1, 1), (2, 0)])
def test_one_record_alone_does_without_the_model_in_its_checks(
    updated: Path, monkeypatch: pytest.MonkeyPatch, changed: int, unloaded: int
) -> None:
    toy = Unloading()
    monkeypatch.setattr(task, "encoder", lambda model, cached: toy)
    for number in range(changed):
        with (updated / f"r00{number}" / "en.md").open("a", encoding="utf-8") as file:
            file.write("\nThe ferry stays.\n")
    assert go(updated).states["written"] == changed
    assert toy.unloaded == unloaded
    assert not toy.asked or not unloaded


def test_one_that_fails_does_not_stop_the_others(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "r001" / "zh.md").write_bytes(b"caf\xe9 \x81\x8d")
    (corpus / "r002" / "record.yml").write_text("title: [\n", encoding="utf-8")
    (corpus / "r003" / "alignment.json").write_text('{"format":', encoding="utf-8")
    assert main(["update"]) == 2
    err = capsys.readouterr().err
    assert sorted(results(corpus)) == ["r000", "r003", "r004", "r005"]
    assert "r001/zh.md:1: " in err
    assert "r002/record.yml:2: this is not valid YAML" in err
    assert "r003/alignment.json:1: this is not JSON" in err
    assert "failed: r001" in err and "failed: r002" in err and "Traceback" not in err


def test_a_mistake_of_the_program_is_one_sentence(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(job: Any, encoder: object, **_: object) -> None:
        raise KeyError(job.config.id)

    monkeypatch.setattr(task, "run", broken)
    summary = go(corpus)
    assert summary.states["failed"] == 6
    assert "the program failed on this record (KeyError: 'r000' in test_run.py" in summary.failures[0].error


class Between(InProcess):
    """Runs calls here, and something of the test's before each, with the number of the call."""

    def __init__(self, meanwhile: Callable[[int], None]) -> None:
        super().__init__()
        self.calls = 0
        self.meanwhile = meanwhile

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        self.calls += 1
        self.meanwhile(self.calls)
        return future


def test_breaking_off_and_going_on(corpus: Path) -> None:
    def stop(call: int) -> None:
        if call == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(corpus, Between(stop))
    assert len(results(corpus)) == 3
    rest = Between(lambda call: None)
    summary = go(corpus, rest)
    assert rest.calls == 3 and summary.states == {"current": 3, "written": 3}


def test_two_updates_of_one_record_at_once(corpus: Path) -> None:
    """The second sees that the first was quicker, and keeps what it wrote."""
    quicker: list[Summary] = []

    def other(call: int) -> None:
        if call == 1:
            quicker.append(go(corpus))

    summary = go(corpus, Between(other))
    assert quicker[0].states == {"written": 6}
    assert summary.states == {"current": 6}


def test_a_source_that_changes_meanwhile(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "encoder", lambda model, cached: Toy())
    source = corpus / "r000" / "en.md"

    def edit(call: int) -> None:
        if call == 1:
            source.write_text("Everything is different now.\n", encoding="utf-8")

    said: list[Outcome] = []
    engine = Between(edit)
    summary = update(find_configs(corpus)[:1], lambda: Engine(engine, 1), Plan(), said.append)
    assert engine.calls == 2 and summary.states["written"] == 1
    assert b"Everything is different now." in results(corpus)["r000"]


def test_a_record_that_never_rests(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "inputs_hash", lambda job: str(time.monotonic_ns()))
    monkeypatch.setattr(task, "_fits", lambda task: None)
    summary = update(find_configs(corpus)[:1], lambda: Engine(InProcess(), 1), Plan())
    assert "was changed 3 times while it was being aligned" in summary.failures[0].error
    assert results(corpus) == {}


def test_a_worker_that_is_killed_loses_nothing(corpus: Path) -> None:
    with Processes(2) as processes:
        killed: list[int] = []

        def kill_one(done: Outcome) -> None:
            if not killed:
                killed.append(pids()[0])
                os.kill(killed[0], signal.SIGKILL)

        summary = update(find_configs(corpus), lambda: Engine(processes, 4), Plan(), kill_one)
    assert killed and summary.states == {"written": 6}
    parallel = results(corpus)
    clear(corpus)
    go(corpus)
    assert results(corpus) == parallel


def test_ctrl_c_ends_the_processes(corpus: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Processes(2) as processes:
        processes.submit(time.sleep, 60)
        while not pids():
            time.sleep(0.05)
        processes.shutdown(wait=False, cancel_futures=True)
        raise KeyboardInterrupt
    ended = time.monotonic() + 20  # one that was just being started ends a moment later; the work takes 60 s
    while pids() and time.monotonic() < ended:
        time.sleep(0.05)
    assert pids() == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--jobs", "2", "--scheduler", "tcp://x:1"], "--jobs and --scheduler cannot be combined"),
        (["--scheduler", "nowhere:at"], "there is no scheduler 'nowhere:at'"),
        (["--scheduler", "os:getcwd"], "the object returned by os:getcwd has no 'submit' method"),
        (["--scheduler", "tcp://127.0.0.1:9"], "no scheduler answers at tcp://127.0.0.1:9"),
    ],
)
def test_schedulers_that_are_none(
    corpus: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    said: str,
) -> None:
    if "tcp://127.0.0.1:9" in options:
        pytest.importorskip("distributed")
        monkeypatch.setattr("aligner.batch.executors.PATIENCE", 1)
    assert main(["update", *options]) == 2
    err = capfd.readouterr().err
    assert said in err and "Traceback" not in err
    assert results(corpus) == {}


def test_another_version_on_the_worker(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "__version__", "0.0.9")
    summary = go(corpus)
    assert "the worker has aligner 0.0.9, the command" in summary.failures[0].error


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_the_command_stops_at_ctrl_c(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(task, "run", interrupted)
    assert main(["update"]) == 130
    assert results(corpus) == {}
