"""A server with OpenAI's chat interface whose model is a function; good, slow, wrong or hostile."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, bytes, dict[str, str]]
"""Status, body and headers."""


@dataclass
class Played:
    """The server's address, and what it was asked."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The texts of each request, as the model saw them."""
        return [task_of(body) for body in self.bodies]


def task_of(body: dict[str, Any]) -> dict[str, Any]:
    text = body["messages"][-1]["content"]
    task: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
    return task


def completion(content: Any, status: int = 200, **headers: str) -> Answer:
    """A chat completion with this text, or with a JSON object as its text."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    body = {"choices": [{"message": {"role": "assistant", "content": text}}]}
    return status, json.dumps(body).encode(), headers


def verdict(name: str = "ok", **values: Any) -> dict[str, Any]:
    return {"verdict": name, "sure": 0.9, "span": "", "kind": "", "why": "", **values}


@contextmanager
def endpoint(model: Callable[[dict[str, Any]], Answer]) -> Iterator[Played]:
    """`model` takes the body of a request, and is called from several threads."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            played.bodies.append(body)
            played.keys.append(self.headers.get("authorization", ""))
            status, data, headers = model(body)
            self.send_response(status)
            for name, value in {"content-length": str(len(data)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played = Played(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
