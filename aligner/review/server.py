"""Serving the workbench."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from aligner.record.errors import AlignerError

# Seconds for which checks in the background keep the interpreter once an answer waits for it, instead of
# Python's .005: an answer asks for it again after each file that it reads.
_SWITCH = 0.0005


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free port. `AlignerError` if host or port cannot be used."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise AlignerError(
            f"'{host}' is not an address of this machine", mend="use another --host, or leave it out"
        ) from None
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        made.close()
        raise AlignerError(
            f"port {port} of {host} cannot be opened ({error.strerror})", mend="use another --port"
        ) from None
    return made


def serve(app: ASGIApp, listening: socket.socket, *, started: Callable[[], None]) -> None:
    """Answer until the process is told to stop (Ctrl-C)."""
    sys.setswitchinterval(_SWITCH)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=200,  # a browser opens six connections; a team of thirty is served
        timeout_keep_alive=30,  # seconds that an idle page keeps its connection
        timeout_graceful_shutdown=5,  # seconds; a decision is written in milliseconds
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started()

    Server(config).run(sockets=[listening])
