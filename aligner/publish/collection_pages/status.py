"""The page of where all records stand: what is linked, what people have decided, what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
class Column:
    """A column of the table of records."""

    name: str
    label: str
    """The name with that of its group, for narrow screens that show no head."""
    is_first: bool
    """Whether it is the first of its group."""


Group = tuple[str, tuple[Column, ...]]
"""A name, empty where the columns need none, and the columns."""


def status_page(collection: Collection) -> str:
    """All records in figures: together, their findings by severity and state, and record by record."""
    words = collection.words
    groups = tuple(_groups(words))
    columns = [column for _, group in groups for column in group]
    together = total(item.summary.status for item in collection.items)

    def figures(status: RecordStatus) -> list[tuple[Column, int | str]]:
        return list(zip(columns, _figures(words, status), strict=True))

    return collection_page(
        "status",
        collection,
        ADDRESS,
        words("status"),
        words("status_intro"),
        is_searched=False,
        groups=groups,
        rows=[(item, figures(item.summary.status)) for item in collection.items],
        sums=figures(together),
        some_hidden=any(item.config.findings == "confirmed" for item in collection.items),
        severities=_GRAVEST_FIRST,
        states=FLAG_STATES,
        flags=together.flags,
    )


def _groups(words: Catalogue) -> Iterator[Group]:
    """The columns in the order of `_figures`."""
    sides = [words.name("language", side) for side in SIDES]
    severities = [words.name("severity", severity) for severity in _GRAVEST_FIRST]
    yield _group(words, words("status_passages"), sides)
    yield _group(words, words("status_covered"), sides)
    yield _group(words, words("links"), [words.name("status", status) for status in _LINKS])
    yield _group(words, words("status_open"), [*severities, words("status_confirmed")])
    names = (words(key) for key in ("status_settled", "status_decisions", "status_waiting"))
    yield "", tuple(Column(name, name, is_first=True) for name in names)


def _group(words: Catalogue, name: str, columns: Sequence[str]) -> Group:
    labels = (words("status_of", what=name, of=column) for column in columns)
    return name, tuple(
        Column(column, label, is_first=n == 0)
        for n, (column, label) in enumerate(zip(columns, labels, strict=True))
    )


def _figures(words: Catalogue, status: RecordStatus) -> Iterator[int | str]:
    yield from (status.passages[side] for side in SIDES)
    yield from (f"{100 * status.coverage(side):.0f} %" for side in SIDES)
    yield from (status.links[key] for key in _LINKS)
    yield from (status.open_flags(severity) for severity in _GRAVEST_FIRST)
    yield status.confirmed
    yield sum(status.flags[severity, state] for severity in SEVERITIES for state in _SETTLED)
    yield status.decisions
    counts = {"stale": status.stale, "conflicts": status.conflicts}
    yield words("separator").join(words(f"status_{key}", n=n) for key, n in counts.items() if n)
