"""Links, images and spans leave what a reader sees of them, ruby the characters without their sounds."""

from __future__ import annotations

import re
from collections.abc import Callable

from aligner.ingest.tracked import Tracked
from aligner.record.characters import HAN_CLASS

_TEXT = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
_TARGET = (
    r"\(\s*(?:<[^<>\n]*>|(?:[^\s()<>]|\([^\s()]*\))*)"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?\s*\)"
)
_IMAGE = re.compile(rf"(?<!\\)!{_TEXT}{_TARGET}")
IMAGES = re.compile(rf"(?:\s*\[?!{_TEXT}{_TARGET}(?:\]{_TARGET})?)+\s*$")
_LINK = re.compile(rf"(?<!\\){_TEXT}{_TARGET}")
_REFERENCE = re.compile(rf"(?<!\\)!?{_TEXT}(?:\s?\[([^\[\]\n]{{0,200}})\])?")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
_WIKI = re.compile(r"\[\[(?:[^\[\]|\n]+\|)?(?!\d+\]\])([^\[\]|\n]+)\]\]")
_FOOTNOTE = re.compile(r"(\[)\^([^\]\s]{1,60}\])")
# {#template-syntax}, {#_Toc1 .unnumbered}, {-}, {: .note}, {width=50%}
_ATTRIBUTES = (
    r"\{:?\s*(?:[#.][\w.:-]+|-|[\w-]+=(?:\"[^\"\n]*\"|[^\s{}\"]+))"
    r"(?:\s+(?:[#.][\w.:-]+|[\w-]+=(?:\"[^\"\n]*\"|[^\s{}\"]+)))*\s*\}"
)
_SPAN = re.compile(rf"(?<!\\){_TEXT}{_ATTRIBUTES}")
_TRAILING = re.compile(rf"(?<![{{\\])[ \t]*{_ATTRIBUTES}(?!\}})")
_RUBY = re.compile(rf"\[([{HAN_CLASS}]{{1,20}})\]\{{[^{{}}\n]{{1,60}}\}}")
_RUBY_BAR = re.compile(rf"\{{([{HAN_CLASS}]{{1,20}})\|[^{{}}|\n]{{1,60}}\}}")
_RUBY_TEXT = re.compile(r"<rt(?:\s[^<>]*)?>[^<>]*</rt\s*>", re.IGNORECASE)
_RUBY_BRACKET = re.compile(r"<rp(?:\s[^<>]*)?>[^<>]*</rp\s*>", re.IGNORECASE)
# a glyph of a PDF that has no character
_CID = re.compile(r"\(cid:\d{1,6}\)")


def links(content: Tracked, references: frozenset[str]) -> Tracked:
    """Leave the texts of links; ``references`` are the names, folded, of the links that the text defines."""
    for pattern, parts in _RULES:
        content = content.rewrite(pattern, lambda _, parts=parts: parts, "")  # type: ignore[misc]
    return content.rewrite(_REFERENCE, _reference(references), "") if references else content


def _reference(references: frozenset[str]) -> Callable[[re.Match[str]], tuple[int] | None]:
    def text(match: re.Match[str]) -> tuple[int] | None:
        noted = match[2] is None and match[1].isdigit()  # [1] is read as the mark of a note
        return (1,) if not noted and (match[2] or match[1]).casefold() in references else None

    return text


_RULES: tuple[tuple[re.Pattern[str], tuple[int | str, ...]], ...] = (
    (_CID, ()),
    (_RUBY_BRACKET, ()),
    (_RUBY_TEXT, ()),
    (_IMAGE, (1,)),
    (_LINK, (1,)),
    (_AUTOLINK, (1,)),
    (_FOOTNOTE, (1, 2)),
    (_WIKI, (1,)),
    (_SPAN, (1,)),
    (_TRAILING, ()),
    (_RUBY, (1,)),
    (_RUBY_BAR, (1,)),
)
