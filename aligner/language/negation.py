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
from itertools import islice

from aligner.language.clauses import TITLE
from aligner.language.dictionary import LONGEST, entries, gloss_keys, in_dictionary
from aligner.language.inflection import lemmas, only_adverb
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
    """Part of a longer word (说不定): it may answer a denial of what the word means."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies."""

    span: Span
    scope: tuple[Span, ...]
    """The content words that it denies, the nearest first; empty where nothing follows."""
    head: tuple[Span, ...]
    """Those of them that are denied themselves: the verb, or the words of a noun phrase."""
    force: Force

    @property
    def plain(self) -> bool:
        """Whether the other side has to deny as well."""
        return self.force is Force.PLAIN


# Characters of the longest word that may be put together of a denial and a word: longer ones are phrases.
LONGEST_PLAIN = 3
# Content words after a denial that it is taken to deny: a verb and its object. Further words are often
# beyond what is denied.
SCOPE = 2
_ENDS = frozenset("不没")
CLAUSE_END = re.compile(r"[，。；：！？、,;:!?()（）“”\"—…《》]|\.(?=\s|$)")
# Characters of a word that may answer a denial of something else wherever it denies (决不).
SHORT = 2
EXPLICIT = re.compile(
    r"\b(?:not|never|cannot|no|without|none|nothing|nobody|unable|lack\w*|needless|short of|absence|"
    r"hard to|difficult)\b|n't\b",
    re.IGNORECASE,
)
BY_PREFIX = re.compile(r"\b(?:un|in|im|il|ir|dis|non)[a-z]{3,}|[a-z]{3,}less\b", re.IGNORECASE)
NEGATIVE_WORD = re.compile(
    r"\b(?:(?:un|in|im|il|ir|dis|non)-?(?P<after>[a-z]{3,})|(?P<before>[a-z]{3,})less(?:ly)?)\b",
    re.IGNORECASE,
)
MERELY = re.compile(
    r"\b(?:not|no) (?:only|just|merely|bad|limited|less|more|doubt|matter)\b|\bor not|"
    r"\bnot? (?:lack|miss)|\bnone (?:lack|miss)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.;:!?](?=\s|$)")
ITEM = re.compile(r"\b(?:or|nor)\b|,")
OR = re.compile(r"\b(?:or|nor)\b")
ARTICLE = re.compile(r"\s+(?:an?|the|any|my|your|his|her|its|our|their)\b", re.IGNORECASE)
STEP = re.compile(rf"[A-Za-z][A-Za-z'’-]*|{CLAUSE_END.pattern}")


def denials(text: str, side: Side) -> tuple[Denial, ...]:
    """The words of a text that deny, in reading order; no character belongs to two of them."""
    unsorted = list(_chinese(text) if side == "zh" else _english(text))
    return tuple(sorted(unsorted, key=lambda denial: denial.span))


def denies_plainly(words: str, side: Side) -> bool:
    """Whether these are words that only deny, wherever they stand (*say no*)."""
    return words.lower() in _words(side, "plain")


def _chinese(text: str) -> Iterator[Denial]:
    taken = [match.span() for match in (*TITLE.finditer(text), *_pattern("zh", "none").finditer(text))]
    for span in (match.span() for match in _pattern("zh", "turns").finditer(text)):
        if not any(overlap(span, t) for t in taken):
            yield Denial(span, (span,), (), Force.TURN)
            taken.append(span)
    tokens = [(word, span) for word, span in _tokens(text) if not any(overlap(span, t) for t in taken)]
    plain, turns = _words("zh", "plain"), _words("zh", "turn")
    for at, (word, span) in enumerate(tokens):
        force = Force.PLAIN if word in plain else Force.TURN if word in turns else _force_of_word(word)
        if force is Force.PLAIN:
            yield _plain_chinese(text, tokens, at)
        elif force is not None:
            adverb = text[span[1] : span[1] + 1] == "地"  # 无奈地 says how, and denies nothing else
            force = Force.WEAK if adverb else force
            governed = () if force is Force.WEAK else _following(text, tokens, at)
            yield Denial(span, (span, *governed), (), force)


def _tokens(text: str) -> Iterator[tuple[str, Span]]:
    """The words of a text, the longest of dictionary and table at each place; one that ends in a denial
    (这不) does not take it from what follows."""
    at, known, plain = 0, in_dictionary(text), _words("zh", "plain")
    while at < len(text):
        longest = range(min(LONGEST, len(text) - at), 1, -1)
        size = next((n for n in longest if (word := text[at : at + n]) in known or word in plain), 1)
        if 1 < size <= LONGEST_PLAIN and (_put_together(text[at : at + size]) or _torn(text, at, size)):
            size = 1
        if size > 1 and text[at + size - 1] in _ENDS and text[at : at + size] not in plain:
            size -= text[at + size : at + size + 1] != ""
        if HAN.match(text[at]):
            yield text[at : at + size], (at, at + size)
        at += size


def _is_word(word: str) -> bool:
    return len(word) > 1 and (word in in_dictionary(word[0]) or word in _words("zh", "plain"))


def _torn(text: str, at: int, size: int) -> bool:
    """Whether a word that begins with a denial tears another (不安 in 不安全)."""
    plain = _words("zh", "plain")
    if text[at] not in plain or text[at : at + size] in plain:
        return False
    behind = text[at + size : at + size + SHORT]
    if len(behind) == SHORT and _is_word(behind):
        return False  # 不同工具 is 不同 and 工具
    return any(_is_word(text[at + 1 : at + end]) for end in range(size + 1, size + LONGEST_PLAIN))


def _plain_chinese(text: str, tokens: Sequence[tuple[str, Span]], at: int) -> Denial:
    """A denial with what it denies: what follows, and the verb before it whose result is denied (听不清)."""
    word, span = tokens[at]
    beside = [near for near in tokens[max(at - 1, 0) : at + 2] if len(near[0]) == 1]
    split = len(beside) == 3 and beside[0][1][1] == span[0] and span[1] == beside[2][1][0]
    verb = (beside[0][1],) if split and beside[0][0] not in _words("zh", "light") else ()
    scope = (*verb, *_following(text, tokens, at))
    return Denial(span, scope, scope if word in _words("zh", "of_nouns") else scope[:1], Force.PLAIN)


def _following(text: str, tokens: Sequence[tuple[str, Span]], at: int) -> tuple[Span, ...]:
    """The content words after a word, within its clause."""
    light = _words("zh", "light") | _words("zh", "plain")
    scope: list[Span] = []
    end = tokens[at][1][1]
    for word, span in tokens[at + 1 :]:
        if CLAUSE_END.search(text, end, span[0]) or len(scope) == SCOPE:
            break
        end = span[1]
        if word not in light:
            scope.append(span)
    return tuple(scope)


@cached(maxsize=16384)
def _put_together(word: str) -> bool:
    """Whether a word is a denial and a word that means the same without it: 不知 is 不 and 知."""
    plain = _words("zh", "plain")
    if word[0] not in plain or word in plain or gloss_keys(word).isdisjoint(gloss_keys(word[1:])):
        return False
    senses = _senses(word)
    return bool(senses and EXPLICIT.search(senses[0]))


def _senses(word: str) -> list[str]:
    """The dictionary's renderings of a word, names left out."""
    glosses = [re.sub(r"\([^)]*\)", "", entry.glosses) for entry in entries(word) if not entry.proper]
    senses = (sense for gloss in glosses for sense in re.split("[/;,]", gloss))
    return [sense for sense in senses if sense.strip() and not sense.startswith("CL:")]


@cached(maxsize=16384)
def _force_of_word(word: str) -> Force | None:
    """What a dictionary word denies that holds a character which denies, as its renderings tell."""
    begins = word[0] in _words("zh", "parts")
    if len(word) == 1 or not (begins or any(char in _words("zh", "plain") for char in word)):
        return None
    senses = _senses(word)
    negative_sense = any(BY_PREFIX.search(s) or (EXPLICIT.search(s) and not MERELY.search(s)) for s in senses)
    if not negative_sense and not begins:
        return None
    short = begins or word[0] in _words("zh", "plain") or len(word) == SHORT
    cannot = not _ENDS.isdisjoint(word[1:]) and all(EXPLICIT.search(s) or BY_PREFIX.search(s) for s in senses)
    return Force.TURN if short or cannot else Force.WEAK


def _english(text: str) -> Iterator[Denial]:
    text = re.sub(r"n 't\b", " n't", text.replace("’", "'"))  # as tokenised corpora write it
    turns = [match.span() for match in _pattern("en", "turns").finditer(text)]
    for span in (match.span() for match in _pattern("en", "none").finditer(text)):
        turns = [turn for turn in turns if not overlap(turn, span)]
        text = text[: span[0]] + "\x00" * (span[1] - span[0]) + text[span[1] :]
    for span in turns:
        yield Denial(span, _words_after(text, span[1]), (), Force.TURN)
    for match in _cues().finditer(text):
        if not any(overlap(match.span(), turn) for turn in turns):
            scope = _words_after(text, match.end())
            nouns = match[0].lower() in _words("en", "of_nouns") or ARTICLE.match(text, match.end())
            yield Denial(match.span(), scope, scope[:SCOPE] if nouns else scope[:1], Force.PLAIN)
            turns.append(match.span())
    for match in _turn_words().finditer(text):
        if not any(overlap(match.span(), turn) for turn in turns):
            yield Denial(match.span(), (match.span(), *_words_after(text, match.end())), (), Force.TURN)
    for match in NEGATIVE_WORD.finditer(text):
        stem = match.span("before") if match["before"] else match.span("after")
        if lemmas(text[slice(*stem)]) and not any(overlap(match.span(), turn) for turn in turns):
            yield Denial(match.span(), (stem,), (), Force.TURN)


def _words_after(text: str, at: int) -> tuple[Span, ...]:
    """The content words after a place, within its clause."""
    scope: list[Span] = []
    for match in STEP.finditer(text, at):
        word = match[0].lower()
        if not word[0].isalpha() or len(scope) == SCOPE or (scope and word in _words("en", "ends")):
            break
        if _content(word):
            scope.append(match.span())
    return (*scope, *_coordinated(text, at)) if scope else ()


def _coordinated(text: str, at: int) -> Iterator[Span]:
    """The first content word of each item of a list with *or*: *did not drink, smoke or gamble*."""
    sentence = SENTENCE_END.split(text[at:], maxsplit=1)[0]
    ends = OR.finditer(sentence)
    last = max((match.end() for match in ends), default=0)
    for match in ITEM.finditer(sentence, 0, last):
        words = (word for word in STEP.finditer(text, at + match.end()) if _content(word[0].lower()))
        yield from (word.span() for word in islice(words, 1))


def _content(word: str) -> bool:
    return word[0].isalpha() and not only_adverb(word) and word not in _light()


@cached()
def _light() -> frozenset[str]:
    return frozenset(table("function_words")["en"]) | _words("en", "light")


@cached()
def _words(side: Side, name: str) -> frozenset[str]:
    return frozenset(str(word) for word in table("polarity")["negation"][side][name])


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
