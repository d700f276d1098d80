"""A diff in any of its formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aligner.review.diff import Diff
from aligner.review.diff_html import as_html
from aligner.review.diff_json import as_json
from aligner.review.diff_markdown import as_markdown
from aligner.review.diff_strings import load_strings
from aligner.review.diff_text import text

__all__ = ["render"]

_RENDERERS: Mapping[str, Callable[[Diff], str]] = {
    "text": lambda diff: text(diff, load_strings()),
    "markdown": lambda diff: as_markdown(diff, load_strings()),
    "html": lambda diff: as_html(diff, load_strings()),
    "json": as_json,
}


def render(diff: Diff, style: str) -> str:
    """``text``, ``markdown``, ``html`` or ``json``. The first two are empty where nothing differs."""
    return _RENDERERS[style](diff)
