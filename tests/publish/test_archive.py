"""The archive: what went in comes out, and the same files give the same bytes."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

from aligner.publish.build.folders import pack

FILES = {"records/a/a.json": b"{}", "records/中/中.zh.txt": "里面有字。".encode(), "records/a/empty": b""}


def written(folder: Path, when: int) -> Path:
    """The files in a folder, all of one time."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (when, when))
    return folder


def test_files_come_out_as_they_went_in(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(pack(written(tmp_path, 10**9), FILES))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.namelist() == sorted(FILES)
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a", 10**9), written(tmp_path / "b", 2 * 10**9)
    assert pack(first, FILES) == pack(second, reversed(FILES))
