"""A diff in any of its formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from aligner.diff.compare import Diff
from aligner.diff.render.inline import printable
from aligner.diff.render.json import as_json
from aligner.diff.render.markdown import as_markdown
from aligner.diff.render.text import as_text
from aligner.diff.render.view import record_views
from aligner.i18n.catalogue import load_bilingual
from aligner.record.version import __version__


def _as_html(diff: Diff) -> str:
    """One page that needs nothing else: no script, no file, no network. Where nothing differs, it says so."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    def shown(value: Any) -> Any:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=shown
    )
    folder = files("aligner.diff").joinpath("page")
    page = environment.from_string(folder.joinpath("page.html").read_text(encoding="utf-8"))
    return page.render(
        diff=diff,
        records=record_views(diff),
        style=Markup(folder.joinpath("page.css").read_text(encoding="utf-8")),
        program=__version__,
        words=load_bilingual("aligner.diff"),
    )


_RENDERERS: Mapping[str, Callable[[Diff], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": _as_html,
    "json": as_json,
}

DIFF_FORMATS = tuple(_RENDERERS)


def render_diff(diff: Diff, style: str) -> str:
    """The diff in one of `DIFF_FORMATS`; text and Markdown are empty where nothing differs."""
    return _RENDERERS[style](diff)
