"""A Dask cluster as the engine: the same bytes, and the cluster is left as it was."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from aligner.cli.main import main

distributed = pytest.importorskip("distributed")


@pytest.fixture
def scheduler(corpus: Path) -> Iterator[str]:
    """A scheduler and a worker in this process, so that the test takes no seconds to begin."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=False,
            protocol="tcp://",
            dashboard_address=None,
            worker_dashboard_address=None,
        ) as cluster:
            yield cluster.scheduler_address


@pytest.mark.filterwarnings("ignore")  # of the libraries below Dask
def test_the_same_bytes(corpus: Path, scheduler: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", "r000", "r001"]) == 0
    alone = {p.parent.name: p.read_bytes() for p in corpus.glob("*/alignment.json")}
    for name in alone:
        (corpus / name / "alignment.json").unlink()
    (corpus / "r002" / "en.md").write_bytes(b"")
    assert main(["update", "--scheduler", scheduler]) == 2
    err = capsys.readouterr().err
    assert "r002/en.md: the file is empty" in err and "Traceback" not in err
    found = {p.parent.name: p.read_bytes() for p in corpus.glob("*/alignment.json")}
    assert len(found) == 5
    assert all(found[name] == alone[name] for name in alone)
