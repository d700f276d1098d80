"""One build at a time: a second one in the same working folder waits for the first."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aligner.record.errors import AlignerError

__all__ = ["locked"]


@contextmanager
def locked(path: Path, tell: Callable[[str], None], patience: float = 600) -> Iterator[None]:
    """Hold a lock file; whoever holds it already is waited for, `patience` seconds at most.

    The system frees the lock of a process that dies.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        waited = 0.0
        while not _try_lock(handle):
            if waited == 0:
                tell("waiting for another build in the same folder")
            if waited >= patience:
                raise AlignerError(
                    "another build is still running in this folder",
                    file=path.parent,
                    mend="wait for it to end, or stop it",
                )
            time.sleep(0.1)
            waited += 0.1
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
