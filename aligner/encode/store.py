"""Results on disk, encodings above all: one SQLite file, which any number of processes may use at once.

An entry is a blob with its checksum and the time of its last use. SQLite's transactions keep the file whole
when a process is killed; a file that is damaged from outside is thrown away, an entry that is damaged is as
good as none, and so is a folder that cannot be read or written: nothing in the file is ever needed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

FILE = "encodings.sqlite"
_OLD = ("*.pack", "*.tmp")
"""What versions before 0.2 kept in the folder."""
_SCHEMA = """
PRAGMA page_size = 8192;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, used INTEGER, checksum INTEGER, value BLOB);
CREATE INDEX IF NOT EXISTS by_use ON entries (used);
COMMIT;
"""
# Seconds to wait for another process that is writing; one writes for a fraction of a second.
_PATIENCE = 60.0
# Share of the limit from which old entries are thrown away, down to that share once more, so that not every
# write has to. Chosen, not measured: lower, and more is encoded anew; higher, and every few writes throw
# away.
_ROOM = 0.9
# Seconds for which the time of an entry's last use is good enough: reading alone then writes nothing. What
# goes first when the limit is reached is thus known to the hour.
_FRESH = 3600
# Keys in one query: SQLite takes 999 in its oldest versions and 32,766 today; beyond some hundred, fewer
# queries save nothing that could be noticed.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CacheFacts:
    """What is in a cache folder."""

    entries: int
    size: int
    """Bytes of the file."""
    damaged: tuple[str, ...]
    """Beginnings of the keys of entries that are not what they were, or the file if it is not a database."""


class Store:
    """The entries of a folder. Threads may share one; a forked process opens the file for itself."""

    def __init__(self, folder: Path, limit: int = 0) -> None:
        """`limit`: bytes that the file may take."""
        self._path = folder / FILE
        self._limit = limit
        self._lock = threading.RLock()
        self._open: dict[int, sqlite3.Connection] = {}
        """By process: a connection that came over with a fork must not even be closed."""

    def read(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The entries that are there and whole."""
        rows = self._query("key, value, checksum", keys)
        return {key: value for key, value, checksum in rows if _is_whole(key, value, checksum)}

    def holds(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of the keys that there is an entry for, whole or not."""
        return {row[0] for row in self._query("key", keys)}

    def write(self, entries: Mapping[bytes, bytes]) -> bool:
        """Keep entries, and throw away those used longest ago that have no room beside them.

        Returns whether they are kept.
        """
        size = sum(map(len, entries.values()))
        if size > self._limit * _ROOM:
            return False
        rows = [(key, int(time.time()), zlib.crc32(key + blob), blob) for key, blob in entries.items()]
        with self._forgiving():
            db = self._connection()
            with db:
                db.execute("BEGIN IMMEDIATE")
                _make_room(db, self._limit, size)
                db.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
            return True
        return False

    def facts(self) -> CacheFacts:
        """What is there; every entry is checked, and nothing is changed."""
        size, count, damaged = _size(self._path.parent), 0, [FILE]
        with self._forgiving(mend=False):
            rows = self._connection().execute("SELECT key, value, checksum FROM entries").fetchall
            damaged.clear()
            for key, value, checksum in rows():
                count += 1
                if not _is_whole(key, value, checksum):
                    damaged.append(key.hex()[:12] if isinstance(key, bytes) else FILE)
        return CacheFacts(count, size, tuple(sorted(damaged)))

    def clear(self) -> None:
        """Throw every entry away. The file stays: other processes may have it open."""
        with self._forgiving():
            self._connection().execute("DELETE FROM entries")
            self._connection().execute("VACUUM")

    def _query(self, columns: str, keys: Iterable[bytes]) -> list[Any]:
        """Columns of the entries with these keys, of which it is noted that they were used."""
        rows: list[Any] = []
        remaining = iter(keys)
        while part := list(islice(remaining, _AT_ONCE)):
            where = f"WHERE key IN ({', '.join('?' * len(part))})"
            now = int(time.time())
            with self._forgiving():
                db = self._connection()
                rows += db.execute(f"SELECT {columns} FROM entries {where}", part)
                stale = f"{where} AND abs(used - {now}) > {_FRESH}"
                if db.execute(f"SELECT 1 FROM entries {stale} LIMIT 1", part).fetchone():
                    db.execute(f"UPDATE entries SET used = {now} {where}", part)
        return rows

    @contextlib.contextmanager
    def _forgiving(self, *, mend: bool = True) -> Iterator[None]:
        """Errors of the file end the block and are forgotten; a damaged file is deleted, if it may be."""
        with self._lock:
            try:
                yield
            except (sqlite3.OperationalError, OSError):  # no room, no permission, locked for too long
                self._close()
            except (sqlite3.DatabaseError, UnicodeDecodeError):  # SQLite's complaint quotes the damage
                self._close()
                if mend:
                    _delete(self._path)

    def _connection(self) -> sqlite3.Connection:
        process = os.getpid()
        if process not in self._open:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                _delete_old(self._path.parent)
            db = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._open[process] = db
            db.execute("PRAGMA synchronous = NORMAL")
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'by_use'").fetchone():
                db.executescript(_SCHEMA)
        return self._open[process]

    def _close(self) -> None:
        db = self._open.pop(os.getpid(), None)
        if db is not None:
            db.close()


def _make_room(db: sqlite3.Connection, limit: int, size: int) -> None:
    """Throw away the entries used longest ago, if so many bytes more would not fit."""
    pages, free, page = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    used = (pages - free) * page
    if used + size <= limit * _ROOM:
        return
    (count,) = db.execute("SELECT count(*) FROM entries").fetchone()
    surplus = used + size - limit * _ROOM * _ROOM
    least = min(count, -int(-count * surplus // max(used, 1)))
    db.execute(
        "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries ORDER BY used, rowid LIMIT ?)",
        (least,),
    )


def _is_whole(key: object, value: object, checksum: object) -> bool:
    """Whether an entry is what was written."""
    return isinstance(key, bytes) and isinstance(value, bytes) and zlib.crc32(key + value) == checksum


def cache_facts(folder: Path) -> CacheFacts:
    """What is in the cache of a folder; every entry is checked, and nothing is changed."""
    return Store(folder).facts() if (folder / FILE).exists() else CacheFacts(0, 0, ())


def clear_cache(folder: Path) -> int:
    """Empty the cache of a folder, and delete what older versions left there; bytes that came free."""
    before = _size(folder)
    _delete_old(folder)
    if (folder / FILE).exists():
        Store(folder).clear()
    return before - _size(folder)


def _size(folder: Path) -> int:
    """Bytes of what is ours in a folder."""
    return sum(path.stat().st_size for pattern in (f"{FILE}*", *_OLD) for path in folder.glob(pattern))


def _delete_old(folder: Path) -> None:
    for path in (path for pattern in _OLD for path in folder.glob(pattern)):
        _delete(path)


def _delete(path: Path) -> None:
    """Delete a file, and the journal that belongs to it."""
    with contextlib.suppress(OSError):
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
