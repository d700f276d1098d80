"""Formats of result files: what this program writes, and the way from older ones to it.

A file of an older format is brought up to date step by step, each step one function from a format's data to
the next one's. Within a format, keys may be added that a reader can do without; a new format is for changes
that an older program would misread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

FORMAT = "aligner/1"

Step = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: Mapping[str, Step] = {}
"""From each older format to the next. ``aligner/1`` is the first, so there is none yet."""

_NAME = re.compile(r"aligner/([1-9]\d{0,5})")


class UnknownFormatError(ValueError):
    """A file of a format that this program does not read; `mend` says what to do."""

    def __init__(self, what: str, mend: str) -> None:
        self.mend = mend
        super().__init__(what)


def current(
    data: dict[str, Any], *, wanted: str = FORMAT, steps: Mapping[str, Step] | None = None
) -> dict[str, Any]:
    """The data of a file in the format `wanted`; `UnknownFormatError` for one that is newer or not ours."""
    steps = STEPS if steps is None else steps
    name = data.get("format")
    for _ in range(len(steps) + 1):
        if name == wanted:
            return data
        if not isinstance(name, str) or name not in steps:
            break
        data = steps[name](dict(data))
        name = data.get("format")
    number = _NAME.fullmatch(name) if isinstance(name, str) else None
    ours = _NAME.fullmatch(wanted)
    if number and ours and int(number[1]) > int(ours[1]):
        raise UnknownFormatError(
            f"this is not an {wanted} result: format {name!r} is newer than this program",
            "install a newer aligner",
        )
    raise UnknownFormatError(
        f"this is not an {wanted} result: format {name!r} is not known", "restore it from version control"
    )
