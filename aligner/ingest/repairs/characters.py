"""Characters that nobody sees, or sees the difference of: left out, or read as the common ones."""

from __future__ import annotations

import re
from functools import partial

from aligner.ingest.tracked import Tracked
from aligner.language.look_alikes import INVISIBLE, PRIVATE, any_of, same_looking
from aligner.language.scripts import is_traditional, simplified
from aligner.language.tables import cached

_INVISIBLE = re.compile(rf"\u00ad[ \t]*\n[ \t]*|{INVISIBLE.pattern}")
"""An invisible character; a soft hyphen with the line end that it is for."""
_BULLET = re.compile(rf"^([ \t]*)[{PRIVATE}]+([ \t]+)(?=\S)", re.MULTILINE)
"""What a symbol font draws as the mark of a list item."""
_PRIVATE = re.compile(f"[{PRIVATE}]+")


def common_characters(content: Tracked) -> Tracked:
    """The text without what cannot be seen or read, and in common characters: ⼈⼯ as 人工, ﬁve as five.

    A radical stands for the character of the text's own script: ⼾ for 户 or 戶.
    """
    content = content.drop(_INVISIBLE, "invisible")
    content = content.rewrite(_BULLET, lambda _: (1, "•", 2), "").drop(_PRIVATE, "private-use")
    common = partial(_common, traditional=is_traditional(content.text))
    return content.rewrite(_look_alike(), common, "look-alike")


def _common(match: re.Match[str], *, traditional: bool) -> tuple[str]:
    form = same_looking()[match[0]]
    return (form if traditional else simplified(form),)


@cached()
def _look_alike() -> re.Pattern[str]:
    return re.compile(f"[{any_of(same_looking())}]")
