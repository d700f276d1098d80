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
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Largest form, in bytes: a translation of 20,000 Chinese characters takes 180 KB once it is escaped for a
# form. What is larger is refused before it is read.
BODY_LIMIT = 256 * 1024
# Longest query of an address, in bytes: twice what web servers commonly take (8 KB).
_QUERY_LIMIT = 16 * 1024
_TOO_LONG = "This text is too long for a form of the workbench. Nothing was saved."
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
        host = host.lower()
        if host in self.hosts:
            return True
        name, _, port = host.rpartition(":")
        return self.any_address and port == str(self.port) and _is_address(name.strip("[]"))

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
    names = (*local, socket.gethostname(), socket.getfqdn()) if every else (_literal(host),)
    return Access(_with_port(names, port), secrets.token_urlsafe(24), port, any_address=every)


def _with_port(names: Collection[str], port: int) -> frozenset[str]:
    hosts = {f"{name.lower()}:{port}" for name in names if name}
    return frozenset(hosts | {name.lower() for name in names if name} if port == 80 else hosts)


def _literal(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


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

        refusal = self._refusal(scope)
        if refusal is None and scope["method"] == "POST":
            body = await _read(receive)
            if body is None:
                refusal = _no(413, _TOO_LONG)
            else:
                receive = _given(body)
        await (refusal or self.app)(scope, receive, closed)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that may not pass."""
        headers = Headers(scope=scope)
        if not self.access.knows(headers.get("host", "")):
            return _no(400, "This is not an address of the workbench. Open the one that it printed.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _no(405, "The workbench only answers GET, HEAD and POST.")
        if len(scope.get("query_string", b"")) > _QUERY_LIMIT:
            return _no(414, "This address is too long.")
        return self._token(scope, headers) or (_form(headers) if scope["method"] == "POST" else None)

    def _token(self, scope: Scope, headers: Headers) -> Response | None:
        """None where the browser has shown the token; else a redirect that remembers it, or a refusal."""
        if not self.access.token:
            return None
        if _same(_cookie(headers, self.access.cookie), self.access.token):
            return None
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=1000)
        if scope["method"] != "POST" and _same(query.get("token", [""])[0], self.access.token):
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(self.access.cookie, self.access.token, httponly=True, samesite="strict")
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
    if not length.isdigit() or int(length) > BODY_LIMIT:
        return _no(413, _TOO_LONG)
    return None


def _cookie(headers: Headers, name: str) -> str:
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def _same(a: str, b: str) -> bool:
    return secrets.compare_digest(a.encode("utf-8", "replace"), b.encode())


def _no(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence + "\n", status_code=status)


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None where it is larger than allowed, whatever its header says."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_LIMIT:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _given(body: bytes) -> Receive:
    """A `receive` that hands over a body that was read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive
