"""Writing XML: escaped, indented, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NONE: Mapping[str, str] = {}


def escape(text: str) -> str:
    """Element content. A carriage return is written as a reference, or it would come back as a line feed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute(text: str) -> str:
    """An attribute's value, quotes and line breaks kept."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _tag(name: str, attributes: Mapping[str, str | None]) -> str:
    """A start tag without its end; attributes that are None are left out."""
    return f"<{name}" + "".join(f' {k}="{_attribute(v)}"' for k, v in attributes.items() if v is not None)


class Xml:
    """A document under way: elements on lines of their own, text elements on one."""

    def __init__(self, head: str = HEAD) -> None:
        self._parts = [head]
        self._depth = 0

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str | None] = _NONE) -> Iterator[None]:
        """An element that holds elements."""
        self._line(f"{_tag(name, attributes)}>")
        self._depth += 1
        yield
        self._depth -= 1
        self._line(f"</{name}>")

    def empty(self, name: str, attributes: Mapping[str, str | None]) -> None:
        """An element without content."""
        self._line(f"{_tag(name, attributes)}/>")

    def text(self, name: str, text: str, attributes: Mapping[str, str | None] = _NONE) -> None:
        """An element with text."""
        self._line(f"{_tag(name, attributes)}>{escape(text)}</{name}>")

    def _line(self, line: str) -> None:
        self._parts.append(f"{' ' * self._depth}{line}\n")

    def __str__(self) -> str:
        return "".join(self._parts)
