"""Raised and lowered figures keep their height, so that they do not melt into the number before them."""

from __future__ import annotations

import re

from aligner.ingest.tracked import Tracked

_UP = str.maketrans("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_DOWN = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_BRACKETS = "[［【〔"
_NOTE = ("注", "註")
_TAG_UP = re.compile(r"<sup(?:\s[^<>]*)?>\s*([^<>]{0,40}?)\s*</sup\s*>", re.IGNORECASE)
_TAG_DOWN = re.compile(r"<sub(?:\s[^<>]*)?>\s*([^<>]{0,40}?)\s*</sub\s*>", re.IGNORECASE)
_GROUP = re.compile(r"(?<!\\)\^\{([^{}\n]{1,20})\}")
_FIGURE = r"\[[^\]\s]{1,20}\]|[①-⑳]|[+\-−]?\d{1,3}[a-z]?"
# x^2^, 1^st^, 第1^版^ as pandoc writes them
_CLOSED = re.compile(rf"(?<!\\)\^({_FIGURE})\^|(?<=[\w%])\^([^\W\d_]{{1,10}})\^")
# 10^6, 10^-3, 说^[5], 说^①, and pandoc's note within the line ^[See there.]
_OPEN = re.compile(r"(?<!\\)\^(\[[^\]\n]{1,300}\]|[①-⑳]|[+\-−]?\d{1,3}(?!\d)|\([+\-−]?\d{1,3}\)|[*†‡§])")
_TILDES = re.compile(r"(?<=[A-Za-z)])~(\d{1,2}[+-]?|[a-z])~(?!~)")


def raised(text: str) -> str:
    """A text as it looks raised: figures and single letters; the name of a note stands in brackets."""
    if text[:1] in _NOTE:
        return f"[{text}]"
    raises = len(text) == 1 or any(char.isdigit() for char in text)
    return text.translate(_UP) if raises and text[:1] not in _BRACKETS else text


def lowered(text: str) -> str:
    """A text as it looks lowered: its figures."""
    return text.translate(_DOWN)


def superscripts(content: Tracked) -> Tracked:
    """``10^6``, ``10<sup>6</sup>``, ``10^{6}`` and ``10^6^`` are all 10⁶; note marks are raised likewise."""
    for pattern in (_TAG_UP, _GROUP, _CLOSED, _OPEN):
        content = content.rewrite(pattern, _up, "superscript")
    for pattern in (_TAG_DOWN, _TILDES):
        content = content.rewrite(pattern, lambda m: (lowered(m[1]),) if m[1] else (), "subscript")
    return content


def _up(match: re.Match[str]) -> tuple[int | str, ...]:
    number = match.lastindex or 1
    inner = match[number]
    changed = raised(inner)
    return (number,) if changed == inner else (changed,)
