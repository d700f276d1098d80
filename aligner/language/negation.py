"""What a text denies: the words that deny, and what each of them denies.

A denial is bound to its scope, the content words that follow it in its clause. Chinese is read word by word
(CC-CEDICT): a character that denies inside a longer word (未 in 未婚妻) denies as much as the dictionary's
rendering of that word does. Two denials that cancel each other (没有一个人不) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from aligner.language.dictionary import entries, words
from aligner.language.names.in_text import ordinary
from aligner.language.tables import cached, table
from aligner.record.characters import HAN
from aligner.record.model import Side, Span, overlap


class Force(Enum):
    """What a denial asks of the other side."""

    PLAIN = "plain"
    """A word that only denies: the other side has to deny as well."""
    TURN = "turn"
    """A word or a turn of phrase that denies by its meaning: it may answer any denial."""
    WEAK = "weak"
    """Part of a word: it may answer a denial of what the word means."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies."""

    span: Span
    scope: tuple[Span, ...]
    """The content words that it denies, the nearest first; empty where nothing follows."""
    force: Force

    @property
    def plain(self) -> bool:
        """Whether the other side has to deny as well."""
        return self.force is Force.PLAIN


# Content words after a denial that it is taken to deny: a verb and its object. Further words are often
# beyond what is denied.
SCOPE = 2
CLAUSE_END = re.compile(r"[，。；：！？、,;:!?()（）“”\"—…《》]|\.(?=\s|$)")
TITLE = re.compile(r"《[^《》]*》")
EXPLICIT = re.compile(
    r"\b(?:not|never|cannot|no|without|none|nothing|nobody|unable|lacking|needless)\b|n't\b", re.IGNORECASE
)
BY_PREFIX = re.compile(r"\b(?:un|in|im|il|ir|dis|non)[a-z]{3,}|[a-z]{3,}less\b", re.IGNORECASE)
NEGATIVE_WORD = re.compile(
    r"\b(?:(?:un|in|im|il|ir|dis|non)-?(?P<after>[a-z]{3,})|(?P<before>[a-z]{3,})less(?:ly)?)\b",
    re.IGNORECASE,
)
MERELY = re.compile(
    r"\b(?:not|no) (?:only|just|merely|bad|limited|less|more|doubt|matter)\b|\bno[nt]e? (?:lack|miss)",
    re.IGNORECASE,
)
STEP = re.compile(rf"[A-Za-z][A-Za-z'’-]*|{CLAUSE_END.pattern}")


def denials(text: str, side: Side) -> tuple[Denial, ...]:
    """The words of a text that deny, in reading order; no character belongs to two of them."""
    found = list(_chinese(text) if side == "zh" else _english(text))
    return tuple(sorted(found, key=lambda denial: denial.span))


def _chinese(text: str) -> Iterator[Denial]:
    taken = [match.span() for match in (*TITLE.finditer(text), *_pattern("zh", "none").finditer(text))]
    tokens = [(word, span) for word, span in _tokens(text) if not any(overlap(span, t) for t in taken)]
    plain, turns = _words("zh", "plain"), _words("zh", "turn")
    for at, (word, span) in enumerate(tokens):
        force = Force.PLAIN if word in plain else Force.TURN if word in turns else _force_of_word(word)
        if force is Force.PLAIN:
            yield _plain_chinese(text, tokens, at)
        elif force is not None:
            yield Denial(span, (span, *_following(text, tokens, at)), force)


def _tokens(text: str) -> Iterator[tuple[str, Span]]:
    """The dictionary words of a text; one that ends in a denial (这不) does not take it from what follows."""
    plain, start = _words("zh", "plain"), 0
    while start < len(text):
        for word, (first, last) in words(text[start:]):
            span = (start + first, start + last)
            if len(word) > 1 and word[-1] in "不没" and word not in plain:
                yield word[:-1], (span[0], span[1] - 1)
                start = span[1] - 1
                break
            yield word, span
        else:
            return


def _plain_chinese(text: str, tokens: Sequence[tuple[str, Span]], at: int) -> Denial:
    """A denial with what it denies: what follows, and the verb before it whose result is denied (听不清)."""
    word, span = tokens[at]
    beside = tokens[max(at - 1, 0) : at + 2]
    split = len(word) == 1 and len(beside) == 3 and all(len(near) == 1 for near, _ in beside)
    verb = (beside[0][1],) if split and beside[0][1][1] == span[0] and span[1] == beside[2][1][0] else ()
    return Denial(span, (*verb, *_following(text, tokens, at)), Force.PLAIN)


def _following(text: str, tokens: Sequence[tuple[str, Span]], at: int) -> tuple[Span, ...]:
    """The content words after a word, within its clause."""
    function = _function("zh")
    found: list[Span] = []
    end = tokens[at][1][1]
    for word, span in tokens[at + 1 :]:
        if CLAUSE_END.search(text, end, span[0]) or len(found) == SCOPE:
            break
        end = span[1]
        if HAN.match(word) and word not in function and word not in _words("zh", "plain"):
            found.append(span)
    return tuple(found)


@cached(maxsize=16384)
def _force_of_word(word: str) -> Force | None:
    """What a dictionary word denies that holds a character which denies, as its renderings tell."""
    negative = _words("zh", "plain") | _words("zh", "parts")
    if len(word) == 1 or not any(char in negative for char in word):
        return None
    senses = [
        sense
        for entry in entries(word)
        if not entry.proper
        for sense in re.split("[/;,]", re.sub(r"\([^)]*\)", "", entry.glosses))
        if sense.strip() and not sense.startswith("CL:")
    ]
    negative_sense = any(BY_PREFIX.search(s) or (EXPLICIT.search(s) and not MERELY.search(s)) for s in senses)
    return Force.WEAK if negative_sense or word[0] in _words("zh", "parts") else None


def _english(text: str) -> Iterator[Denial]:
    text = text.replace("’", "'")
    turns = [match.span() for match in _pattern("en", "turns").finditer(text)]
    for span in (match.span() for match in _pattern("en", "none").finditer(text)):
        turns = [turn for turn in turns if not overlap(turn, span)]
        text = text[: span[0]] + "\x00" * (span[1] - span[0]) + text[span[1] :]
    for span in turns:
        yield Denial(span, _words_after(text, span[1]), Force.TURN)
    for match in _cues().finditer(text):
        if not any(overlap(match.span(), turn) for turn in turns):
            yield Denial(match.span(), _words_after(text, match.end()), Force.PLAIN)
            turns.append(match.span())
    for match in _turn_words().finditer(text):
        if not any(overlap(match.span(), turn) for turn in turns):
            yield Denial(match.span(), (match.span(), *_words_after(text, match.end())), Force.TURN)
    for match in NEGATIVE_WORD.finditer(text):
        stem = match.span("before") if match["before"] else match.span("after")
        if text[slice(*stem)].lower() in ordinary() and not any(
            overlap(match.span(), turn) for turn in turns
        ):
            yield Denial(match.span(), (stem,), Force.WEAK)


def _words_after(text: str, at: int) -> tuple[Span, ...]:
    """The content words after a place, within its clause."""
    function, found = _function("en"), list[Span]()
    for match in STEP.finditer(text, at):
        word = match[0].lower()
        if not word[0].isalpha() or len(found) == SCOPE or (found and word in _words("en", "ends")):
            break
        if word not in function and not word.endswith("ly"):
            found.append(match.span())
    return tuple(found)


@cached()
def _words(side: Side, name: str) -> frozenset[str]:
    return frozenset(str(word) for word in table("polarity")["negation"][side][name])


@cached()
def _function(side: Side) -> frozenset[str]:
    return frozenset(table("function_words")[side]) | _words(side, "light")


@cached()
def _pattern(side: Side, name: str) -> re.Pattern[str]:
    """Turns of phrase, each a regular expression."""
    return re.compile("|".join(map(str, table("polarity")["negation"][side][name])), re.IGNORECASE)


@cached()
def _cues() -> re.Pattern[str]:
    return re.compile("|".join(map(_english_cue, sorted(_words("en", "plain"), key=len, reverse=True))), re.I)


@cached()
def _turn_words() -> re.Pattern[str]:
    return re.compile("|".join(map(_english_cue, sorted(_words("en", "turn"), key=len, reverse=True))), re.I)


def _english_cue(word: str) -> str:
    """A word or phrase, the beginning of one (``refus-``), or an ending (``n't``)."""
    body = re.escape(word.strip("-")).replace(r"\ ", r"[\s-]+")
    if word == "n't":
        return rf"(?<=[A-Za-z])\s?{body}\b|\b(?<=[A-Za-z]\s){body}\b"
    return rf"\b{body}{r'[a-z]*' if word.endswith('-') else ''}\b"
