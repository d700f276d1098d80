"""The diff as one page that needs nothing else: no script, no file, no network."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from aligner.diff.compare import Diff
from aligner.diff.render.escape import printable
from aligner.diff.render.view import record_views
from aligner.diff.strings import Bilingual
from aligner.record.version import __version__


def as_html(diff: Diff, strings: Bilingual) -> str:
    """The page; where nothing differs, it says so."""
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
        records=record_views(diff, strings),
        style=Markup(folder.joinpath("page.css").read_text(encoding="utf-8")),
        program=__version__,
        words=strings,
    )
