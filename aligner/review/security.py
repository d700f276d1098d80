"""Who may talk to the workbench, and how: every request passes here first, every answer leaves through here.

A page of another site in the same browser is the likely attacker: it can send requests to this machine, and
can make a name of its own point to it (DNS rebinding). So the Host must be ours, a form must come from a page
of ours (Origin; the form's own token is checked with the form), and beyond the loopback interface a browser
must have shown the access token once.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Largest form, in bytes: a translation of 20,000 Chinese characters takes 180 KB once it is escaped for a
# form. What is larger is refused before it is read.
BODY_LIMIT = 256 * 1024
# Longest query of an address, in bytes: twice what web servers commonly take (8 KB).
_QUERY_LIMIT = 16 * 1024
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # With "no-referrer" a browser would send "Origin: null" from our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Under which names the workbench answers, and the token that it asks for."""

    hosts: frozenset[str]
    """Allowed ``Host`` headers, in lower case, with the port."""
    token: str = ""
    """Asked for once by browser; empty on the loopback interface."""
    port: int = 80
    any_address: bool = False
    """Whether any numeric address is allowed as host: when listening on all interfaces."""

    def knows(self, host: str) -> bool:
        """Whether a ``Host`` header names us."""
        name, _, port = host.lower().rpartition(":")
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            numeric = False
        else:
            numeric = self.any_address and port == str(self.port)
        return numeric or host.lower() in self.hosts

    @property
    def cookie(self) -> str:
        """Name of the cookie that says that the token was shown; ports share cookies, so it has the port."""
        return f"aligner-access-{self.port}"


def access_for(host: str, port: int) -> Access:
    """Loopback: its three names, no token. Elsewhere: the name, or all addresses, and a new token."""
    local = ("127.0.0.1", "localhost", "[::1]")
    if host in ("127.0.0.1", "localhost", "::1"):
        return Access(_with_port(local, port), port=port)
    every = host in ("0.0.0.0", "::")
    literal = f"[{host}]" if ":" in host else host
    names = (*local, socket.gethostname(), socket.getfqdn()) if every else (literal,)
    return Access(_with_port(names, port), secrets.token_urlsafe(24), port, any_address=every)


def _with_port(names: Collection[str], port: int) -> frozenset[str]:
    """Browsers leave port 80 out."""
    bare = {name.lower() for name in names if name}
    return frozenset({f"{name}:{port}" for name in bare} | (bare if port == 80 else set()))


class Guard:
    """The ASGI application that stands before the workbench."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await (self._refusal(Request(scope)) or self.app)(scope, receive, closed)

    def _refusal(self, request: Request) -> Response | None:
        """The answer to a request that may not pass."""
        if not self.access.knows(request.headers.get("host", "")):
            return _no(400, "This is not an address of the workbench. Open the one that it printed.")
        if request.method not in ("GET", "HEAD", "POST"):
            return _no(405, "The workbench only answers GET, HEAD and POST.")
        if len(request.scope["query_string"]) > _QUERY_LIMIT:
            return _no(414, "This address is too long.")
        return self._token(request) or (_form(request.headers) if request.method == "POST" else None)

    def _token(self, request: Request) -> Response | None:
        """None where the browser has shown the token; else a redirect that remembers it, or a refusal."""
        access = self.access
        if not access.token or _same(request.cookies.get(access.cookie, ""), access.token):
            return None
        if request.method != "POST" and _same(request.query_params.get("token", ""), access.token):
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(access.cookie, access.token, httponly=True, samesite="strict")
            return answer
        return _no(403, "Open the workbench at the address that it printed, which contains the access token.")


def _form(headers: Headers) -> Response | None:
    """The answer to what is no form of ours."""
    origin = f"http://{headers.get('host', '')}".lower()
    site = headers.get("sec-fetch-site", "same-origin")
    if headers.get("origin", "").lower() != origin or site not in ("same-origin", "none"):
        return _no(403, "This form was not sent by a page of the workbench. Nothing was saved.")
    if headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
        return _no(415, "The workbench only accepts forms.")
    length = headers.get("content-length", "0")
    return None if length.isdecimal() and int(length) <= BODY_LIMIT else too_long()


def _same(a: str, b: str) -> bool:
    return secrets.compare_digest(a.encode("utf-8", "replace"), b.encode())


def _no(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence + "\n", status_code=status)


def too_long() -> Response:
    """The answer to a form that is larger than allowed."""
    return _no(413, "This text is too long for a form of the workbench. Nothing was saved.")


async def read_body(request: Request) -> bytes | None:
    """The whole body; None where it is larger than allowed, whatever its header says, or breaks off."""
    body = bytearray()
    with suppress(ClientDisconnect):
        async for part in request.stream():
            body += part
            if len(body) > BODY_LIMIT:
                return None
        return bytes(body)
    return None
