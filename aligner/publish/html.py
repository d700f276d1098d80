"""Escaping: whatever a record holds, a page shows it and nothing takes it for markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from aligner.record.characters import HAN_CLASS

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&#|~^$:=+\"'!@]")
_CHINESE = f"[{HAN_CLASS}][{HAN_CLASS}\u3000-\u303f\uff00-\uffef]*"
"""Chinese characters with the punctuation between and behind them."""
_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")


def one_line(text: str) -> str:
    """Text on one line, without control characters or halves of surrogate pairs."""
    if text.isprintable():  # nearly every text: a page prints thousands
        return text
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))


def html(text: str) -> str:
    """Text as it may stand in an element or in an attribute."""
    return str(escape(one_line(text)))


def inline(text: str) -> Markup:
    """Text as it may stand inside a line of Markdown, such as a heading."""
    return Markup(_MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", one_line(text).strip()))


def mixed(text: str, lang: str) -> Markup:
    """Text of one language with its Chinese declared as such: what a message quotes."""
    span = Markup('<span lang="{}">{}</span>')
    parts = re.split(rf"({_CHINESE})", one_line(text))
    return Markup().join(span.format(lang, part) if n % 2 else part for n, part in enumerate(parts))


def anchor(identifier: str) -> str:
    """A segment's id as an id of the page: itself, where it is made of letters, digits, dots and hyphens."""
    return _ANCHOR.sub(lambda match: f"_{ord(match[0]):x}_", identifier)


def front_matter(values: Mapping[str, object]) -> str:
    """The metadata of a page, each value as JSON, which is YAML."""
    rows = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(["---", *rows, "---"])
