"""What all tests share: the seeds, a record made of strings, the fixture-file reader."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

import jieba.finalseg  # noqa: F401 - before hypothesis traces what runs: on Python 3.12 its tables would take minutes
import pytest

from aligner.encode import EmbeddedEncoder
from aligner.encode.transformer import TransformerEncoder
from aligner.ingest import Ingested, ingest
from aligner.record.config import load_config

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache that is empty at first, for all tests and what they start; the user's own is left alone.

    Where pytest-xdist runs several processes, they share it.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALIGNER_CACHE", str(base / "encodings"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_model() -> Iterator[None]:
    """The model is built once a process, whoever asks for it: each time takes seconds and half a gigabyte."""
    real = EmbeddedEncoder._build
    built: dict[Path, TransformerEncoder] = {}

    @wraps(real)
    def build(self: EmbeddedEncoder) -> TransformerEncoder:
        if self._file not in built:
            built[self._file] = real(self)
        return built[self._file]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmbeddedEncoder, "_build", build)
        yield


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The committed records."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def forum(seeds: Path) -> Ingested:
    return ingest(load_config(seeds / "trans-himalaya-2025" / "record.yml"))


@pytest.fixture(scope="session")
def paper(seeds: Path) -> Ingested:
    return ingest(load_config(seeds / "qinghai-tibet-2023" / "record.yml"))


RECORD = """\
title: {zh: 标题, en: A title}
original: en
sides: {zh: {file: zh.md}, en: {file: en.md}}
"""


@pytest.fixture
def make_record(tmp_path: Path) -> Callable[..., Path]:
    """Write ``seeds/<id>`` from strings or bytes; returns the folder of the record."""

    def make(
        record: str = RECORD,
        zh: str | bytes = "# 标题\n\n中文。\n",
        en: str | bytes = "# A title\n\nEnglish.\n",
        name: str = "talk",
        **files: str | bytes,
    ) -> Path:
        folder = tmp_path / "seeds" / name
        folder.mkdir(parents=True)
        for file, content in {"record.yml": record, "zh.md": zh, "en.md": en, **files}.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / file).write_bytes(data)
        return folder

    return make
