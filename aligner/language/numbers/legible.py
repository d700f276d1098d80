"""A text as its numbers are read: without what stands between their digits and is not seen."""

from __future__ import annotations

import re

from aligner.record.characters import HAN_CLASS

_INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
_UNSEEN = re.compile(
    _INVISIBLE
    + rf"|(?<=[{HAN_CLASS}])[ \t]+(?=[{HAN_CLASS}])|(?<=[第之])\s+(?=\d)"  # words set apart for machines
    + r"|(?<=\d)['’](?=\d{3}(?!\d))"  # Swiss thousands
    + r"|(?<=\d) ?@(?=[,.]@ ?\d)|(?<=\d @[,.])@ ?(?=\d)|(?<=\d@[,.])@ ?(?=\d)"  # 12 @,@ 000, as for machines
)
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|quot|apos|amp|lt|gt|shy|#\d{2,5}|#x[\da-f]{2,5});", re.I)
"""What stands for one character; a space is as good for reading numbers."""


def legible(text: str) -> tuple[str, list[int]]:
    """The text without invisible characters and the blanks of machines' texts, and where each of its
    characters stands in the text as given."""
    if not (_UNSEEN.search(text) or _ENTITY.search(text)):
        return text, list(range(len(text)))
    hidden = {at for match in _UNSEEN.finditer(text) for at in range(*match.span())}
    blanks: dict[int, str] = {}
    for match in _ENTITY.finditer(text):
        start, end = match.span()
        hidden |= set(range(start + 1, end))
        blanks[start] = "" if match[0].lower() == "&shy;" else " "
    origin = [at for at in range(len(text)) if at not in hidden and blanks.get(at, " ")]
    return "".join(blanks.get(at, text[at]) for at in origin), origin
