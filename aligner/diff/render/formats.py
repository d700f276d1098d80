"""A diff in any of its formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aligner.diff.compare import Diff
from aligner.diff.render.html import as_html
from aligner.diff.render.json import as_json
from aligner.diff.render.markdown import as_markdown
from aligner.diff.render.text import text
from aligner.diff.strings import load_strings

_RENDERERS: Mapping[str, Callable[[Diff], str]] = {
    "text": lambda diff: text(diff, load_strings()),
    "markdown": lambda diff: as_markdown(diff, load_strings()),
    "html": lambda diff: as_html(diff, load_strings()),
    "json": as_json,
}

DIFF_FORMATS = tuple(_RENDERERS)


def render_diff(diff: Diff, style: str) -> str:
    """The diff in one of `DIFF_FORMATS`; text and Markdown are empty where nothing differs."""
    return _RENDERERS[style](diff)
