"""The location and the maximum size of the cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from aligner.record.errors import InputError


def cache_folder() -> Path:
    """``$ALIGNER_CACHE``, or ``aligner`` in the user's cache folder."""
    named = os.environ.get("ALIGNER_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "aligner"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "aligner"


def cache_limit() -> int:
    """Bytes that the cache may take: ``$ALIGNER_CACHE_LIMIT`` in MB, or `LIMIT`."""
    named = os.environ.get("ALIGNER_CACHE_LIMIT", "")
    if not named:
        return LIMIT
    if not named.isdecimal():
        raise InputError(
            f"ALIGNER_CACHE_LIMIT is {named!r}", mend="give the limit in megabytes, for example 4000"
        )
    return int(named) * 1_000_000


# Bytes that the cache of encodings may take, unless ``ALIGNER_CACHE_LIMIT`` (in MB) says otherwise: some
# 230,000 sentences of 23 tokens, at 18 KB each. With less, a large corpus is encoded anew at every update.
LIMIT = 4 * 2**30
