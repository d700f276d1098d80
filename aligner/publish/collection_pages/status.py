"""The page of where all records stand: what is linked, what people have decided, what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aligner.i18n.catalogue import Catalogue
from aligner.publish.collection_pages.collection import Collection, collection_page
from aligner.record.model import FLAG_STATES, OPEN, SEVERITIES, SIDES
from aligner.record.status import RecordStatus, total

ADDRESS = "status/"
_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
_LINKS = ("auto", "accepted", "manual", "rejected")
_SETTLED = tuple(state for state in FLAG_STATES if state not in OPEN)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a record, with the head of its column."""

    name: str
    label: str
    """The name with that of its group, for narrow screens that show no head."""
    is_first: bool
    """Whether it is the first of its group."""
    value: int | str


Group = tuple[str, tuple[Figure, ...]]
"""A name, empty where the columns need none, and the figures."""


def status_page(collection: Collection) -> str:
    """All records in figures: together, their findings by severity and state, and record by record."""
    words = collection.words
    together = total(item.summary.status for item in collection.items)
    return collection_page(
        "status",
        collection,
        ADDRESS,
        words("status"),
        words("status_intro"),
        rows=[(item, tuple(_groups(words, item.summary.status))) for item in collection.items],
        sums=tuple(_groups(words, together)),
        some_hidden=any(item.config.findings != "thorough" for item in collection.items),
        severities=_GRAVEST_FIRST,
        states=FLAG_STATES,
        flags=together.flags,
    )


def _groups(words: Catalogue, status: RecordStatus) -> Iterator[Group]:
    sides = {side: words.name("language", side) for side in SIDES}
    yield _group(words, "status_passages", {name: status.passages[side] for side, name in sides.items()})
    covered = {name: f"{100 * status.coverage(side):.0f}%" for side, name in sides.items()}
    yield _group(words, "status_covered", covered)
    yield _group(words, "links", {words.name("status", key): status.links[key] for key in _LINKS})
    open_flags = {words.name("severity", key): status.open_flags(key) for key in _GRAVEST_FIRST}
    yield _group(words, "status_open", {**open_flags, words("status_confirmed"): status.confirmed})
    counts = {"stale": status.stale, "conflicts": status.conflicts}
    waiting = (words(f"status_{key}", n=n) for key, n in counts.items() if n)
    alone: dict[str, int | str] = {
        "status_settled": sum(status.flags[key][state] for key in SEVERITIES for state in _SETTLED),
        "status_decisions": status.decisions,
        "status_waiting": words("separator").join(waiting),
    }
    names = {words(key): value for key, value in alone.items()}
    yield "", tuple(Figure(name, name, is_first=True, value=value) for name, value in names.items())


def _group(words: Catalogue, key: str, figures: Mapping[str, int | str]) -> Group:
    what = words(key)
    return what, tuple(
        Figure(name, words("status_of", what=what, of=name), is_first=n == 0, value=value)
        for n, (name, value) in enumerate(figures.items())
    )
