"""Bad days, made on purpose: a record that works, and ways to break the machine under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.batch import task
from aligner.cli.main import main
from aligner.encode.embedded import model_file
from aligner.record.errors import ModelError
from tests.helpers.small_records import make_records, warm


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An aligned record; its sentences are in the cache, and the current folder holds its ``seeds``."""
    try:
        model_file()
    except ModelError as error:
        pytest.skip(str(error))
    (folder,) = make_records(tmp_path / "seeds", 1)
    warm([folder], tmp_path / "cache")
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    task.encoder.cache_clear()
    assert main(["update"]) == 0
    return folder
