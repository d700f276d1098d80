"""Reading text files with clear errors, and writing them atomically."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import re
import tempfile
import time
from bisect import bisect_right
from pathlib import Path

from aligner.record.errors import AlignerError, InputError

# Largest file that is read: a book of 60 MB is a mistake, and would not fit a page.
MAX_BYTES = 64 * 1024 * 1024


_LEFT = 3600.0  # seconds after which a temporary file is one that a killed process left


class LineIndex:
    """Line numbers of places in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        """1-based line of a character."""
        return bisect_right(self._starts, offset)


def read_bytes(path: Path) -> bytes:
    """A file's content; `InputError` says why it cannot be read, or that it is larger than `MAX_BYTES`."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"the file has {size / 1e6:.0f} MB, more than the limit of {MAX_BYTES // 2**20} MB",
                file=path,
                mend="split it into several records",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, mend="check the name") from None
    except IsADirectoryError:
        raise InputError("this is a folder, not a file", file=path, mend="name the file in it") from None
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=path) from None


def read_text(path: Path) -> str:
    """A UTF-8 text file, exactly as it is (no newline translation); `InputError` says why it cannot be read.

    A byte order mark is kept: positions in the text are positions in the file.
    """
    data = read_bytes(path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError("the file is UTF-16", file=path, mend="save it as UTF-8")
    return decoded(data, path, mend="save the file as UTF-8")


def decoded(data: bytes, file: Path | str, mend: str = "") -> str:
    """The text of a file; `InputError` names the line of the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} is not valid UTF-8"
        raise InputError(what, file=file, line=line, mend=mend) from None


def write_atomic(path: Path, text: str | bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, flushed, then renamed over it.

    Temporary files that killed processes left beside it long ago are cleared away.
    """
    handle, name = -1, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_left(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8") if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException as error:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        if isinstance(error, OSError):
            raise AlignerError(
                f"the file cannot be written ({error.strerror})", file=path, mend=_mend(error)
            ) from None
        raise


def _clear_left(path: Path) -> None:
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if abs(time.time() - left.stat().st_mtime) > _LEFT:
                left.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _mend(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "free some disk space and run the command again; the old file is unchanged"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "check the folder's permissions; nothing was changed"
    return "nothing was changed"
