"""One term or name rendered in two ways within a record, found without a glossary."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.checks.context import Check, Context, Issue
from aligner.checks.evidence.term_renderings import TermRendering, same_rendering, term_renderings
from aligner.record.model import Flag, Message, Severity

INCONSISTENT = Issue("inconsistency", "terminology/inconsistent use of terminology")
# Scores: a name; another term, which may well be put in other words. Of two names in translations
# that were read (`docs/checks.md`) neither was right.
NAME, TERM = 0.4, 0.3


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag at the first place where a term is rendered in words that have nothing in common with
    those of its usual rendering: *minor* for a name, *neutral* for another term. A summary may put things in
    other words: only names are flagged in it."""
    by_term: dict[str, dict[str, list[TermRendering]]] = {}
    for rendering in term_renderings(context):
        by_term.setdefault(rendering.term, {}).setdefault(rendering.english, []).append(rendering)
    for by_words in by_term.values():
        first = [places[0] for places in by_words.values()]
        weights = [(len(places), places[0]) for places in by_words.values()]
        usual = max(first, key=lambda each: sum(n for n, place in weights if same_rendering(each, place)))
        odd = next((place for place in first if not same_rendering(place, usual)), None)
        if odd is not None and (odd.name or not context.summary):
            severity: Severity = "minor" if odd.name else "neutral"
            score, key, words = NAME if odd.name else TERM, "consistency.inconsistent", usual.english
            yield context.flag(
                INCONSISTENT, severity, score, key, odd.zh, odd.zh_span, [odd.en], odd.en_span, usual=words
            )


CHECK = Check(
    name="consistency",
    title=Message(en="consistency", zh="译法一致"),
    issues=(INCONSISTENT,),
    find=check,
)
