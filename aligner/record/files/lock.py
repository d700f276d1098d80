"""One writer at a time: of a record's files, or of a site's working folder.

The system frees the lock of a process that dies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from aligner.record.errors import AlignerError

# Seconds that a second writer of a record waits for the first, who needs a few milliseconds. Chosen, not
# measured: with less, a slow disk ends a decision with an error; with more, a person waits for nothing.
_WAIT = 20.0
_RECORD_LOCK = ".decisions.yml.lock"


@contextmanager
def locked(
    path: Path, busy: AlignerError, *, patience: float, on_wait: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the lock file `path`; whoever holds it already is waited for, `patience` seconds at most.

    Calls `on_wait` before it waits; raises `busy` when the patience is over.
    """
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait is not None:
                on_wait()
            lock.acquire(timeout=patience)
    except Timeout:
        raise busy from None
    except OSError as error:
        raise AlignerError(
            f"the folder cannot be written ({error.strerror})", file=path.parent, mend="make it writable"
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def record_locked(folder: Path) -> Iterator[None]:
    """The lock that every writer of a record's files holds, between processes and threads."""
    busy = AlignerError(
        f"another program has been writing to this record for {_WAIT:.0f} seconds",
        file=folder / "decisions.yml",
        mend="try again when it is done",
    )
    with locked(folder / _RECORD_LOCK, busy, patience=_WAIT):
        yield


@contextmanager
def records_locked(folders: Iterable[Path]) -> Iterator[None]:
    """The locks of several records, taken in one order by everybody."""
    with ExitStack() as stack:
        for folder in sorted(folders):
            stack.enter_context(record_locked(folder))
        yield
