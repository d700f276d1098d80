"""Generated folders: nothing else is ever replaced, and they are replaced whole or not at all; their ZIP."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from aligner.record.errors import AlignerError

MARKER = ".made-by-aligner"
"""A file of this name says that the folder is generated and may be replaced."""
# What the zip format calls the system that made an entry; with it the next number is read as a mode of Unix.
_UNIX = 3
# A regular file that everybody may read: the same on every system, so that the archive is the same too.
_MODE = 0o100644 << 16


def claim(folder: Path) -> None:
    """Refuse a folder with files that this program did not make."""
    try:
        if folder.exists() and not folder.is_dir():
            raise AlignerError("this is a file, not a folder", file=folder, mend="choose another folder")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists():
            raise AlignerError(
                "this folder holds files that aligner did not make",
                file=folder,
                mend="choose a new or empty folder; nothing was changed",
            )
    except OSError as error:
        raise AlignerError(f"this folder cannot be read ({error.strerror})", file=folder) from None


def check_apart(out: Path, work: Path) -> None:
    """Refuse folders of which one holds the other: replacing it would remove that too."""
    a, b = out.resolve(), work.resolve()
    if a == b or a in b.parents or b in a.parents:
        raise AlignerError(
            f"the site and its working files ({work}) must be in separate folders",
            file=out,
            mend="choose another folder",
        )


def prepare_folder(folder: Path) -> None:
    """Make sure that a generated folder is there; what an earlier build left in it stays."""
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
        unfinished = path.with_name(f".{path.name}.new")
        unfinished.write_bytes(data)
        unfinished.replace(path)


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
    """A new folder beside the old one, to be filled; without an error it takes its place."""
    claim(folder)
    target = folder.resolve()
    with _complaints(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        new, old = temporary / "new", temporary / "old"
        new.mkdir()
        yield new
        with _complaints(folder):
            _swap(new, target, old)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


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
    """Raise errors of the operating system as `AlignerError`."""
    try:
        yield
    except OSError as error:
        raise AlignerError(
            f"the folder cannot be written ({error.strerror or os.strerror(error.errno or 0)})",
            file=folder,
            mend="make its parent folder writable, or choose another folder; nothing was changed",
        ) from None


def pack(folder: Path, names: Iterable[str]) -> bytes:
    """A ZIP of some files of a folder, under their names there. The same files give the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in sorted(names):
            member = ZipInfo(name)  # dated 1 January 1980, whatever the file says
            member.compress_type, member.create_system, member.external_attr = ZIP_DEFLATED, _UNIX, _MODE
            archive.writestr(member, (folder / name).read_bytes())
    return packed.getvalue()
