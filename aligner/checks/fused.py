"""A list of a summary whose items the original has in two statements: what holds of one is then said of the
other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import Context
from aligner.checks.evidence.learned import Floats
from aligner.checks.evidence.unanswered import directed
from aligner.checks.flags import opening
from aligner.language.clauses import clauses
from aligner.language.dictionary import words
from aligner.record.model import Flag, Message, Segment, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "mistranslation", "accuracy/mistranslation"
KINDS = frozenset(("sentence", "clause", "list-item"))
SCORE = 0.65
JOINTS = frozenset(("以及", "和", "与", "及"))
LIST = "、"
ITEMS = 3
"""Of so many items a list is."""
MARGIN = 0.05
"""By how much an item must be more like one statement than like any other linked to the passage (cosine)."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for a list in a Chinese summary of which one item surely comes from another statement than
    the rest. Only with a model."""
    if not context.summary or context.target != "zh":
        return
    for segment in context.zh:
        if segment.kind not in KINDS or not context.linked(segment) or segment.id not in context.encoded:
            continue
        told = [
            s
            for s in context.segments(context.partners[segment.id])
            if s.kind in KINDS and s.id in context.encoded
        ]
        found = _fused(context, segment, told) if len(told) > 1 else None
        if found is not None:
            yield _flag(segment, *found)


def _fused(
    context: Context, segment: Segment, told: Sequence[Segment]
) -> tuple[Span, Span, Segment, Segment] | None:
    """The list, the item that stands apart, its statement, and the one of the others."""
    lists = list(_lists(segment.text))
    if not lists:
        return None
    mine, states = directed(segment.text, context.encoded[segment.id])
    there = [_content(context, s) for s in told]
    for items in lists:
        sources: list[int | None] = []
        for span in items:
            rows = [
                row
                for row, unit in enumerate(mine)
                if span[0] <= unit.span[0]
                and unit.span[1] <= span[1]
                and unit.kind not in ("mark", "function")
            ]
            sources.append(_source(states[rows], there))
        known = [source for source in sources if source is not None]
        if len(set(known)) > 1:
            main = max(set(known), key=lambda source: (known.count(source), -source))
            odd = next(n for n, source in enumerate(sources) if source not in (None, main))
            source = sources[odd]
            assert source is not None
            return (items[0][0], items[-1][1]), items[odd], told[source], told[main]
    return None


def _content(context: Context, segment: Segment) -> Floats:
    """The directions of a passage's content words, shape (n, d)."""
    words, states = directed(segment.text, context.encoded[segment.id])
    return states[[row for row, unit in enumerate(words) if unit.kind not in ("mark", "function")]]


def _source(item: Floats, there: Sequence[Floats]) -> int | None:
    """Which statement an item comes from; None where that is not sure."""
    if not len(item):
        return None
    alike = np.array([(item @ words.T).max(1).mean() if len(words) else 0.0 for words in there])
    first, second = np.argsort(-alike, kind="stable")[:2]
    return int(first) if alike[first] - alike[second] >= MARGIN else None


def _lists(text: str) -> Iterator[list[Span]]:
    """The items of every list in a text."""
    for start, end in clauses(text):
        if LIST not in text[start:end]:
            continue
        items, begin = [], start
        marks = [match.span() for match in re.finditer(LIST, text)]
        joints = [span for word, span in words(text) if word in JOINTS]
        for first, last in sorted(span for span in (*marks, *joints) if start <= span[0] and span[1] <= end):
            if first > begin:
                items.append((begin, first))
            begin = last
        items.append((begin, end))
        if len(items) >= ITEMS:
            yield items


def _flag(segment: Segment, whole: Span, item: Span, odd: Segment, main: Segment) -> Flag:
    listed, apart = (opening(segment.text[slice(*span)], 60) for span in (whole, item))
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="major",
        zh=(segment.id,),
        en=tuple(s.id for s in sorted((odd, main), key=lambda s: s.source.start)),
        zh_span=item,
        score=SCORE,
        message=Message(
            en=f"The Chinese lists “{apart}” with the rest of “{listed}”; the English says the two apart, "
            "as statements of their own.",
            zh=f"中文把“{apart}”与“{listed}”并列；英文分作两件事来说。",
        ),
    )
