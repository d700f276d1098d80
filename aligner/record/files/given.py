"""Documents as people have them: text in other encodings, Word documents, web pages; read as UTF-8 text.

Word documents are converted by mammoth, web pages by markdownify, both to Markdown; the encoding of Chinese
text that is not UTF-8 is told by charset-normalizer, which of two encodings that fit takes the one whose
words are likelier.
"""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from aligner.record.errors import AlignerError, InputError
from aligner.record.files.text import decoded, read_bytes

# What other files begin with, what they are, and what to do with them; compressed ones follow in `_ZIPPED`.
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "copy its text into a text file, or convert it to Markdown, and read it over"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)", "save it as .docx, or as text"),
    (b"{\\rtf", "an RTF file", "save it as .docx, or as text"),
    (b"\x89PNG", "a picture", "give the text that it shows"),
    (b"\xff\xd8\xff", "a picture", "give the text that it shows"),
    (b"GIF8", "a picture", "give the text that it shows"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
)
_ZIPPED = {
    "word/": ("a Word document (.docx)", "save it anew in Word, or export it as Markdown or plain text"),
    "xl/": (
        "an Excel workbook",
        "`aligner check FILE.xlsx` reads a table of pairs; a document has to be text",
    ),
    "ppt/": ("a PowerPoint file", "copy its text into a text file"),
    "META-INF/container.xml": ("an e-book", "convert it to Markdown, a chapter a file"),
    "content.xml": ("an OpenDocument file", "save it as .docx, or as text"),
}
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {"gb18030": "GB 18030", "big5": "Big5", "big5hkscs": "Big5", "cp1252": "Windows-1252"}
"""The encodings that are looked for, by the names that people know."""
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
# Share of the characters that are letters, Han, blanks or common punctuation, from which bytes are UTF-16
# without a mark. Of other encodings read so, hardly a tenth are. Chosen, not measured.
_PLAUSIBLE = 0.95
_PLAIN = re.compile("[\t\n\r -~\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class GivenText:
    """The text of a document, and what it was given as."""

    text: str
    form: str = ""
    """What the document is, if it is not UTF-8 text."""
    is_converted: bool = False
    """Whether the text is Markdown that was made of another format."""


def read_given(path: Path) -> GivenText:
    """The text of a document in any form that can be read; `InputError` says what else it is, and what to do.

    A UTF-8 file is given exactly as it is, with its byte order mark. `AlignerError` names the package that a
    Word document or a web page needs.
    """
    data = read_bytes(path)
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    for beginning, what, mend in _KINDS:
        if data.startswith(beginning):
            raise InputError(f"this is {what}", file=path, mend=mend)
    given = _decoded(data, path)
    if _HTML.match(given.text.removeprefix("\ufeff")):
        markdown = _markdown(given.text.removeprefix("\ufeff"))
        return GivenText(markdown, "a web page", is_converted=True)
    return given


def _zipped(data: bytes, path: Path) -> GivenText:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        names = ["word/"] if path.suffix == ".docx" else []
    found = next((key for key in _ZIPPED if any(name.startswith(key) for name in names)), None)
    what, mend = _ZIPPED.get(found or "", ("a compressed file", "unpack it first"))
    if found != "word/":
        raise InputError(f"this is {what}", file=path, mend=mend)
    mammoth = _optional("mammoth", "Word documents")
    try:
        page = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(_no_image))
    except (zipfile.BadZipFile, ExpatError, KeyError, OSError, ValueError) as error:
        raise InputError(f"this is {what} that cannot be read ({error})", file=path, mend=mend) from None
    return GivenText(_markdown(page.value), "a Word document", is_converted=True)


def _no_image(_: object) -> dict[str, str]:
    return {}


def _markdown(page: str) -> str:
    """A web page as Markdown, without its scripts and styles, and with one blank line between blocks."""
    markdownify = _optional("markdownify", "web pages and Word documents")
    soup = _optional("bs4", "web pages and Word documents").BeautifulSoup(page, "html.parser")
    for tag in soup(["script", "style", "head", "template", "noscript", "img", "svg"]):
        tag.decompose()
    text = markdownify.MarkdownConverter(
        heading_style="ATX", bullets="-", escape_asterisks=False, escape_underscores=False
    ).convert_soup(soup)
    return re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", text).strip() + "\n"


def _optional(module: str, what: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        mend = "run `pip install 'aligner[office]'`, or export it as Markdown or text"
        raise AlignerError(f"{what} need the package {module}", mend=mend) from None


def _decoded(data: bytes, path: Path) -> GivenText:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _from(data, encoding, "UTF-16", path)
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = data.decode(encoding, errors="replace")
            if len(data) % 2 == 0 and len(_PLAIN.findall(text)) >= _PLAUSIBLE * len(text):
                return GivenText(text, "UTF-16")
    text = data.decode("utf-8", errors="replace")
    strange = text.count("\ufffd")
    if strange > sum(char > "\x7f" for char in text) - strange:
        return _guessed(data, path)
    return GivenText(decoded(data, path, mend="save the file as UTF-8"))


def _guessed(data: bytes, path: Path) -> GivenText:
    charset_normalizer = importlib.import_module("charset_normalizer")
    detect: Callable[..., Any] = charset_normalizer.from_bytes
    best = detect(data, cp_isolation=list(_NAMES)).best()
    if best is None or best.encoding not in _NAMES:
        return GivenText(decoded(data, path, mend="save the file as UTF-8"))
    return _from(data, best.encoding, _NAMES[best.encoding], path)


def _from(data: bytes, encoding: str, name: str, path: Path) -> GivenText:
    try:
        return GivenText(data.decode(encoding), name)
    except UnicodeDecodeError:
        raise InputError(f"the file is damaged {name}", file=path, mend="save it as UTF-8") from None
