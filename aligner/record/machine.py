"""What this machine lets the program use."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def one_blas_thread() -> AbstractContextManager[object]:
    """While it lasts, numpy multiplies matrices on one thread: ours are small, more would only wait for each
    other, and the last digits must not depend on how many there are."""
    limit: AbstractContextManager[object] = _numpys_libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _numpys_libraries() -> ThreadpoolController:
    import numpy as np  # noqa: PLC0415, F401 - which loads them

    return ThreadpoolController()
