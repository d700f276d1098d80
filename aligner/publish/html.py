"""Escaping: whatever a record holds, a page shows it and nothing takes it for markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from aligner.record.characters import HAN_CLASS

__all__ = ["anchor", "front_matter", "html", "inline", "lines", "mixed", "plain", "tag"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&#|~^$:=+\"'!@]")
_CHINESE = f"[{HAN_CLASS}][{HAN_CLASS}\u3000-\u303f\uff00-\uffef]*"
"""Chinese characters with the punctuation between and behind them."""
_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")


def plain(text: str) -> str:
    """Text on one line, without control characters or halves of surrogate pairs."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))


def html(text: str) -> str:
    """Text as it may stand in an element or in an attribute."""
    return str(escape(plain(text)))


def inline(text: str) -> str:
    """Text as it may stand inside a line of Markdown, such as a heading."""
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", plain(text).strip())


def mixed(text: str, lang: str) -> str:
    """Text of one language with its Chinese declared as such: what a message quotes."""
    span = Markup('<span lang="{}">{}</span>')
    parts = re.split(rf"({_CHINESE})", plain(text))
    return "".join(span.format(lang, part) if n % 2 else escape(part) for n, part in enumerate(parts))


def anchor(identifier: str) -> str:
    """A segment's id as an id of the page: itself, where it is made of letters, digits, dots and hyphens."""
    return _ANCHOR.sub(lambda match: f"_{ord(match[0]):x}_", identifier)


def tag(name: str, content: str | Iterable[str] = "", **attributes: str | None) -> str:
    """An element. Content is HTML already, attributes are plain text; ``class_`` is class, ``a_b`` is a-b."""
    inside = content if isinstance(content, str) else "".join(content)
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html(value)}"'
        for key, value in attributes.items()
        if value is not None and not (key == "class_" and not value)
    )
    return f"<{name}{shown}>{inside}</{name}>"


def lines(parts: Iterable[str]) -> str:
    """Elements on lines of their own, without blank ones, so that a page can be compared."""
    return "".join(f"\n{part}" for part in parts if part) + "\n"


def front_matter(values: dict[str, object]) -> str:
    """The metadata of a page of ours, written as JSON, which is YAML."""
    rows = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(["---", *rows, "---"])
