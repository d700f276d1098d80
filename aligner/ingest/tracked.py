"""Text that remembers where each character came from, so that repairs never lose the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

_OFFSET = attrgetter("offset")
HARD_BREAK = "\u2028"
"""Stands in a block where its author ends a line on purpose (two blanks, a backslash, ``<br>``)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A repair that was made: its name, and the place in the source."""

    rule: str
    offset: int


@dataclass(frozen=True, slots=True)
class Tracked:
    """A reading text with the source offset of every character."""

    text: str
    at: tuple[int, ...]
    """Source offset of each character (of its neighbour, for a character that a repair put in)."""
    marks: tuple[Mark, ...] = ()
    """In the order of their places."""

    @classmethod
    def of(cls, text: str, start: int) -> Tracked:
        """A verbatim stretch of the source."""
        return cls(text, tuple(range(start, start + len(text))))

    @classmethod
    def join(cls, parts: Iterable[Tracked]) -> Tracked:
        """Several stretches, one after the other."""
        parts = list(parts)
        return cls(
            "".join(p.text for p in parts),
            tuple(offset for p in parts for offset in p.at),
            tuple(mark for p in parts for mark in p.marks),
        )

    def __len__(self) -> int:
        return len(self.text)

    @property
    def start(self) -> int:
        """First source offset."""
        return self.at[0] if self.at else -1

    @property
    def end(self) -> int:
        """One past the last source offset."""
        return self.at[-1] + 1 if self.at else -1

    def slice(self, start: int, end: int) -> Tracked:
        """Characters start to end, with the marks that lie between them.

        A mark between two characters goes with the one behind it; at both ends of the text none is lost.
        """
        at = self.at[start:end]
        if not at:
            return Tracked("", ())
        first = bisect_right(self.marks, self.at[start - 1], key=_OFFSET) if start > 0 else 0
        last = bisect_right(self.marks, at[-1], key=_OFFSET) if end < len(self.at) else len(self.marks)
        return Tracked(self.text[start:end], at, self.marks[min(first, last) : last])

    def strip(self) -> Tracked:
        """Without white space at both ends, with all its marks."""
        left = len(self.text) - len(self.text.lstrip())
        right = len(self.text.rstrip())
        return Tracked(self.text[left:right], self.at[left:right], self.marks if left < right else ())

    def mark(self, rule: str) -> Tracked:
        """The same text, with a repair noted at its beginning."""
        marks = sorted((Mark(rule, self.start), *self.marks), key=_OFFSET)
        return Tracked(self.text, self.at, tuple(marks))

    def rewrite(
        self,
        pattern: re.Pattern[str],
        replace: Callable[[re.Match[str]], Sequence[int | str] | None],
        rule: str,
    ) -> Tracked:
        """Replace matches of a pattern.

        ``replace`` returns what stands there instead: group numbers (kept with their places) and literal
        texts, in order; or None to leave the match as it is. An empty ``rule`` leaves no mark.
        """
        text: list[str] = []
        at: list[int] = []
        marks = list(self.marks)
        copied = 0
        for match in pattern.finditer(self.text):
            parts = replace(match)
            if parts is None:
                continue
            begin, end = match.span()
            text.append(self.text[copied:begin])
            at.extend(self.at[copied:begin])
            place = self.at[begin] if begin < len(self.at) else self.end
            for part in parts:
                if isinstance(part, str):
                    text.append(part)
                    at.extend([place] * len(part))
                    if len(part) > 1 and part is parts[-1]:
                        at[-1] = self.at[end - 1]
                elif match.group(part):
                    a, b = match.span(part)
                    text.append(self.text[a:b])
                    at.extend(self.at[a:b])
                    place = self.at[b - 1]
            if rule:
                marks.append(Mark(rule, self.at[begin] if begin < len(self.at) else self.end))
            copied = end
        if not copied and len(marks) == len(self.marks):
            return self
        text.append(self.text[copied:])
        at.extend(self.at[copied:])
        return Tracked("".join(text), tuple(at), tuple(sorted(marks, key=_OFFSET)))

    def drop(self, pattern: re.Pattern[str], rule: str) -> Tracked:
        """Remove what matches; groups of the pattern are kept."""
        groups = tuple(range(1, pattern.groups + 1))
        return self.rewrite(pattern, lambda _: groups, rule)
