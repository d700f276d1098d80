"""Escaping: whatever a record holds, a page shows it and nothing takes it for markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from aligner.i18n.markup import one_line

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&#|~^$:=+\"'!@]")
_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")


def html(text: str) -> str:
    """Text as it may stand in an element or in an attribute."""
    return str(escape(one_line(text)))


def inline(text: str) -> Markup:
    """Text as it may stand inside a line of Markdown, such as a heading."""
    return Markup(_MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", one_line(text).strip()))


def anchor(identifier: str) -> str:
    """A segment's id as an id of the page: itself, where it is made of letters, digits, dots and hyphens."""
    return _ANCHOR.sub(lambda match: f"_{ord(match[0]):x}_", identifier)


def front_matter(values: Mapping[str, object]) -> str:
    """The metadata of a page, each value as JSON, which is YAML."""
    rows = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(["---", *rows, "---"])
