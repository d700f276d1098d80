"""The facts that a page gives about its record above the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from aligner.publish.html import html, lines, tag
from aligner.publish.record_page.view import View
from aligner.record.config import Names, Party
from aligner.record.model import other
from aligner.record.status import coverage

__all__ = ["both_names", "coverage_words", "facts", "terms"]


def coverage_words(view: View) -> tuple[str, str]:
    """In words: how much of the original the other text carries, and how much the other text adds."""
    resolved = view.record.resolved
    original = resolved.alignment.original
    target = other(original)
    carried, added = coverage(resolved, original), coverage(resolved, target)
    return (
        view.words(f"carried_{original}", carried=carried.covered, n=carried.passages),
        view.words(f"own_{target}", own=added.passages - added.covered, n=added.passages),
    )


def facts(view: View) -> str:
    """Date, place, people, original, coverage and findings."""
    return terms(_facts(view))


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of terms (text) and what belongs to them (HTML)."""
    rows = (tag("div", tag("dt", html(term)) + tag("dd", content)) for term, content in pairs)
    return tag("dl", lines(rows), class_="facts")


def _facts(view: View) -> Iterator[tuple[str, str]]:
    config, words = view.record.config, view.words
    if config.date:
        yield words("date"), tag("time", html(config.date.isoformat()), datetime=config.date.isoformat())
    if config.place:
        yield words("place"), both_names(view, config.place)
    if config.people:
        yield words("people"), tag("ul", (tag("li", _person(view, person)) for person in config.people))
    original = view.record.alignment.original
    yield words("original"), html(words(f"{'summary' if view.is_summary() else 'original'}_{original}"))
    yield words("coverage"), "<br>".join(map(html, coverage_words(view)))
    yield words("findings"), html(_findings_count(view))


def _findings_count(view: View) -> str:
    states = Counter(finding.flag.state for finding in view.plan.notes)
    if view.record.config.findings == "confirmed":
        return view.words("findings_confirmed", confirmed=states["error"])
    return view.words("findings_count", confirmed=states["error"], open=states["issue"])


def both_names(view: View, names: Names) -> str:
    """A name in the language of the page, then in the other."""
    side = view.other_side()
    also = tag("span", html(view.name(names, side)), lang=view.langs[side], class_="also-named")
    return f"{html(view.name(names))} {also}"


def _person(view: View, person: Party) -> str:
    role = html(view.words("separator") + view.name(person.role)) if person.role else ""
    return both_names(view, person.names) + role
