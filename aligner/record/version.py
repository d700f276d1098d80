"""What identifies the program: its version, and the hash of its own files."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

__all__ = ["__version__", "program_hash"]

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
