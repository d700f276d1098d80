"""Addresses of servers that a project or a person names."""

from __future__ import annotations

from urllib.parse import urlsplit

SERVER_ADDRESS = "give the base address of a server without a password, such as http://localhost:11434/v1"
"""How one is written."""


def is_server_address(url: str) -> bool:
    """Whether a server can be asked at this address; one with a password in it is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.password is None
    except ValueError:
        return False
