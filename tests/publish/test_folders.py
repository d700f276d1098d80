"""What may be replaced, and what is left where something fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.publish.build.folders import (
    MARKER,
    check_apart,
    claim,
    keep_only,
    prepare_folder,
    put,
    replacing,
)
from aligner.record.errors import AlignerError


def test_a_new_folder(tmp_path: Path) -> None:
    with replacing(tmp_path / "deep" / "site") as new:
        (new / "a").write_text("1")
    assert {p.name for p in (tmp_path / "deep" / "site").iterdir()} == {"a"}
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["site"]


def test_ours_is_replaced_whole(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with replacing(tmp_path / "site") as new:
            (new / name).touch()
            (new / MARKER).touch()
    assert {p.name for p in (tmp_path / "site").iterdir()} == {"b", MARKER}


def test_a_failure_leaves_the_old_one(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as new:
        (new / "a").touch()
        (new / MARKER).touch()
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "site") as new:
        (new / "b").touch()
        raise KeyboardInterrupt
    assert {p.name for p in (tmp_path / "site").iterdir()} == {"a", MARKER}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_the_new_folder_can_be_read_by_others(tmp_path: Path) -> None:
    with replacing(tmp_path / "site"):
        pass
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "site").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("make", [claim, prepare_folder, lambda folder: replacing(folder).__enter__()])
def test_foreign_folders_are_refused(tmp_path: Path, make: object) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter1.doc").touch()
    with pytest.raises(AlignerError, match="did not make") as error:
        make(folder)  # type: ignore[operator]
    assert "\n" not in str(error.value)
    assert (folder / "chapter1.doc").exists()


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").touch()
    with pytest.raises(AlignerError, match="not a folder"):
        claim(tmp_path / "site")


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    with replacing(tmp_path / "site") as new:
        (new / "a").touch()
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real" / "a").exists()


@pytest.mark.parametrize(("out", "work"), [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/../b", "b/c")])
def test_folders_in_each_other(tmp_path: Path, out: str, work: str) -> None:
    with pytest.raises(AlignerError, match="separate folders"):
        check_apart(tmp_path / out, tmp_path / work)


def test_a_prepared_folder_keeps_what_it_has(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "work")
    (tmp_path / "work" / "old").touch()
    prepare_folder(tmp_path / "work")
    assert {p.name for p in (tmp_path / "work").iterdir()} == {MARKER, "old"}


def test_the_same_file_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    put(path, "text")
    first = path.stat()
    put(path, b"text")
    assert path.stat().st_mtime_ns == first.st_mtime_ns and path.stat().st_ino == first.st_ino
    put(path, "other")
    assert path.read_text() == "other"
    assert [p.name for p in path.parent.iterdir()] == ["b"]


def test_what_is_no_longer_made_is_removed(tmp_path: Path) -> None:
    for name in ("a/b/c.md", "a/d.md", "e/f.md"):
        put(tmp_path / name, "x")
    keep_only(tmp_path, {"a/d.md"})
    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*"))] == ["a", "a/d.md"]
