"""Files that are ZIP archives of XML, as Word and Excel write them, and that may be hostile."""

from __future__ import annotations

import importlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aligner.record.errors import AlignerError, InputError
from aligner.record.files.text import read_bytes

# Bytes that the members of a package may have unpacked, and how many there may be. Chosen: a workbook of the
# largest size that is read has less; a bomb of a few kilobytes has gigabytes.
_UNPACKED = 256 * 2**20
_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Package:
    """The content of a file that was found to be what it should be."""

    path: Path
    kind: str
    """What the file is, for people: ``an Excel workbook``."""
    data: bytes

    def part(self, name: str) -> bytes | None:
        """One member; None if there is none of this name."""
        with _readable(self.path, self.kind), zipfile.ZipFile(io.BytesIO(self.data)) as package:
            return package.read(name) if name in package.namelist() else None


def open_package(path: Path, member: str, kind: str) -> Package:
    """A file that has this member.

    `InputError` if it is no package, would unpack to more than is read, or declares a document type.
    """
    data = read_bytes(path)
    with _readable(path, kind), zipfile.ZipFile(io.BytesIO(data)) as package:
        members = package.infolist()
        if sum(info.file_size for info in members) > _UNPACKED or len(members) > _MEMBERS:
            raise InputError(f"the file unpacks to more than {kind} should", file=path, mend="split it")
        if member not in package.namelist():
            raise zipfile.BadZipFile
        parts = [info for info in members if info.filename.endswith((".xml", ".rels"))]
        if any(b"<!DOCTYPE" in package.open(info).read(2_000) for info in parts):
            raise InputError("the file declares a document type", file=path, mend=_mend(kind))
    return Package(path, kind, data)


@contextmanager
def _readable(path: Path, kind: str) -> Iterator[None]:
    """Whatever zipfile raises, as one sentence."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise InputError(f"this is not {kind}, or a damaged one", file=path, mend=_mend(kind)) from None


def _mend(kind: str) -> str:
    return f"save it as {kind} again"


def optional_module(module: str, package: str, what: str) -> Any:
    """A module that not every installation has; `AlignerError` says how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise AlignerError(
            f"{what} need the package {package}", mend="run `pip install 'aligner[office]'`"
        ) from None
