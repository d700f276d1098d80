"""Disks that are full or cannot be written: one sentence, nothing changed, nothing left behind."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder, cache_facts
from tests.helpers.small_records import Toy


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if not p.name.endswith(".lock")}


def full(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:  # noqa: A002 - as mkstemp calls it
    """A temporary file on a disk without room: the kernel's own ENOSPC."""
    path = dir / f"{prefix}full{suffix}"
    path.touch()
    return os.open("/dev/full", os.O_WRONLY), str(path)


def refused(number: int) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return refuse


ACTS = [["update", "--force"], ["apply", "wish.yml", "--record", "r000", "--as", "Ann"]]


@pytest.mark.parametrize("act", ACTS, ids=["update", "apply"])
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "No space left on device); free some disk space and run the command again"),
        (errno.EROFS, "Read-only file system); check the folder's permissions"),
        (errno.EACCES, "Permission denied); check the folder's permissions"),
        (errno.EIO, "Input/output error); nothing was changed"),
    ],
)
def test_one_sentence_and_nothing_changed(
    record: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    act: list[str],
    number: int,
    said: str,
) -> None:
    Path("wish.yml").write_text("- {verb: comment, zh: [z1], reason: 看}\n", encoding="utf-8")
    before = snapshot(record)
    capsys.readouterr()
    if number == errno.ENOSPC and Path("/dev/full").exists():
        monkeypatch.setattr(tempfile, "mkstemp", full)
    else:
        monkeypatch.setattr(tempfile, "mkstemp", refused(number))
    assert main(act) == 2
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err
    assert snapshot(record) == before


def test_a_folder_that_cannot_be_locked(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(record)
    monkeypatch.setattr("aligner.record.files.lock.FileLock.acquire", refused(errno.EROFS))
    assert main(["update", "--force"]) == 2
    assert "seeds/r000: the folder cannot be written (Read-only file system)" in capsys.readouterr().err
    assert snapshot(record) == before
    assert main(["update"]) == 0  # what is up to date needs no writing


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file can grow over 12 KB."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12 << 10, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


TEXTS = [f"{n} " + "x" * 40 for n in range(40)]


@pytest.mark.usefixtures("full_disk")
def test_a_cache_without_room_is_as_good_as_none(tmp_path: Path) -> None:
    for _ in range(2):
        below = Toy()
        assert len(CachedEncoder(below, tmp_path / "cache").encode(TEXTS)) == 40
        assert len(below.asked) == 40


def test_a_disk_that_fills_up(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What was there before stays; what does not fit is encoded again."""
    cache = tmp_path / "cache"
    CachedEncoder(Toy(), cache).encode(TEXTS)
    size = cache_facts(cache).size
    request.getfixturevalue("full_disk")
    new = [f"new {text}" for text in TEXTS]
    assert len(CachedEncoder(Toy(), cache).encode([*TEXTS, *new])) == 80
    facts = cache_facts(cache)
    assert (facts.entries, facts.size, facts.damaged) == (40, size, ())


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can be read all the same."""
    CachedEncoder(Toy(), tmp_path).encode(TEXTS)
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: connect(f"file:{path}?mode=ro", uri=True, **options)
    )
    monkeypatch.setattr("aligner.encode.store._FRESH", -1)  # the use of every entry is to be noted
    below = Toy()
    assert len(CachedEncoder(below, tmp_path).encode([*TEXTS, "new"])) == 41
    assert below.asked == ["new"]
