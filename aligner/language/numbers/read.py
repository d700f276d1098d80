"""Numbers in a text, by value, in either language."""

from __future__ import annotations

from aligner.language.numbers.chinese import values_zh
from aligner.language.numbers.english import values_en
from aligner.language.numbers.quantity import Quantity
from aligner.language.tables import cached


@cached(maxsize=4096)
def _read(text: str, chinese: bool) -> tuple[Quantity, ...]:
    return tuple(values_zh(text) if chinese else values_en(text))


def values(text: str, lang: str) -> list[Quantity]:
    """The quantities of a text in reading order; ``lang`` is a BCP 47 tag, all but Chinese is English.

    A date yields its parts, a range both its ends. Words that may answer a number but are none
    themselves (``both``, ``双方``) are in it as weak ones.
    """
    return list(_read(text, lang.lower().startswith("zh")))
