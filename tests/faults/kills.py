"""A process that is killed at any change of the disk."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest


def kill_at(folder: Path, act: Callable[[], object], number: int) -> bool:
    """Run `act` in a process that kills itself (-9) before its `number`-th change below `folder`.

    A change is whatever Python's audit events tell of: opening to write, renaming, deleting, new modes, and
    flushing to the disk. Returns whether the process was killed; False where it made fewer changes and ended.
    """
    if not hasattr(os, "fork"):
        pytest.skip("needs a system that can fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        status = os.waitpid(pid, 0)[1]
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the act failed by itself"
        return os.WIFSIGNALED(status)
    try:
        seen = 0

        def count() -> None:
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        def hook(event: str, args: tuple[object, ...]) -> None:
            changes = event in ("os.rename", "os.remove", "os.chmod", "os.mkdir", "os.truncate", "os.utime")
            if event == "open":
                changes = isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if changes and str(args[0]).startswith(str(folder)):
                count()

        real = os.fsync

        def fsync(handle: int) -> None:
            count()
            real(handle)
            count()

        os.fsync = fsync
        sys.addaudithook(hook)
        act()
        os._exit(0)
    except BaseException:
        os._exit(1)


def killed_everywhere(folder: Path, act: Callable[[], object], check: Callable[[], object]) -> int:
    """Kill `act` at its first change, at its second, and so on until it ends; `check` after each kill."""
    number = 1
    while kill_at(folder, act, number):
        check()
        number += 1
        assert number < 200
    check()
    return number - 1
