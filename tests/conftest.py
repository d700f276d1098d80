"""What all tests share: the seeds, a record made of strings, the fixture-file reader."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

import jieba.finalseg  # noqa: F401 - before hypothesis traces what runs: on Python 3.12 its tables would take minutes
import pytest
from hypothesis import HealthCheck, settings

from aligner.encode import CachedEncoder, EmbeddedEncoder, load_encoder
from aligner.encode.windows import WindowedEncoder
from aligner.ingest import Ingested, ingest
from aligner.reader.local.model import FILE as LOCAL_MODEL
from aligner.record.config import load_config
from aligner.record.encoding import Encoder
from aligner.record.errors import ModelError
from aligner.record.files.cache_folder import cache_folder

ROOT = Path(__file__).parent.parent

SLOW_FIXTURES = {"embedded", "encoder", "model"}
"""The embedded model: seconds to build, and seconds a text on a busy machine."""
SLOW = (
    "browser/",
    "faults/",
    "fuzz/",
    "batch/",
    "cli/test_commands.py",
    "cli/test_exchange.py::test_align_writes_them_too",
    "cli/test_exchange.py::test_pairs_of_others",
    "cli/test_translators_day.py",
    "cli/test_words.py",
    "encode/test_load.py",
    "match/test_pins.py::test_pins_hold",
    "publish/test_whole_site.py",
    "reader/test_local_reader.py",
    "publish/test_site.py",
    "review/test_crash.py",
    "test_seeds.py",
)
"""How the names of tests begin that start a browser or processes, build sites, read thousands of files, or
load the model without asking for a fixture."""
LONG = ("test_seeds.py", "browser/test_pages.py", "browser/test_review_day.py", "match/test_real.py")
"""Modules that take longest: a run in several processes begins with them. The seeds come first: others
encode the same texts, and find them in the cache."""


def _is_quick(config: pytest.Config) -> bool:
    return "not slow" in config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    """Generated cases: a quick run tries fewer. No deadline, since whoever is first reads the word tables."""
    busy = [HealthCheck.too_slow, HealthCheck.filter_too_much]  # they depend on the machine and on chance
    settings.register_profile("whole", deadline=None, suppress_health_check=busy)
    settings.register_profile("quick", settings.get_profile("whole"), max_examples=20)
    settings.load_profile("quick" if _is_quick(config) else "whole")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `slow` what `make quick` leaves out, and begin with what takes longest."""
    for item in items:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        fixtures = {*getattr(item, "fixturenames", ())}
        if f"{name}::{item.name}".startswith(SLOW) or fixtures & SLOW_FIXTURES:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: LONG.index(_module(item)) if _module(item) in LONG else len(LONG))


def _module(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").as_posix()


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache that is empty at first, for all tests and what they start; the user's own is left alone.

    Where pytest-xdist runs several processes, they share it.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALIGNER_CACHE", str(base / "encodings"))
        # Records are read by those tests alone that are about it: it takes seconds.
        patch.setenv(LOCAL_MODEL, "")
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_model(request: pytest.FixtureRequest) -> Iterator[None]:
    """The model is built once a process, whoever asks for it: each time takes seconds and half a gigabyte.

    A quick run builds none: a test that asks for it belongs among the slow ones.
    """
    real = EmbeddedEncoder._build
    quick = _is_quick(request.config)
    built: dict[Path, WindowedEncoder] = {}

    @wraps(real)
    def build(self: EmbeddedEncoder) -> WindowedEncoder:
        assert not quick, "this test loads the model: mark it as slow in tests/conftest.py"
        if self._file not in built:
            built[self._file] = real(self)
        return built[self._file]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmbeddedEncoder, "_build", build)
        yield


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The embedded encoder; tests that want it are skipped where the package is not installed."""
    try:
        return load_encoder()
    except ModelError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def encoder(model: Encoder) -> Encoder:
    """The same, remembering what it has read."""
    return CachedEncoder(model, cache_folder())


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
