"""Processes that die are replaced, and their call is tried again."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aligner.batch.processes import TRIES, Processes
from aligner.record.errors import AlignerError
from aligner.record.machine import processors
from tests.batch import calls

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")


@pytest.fixture
def processes() -> Iterator[Processes]:
    with Processes(2) as processes:
        yield processes


def test_work_errors_and_deaths(processes: Processes, tmp_path: Path) -> None:
    results = [processes.submit(calls.double, n) for n in range(6)]
    assert [r.result() for r in results] == [0, 2, 4, 6, 8, 10]
    with pytest.raises(ValueError, match="no"):
        processes.submit(calls.fail).result()
    assert processes.submit(calls.die_until, str(tmp_path / "once"), 1).result() == "alive"
    with pytest.raises(AlignerError, match=rf"died {TRIES} times( \(exit code -9\))?, .*use fewer --jobs"):
        processes.submit(calls.die_until, str(tmp_path / "always"), 99).result()
    assert len((tmp_path / "always").read_text(encoding="ascii")) == TRIES
    assert processes.submit(calls.double, 4).result() == 8
    assert len(multiprocessing.active_children()) <= 2
    share = max(processors() // 2, 1)
    threads = int(processes.submit(calls.threads).result() or 0)
    assert threads in (share, 1)  # 1 where the tests themselves say so


def test_processes_that_are_killed_at_rest(processes: Processes) -> None:
    for _ in range(2):
        assert processes.submit(calls.double, 4).result() == 8
        for process in multiprocessing.active_children():
            process.kill()
            process.join(10)


def test_a_process_that_has_grown_makes_place() -> None:
    with Processes(1, memory=0) as processes:
        assert processes.submit(calls.pid).result() != processes.submit(calls.pid).result()
    with Processes(1) as processes:
        assert processes.submit(calls.pid).result() == processes.submit(calls.pid).result()
