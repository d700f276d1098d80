"""Scanning damage: words and sentences that the page layout tore apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aligner.ingest.patterns import patterns
from aligner.ingest.tracked import Tracked
from aligner.language.dividing_blanks import dividing_blanks
from aligner.language.names.in_text import ordinary
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS


@dataclass(frozen=True, slots=True)
class Words:
    """The English words that a document uses: the evidence for joining split ones."""

    counts: Counter[str] = field(default_factory=Counter)
    names: tuple[str, ...] = ()
    """Names of people, which a blank may set apart."""

    def knows(self, word: str, beyond: int = 0) -> bool:
        """Whether a word occurs in the text (more than ``beyond`` times) or is a common one."""
        word = word.lower()
        return self.counts[word] > beyond or word in _common()

    def joins(self, left: str, right: str) -> bool:
        """Whether two pieces on either side of a hyphen at a line end are one word without it.

        They are if the whole is a word, or if one of them is none (``kilo-`` / ``metres``); prefixes such as
        *non-* and single letters keep their hyphen.
        """
        if not right[0].islower() or self._is_word(left + right):
            return right[0].islower()
        whole = self._is_word(left, beyond=1) and self._is_word(right, beyond=1)  # each stands here once
        return len(left) > 1 and left.lower() not in patterns().prefixes and not whole

    def _is_word(self, word: str, beyond: int = 0) -> bool:
        """Whether it is known here or in the dictionary, with or without an ending."""
        stems = (word[: len(word) - cut].lower() for cut in range(4) if len(word) - cut > 2 or not cut)
        return self.knows(word, beyond) or any(stem in ordinary() for stem in stems)


@cached()
def _common() -> frozenset[str]:
    return frozenset(table("common_words"))


def vocabulary(texts: Iterable[str], names: Iterable[str] = ()) -> Words:
    """Count the words of a document's English blocks."""
    counts = Counter(w.lower() for text in texts for w in re.findall(r"[A-Za-z]{2,}", text))
    return Words(counts, tuple(names))


_ZH = f"{HAN_CLASS}，。；：、！？”’）》」』】…—"
_ZH_OPEN = f"{HAN_CLASS}“‘（《「『【"
_HAN_SPACE = re.compile(
    f"(?<=[{_ZH}])[ \\t]+(?=[{_ZH_OPEN}])"
    f"|(?<=[{HAN_CLASS}][,:;])[ \\t]+(?=[{_ZH_OPEN}])"
    f"|(?<=[{HAN_CLASS}])[ \\t]+(?=[，。；：、！？”’）》」』】,;])"
)
_HAN_NEWLINE = re.compile(f"(?<=[{_ZH},:;])[ \\t]*\\n[ \\t]*|[ \\t]*\\n[ \\t]*(?=[{_ZH_OPEN}])")
_CLAUSE_MARK = re.compile("[，。；：、！？,:;]")
_NEWLINE = re.compile(r"[ \t]*\n[ \t]*")
_BLANKS = re.compile(r"([ \u00a0\u3000])[ \t\u00a0\u3000]+|[\t\u3000]")
_HYPHEN_BREAK = re.compile(r"([A-Za-z]+)(-)[ \t]*\n[ \t]*([A-Za-z]+)")
_BRACKET_SPACE = re.compile(r"(?<=[(\[])[ \t]+(?=\S)|(?<=\S)[ \t]+(?=[)\]])")
_PUNCTUATION_SPACE = re.compile(r"(?<=[A-Za-z0-9\"”’)])[ \t]+(?=[,:;.!?](?:\s|$))")
_PAIR = re.compile(r"(?<![A-Za-z'’-])([A-Za-z]+)( )(?=([a-z]+)(?![A-Za-z'’]))")


def han_space(content: Tracked, words: Words) -> Tracked:
    """Blanks between Han characters, unless nothing else divides the text (names in a row, an address).

    Blanks that divide what stands on either side are its own and stay (`dividing_blanks`).
    """
    if not _CLAUSE_MARK.search(content.text):
        return content
    kept = dividing_blanks(content.text, words.names)
    return content.rewrite(_HAN_SPACE, lambda m: None if m.start() in kept else (), "han-space")


def _hyphen_break(content: Tracked, words: Words) -> Tracked:
    """``Trans-`` / ``Himalaya`` over a line end: the hyphen stays where the word has one of its own."""

    def mend(match: re.Match[str]) -> tuple[int | str, ...]:
        return (1, 3) if words.joins(match[1], match[3]) else (1, 2, 3)

    return content.rewrite(_HYPHEN_BREAK, mend, "hyphen-break")


def _split_word(content: Tracked, words: Words) -> Tracked:
    """``f or instance``, ``n ew quality``: two pieces that are no words, one word when joined."""

    def mend(match: re.Match[str]) -> tuple[int, ...] | None:
        left, right = match[1], match[3]
        joined = left + right
        if len(left) == 1 and left not in "aAIOo":
            torn = words.knows(joined)
        else:
            torn = len(left) > 1 and words.counts[joined.lower()] > 0
            torn = torn and not words.knows(left, 1) and not words.knows(right, 1)
        return (1,) if torn else None

    return content.rewrite(_PAIR, mend, "split-word")


Rule = Callable[[Tracked, Words], Tracked]


def _drop(pattern: re.Pattern[str], rule: str) -> Rule:
    return lambda content, _: content.drop(pattern, rule)


def _one_blank(pattern: re.Pattern[str]) -> Rule:
    """One plain blank in the place of what matches; that is layout, and leaves no mark."""
    return lambda content, _: content.rewrite(pattern, lambda _: (" ",), "")


CHINESE: tuple[Rule, ...] = (
    _drop(_HAN_NEWLINE, "han-line-end"),
    _hyphen_break,
    _one_blank(_NEWLINE),
    _one_blank(_BLANKS),
)
ENGLISH: tuple[Rule, ...] = (
    _hyphen_break,
    _one_blank(_NEWLINE),
    _one_blank(_BLANKS),
    _drop(_BRACKET_SPACE, "bracket-space"),  # ( for instance )
    _drop(_PUNCTUATION_SPACE, "punctuation-space"),  # Technologies :  and  IP , such as
    _split_word,
)
