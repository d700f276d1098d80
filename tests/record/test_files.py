"""Reading and writing: all or nothing, and a sentence for every failure."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from aligner.record.errors import AlignerError
from aligner.record.files import text
from aligner.record.files.text import read_text, write_atomic


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"ok\nthen \xff", "t.md:2: byte 0xff is not valid UTF-8; save the file as UTF-8"),
        ("中".encode("gb18030") * 3, "t.md:1: byte 0xd6 is not valid UTF-8"),
        ("中文".encode("utf-16"), "t.md: the file is UTF-16; save it as UTF-8"),
    ],
)
def test_unreadable(tmp_path: Path, data: bytes, complaint: str) -> None:
    (tmp_path / "t.md").write_bytes(data)
    with pytest.raises(AlignerError) as caught:
        read_text(tmp_path / "t.md")
    assert str(caught.value).endswith(complaint) or complaint in str(caught.value)


def test_absent_folder_and_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AlignerError, match="there is no such file"):
        read_text(tmp_path / "none.md")
    with pytest.raises(AlignerError, match="this is a folder"):
        read_text(tmp_path)
    monkeypatch.setattr(text, "MAX_BYTES", 3)
    (tmp_path / "big").write_text("1234")
    with pytest.raises(AlignerError, match="split it into several records"):
        read_text(tmp_path / "big")


def test_line_ends_are_kept(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes("\ufeffa\r\nb\rc\n".encode())
    assert read_text(tmp_path / "t") == "\ufeffa\r\nb\rc\n"


def test_write_keeps_mode_and_leaves_no_trace(tmp_path: Path) -> None:
    target = tmp_path / "sub" / "t.json"
    write_atomic(target, "一\r\n")
    assert target.read_bytes() == "一\r\n".encode()
    target.chmod(0o640)
    write_atomic(target, "二")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [p.name for p in target.parent.iterdir()] == ["t.json"]


@pytest.mark.parametrize(
    ("where", "code", "complaint"),
    [
        ("fsync", errno.ENOSPC, "No space left on device); free some disk space and run the command again"),
        ("mkstemp", errno.EACCES, "Permission denied); check the folder's permissions; nothing was changed"),
        ("mkstemp", errno.EROFS, "Read-only file system); check the folder's permissions"),
        ("fsync", errno.EIO, "Input/output error); nothing was changed"),
    ],
)
def test_a_failing_write_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, code: int, complaint: str
) -> None:
    target = tmp_path / "t.json"
    target.write_text("before")

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os if where == "fsync" else tempfile, where, fail)
    with pytest.raises(AlignerError) as caught:
        write_atomic(target, "after")
    assert complaint in str(caught.value)
    assert target.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["t.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_really_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(AlignerError, match="check the folder's permissions"):
        write_atomic(tmp_path / "t.json", "after")
    tmp_path.chmod(0o700)
