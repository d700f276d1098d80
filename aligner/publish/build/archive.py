"""All files of all records in one ZIP."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# What the zip format calls the system that made an entry; with it the next number is read as a mode of Unix.
_UNIX = 3
# A regular file that everybody may read: the same on every system, so that the archive is the same too.
_MODE = 0o100644 << 16


def pack(folder: Path, names: Iterable[str]) -> bytes:
    """A ZIP of some files of a folder, under their names there. The same files give the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in sorted(names):
            member = ZipInfo(name)  # dated 1 January 1980, whatever the file says
            member.compress_type, member.create_system, member.external_attr = ZIP_DEFLATED, _UNIX, _MODE
            archive.writestr(member, (folder / name).read_bytes())
    return packed.getvalue()
