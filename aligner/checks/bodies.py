"""A named body, fund or company that a summary drops while it keeps the claim about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from aligner.checks.context import Context
from aligner.checks.data import table
from aligner.checks.dictionary import key
from aligner.checks.finder import find_terms
from aligner.checks.lexical import renderings
from aligner.checks.naming import capitalised, spelt_there
from aligner.checks.wording import opening
from aligner.record.model import Flag, Message, Segment, Severity, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "omission", "accuracy/omission"
SKIPPED = frozenset(("reference", "metadata", "heading", "caption", "question", "note"))
HEARD = 0.6
"""How well the Chinese must have a word of a name for the name to stand there."""
SCORE = 0.7
BEFORE = 80
"""Characters before a name in which its kind is told: *companies (for instance, …)*."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for the names of bodies that the Chinese summary of an English passage leaves out.

    *Major* where none of the bodies of the passage is named: the alliance that is to be founded, the
    companies that are to do it. *Neutral* where others are. Only for an English original: Chinese names have
    no capitals to be told by.
    """
    if not context.summary or context.original != "en":
        return
    for segment in context.en:
        if segment.kind in SKIPPED or not context.linked(segment):
            continue
        there = context.segments(context.partners[segment.id])
        around = [*there, *context.neighbours([s.id for s in there], "zh")]
        named = [parts for parts in _names(segment.text) if _body(segment.text, parts)]
        gone = [parts for parts in named if not _kept(context, segment, parts, around)]
        if gone:
            yield _flag(segment, there, gone, "major" if len(gone) == len(named) else "neutral")


def _names(text: str) -> Iterator[list[Span]]:
    """The names of a text; two companies that *and* joins are two, the Ministry of X and Y is one."""
    for parts in capitalised(text):
        if _head(text, parts):
            yield parts
            continue
        name: list[Span] = []
        for part in parts:
            if name and re.search(r"\band\b", text[name[-1][1] : part[0]]):
                yield name
                name = []
            name.append(part)
        yield name


def _body(text: str, parts: Sequence[Span]) -> bool:
    """Whether a name is that of a body: by its own words, or by what is said before it."""
    if _head(text, parts) and len(parts) > 1:
        return True
    before = text[max(parts[0][0] - BEFORE, 0) : parts[0][0]]
    return _listed().search(before) is not None


def _head(text: str, parts: Sequence[Span]) -> str:
    """The word of a name that says what kind of body it is; empty where none does."""
    words = [text[slice(*part)].lower() for part in parts]
    return next((word for word in reversed(words) if word in table("attribution")["bodies"]), "")


@cache
def _listed() -> re.Pattern[str]:
    kinds = "|".join(table("attribution")["kinds"])
    such = "such as|like|including|for instance|e\\.g\\.|for example|namely"
    return re.compile(rf"\b(?:{kinds})\b[^.;:)]*(?:{such})[^.;:)]*$", re.IGNORECASE)


def _kept(context: Context, segment: Segment, parts: Sequence[Span], around: Sequence[Segment]) -> bool:
    """Whether the Chinese has the name: by the glossary, by the kind of body, or by the name's own words."""
    text, chinese = segment.text, " ".join(s.text for s in around)
    terms = [
        hit.term
        for hit in find_terms(context.glossary, text, "en", nested=True)
        if hit.span[0] < parts[-1][1] and parts[0][0] < hit.span[1]
    ]
    head = _head(text, parts)
    if head and len(parts) > 1:
        bodies = [term for term in terms if term.kind == "organisation"]
        return key(head) in renderings(chinese) or _any_term(context, bodies, around)
    if _any_term(context, terms, around):
        return True
    return any(_said(text[a:b], chinese) for a, b in parts)


def _said(word: str, chinese: str) -> bool:
    """Whether the Chinese has a word of a name; an abbreviation must stand there as it is."""
    if word.isupper():
        return word.lower() in chinese.lower()
    return spelt_there(word.lower(), chinese) >= HEARD


def _any_term(context: Context, terms: Sequence[object], around: Sequence[Segment]) -> bool:
    return any(
        hit.term in terms for s in around for hit in find_terms(context.glossary, s.text, "zh", nested=True)
    )


def _flag(
    segment: Segment, there: Sequence[Segment], gone: Sequence[Sequence[Span]], severity: Severity
) -> Flag:
    names = [segment.text[parts[0][0] : parts[-1][1]] for parts in gone]
    shown = opening(", ".join(names), 120)
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity=severity,
        zh=tuple(s.id for s in there),
        en=(segment.id,),
        en_span=(gone[0][0][0], gone[-1][-1][1]),
        score=SCORE,
        message=Message(
            en=f"The English names “{shown}”; the Chinese keeps the statement without the name.",
            zh=f"英文点名“{shown}”，中文保留了这句话，却没有写出名称。",
        ),
    )
