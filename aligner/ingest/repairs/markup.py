"""Markdown's inline marks, taken off by rule, because its own grammar fails next to Chinese.

CommonMark does not close ``**`` between a Han character and full-width punctuation (commonmark-spec issue
650), so emphasis is read leniently here: paired or not, asterisks that mark nothing else are removed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from aligner.ingest.repairs.characters import common_characters
from aligner.ingest.repairs.formulas import formulas
from aligner.ingest.repairs.links import IMAGES, links
from aligner.ingest.repairs.raised import superscripts
from aligner.ingest.repairs.verbatim import hide
from aligner.ingest.tracked import HARD_BREAK, Tracked

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*", re.IGNORECASE)
_TAG = re.compile(r"</?(?!(?:sup|sub)\b)[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_HEIGHT = re.compile(r"</?su[bp](?:\s[^<>]*)?>", re.IGNORECASE)
_CODE = re.compile(r"(?<![`\\])(`+)(?!`) ?(.+?) ?(?<!`)\1(?!`)")
# A run-in heading in bold is parted from its passage by the blank behind it.
_RUN_IN = re.compile(r"\A((?:\*\*|__)(?=\S)[^*_\n]{1,60}(?<=\S)(?:\*\*|__))[ \t\u3000]+(?=[\w“‘《「『(（])")
_BOLD = re.compile(r"\s*(?:(\*\*|__)(?=\S)(?:(?!\1).)+\1|<(b|strong)>[^<>]+</\2>)\s*$")
# asterisks between two figures are signs: 2*3*4, 2**10
_STRONG = re.compile(r"(?<!\\)(?!(?<=\d)\*{2,}\d)\*{2,}|(?<![\w\\_])__(?=\S)|(?<=\S)(?<!\\)__(?![\w_])")
_EMPHASIS = re.compile(r"(?<![\\*])(?!(?<=\d)\*\d)\*(?=[^\s*])([^*\n]*?[^\s*\\])\*(?!\*)")
_UNDERSCORE = re.compile(r"(?<![\w\\])_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)")
_STRIKE = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def _unescaped(match: re.Match[str]) -> tuple[str] | None:
    character = html.unescape(match[0])
    return (character,) if character != match[0] else None


def _keep(pattern: re.Pattern[str], *parts: int | str) -> Callable[[Tracked], Tracked]:
    """Leave groups of the pattern, or literal texts, of what matches."""
    return lambda content: content.rewrite(pattern, lambda _: parts, "")


def _hide_code(content: Tracked) -> Tracked:
    return hide(content, [match.span(2) for match in _CODE.finditer(content.text)])


_FIRST: tuple[Callable[[Tracked], Tracked], ...] = (
    _hide_code,
    _keep(_CODE, 2),
    _keep(_COMMENT),
    formulas,
)
_LAST: tuple[Callable[[Tracked], Tracked], ...] = (
    _keep(_BREAK, HARD_BREAK),
    _keep(_TAG),
    superscripts,
    _keep(_HEIGHT),
    _keep(_RUN_IN, 1, "\u00a0"),
    _keep(_STRONG),
    _keep(_EMPHASIS, 1),
    _keep(_UNDERSCORE, 1),
    _keep(_STRIKE, 1),
    _keep(_ESCAPE, 1),
    lambda content: content.rewrite(_ENTITY, _unescaped, ""),
)


def is_bold(text: str) -> bool:
    """Whether all of a block is in bold type; asked before its markup is taken off."""
    return bool(_BOLD.match(text))


def is_image(text: str) -> bool:
    """Whether a block is nothing but images."""
    return bool(IMAGES.match(text))


def clean_markup(content: Tracked, references: frozenset[str] = frozenset()) -> Tracked:
    """Take off Markdown's own marks: emphasis, links, escapes, code ticks, entities, TeX.

    ``references`` are the names of the links that the text defines. What stood in code ticks or in a formula
    keeps its characters out of sight of the other rules until `repair`.
    """
    for rule in (*_FIRST, lambda text: links(text, references), *_LAST):
        content = rule(content)
    return common_characters(content).strip()
