"""A text as its numbers are read: without the blanks that machines set between words and figures."""

from __future__ import annotations

import re

from aligner.record.characters import HAN_CLASS

_BLANK = re.compile(
    rf"(?<=[{HAN_CLASS}])[ \t]+(?=[{HAN_CLASS}])|(?<=[第之])\s+(?=\d)"  # Chinese cut into words
    r"|(?<=\d) ?@(?=[,.]@ ?\d)|(?<=\d @[,.])@ ?(?=\d)|(?<=\d@[,.])@ ?(?=\d)"  # 12 @,@ 000
)


def legible(text: str) -> tuple[str, list[int]]:
    """The text without such blanks, and where each of its characters stands in the text as given."""
    hidden = {at for match in _BLANK.finditer(text) for at in range(*match.span())}
    origin = [at for at in range(len(text)) if at not in hidden]
    return "".join(text[at] for at in origin) if hidden else text, origin
