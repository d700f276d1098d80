"""What a build made at some cost, kept for the next one under the hash of everything it was made from."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aligner.publish.build.folders import keep_only, put
from aligner.record.version import program_hash


class Cache:
    """JSON values in a folder, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def get(self, key: str) -> Any:
        """The value kept under a key; None where there is none, or none that can be read."""
        self._used.add(_file(key))
        try:
            return json.loads((self._folder / _file(key)).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def keep(self, key: str, value: Any) -> None:
        """Keep a value under a key."""
        self._used.add(_file(key))
        put(self._folder / _file(key), json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def prune(self) -> None:
        """Remove every value that was neither asked for nor kept since the cache was opened."""
        keep_only(self._folder, self._used)


def _file(key: str) -> str:
    return f"{key}.json"


def hash_of(*parts: bytes | str) -> str:
    """SHA-256 of several parts, each with its length, so that none runs into the next."""
    total = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def builder_hash() -> str:
    """What identifies the program: its own files, and the versions of what renders the pages."""
    names = ("mkdocs", "mkdocs-material", "markdown", "jinja2", "opencc")
    return hash_of(program_hash(), *map(version, names))
