"""Folders that are ours: never replace anything else, and replace them whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from aligner.record.errors import AlignerError

__all__ = ["MARKER", "check_apart", "claim", "keep_only", "prepare", "put", "replacing"]

MARKER = ".made-by-aligner"
"""A file of this name says that the folder is generated and may be replaced."""


def claim(folder: Path) -> None:
    """Refuse a folder that holds what we did not make."""
    try:
        if folder.exists() and not folder.is_dir():
            raise AlignerError("this is a file, not a folder", file=folder, mend="name another folder")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists():
            raise AlignerError(
                "this folder holds files that aligner did not make",
                file=folder,
                mend="name a new or an empty folder; nothing was changed",
            )
    except OSError as error:
        raise AlignerError(f"this folder cannot be read ({error.strerror})", file=folder) from None


def check_apart(out: Path, work: Path) -> None:
    """Refuse folders that lie in each other: replacing one would take the other along."""
    a, b = out.resolve(), work.resolve()
    if a == b or a in b.parents or b in a.parents:
        raise AlignerError(
            f"the site and its working files ({work}) cannot lie in each other",
            file=out,
            mend="name another folder",
        )


def prepare(folder: Path) -> None:
    """Make sure that the folder is there and ours; what an earlier build left in it stays."""
    claim(folder)
    with _complaints(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).touch()


def put(path: Path, content: str | bytes) -> None:
    """Write a generated file, unless it is the same already."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    with _complaints(path.parent):
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        room = path.with_name(f".{path.name}.new")
        room.write_bytes(data)
        room.replace(path)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove every file of a generated folder but these, and the folders that are empty then."""
    with _complaints(folder):
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in names:
                path.unlink()


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside the old one, to be filled; it takes the old one's place if all went well."""
    claim(folder)
    target = folder.resolve()
    with _complaints(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        new, old = room / "new", room / "old"
        new.mkdir()
        yield new
        with _complaints(folder):
            _swap(new, target, old)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _swap(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old.exists():
            with contextlib.suppress(OSError):
                old.rename(target)
        raise


@contextmanager
def _complaints(folder: Path) -> Iterator[None]:
    """An operating system's error as one of ours."""
    try:
        yield
    except OSError as error:
        raise AlignerError(
            f"the folder cannot be written ({error.strerror or os.strerror(error.errno or 0)})",
            file=folder,
            mend="make its parent folder writable, or name another; what was there is as it was",
        ) from None
