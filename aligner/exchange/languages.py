"""Language codes: the ones translation tools accept, and the many ways in which they give them back."""

from __future__ import annotations

import re

from aligner.language.conversion import script_of
from aligner.record.model import Side

CODES: dict[Side, str] = {"zh": "zh-CN", "en": "en-US"}
"""Language with region: Trados skips pairs whose codes differ from its project's, and none knows zh-Hans."""

_PRIMARY: dict[str, Side] = {
    **dict.fromkeys(("zh", "zho", "chi", "cn", "chinese", "中文", "汉语", "漢語"), "zh"),
    **dict.fromkeys(("cmn", "yue", "wuu", "hak", "nan", "gan", "hsn", "lzh"), "zh"),
    **dict.fromkeys(("en", "eng", "english", "英文", "英语", "英語"), "en"),
}
"""ISO 639 codes of Chinese and of the languages that it comprises, of English; ``cn``, which is no language's
code and often written for it; and the names that some tools write."""
_SHAPE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_PARTS = re.compile(r"[-_+ (（]")


def side_of(language: str) -> Side | None:
    """The side that a code names (``zh``, ``zh-CN``, ``zh_TW``, ``b+zh+Hans``, ``yue-HK``, ``eng``, ``Chinese
    (Simplified)``), None for others.
    """
    parts = _PARTS.split(language.strip().lower())
    private = parts[0] in ("b", "x") and len(parts) > 1  # Android's way of writing a BCP 47 code; private use
    return _PRIMARY.get(parts[private])


def usual_codes(chinese: str) -> dict[Side, str]:
    """The codes for a record whose Chinese has this tag: Taiwan's where it is in Traditional characters."""
    return {**CODES, "zh": "zh-TW"} if script_of(chinese) == "zh-Hant" else CODES


def usual_code(language: str) -> str:
    """How to write what somebody probably meant by a code; empty where that is not known."""
    meant = {"tw": "zh-TW", "hk": "zh-HK", "sg": "zh-SG", "cht": "zh-Hant", "chs": "zh-Hans"}
    meant |= {"us": "en-US", "uk": "en-GB", "gb": "en-GB"}
    return meant.get(language.strip().lower(), "")


def joiner(side: Side | None) -> str:
    """The separator between two passages that are written as one."""
    return "" if side == "zh" else " "


def code(text: str, side: Side) -> str:
    """A code that a user asks for; ValueError if it is not a code, or one of the other language."""
    if not _SHAPE.fullmatch(text) or side_of(text) != side:
        raise ValueError(f"'{text}' is not a language code for {'Chinese' if side == 'zh' else 'English'}")
    return text
