"""Texts with inline codes: what a file marks up, and what its program fills in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from aligner.record.model import Side, Span

CodeKind = Literal["open", "close", "break", "filled", "subflow"]
"""Markup that begins or ends; a line break; a place that the program fills; a text inside a code, such as a
footnote, which stands at the end."""


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code and its place in the text; markup takes no place."""

    kind: CodeKind
    span: Span
    name: str = ""
    """What it is known by on both sides, as it is shown."""
    key: str = ""
    """Its id in the file, which is the same on both sides."""


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text as its file shows it, placeholders and subflows included, and where its codes are."""

    text: str
    codes: tuple[Code, ...] = ()

    @classmethod
    def join(cls, parts: Iterable[CodedText], between: str = "") -> CodedText:
        """Several texts as one."""
        text, codes = "", list[Code]()
        for part in parts:
            text += between if text and part.text else ""
            codes += [replace(c, span=(c.span[0] + len(text), c.span[1] + len(text))) for c in part.codes]
            text += part.text
        return cls(text, tuple(codes))

    def plain(self, side: Side) -> str:
        """The text alone; a code that separated two English words leaves a blank."""
        parts, at = list[str](), 0
        for code in self.codes:
            start, end = code.span
            parts.append(self.text[at:start])
            glued = self.text[at:start][-1:].isalnum() and self.text[end : end + 1].isalnum()
            if code.kind in ("break", "filled") and side == "en" and glued:
                parts.append(" ")
            at = end
        return "".join([*parts, self.text[at:]])
