"""Parts of pages, kept as they were drawn: after an act, only what it touched is drawn and sent.

A record's page consists of rows of passages. A row whose contents have not changed is taken from memory, and
where the browser says that it has the row on its screen, the row's mark is sent instead of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from itertools import groupby
from threading import Lock
from typing import TypeVar

from markupsafe import Markup

T = TypeVar("T")

# Parts after which those go that nobody asked for meanwhile, about 2 kB each: rows and list items of a record
# of 3,000 passages a side.
_PARTS = 8192
# Pages whose rows are remembered: the tabs that a person works in, each with its last addresses.
_VIEWS = 32


class DrawnParts:
    """The parts of all pages of a workbench; safe to use from several threads."""

    def __init__(self) -> None:
        self._parts: dict[Hashable, tuple[str, Markup]] = {}
        self._older = self._parts
        """Those that have not been asked for since `_parts` were begun."""
        self._views: dict[str, frozenset[str]] = {}
        self._mutex = Lock()

    def part(self, key: Hashable, draw: Callable[[], Markup]) -> tuple[str, Markup]:
        """A part and the mark of its contents; it is drawn if nothing with this key was."""
        drawn = self._parts.get(key)
        if drawn is None:
            drawn = self._older.get(key) or (_mark(text := draw()), text)
            with self._mutex:
                if len(self._parts) >= _PARTS:
                    self._older, self._parts = self._parts, {}
                self._parts[key] = drawn
        return drawn

    def held(self, view: str) -> frozenset[str]:
        """The marks of the rows of a page that was sent; empty if that is too long ago."""
        with self._mutex:
            return self._views.get(view, frozenset())

    def keep(self, marks: frozenset[str]) -> str:
        """Remember the rows of a page; what the browser is to call it."""
        view = _mark(" ".join(sorted(marks)))
        with self._mutex:
            self._views.pop(view, None)
            self._views[view] = marks
            if len(self._views) > _VIEWS:
                del self._views[next(iter(self._views))]
        return view


class PageParts:
    """The parts of one page in a language on its way to a browser that shows the page `view`."""

    def __init__(self, parts: DrawnParts, lang: str, view: str = "") -> None:
        self._parts = parts
        self._lang = lang
        self._held = parts.held(view)
        self._marks: set[str] = set()

    def rows(
        self, tag: str, items: Iterable[T], key: Callable[[T], Hashable], draw: Callable[[T], Markup]
    ) -> Markup:
        """Rows of passages or items of a list, an element each; those that the browser has follow each other
        as marks in one empty place.

        Args:
            tag: name of the element.
            items: what is shown.
            key: changes whenever an item looks different.
            draw: the contents of its element.
        """
        drawn = (self._parts.part((self._lang, tag, key(item)), partial(draw, item)) for item in items)
        texts = []
        for is_held, run in groupby(drawn, key=lambda part: part[0] in self._held):
            marks, contents = zip(*run, strict=True)
            self._marks.update(marks)
            if is_held:
                texts.append(f'<{tag} data-run="{" ".join(marks)}"></{tag}>')
            else:
                rows = zip(marks, contents, strict=True)
                texts += [f'<{tag} class="row" data-row="{mark}">{text}</{tag}>' for mark, text in rows]
        return Markup("".join(texts))

    @property
    def view(self) -> str:
        """The name of this page, once all its rows are drawn."""
        return self._parts.keep(frozenset(self._marks))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
