"""A server for one's own machine: the built site, told to reload where it was built anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

__all__ = ["Signal", "Snapshot", "serving", "snapshot", "watch"]

RELOAD = "/.reload"
"""Where a page asks whether there is something new."""
SCRIPT = b"<script>new EventSource('" + RELOAD.encode() + b"').onmessage=()=>location.reload()</script>"
"""Put at the end of every page that is served; the files know nothing of it."""
BEAT = 10.0
"""Seconds after which an open question gets a sign of life."""

Snapshot = dict[Path, tuple[int, int]]


class Signal:
    """How many builds there were; whoever waits for the next one is woken."""

    def __init__(self) -> None:
        self._builds = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def closed(self) -> bool:
        """Whether nothing will come any more."""
        return self._closed

    def fire(self) -> None:
        """There is something new."""
        with self._changed:
            self._builds += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Send everybody home."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait(self, seen: int, patience: float) -> int:
        """The number of builds, as soon as it is not `seen` any more, or after `patience` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._builds != seen or self._closed, patience)
            return self._builds

    @property
    def builds(self) -> int:
        """How many there were."""
        return self._builds


class _Handler(SimpleHTTPRequestHandler):
    """Files of a folder; pages with the script that reloads them."""

    signal: Signal

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """A file, a page, or the question what is new."""
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if self.path == RELOAD:
            self._tell()
        elif page.suffix == ".html" and page.is_file():
            self._page(page.read_bytes())
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Nothing is kept: the next moment it may be another."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _page(self, content: bytes) -> None:
        body = content.replace(b"</body>", SCRIPT + b"</body>", 1)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tell(self) -> None:
        """Server-sent events: a line for every build, a comment now and then."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen = self.signal.builds
        try:
            while not self.signal.closed:
                now = self.signal.wait(seen, BEAT)
                self.wfile.write(f"data: {now}\n\n".encode() if now != seen else b":\n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            self.close_connection = True


@contextmanager
def serving(folder: Path, host: str, port: int, signal: Signal) -> Iterator[str]:
    """Serve a folder in the background; yields its address. Port 0 takes a free one."""

    class Handler(_Handler):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, directory=str(folder), **kwargs)

    Handler.signal = signal
    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}/"
    finally:
        signal.close()
        server.shutdown()
        server.server_close()
        thread.join()


def snapshot(roots: Iterable[Path]) -> Snapshot:
    """Every file under some folders (or the file itself), with its time and size."""
    found: Snapshot = {}
    for root in roots:
        for path in [root] if root.is_file() else root.rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                status = path.stat()
                found[path] = (status.st_mtime_ns, status.st_size)
    return found


def watch(
    look: Callable[[], Snapshot], changed: Callable[[], None], stop: threading.Event, every: float = 0.5
) -> None:
    """Call `changed` whenever what `look` sees is another, and has been the same for one more look.

    What changes while `changed` is at work is seen afterwards.
    """
    known = look()
    while not stop.wait(every):
        seen = look()
        if seen == known:
            continue
        while not stop.wait(every / 5) and (again := look()) != seen:
            seen = again
        known = seen
        changed()
