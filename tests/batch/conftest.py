"""Records that need no model, and a user's folder to run the commands in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aligner.batch import task
from aligner.cli.main import main
from aligner.encode.embedded import model_file
from aligner.record.errors import ModelError
from tests.helpers.small_records import Toy, make_records, warm


@pytest.fixture(scope="session")
def warmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six records and of a cache that knows their sentences; never worked in, but copied."""
    try:
        model_file()
    except ModelError as error:
        pytest.skip(str(error))
    base = tmp_path_factory.mktemp("warmed")
    warm(make_records(base / "seeds", 6), base / "cache")
    return base


@pytest.fixture(scope="session")
def aligned(warmed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, aligned."""
    base = tmp_path_factory.mktemp("aligned") / "all"
    shutil.copytree(warmed, base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALIGNER_CACHE", str(base / "cache"))
        task.encoder.cache_clear()
        assert main(["update", "--seeds", str(base / "seeds")]) == 0
    return base


@pytest.fixture
def corpus(warmed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of six records; the current folder holds it, the cache knows their sentences."""
    return _worked_in(warmed, tmp_path, monkeypatch)


@pytest.fixture
def updated(
    aligned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """Six records that are up to date and known to be; new sentences are encoded without the model."""
    seeds = _worked_in(aligned, tmp_path, monkeypatch)
    monkeypatch.setattr(task, "encoder", lambda model, cached: Toy())
    assert main(["update"]) == 0
    capsys.readouterr()
    return seeds


def _worked_in(base: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(base, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.seen"))
    monkeypatch.setenv("ALIGNER_CACHE", str(folder / "cache"))
    monkeypatch.chdir(folder)
    task.encoder.cache_clear()
    return folder / "seeds"
