"""Reading XML that others wrote, and that may be hostile.

Translation tools write UTF-8, UTF-16 and now and then GB 18030, with a byte order mark or without. A
document type line is accepted (TMX has one) as long as it defines nothing: entities of one's own,
external or internal, are how a file reads other files or fills the memory, and no exchange format needs
them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from aligner.record.errors import InputError
from aligner.record.files.text import read_bytes

__all__ = ["MAX_DEPTH", "Node", "read_xml"]

MAX_DEPTH = 100
"""Deepest nesting that is read; the formats here need about ten."""
_CHUNK = 1_000_000
_MAX_MARKUP = 5_000_000
"""Bytes of one tag or comment, give or take a chunk."""
_MAX_ATTRIBUTE = 1_000_000
_MAX_ELEMENTS = 1_000_000
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CODECS = {
    "utf-8": "utf-8",
    "ascii": "ascii",
    "iso8859-1": "latin-1",
    "cp1252": "cp1252",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5",
    "utf-16": "utf-8",  # said by a file that has no UTF-16 in it: converted, the declaration forgotten
}
_AGAIN = "export it again from the tool it comes from"


@dataclass(slots=True)
class Node:
    """An element: its local name, namespace, attributes by local name, content in order."""

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    content: list[Node | str] = field(default_factory=list)

    @property
    def children(self) -> Iterator[Node]:
        """The elements in it."""
        return (item for item in self.content if isinstance(item, Node))

    def all(self, *names: str) -> Iterator[Node]:
        """The children of some names."""
        return (child for child in self.children if child.name in names)

    def first(self, *names: str) -> Node | None:
        """The first child of some names."""
        return next(self.all(*names), None)

    def get(self, name: str) -> str:
        """An attribute, empty where it is not there."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """All text in it, at any depth."""
        return "".join(item if isinstance(item, str) else item.text for item in self.content)

    def walk(self) -> Iterator[Node]:
        """The element and everything in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_xml(path: Path) -> Node:
    """The root element of a file; `InputError` with the line of what is wrong."""
    return _Reader(path).read(_decode(read_bytes(path), path))


def _decode(data: bytes, path: Path) -> str:
    """The text of a file, by its byte order mark, the look of its first bytes, or what it declares."""
    declared = _DECLARED.match(data[:400])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif data.startswith((b"<\0", b"\0<")):
        name = "utf-16-le" if data.startswith(b"<\0") else "utf-16-be"
    elif declared and not data.startswith(codecs.BOM_UTF8):
        asked = declared[1].decode("ascii")
        try:
            name = _CODECS[codecs.lookup(asked).name]
        except (LookupError, ValueError):
            raise InputError(
                f"the encoding {asked} is not read here", file=path, mend="save the file as UTF-8"
            ) from None
    else:
        name = "utf-8"
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte 0x{data[error.start]:02x} is not valid {error.encoding}",
            file=path,
            line=data.count(b"\n", 0, error.start) + 1,
            mend="save the file as UTF-8",
        ) from None


class _Reader:
    """One run of the parser."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stack: list[Node] = []
        self.root: Node | None = None
        self.elements = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped
        self.parser.ExternalEntityRefHandler = self._skipped

    def read(self, text: str) -> Node:
        if not text.strip():
            raise InputError("the file is empty", file=self.path, mend=_AGAIN)
        try:
            self._parse(text.encode("utf-8"))
        except expat.ExpatError as error:
            raise InputError(
                f"this is not well-formed XML ({expat.ErrorString(error.code)})",
                file=self.path,
                line=error.lineno,
                mend=_AGAIN,
            ) from None
        assert self.root is not None
        return self.root

    def _parse(self, data: bytes) -> None:
        """Piece by piece, so that one piece of markup cannot be as large as the file."""
        for start in range(0, len(data), _CHUNK):
            self.parser.Parse(data[start : start + _CHUNK], False)
            if start + _CHUNK - self.parser.CurrentByteIndex > _MAX_MARKUP:
                self._fail(f"a tag or comment has more than {_MAX_MARKUP:,} bytes")
        self.parser.Parse(b"", True)

    def _fail(self, what: str, mend: str = _AGAIN) -> NoReturn:
        raise InputError(what, file=self.path, line=self.parser.CurrentLineNumber, mend=mend)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > _MAX_ELEMENTS:
            self._fail(f"the file has more than {_MAX_ELEMENTS:,} elements", "split it")
        if len(self.stack) >= MAX_DEPTH:
            self._fail(f"elements are nested more than {MAX_DEPTH} deep")
        if any(len(value) > _MAX_ATTRIBUTE for value in attributes.values()):
            self._fail(f"an attribute has more than {_MAX_ATTRIBUTE:,} characters")
        namespace, _, name = tag.rpartition(" ")
        # An attribute without a namespace comes before one of the same name with another tool's namespace.
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items() if " " in key}
        plain |= {key: value for key, value in attributes.items() if " " not in key}
        node = Node(name, namespace, plain, self.parser.CurrentLineNumber)
        if self.stack:
            self.stack[-1].content.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def _end(self, _tag: str) -> None:
        self.stack.pop()

    def _characters(self, text: str) -> None:
        self.stack[-1].content.append(text)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            self._fail("the document type line has definitions of its own, which are not read", "delete them")

    def _entity(self, name: str, *_rest: object) -> None:
        self._fail(f"the file defines the entity '{name}', which is not read", "delete the definition")

    def _skipped(self, name: str | None, *_rest: object) -> NoReturn:
        self._fail(f"the entity '{name}' is not defined", "write the character itself")
