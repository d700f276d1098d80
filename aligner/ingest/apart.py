"""Stretches of a Markdown file that are no text of it: front matter, comments, style sheets, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.record.characters import HAN
from aligner.record.model import Span

_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\r?\n(?:[^\n]*\n){0,200}?\1[ \t]*(?:\r?\n|\r|\Z)")
# what stands between: a key, an item of a list, a comment, or what is indented below one
_SETTING = re.compile(r"(?:[\w\u4e00-\u9fff.-]+\s*[:=].*|\s+\S.*|- .*|#.*|\[[\w.]+\]|\s*)$")
_TITLE = re.compile(r"^(?:title|标题|標題)\s*[:=]\s*(\S.*)$", re.MULTILINE | re.IGNORECASE)
_OPENING = re.compile(
    r"^[ \t>]*(?:(?P<fence>`{3,20}|~{3,20})|(?P<comment><!--)|<(?P<tag>style|script|svg|template)\b"
    r"|(?P<dollars>\$\$)|(?P<bracket>\\\[)|\\begin\{(?P<environment>(?:equation|align|gather|eqnarray)\*?)\})",
    re.MULTILINE | re.IGNORECASE,
)
_LINE_END = re.compile(r"[ \t]*(?:\([\w.]{1,8}\)|\\tag\{[^{}\n]*\})?[ \t]*(?=[\r\n]|\Z)")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_TAG_NAMES = {"style": "style sheet", "script": "script", "svg": "drawing", "template": "script"}


def stretches_apart(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and name of each, in order; each takes whole lines. What is in a code fence is none."""
    done = 0
    if front := _front_matter(text):
        yield *front, "front matter"
        done = front[1]
    hopeless: set[str] = set()
    for match in _OPENING.finditer(text):
        if match.start() < done or (closing := _closing(match)) in hopeless:
            continue
        ending = re.compile(closing, re.IGNORECASE | re.MULTILINE).search(text, match.end())
        if not ending:
            hopeless.add(closing)
            continue
        end = _LINE_END.match(text, ending.end())
        name = _name(match)
        if name == "fence":
            done = ending.end()
        elif end and (name != "formula" or _is_formula(match, text[match.end() : ending.start()])):
            done = end.end()
            yield match.start(), done, name


def front_title(text: str) -> str:
    """The title that the front matter of a file gives; empty where there is none."""
    span = _front_matter(text.removeprefix("\ufeff"))
    match = _TITLE.search(text.removeprefix("\ufeff"), *span) if span else None
    return match[1].strip().strip("\"'“”") if match else ""


def _front_matter(text: str) -> Span | None:
    match = _FRONT.match(text)
    if not match:
        return None
    lines = match[0].strip().splitlines()[1:-1]
    return match.span() if any(lines) and all(map(_SETTING.match, lines)) else None


def _closing(match: re.Match[str]) -> str:
    """The pattern of what ends a stretch."""
    if match["fence"]:
        return rf"^[ \t>]*{match['fence']}{match['fence'][0]}*[ \t]*(?=[\r\n]|\Z)"
    if match["tag"]:
        return f"</{match['tag'].lower()}>"
    if match["environment"]:
        return r"\\end\{" + re.escape(match["environment"]) + r"\}"
    return "-->" if match["comment"] else r"\$\$" if match["dollars"] else r"\\\]"


def _is_formula(opening: re.Match[str], text: str) -> bool:
    """Whether it is one: without blank lines, and, in brackets that may be escaped ones, without Chinese."""
    escaped = opening["bracket"] and (HAN.search(text) or not re.search(r"[=^_\\+<>]", text))
    return not escaped and not _BLANK_LINE.search(text)


def _name(match: re.Match[str]) -> str:
    if match["tag"]:
        return _TAG_NAMES[match["tag"].lower()]
    return "fence" if match["fence"] else "comment" if match["comment"] else "formula"
