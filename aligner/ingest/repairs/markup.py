"""Markdown's inline marks, taken off by rule, because its own grammar fails next to Chinese.

CommonMark does not close ``**`` between a Han character and full-width punctuation (commonmark-spec issue
650), so emphasis is read leniently here: paired or not, asterisks that mark nothing else are removed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from aligner.ingest.tracked import Tracked

_IMAGE = re.compile(r"!\[([^\]\[]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\]\[]+)\]\([^)\s]+(?:\s+\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_STRONG = re.compile(r"(?<!\\)\*{2,}|(?<![\w\\_])__(?=\S)|(?<=\S)(?<!\\)__(?![\w_])")
_EMPHASIS = re.compile(r"(?<![\\*])\*(?=[^\s*])([^*\n]*?[^\s*\\])\*(?!\*)")
_UNDERSCORE = re.compile(r"(?<![\w\\])_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)")
_STRIKE = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TEX_DOT = re.compile(r"\$\s*\\(?:cdot|bullet)\s*\$")
_SUPER_MARK = re.compile(r"\^(\[[^\]\s]{1,20}\]|[①-⑳]|\d{1,2}(?!\d))")
_SUPER_GROUP = re.compile(r"\^\{([^{}\n]{1,20})\}")
_SUPERSCRIPTS = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")


def _superscript(content: Tracked) -> Tracked:
    content = content.rewrite(
        _SUPER_GROUP,
        lambda m: (1,) if m[1].startswith("[") else (m[1].translate(_SUPERSCRIPTS),),
        "superscript",
    )
    return content.rewrite(_SUPER_MARK, lambda _: (1,), "superscript")


def _unescaped(match: re.Match[str]) -> tuple[str] | None:
    character = html.unescape(match[0])
    return (character,) if character != match[0] else None


def _keep(pattern: re.Pattern[str], *parts: int | str) -> Callable[[Tracked], Tracked]:
    """Leave groups of the pattern, or literal texts, of what matches."""
    return lambda content: content.rewrite(pattern, lambda _: parts, "")


MARKUP: tuple[Callable[[Tracked], Tracked], ...] = (
    lambda content: content.rewrite(_TEX_DOT, lambda _: ("·",), "tex-dot"),
    _superscript,
    _keep(_IMAGE, 1),
    _keep(_LINK, 1),
    _keep(_AUTOLINK, 1),
    _keep(_BREAK, " "),
    _keep(_TAG),
    _keep(_CODE, 2),
    _keep(_STRONG),
    _keep(_EMPHASIS, 1),
    _keep(_UNDERSCORE, 1),
    _keep(_STRIKE, 1),
    _keep(_ESCAPE, 1),
    lambda content: content.rewrite(_ENTITY, _unescaped, ""),
)
