"""All files of all records in one ZIP, put together from a part for each record.

Compressing is the work; so each record's part is made once, when the record changes, and the archive is the
parts one after the other with a directory behind them (APPNOTE.TXT 6.3.10, §4.3.6). The same files give the
same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from aligner.publish.build.folders import put
from aligner.record.errors import AlignerError

__all__ = ["join_parts", "make_part"]

_LOCAL, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _DEFLATED = 20, 0x0800, 8
_DATE = 0x0021
"""1 January 1980, the first day there is."""
_MODE = 0o100644 << 16
_UNIX = 3 << 8
_SIZES = struct.Struct("<5H3L2H")
"""What a file's own header and its entry in the directory share, from version to length of extra fields."""
MOST = 0xFFFF
"""Files that a directory without extensions can name."""


def make_part(files: Mapping[str, bytes], path: Path) -> None:
    """Write the part of a record: its files, compressed, each behind its header."""
    put(path, b"".join(_member(name, files[name]) for name in sorted(files)))


def _member(name: str, data: bytes) -> bytes:
    encoded = name.encode("utf-8")
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    sizes = (zlib.crc32(data), len(packed), len(data), len(encoded), 0)
    return _LOCAL + _SIZES.pack(_VERSION, _UTF8, _DEFLATED, 0, _DATE, *sizes) + encoded + packed


def join_parts(paths: Iterable[Path]) -> bytes:
    """The archive of some parts."""
    parts, directory, start, count = [], [], 0, 0
    for path in paths:
        part = path.read_bytes()
        at = 0
        while at < len(part):
            shared = part[at + 4 : at + 4 + _SIZES.size]
            *_, packed, _, named, _ = _SIZES.unpack(shared)
            head = 4 + _SIZES.size
            name = part[at + head : at + head + named]
            rest = struct.pack("<3H2L", 0, 0, 0, _MODE, start + at)
            directory.append(_ENTRY + struct.pack("<H", _UNIX | _VERSION) + shared + rest + name)
            at += head + named + packed
            count += 1
        parts.append(part)
        start += len(part)
    listed = b"".join(directory)
    if count >= MOST or start + len(listed) > 0xFFFFFFFF:
        raise AlignerError(
            "the archive of all records would be too large for a ZIP", mend="publish them in several sites"
        )
    end = _END + struct.pack("<4H2LH", 0, 0, count, count, len(listed), start, 0)
    return b"".join([*parts, listed, end])
