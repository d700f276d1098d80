"""The text of a source or target with its inline codes, in XLIFF 1.2, XLIFF 2 and TMX alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.exchange.coded_text import Code, CodedText, CodeKind
from aligner.exchange.codes import code_name, native_code
from aligner.exchange.xml.read import Element
from aligner.record.model import Side

_PAIRED: dict[str, CodeKind] = {
    **dict.fromkeys(("bpt", "bx", "sc", "ut"), "open"),
    **dict.fromkeys(("ept", "ex", "ec"), "close"),
}
"""Codes of which one begins and another ends; what is in them is markup of another format."""
_ALONE = ("ph", "x")
_AROUND = ("g", "pc", "hi")
_STRUCK = re.compile(r"(?:x-\w+-)?del(?:ete|eted|etion)?")
"""Tracked changes whose text was struck out: the name of an element, or how Trados (``mtype``) and memoQ
(``tctype``) mark words."""
_SILENT = ("sm", "em")
_BREAK: dict[Side, str] = {"zh": "", "en": " "}
"""How a line break is shown: English words beside it would run together."""


def coded_text(element: Element | None, side: Side) -> CodedText:
    """The text of a source or target; empty if there is none. Texts in codes stand behind it."""
    if element is None:
        return CodedText("")
    subflows = [_text(sub, side) for sub in element.iter("sub") if not _inside(sub, element)]
    main = _text(element, side)
    footnotes = [_subflow(text) for text in subflows if text.text.strip()]
    return CodedText.join([main, *footnotes])


def _subflow(text: CodedText) -> CodedText:
    shown = f" {text.text.strip()}"
    return CodedText(shown, (Code("subflow", (0, len(shown))),))


def _inside(sub: Element, root: Element) -> bool:
    """Whether a subflow stands in text that was struck out, or in another subflow, which has its text."""
    above = sub.getparent()
    while above is not None and above is not root:
        if above.tag == "sub" or _struck(above):
            return True
        above = above.getparent()
    return False


def _text(element: Element, side: Side) -> CodedText:
    return CodedText.join(_pieces(element, side))


def _pieces(element: Element, side: Side) -> Iterator[CodedText]:
    yield CodedText(element.text or "")
    after_segment = False
    for item in element:
        segment = item.tag == "mrk" and item.get("mtype") == "seg"
        if segment and after_segment and side == "en":
            yield CodedText(" ")  # sentences that a tool set apart with nothing between them
        yield from _item(item, side)
        yield CodedText(item.tail or "")
        after_segment = segment and not item.tail


def _item(item: Element, side: Side) -> Iterator[CodedText]:
    """What an element in a text contributes to it."""
    if item.tag == "cp":
        yield CodedText(_code_point(item.get("hex", "")))
    elif item.tag in _PAIRED or item.tag == "it":
        kind = _PAIRED.get(item.tag) or ("close" if item.get("pos") in ("end", "close") else "open")
        yield _code(kind, "")
    elif item.tag in _ALONE:
        yield _alone(item, side)
    elif item.tag in _AROUND:
        yield _code("open", "")
        yield _text(item, side)
        yield _code("close", "")
    elif item.tag == "br":
        yield _code("break", _BREAK[side])
    elif item.tag not in (*_SILENT, "sub") and not _struck(item):
        yield _text(item, side)


def _code(kind: CodeKind, shown: str, key: str = "") -> CodedText:
    return CodedText(shown, (Code(kind, (0, len(shown)), code_name(shown), key),))


def _alone(item: Element, side: Side) -> CodedText:
    """A code that stands for itself: a line break, a value, now and then the beginning of markup."""
    parts = [item.text or "", *(child.tail or "" for child in item)]
    native = "".join(parts).strip() or next(filter(None, map(item.get, ("equiv-text", "equiv", "disp"))), "")
    key = item.get("id") or item.get("x") or ""
    types = item.get("ctype") or item.get("subType") or item.get("type") or ""
    kind, shown = native_code(native, key, types)
    return _code(kind, _BREAK[side] if kind == "break" else shown, key)


def _struck(item: Element) -> bool:
    kinds = (item.get("mtype", ""), item.get("tctype", "")) if item.tag == "mrk" else (item.tag,)
    return any(map(_STRUCK.fullmatch, kinds))


def _code_point(text: str) -> str:
    """A character that XML cannot hold, as XLIFF 2 writes it; nothing if it is not a character's number."""
    try:
        value = int(text, 16)
    except ValueError:
        return ""
    return chr(value) if 0 < value < 0x110000 and not 0xD800 <= value <= 0xDFFF else ""
