"""A list of a summary whose items the original has in two statements: what holds of one is then said of the
other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from aligner.checks.context import MISTRANSLATION, STATEMENTS, Check, Context, say
from aligner.checks.evidence.learned import Floats
from aligner.checks.evidence.passages import encoded_passages
from aligner.checks.evidence.words import EncodedWords
from aligner.checks.flags import truncate
from aligner.language.reading import Reading
from aligner.record.model import Flag, Message, Segment, Span

# Set by hand, lower than that of `purpose`: the words are all there, only what they are said of is in doubt.
SCORE = 0.65
JOINTS = frozenset(("以及", "和", "与", "及"))
LIST = "、"
"""What stands between the items of a list: a word before the last, a mark before the others."""
# Of so many items a list is: of two, neither is the odd one. With 2, one more list of the faithful press
# summaries is flagged; with 4, one of the two of the seeds is not.
ITEMS = 3
# By how much an item must be more like one statement than like any other linked to the passage (cosine). With
# it, 1 of 1,064 faithful passages is flagged (docs/checks.md), as with .04 and .06; with .02, 4 are. Of the
# two lists that are flagged on the seeds one is lost with .06, both with .1.
MARGIN = 0.05
# Characters of the list, and of the item, that the message shows.
SHOWN = 60

Statement = tuple[Segment, Floats]
"""A linked passage and the directions of its content words, shape (n, d)."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for a list in a Chinese summary of which one item surely comes from another statement than
    the others. Only with a model."""
    if not context.summary or context.target != "zh":
        return
    for segment, chinese in encoded_passages(context, context.passages("zh", STATEMENTS)):
        lists = list(_lists(context.reading(segment)))
        partners = (s for s in context.partners(segment) if s.kind in STATEMENTS) if lists else ()
        statements = [
            (s, words.directions[words.content]) for s, words in encoded_passages(context, partners)
        ]
        merged = _merged(lists, chinese, statements) if len(statements) > 1 else None
        if merged is not None:
            items, item, sources = merged
            spans = (items[0][0], items[-1][1]), item
            whole, part = (truncate(context.quote(segment, span), SHOWN) for span in spans)
            message = say("fused.merged", "zh", list=whole, words=part)
            sources = sorted(sources, key=lambda s: s.source.start)
            yield context.flag(MISTRANSLATION, "major", SCORE, message, segment, item, sources)


def _merged(
    lists: Sequence[Sequence[Span]], chinese: EncodedWords, statements: Sequence[Statement]
) -> tuple[Sequence[Span], Span, list[Segment]] | None:
    """A list, its item that stands apart, and the statements of that item and of the others."""
    directions = chinese.directions
    for items in lists:
        sources = [_source(directions[chinese.content_in(span)], statements) for span in items]
        sure = [source for source in sources if source is not None]
        if len(set(sure)) > 1:
            main = max(set(sure), key=lambda source: (sure.count(source), -source))
            odd = next(n for n, source in enumerate(sources) if source not in (None, main))
            source = sources[odd]
            assert source is not None
            return items, items[odd], [statements[source][0], statements[main][0]]
    return None


def _source(item: Floats, statements: Sequence[Statement]) -> int | None:
    """Which statement an item comes from; None where that is not sure."""
    if not len(item):
        return None
    alike = np.array([(item @ words.T).max(1).mean() if len(words) else 0.0 for _, words in statements])
    first, second = np.argsort(-alike, kind="stable")[:2]
    return int(first) if alike[first] - alike[second] >= MARGIN else None


def _lists(reading: Reading) -> Iterator[list[Span]]:
    """The items of every list in a Chinese text."""
    for start, end in reading.clauses:
        if LIST not in reading.text[start:end]:
            continue
        items, begin = [], start
        marks = [match.span() for match in re.finditer(LIST, reading.text)]
        joints = [word.span for word in reading.words if word.text in JOINTS]
        for first, last in sorted(span for span in (*marks, *joints) if start <= span[0] and span[1] <= end):
            if first > begin:
                items.append((begin, first))
            begin = last
        items.append((begin, end))
        if len(items) >= ITEMS:
            yield items


CHECK = Check(
    name="fused",
    title=Message(en="merged statements", zh="并为一谈"),
    issues=(MISTRANSLATION,),
    find=check,
    spared=True,
)
