"""Disks that are full or cannot be written: one sentence, nothing changed, nothing left behind."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder
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
        (errno.ENOSPC, "No space left on device); free some space and run the command again"),
        (errno.EROFS, "Read-only file system); make the folder writable"),
        (errno.EACCES, "Permission denied); make the folder writable"),
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


class Full:
    """What `tempfile.NamedTemporaryFile` gives on a disk without room."""

    def __init__(self, dir: Path, suffix: str, delete: bool) -> None:  # noqa: A002 - as tempfile calls it
        assert not delete
        handle, self.name = full("", suffix, dir)
        self._file = os.fdopen(handle, "wb", buffering=0)

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int | None:
        return self._file.write(data)


@pytest.mark.parametrize("full_disk", [Full, refused(errno.EROFS)], ids=["full", "read-only"])
def test_a_cache_without_room_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_disk: Any
) -> None:
    if full_disk is Full and not Path("/dev/full").exists():
        full_disk = refused(errno.ENOSPC)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full_disk)
    assert len(CachedEncoder(Toy(), tmp_path / "cache").encode(["a", "b"])) == 2
    assert list((tmp_path / "cache").iterdir()) == []
