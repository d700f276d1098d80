"""The archive: what went in comes out, by any program that reads ZIP files."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.publish.build import archive
from aligner.publish.build.archive import join_parts, make_part
from aligner.record.errors import AlignerError

FILES = st.dictionaries(st.text("abc/中.", min_size=1, max_size=8), st.binary(max_size=300), max_size=4)


@settings(deadline=None)
@given(st.lists(FILES, max_size=3))
def test_any_files(tmp_path_factory: pytest.TempPathFactory, made: list[dict[str, bytes]]) -> None:
    folder = tmp_path_factory.mktemp("parts")
    expected: dict[str, bytes] = {}
    for number, files in enumerate(made):
        named = {f"{number}/{name}": data for name, data in files.items()}
        make_part(named, folder / f"{number}.part")
        expected |= named
    joined = join_parts(folder / f"{n}.part" for n in range(len(made)))
    with zipfile.ZipFile(BytesIO(joined)) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == expected
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in zipped.infolist())


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST", 2)
    make_part({"a": b"", "b": b""}, tmp_path / "part")
    with pytest.raises(AlignerError, match="too large"):
        join_parts([tmp_path / "part"])
