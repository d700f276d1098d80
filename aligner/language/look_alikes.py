"""Characters that cannot be seen, or that look like common ones, as in the text layer of PDF files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from aligner.language.tables import cached, table

_CONTROLS = "\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f"
_SIGN = "[\\u2190-\\u2bff\\u3030\\u303d\\u3297\\u3299\\U0001f000-\\U0001faff]"
INVISIBLE_CLASS = (
    f"{_CONTROLS}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200c\\u200e\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\U000e0100-\\U000e01ef"
)
"""Characters that show nothing, for use inside a regular expression's brackets: controls, soft hyphens,
joiners, marks of direction, byte order marks, selectors of a glyph."""
INVISIBLE = re.compile(
    f"[{INVISIBLE_CLASS}]|(?<!{_SIGN})(?<!{_SIGN}\\ufe0f)[\\u200d\\ufe0f]|[\\ufe00-\\ufe0e]"
)
"""One of them, and what joins or colours emoji where there is none."""
PRIVATE = "\ue000-\uf8ff"
"""Characters that every font draws as it likes, for use inside a regular expression's brackets."""

_SAME = "\u2f00-\u2fd5\u3192-\u319f\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f"
"""Blocks of characters that look the same as what Unicode says they stand for: Kangxi radicals, Kanbun,
compatibility ideographs, Latin ligatures."""
_WRITTEN_OUT = (
    "\u2116\u2121\u2150-\u217f\u00bc-\u00be\u2189\u2474-\u24b5\u3200-\u33ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "％＃＄＆＠＋－／＝＇￠￡￥\u2103\u2109\U0001d400-\U0001d7ff\u2010\u2011\u02bc"
)
"""Blocks of characters that say what several usual ones say: ½, Ⅲ, ㎡, ㈠, ⑴, ５, ℃."""
_ALSO = {"\u02bc": "’", "\u2010": "-", "\u2011": "-", "\u2044": "/", "\u2215": "/"}


@cached()
def same_looking() -> dict[str, str]:
    """Characters that look like common ones, with these: ⼈ is 人, ﬁ is fi, ﹁ is 「."""
    listed = {char: form for rows in table("look_alikes").values() for char, form in zip(*rows, strict=True)}
    return dict(_decomposed(_SAME)) | listed


@cached()
def written_out() -> dict[str, str]:
    """The same, and characters that say what several others say: ½ is 1/2, Ⅲ III, ㎡ m², ㈠（一）."""
    return dict(_decomposed(_WRITTEN_OUT)) | same_looking()


def any_of(characters: Iterable[str]) -> str:
    """Characters for use inside a regular expression's brackets."""
    return "".join(map(re.escape, characters))


def _decomposed(blocks: str) -> Iterator[tuple[str, str]]:
    """What Unicode's compatibility decomposition makes of the characters of some blocks."""
    for char in _characters(blocks):
        form = unicodedata.normalize("NFKC", char)
        if "\u3220" <= char <= "\u3243":  # as Chinese sets brackets
            form = form.translate({ord("("): "（", ord(")"): "）"})
        if "\u3371" <= char <= "\u33df":  # units: the 2 of ㎡ is an exponent
            form = form.replace("2", "²").replace("3", "³")
        form = "".join(_ALSO.get(part, part) for part in form)
        if form != char:
            yield char, form


def _characters(blocks: str) -> Iterator[str]:
    for block in re.finditer(r"(.)-(.)|(.)", blocks):
        first, last = (block[1], block[2]) if block[1] else (block[3], block[3])
        yield from map(chr, range(ord(first), ord(last) + 1))
