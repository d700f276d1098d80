"""Codes that stand in a text as text: tags, placeholders of the common formats, entities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.exchange.coded_text import Code, CodeKind

_INLINE = re.compile(
    r"a|abbr|b|bd[io]|big|bpt|cite|code|del|dfn|em|ept|font|[gi]|ins|it|kbd|label|link|mark|mrk|pc|[qs]|samp|small"
    r"|span|strike|strong|su[bp]|text|tt|u|var"
)
_BREAKS = re.compile(
    r"article|blockquote|br|d[dlt]|div|hr?|lb|li|line_break|nl|[ou]l|p|pre|section|table|t[dhr]"
)
"""Elements of HTML and of translation files that mark words up, and those that end a line."""
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]{{0,40}})(?P<rest>(?:{_ATTRIBUTE})*)\s*(?P<empty>/?)>"
)
_SHOWN = re.compile(r"""displaytext\s*=\s*["']([^"']{1,40})["']""")
_PHRASE = re.compile(r"\{\w{1,10}>|<\w{1,10}\}")
"""Markup as Phrase writes it: ``{b>words<b}``."""
_PLACEHOLDERS = re.compile(
    r"""
      \{\{\{?\s*[\w$.:|'\ -]{1,60}?\s*\}?\}\}                          # {{name}} of Angular, Vue, Symfony
    | [$\#%]\{[\w.$:-]{1,60}\}                                         # ${name} %{name}
    | (?<![\\^_])\{\s?[$-]?[A-Za-z_][\w.:-]{0,60}\s?\}                 # {name} { $name } { -brand }
    | &[A-Za-z][\w.:-]{1,60};                                           # &brand; of a document type
    | (?<![\\^_])\{\d{1,3}(?:[:,][\w.\#-]{1,20})?\}                    # {0} {0:N2}
    | %\([\w.]{1,60}\)[-+\#0]*\d*(?:\.\d+)?[a-zA-Z]                    # %(name)s of Python
    | (?<![A-Za-z0-9%/])(?:                                            # not 20%, nor %20 in an address
        %[A-Za-z_][\w.-]{1,30}%(?![A-Za-z0-9])                         # %name%
      | %(?:\d{1,2}\$)?[-+\#0]*\d*(?:\.\d+)?(?:hh|h|ll|l|q|z|j|t)?
        (?:[di@u]|[sioxXfFeEgGaAcCpSU](?![A-Za-z]))                    # printf: %s %1$lld %.2f %@
      | %L?\d{1,2}(?![A-Za-z0-9%])                                     # %1 of Qt
      )
    """,
    re.VERBOSE,
)
_POSITION = re.compile(r"^%\d{1,2}\$|\s+")
BRACED_NUMBER = re.compile(r"\{\d{1,3}\}")
_TIGHT = re.compile(r"[A-Za-z0-9]\{\d{1,3}\}|\{\d{1,3}\}[A-Za-z0-9]")
# Longest code that is shown as it is written. Chosen: a name of a variable fits, an element with its
# attributes does not.
_LONGEST = 40


def text_codes(text: str) -> Iterator[Code]:
    """The codes in a text, in order, none inside another."""
    codes = [*_tags(text)]
    for match in _PHRASE.finditer(text):
        codes.append(Code("open" if match[0][0] == "{" else "close", match.span(), match[0]))
    for match in _PLACEHOLDERS.finditer(text):
        codes.append(Code("filled", match.span(), code_name(match[0])))
    end = 0
    for code in sorted(codes, key=lambda code: code.span):
        if code.span[0] >= end:
            yield code
            end = code.span[1]


def code_name(shown: str) -> str:
    """What a code is known by: without its blanks and position, as languages put them into another order."""
    return _POSITION.sub(_unplaced, shown)


def _unplaced(match: re.Match[str]) -> str:
    return "%" if match[0].startswith("%") else ""


def _tags(text: str) -> Iterator[Code]:
    """Elements that are known, have attributes or no content, or begin and end in this text."""
    matches = [*_TAG.finditer(text)]
    ends = {match["name"] for match in matches if match["close"]}
    begins = {match["name"] for match in matches if not match["close"]}
    for match in matches:
        base = match["name"].rstrip("0123456789").lower()
        is_tag = _INLINE.fullmatch(base) or _BREAKS.fullmatch(base) or match["rest"] or match["empty"]
        if is_tag or (match["name"] in ends and match["name"] in begins):
            yield Code(_tag_kind(match), match.span(), match[0])


def _tag_kind(match: re.Match[str]) -> CodeKind:
    base = match["name"].rstrip("0123456789").lower()
    if _BREAKS.fullmatch(base):
        return "break"
    if match["empty"] and not _INLINE.fullmatch(base):
        return "filled"
    return "close" if match["close"] else "open"


def native_code(native: str, key: str, types: str) -> tuple[CodeKind, str]:
    """What a code of an XML file is, and how it is shown: nothing for markup.

    Args:
        native: the code of the original format that it stands for, if the file says.
        key: its id.
        types: what the file calls its type.
    """
    tag = _TAG.fullmatch(native.strip())
    base = key.rstrip("0123456789_").lower()
    if types.endswith("lb") or _BREAKS.fullmatch(base):
        return "break", ""
    if tag and not _SHOWN.search(native):
        kind = _tag_kind(tag)
        return kind, "" if kind != "filled" else _shown(native, key)
    if base.startswith(("start_", "close_")):  # Angular
        return ("open" if base.startswith("start_") else "close"), ""
    return "filled", _shown(native, key)


def _shown(native: str, key: str) -> str:
    named = _SHOWN.search(native)
    text = named[1] if named else native.strip()
    readable = named or _PLACEHOLDERS.fullmatch(text)
    return text if readable and len(text) <= _LONGEST else f"{{{key or '…'}}}"


def numbers_are_tags(english: str) -> bool:
    """Whether ``{1}`` is markup in a pair, as Phrase exports it, not a value: it touches English words."""
    return bool(_TIGHT.search(english))
