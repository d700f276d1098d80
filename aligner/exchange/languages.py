"""Language codes: the ones translation tools accept, and the many ways in which they give them back."""

from __future__ import annotations

import re

from aligner.record.model import Side

CODES: dict[Side, str] = {"zh": "zh-CN", "en": "en-US"}
"""Language with region: Trados skips pairs whose codes differ from its project's, and none knows zh-Hans."""

_PRIMARY: dict[str, Side] = {"zh": "zh", "zho": "zh", "chi": "zh", "cmn": "zh", "en": "en", "eng": "en"}
_SHAPE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def side_of(language: str) -> Side | None:
    """The side that a code names (``zh``, ``zh-CN``, ``zh_TW``, ``zh-Hans-CN``, ``eng``), None for others."""
    return _PRIMARY.get(re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0])


def joiner(side: Side | None) -> str:
    """The separator between two passages that are written as one."""
    return "" if side == "zh" else " "


def code(text: str, side: Side) -> str:
    """A code that a user asks for; ValueError if it is not a code, or one of the other language."""
    if not _SHAPE.fullmatch(text) or side_of(text) != side:
        raise ValueError(f"'{text}' is not a language code for {'Chinese' if side == 'zh' else 'English'}")
    return text
