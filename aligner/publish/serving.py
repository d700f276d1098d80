"""The built site on one's own machine: built again when a file changes, and open pages reload."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer


class SiteServer(LiveReloadServer):
    """Serves a folder with the script that reloads its pages; `serve()` returns when it is interrupted.

    `build` makes the folder anew whenever a file under `watched` changes; port 0 takes a free one.
    `on_start` gets the address as soon as the server listens.
    """

    def __init__(
        self,
        folder: Path,
        build: Callable[[], None],
        watched: Iterable[Path],
        *,
        host: str,
        port: int,
        on_start: Callable[[str], None],
    ) -> None:
        super().__init__(build, host, port, root=str(folder))
        self._host = host
        self._on_start = on_start
        self._folder = folder
        self.error_handler = self._error_page
        logging.getLogger("mkdocs.livereload").setLevel(logging.ERROR)
        for path in watched:
            if path.exists():
                self.watch(str(path))

    def _error_page(self, code: int) -> bytes | None:
        """The site's own page for a missing address."""
        path = self._folder / f"{code}.html"
        return path.read_bytes() if path.is_file() else None

    def server_activate(self) -> None:
        """Listen, and tell the address: with port 0 it is known only now."""
        super().server_activate()
        self._on_start(f"http://{self._host}:{self.server_port}/")
