"""Reading XML that others wrote, and that may be hostile.

Translation tools write UTF-8, UTF-16 and now and then GB 18030, with a byte order mark or without. A
document type line is accepted (TMX has one) as long as it defines nothing: entities of one's own,
external or internal, are how a file reads other files or fills the memory, and no exchange format needs
them. Elements and attributes have their local names alone: every tool chooses prefixes of its own.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from aligner.record.errors import InputError
from aligner.record.files.text import read_bytes

Element: TypeAlias = etree._Element

# Limits of what is read. Our own TMX has 19 elements and 18 attributes in 1,000 bytes, other tools' about 10;
# a file at the limits takes 1 GB of memory (measured), one without them could take 10. libxml2 adds its own:
# elements nested 256 deep, where the formats need about ten levels, and 10 MB of text in one piece.
_MAX_ELEMENTS = 1_000_000
_MAX_ATTRIBUTES = 3_000_000
_MAX_LENGTH = 1_000_000
_SHORT_LINES = 65_535
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DEFINITIONS = re.compile(
    r"""(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*+\[""", re.DOTALL
)
_LONG_ATTRIBUTE = re.compile(rf"""=\s*["'][^"'<]{{{_MAX_LENGTH}}}""")
_CODECS = {
    "utf-8": "utf-8",
    "ascii": "ascii",
    "iso8859-1": "latin-1",
    "cp1252": "cp1252",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5",
    "utf-16": "utf-8",  # declared by a file that has no UTF-16 in it: converted, the declaration forgotten
}
_AGAIN = "export it again from the tool it comes from"
_PLACE = re.compile(r",? line \d+, column \d+$")


def read_xml(path: Path) -> Element:
    """The root element of a file, names without namespaces; `InputError` with the line of what is wrong."""
    return parse_xml(read_bytes(path), path)


def parse_xml(data: bytes, path: Path) -> Element:
    """The same of the content of a file, or of a part of it."""
    text = _decode(data, path)
    if not text.strip():
        raise InputError("the file is empty", file=path, mend=_AGAIN)
    _check_text(text, path)
    root = _parse(text, path)
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:  # left to the document type, which is not read
        what = f"the entity '{entity.name}' is not defined"
        raise InputError(what, file=path, line=entity.sourceline, mend="write the character itself")
    _localise(root)
    return root


def _parse(text: str, path: Path) -> Element:
    """The elements; a namespace may have any name, also one that is not a valid URI."""
    data = text.encode("utf-8")
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.WAR_NS_URI:
            lenient = _parser(recover=True)
            root = etree.fromstring(data, lenient)
            others = [e for e in lenient.error_log if e.type != etree.ErrorTypes.WAR_NS_URI]
            if root is not None and not others:
                return root
        raise _malformed(error, path) from None


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _check_text(text: str, path: Path) -> None:
    """`InputError` for what libxml2 is not to see."""
    definitions = _DEFINITIONS.match(text)
    if definitions:
        line = text.count("\n", 0, definitions.end()) + 1
        what = "the document type declaration defines entities, which are not supported"
        raise InputError(what, file=path, line=line, mend="delete them")
    if text.count("<") - text.count("</") > _MAX_ELEMENTS:
        raise InputError(f"the file has more than {_MAX_ELEMENTS:,} elements", file=path, mend="split it")
    if text.count('="') + text.count("='") > _MAX_ATTRIBUTES:
        raise InputError(f"the file has more than {_MAX_ATTRIBUTES:,} attributes", file=path, mend="split it")
    long = _LONG_ATTRIBUTE.search(text)
    if long:
        line = text.count("\n", 0, long.start()) + 1
        what = f"an attribute has more than {_MAX_LENGTH:,} characters"
        raise InputError(what, file=path, line=line, mend=_AGAIN)


def _malformed(error: etree.XMLSyntaxError, path: Path) -> InputError:
    reason = _PLACE.sub("", " ".join(str(error.msg).split()))
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        what = f"this is larger or deeper than any exchange format ({reason.partition(', ')[0]})"
    else:
        what = f"this is not well-formed XML ({reason[:200]})"
    return InputError(what, file=path, line=error.lineno, mend=_AGAIN)


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
                f"the encoding {asked} is not supported", file=path, mend="save the file as UTF-8"
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


def _localise(root: Element) -> None:
    """Names without namespaces; an attribute without one comes before one of the same name with one."""
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname
        for key, value in element.items():
            local = key.rpartition("}")[2]
            if local not in element.attrib:
                element.set(local, value)


def line_of(element: Element) -> int:
    """The line on which an element begins."""
    line = int(element.sourceline)
    # Beyond 16 bits, libxml2 takes the line from the text behind the tag, as it is at the end of that text.
    return line if line < _SHORT_LINES else line - (element.text or "").count("\n")


def all_text(element: Element) -> str:
    """All text in an element, at any depth, without the white space around it."""
    return "".join(element.itertext()).strip()
