"""Writing XML by hand: escaped, indented, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escape(text: str) -> str:
    """Element content. A carriage return is written as a reference, or it would come back as a line feed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute(text: str) -> str:
    """An attribute's value, quotes and line breaks kept."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def xml_element(name: str, attributes: Mapping[str, str | None], content: str | None = None) -> str:
    """An element with content that is XML already; attributes that are None are left out."""
    given = "".join(f' {key}="{_attribute(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{given}/>" if content is None else f"<{name}{given}>{content}</{name}>"


class Xml:
    """A document under way: elements on lines of their own, text elements on one."""

    def __init__(self, head: str = HEAD) -> None:
        self._parts = [head]
        self._depth = 0

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str | None] | None = None) -> Iterator[None]:
        """An element that holds elements."""
        self._line(xml_element(name, attributes or {}, "").removesuffix(f"</{name}>"))
        self._depth += 1
        yield
        self._depth -= 1
        self._line(f"</{name}>")

    def empty(self, name: str, attributes: Mapping[str, str | None] | None = None) -> None:
        """An element without content."""
        self._line(xml_element(name, attributes or {}))

    def text(self, name: str, text: str, attributes: Mapping[str, str | None] | None = None) -> None:
        """An element with text."""
        self._line(xml_element(name, attributes or {}, escape(text)))

    def _line(self, line: str) -> None:
        self._parts.append(f"{' ' * self._depth}{line}\n")

    def __str__(self) -> str:
        return "".join(self._parts)
