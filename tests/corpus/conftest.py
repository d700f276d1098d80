"""Records that need no model, and a user's folder to run the commands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.corpus import task
from aligner.encode.embedded import model_file
from aligner.record.errors import ModelError
from tests.small import make_records, warm


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of six records; the current folder holds it, the cache knows their sentences."""
    try:
        model_file()
    except ModelError as error:
        pytest.skip(str(error))
    seeds = tmp_path / "seeds"
    warm(make_records(seeds, 6), tmp_path / "cache")
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    task.encoder.cache_clear()
    return seeds
