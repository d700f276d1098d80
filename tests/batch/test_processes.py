"""Processes that die are replaced, and their call is tried again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aligner.batch.processes import TRIES, Crew, processors
from aligner.record.errors import AlignerError
from tests.batch import calls

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")


@pytest.fixture
def crew() -> Iterator[Crew]:
    with Crew(2) as crew:
        yield crew


def test_work_errors_and_deaths(crew: Crew, tmp_path: Path) -> None:
    results = [crew.submit(calls.double, n) for n in range(6)]
    assert [r.result() for r in results] == [0, 2, 4, 6, 8, 10]
    with pytest.raises(ValueError, match="no"):
        crew.submit(calls.fail).result()
    assert crew.submit(calls.die_until, str(tmp_path / "once"), 1).result() == "alive"
    with pytest.raises(AlignerError, match=rf"died {TRIES} times \(exit code -9\).*use fewer --jobs"):
        crew.submit(calls.die_until, str(tmp_path / "always"), 99).result()
    assert len((tmp_path / "always").read_text(encoding="ascii")) == TRIES
    assert crew.submit(calls.double, 4).result() == 8
    assert len(crew.pids) <= 2
    share = max(processors() // 2, 1)
    assert int(crew.submit(calls.threads).result() or 0) in (share, 1)  # 1 where the tests themselves say so


def test_a_process_that_has_grown_makes_place() -> None:
    with Crew(1, memory=0) as crew:
        assert crew.submit(calls.pid).result() != crew.submit(calls.pid).result()
    with Crew(1) as crew:
        assert crew.submit(calls.pid).result() == crew.submit(calls.pid).result()
