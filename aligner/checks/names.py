"""Names of persons, places and bodies that became others between linked passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from aligner.checks.context import Context
from aligner.checks.dictionary import key
from aligner.checks.gazetteer import CAPITAL, latin, names, proper_words, reading
from aligner.checks.lexical import renderings as dictionary_renderings
from aligner.record.model import Flag, Message, Segment, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "inconsistent-entities", "accuracy/mistranslation"
SKIPPED = frozenset(("reference", "metadata", "note"))
REPLACED, LETTERS = 0.8, 0.7
ALIKE = 0.72
"""Share of letters that two spellings of one name have in common at least."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every Chinese name that English replaces by another, and Latin letters it spells
    otherwise.

    A name is replaced where no rendering of it is in the passages linked to its own or around them, while
    these have a proper noun that nothing in the Chinese accounts for. A name that is merely dropped is
    left to `coverage`: English says *he* and *the country* where Chinese says the name again.
    """
    for segment in context.zh:
        if segment.kind in SKIPPED or not context.linked(segment):
            continue
        partners = context.partners[segment.id]
        there = context.segments(partners)
        around = [*there, *context.neighbours(partners, "en")]
        text = " ".join(s.text for s in around)
        back = context.segments(dict.fromkeys(i for s in there for i in context.partners[s.id]))
        chinese = " ".join(s.text for s in (*back, *context.neighbours([s.id for s in back], "zh")))
        yield from _spelled(segment, there, text)
        if context.summary:
            continue  # which of many names a condensed passage meant is anybody's guess
        lost = [name for name in names(segment.text) if not _carried(name.english, text)]
        strange = [(s, span) for s in there for span in _unexplained(s.text, chinese)]
        sure = len(lost) == len(strange) == 1  # of several it is a guess which became which
        for name, (partner, span) in zip(lost, strange, strict=False):
            yield _flag(segment, name.span, partner, span, sure=sure)


def _carried(english: frozenset[str], text: str) -> bool:
    """Whether an English text has one of these words, or one spelt nearly like it."""
    found = {word.lower() for word in re.findall(r"[A-Za-z'’]+", text)}
    joined = "".join(sorted(found, key=text.lower().find))
    squeezed = re.sub(r"[^a-z]", "", text.lower())
    return (
        bool(english & found)
        or any(
            (len(word) > 5 and word in squeezed) or any(_alike(word, other) for other in found)
            for word in english
        )
        or any(word in joined for word in english if len(word) > 5)
    )


def _alike(a: str, b: str) -> bool:
    if a == b or (min(len(a), len(b)) >= 4 and a[:4] == b[:4]):
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 3 or a[0] != b[0]:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _unexplained(english: str, chinese: str) -> Iterator[Span]:
    """Proper nouns of an English text that no word, reading or letters of the Chinese account for."""
    known = dictionary_renderings(chinese)
    sounds = reading(chinese)
    letters = chinese.lower()
    named = {word for name in names(chinese) for word in name.english}
    for span in proper_words(english):
        word = english[slice(*span)].lower().replace("’", "'").removesuffix("'s")
        heard = re.sub(r"[^a-z]", "", word)
        if word in letters or heard in sounds or key(word) in known:
            continue
        if any(_alike(word, other) for other in named):
            continue
        yield span


def _spelled(segment: Segment, there: Sequence[Segment], text: str) -> Iterator[Flag]:
    """Latin letters of the Chinese that the English does not have, where it has capitals that are nowhere
    there."""
    if not there:
        return
    folded = re.sub(r"[^a-z]", "", text.lower())
    for span in latin(segment.text):
        word = segment.text[slice(*span)].lower()
        if word in folded or any(_alike(word, other.lower()) for other in re.findall(r"[A-Za-z]{3,}", text)):
            continue
        initials = "".join(match[0][0] for match in CAPITAL.finditer(text)).lower()
        if word in initials:
            continue
        yield _flag(segment, span, there[0], None)


def _flag(segment: Segment, span: Span, partner: Segment, there: Span | None, *, sure: bool = False) -> Flag:
    name = segment.text[slice(*span)]
    if there is None:
        message = Message(
            en=f"The Chinese names “{name}”; the English linked to it does not.",
            zh=f"中文提到“{name}”，与之对应的英文没有。",
        )
    else:
        word = partner.text[slice(*there)]
        message = Message(
            en=f"The Chinese names “{name}”, the English has “{word}” instead.",
            zh=f"中文是“{name}”，英文却是“{word}”。",
        )
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="major" if sure else "minor",
        zh=(segment.id,),
        en=(partner.id,),
        zh_span=span,
        en_span=there,
        score=REPLACED if there else LETTERS,
        message=message,
    )
