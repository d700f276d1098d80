"""The page of where all records stand: what is linked, what people have decided, what is still open."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.html import anchor, front_matter, html, inline, lines, tag
from aligner.record.model import FLAG_STATES, SEVERITIES, SIDES
from aligner.record.status import RecordStatus, total

__all__ = ["ADDRESS", "status_page"]

ADDRESS = "status/"
_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
_LINKS = ("auto", "accepted", "manual", "rejected")
_ALONE = ("status_settled", "status_decisions", "status_waiting")
"""The columns that belong to no group."""


def status_page(collection: Collection) -> str:
    """All records in figures: together, their findings by weight and state, and record by record."""
    words = collection.words
    meta = front_matter(
        {
            "title": html(words("status")),
            "description": html(words("status_intro")),
            "hide": ["navigation", "toc"],
            "alternates": ADDRESS,
            "search": {"exclude": True},
        }
    )
    blocks = [meta, f"# {inline(words('status'))}", collection.alternates(ADDRESS, "../")]
    blocks.append(tag("p", html(words("status_intro"))))
    if not collection.items:
        return "\n\n".join([*blocks, tag("p", html(words("no_records")))]) + "\n"
    together = total(item.summary.status for item in collection.items)
    blocks += [
        f"## {inline(words('status_by_record'))} {{#by-record}}",
        _records(collection, together),
        tag("p", html(words("status_covered_means")), class_="how"),
    ]
    if any(item.config.findings == "confirmed" for item in collection.items):
        blocks.append(tag("p", html(words("status_hidden")), class_="how"))
    blocks += [f"## {inline(words('status_findings'))} {{#findings}}", _findings(collection, together)]
    return "\n\n".join(blocks) + "\n"


def _findings(collection: Collection, together: RecordStatus) -> str:
    """Findings of all records: a row for each weight, a column for each state."""
    words = collection.words
    heads = ["", *(words.name("state", state) for state in FLAG_STATES)]
    head = tag("tr", [tag("td") if not h else tag("th", html(h), scope="col") for h in heads])
    rows = []
    for severity in _GRAVEST_FIRST:
        counts = [together.flags[severity, state] for state in FLAG_STATES]
        cells = [_cell(n) for n in counts]
        name = tag("th", html(words.name("severity", severity)), scope="row")
        rows.append(tag("tr", [name, *cells]))
    return tag(
        "table", lines([tag("thead", head), tag("tbody", lines(rows))]), class_="standing standing--findings"
    )


def _records(collection: Collection, together: RecordStatus) -> str:
    """A row for each record, and one for all where there are several."""
    words = collection.words
    groups = _groups(collection)
    over = [_high(words("status_record"))]
    below: list[str] = []
    labels: list[str] = []
    first: set[int] = set()
    for name, columns in groups:
        over.append(tag("th", tag("span", html(name)), colspan=str(len(columns)), scope="colgroup"))
        first.add(len(labels))
        below += [
            tag("th", html(column), scope="col", class_=_class(n == 0)) for n, column in enumerate(columns)
        ]
        labels += [words("status_of", what=name, of=column) for column in columns]
    for key in _ALONE:
        over.append(_high(words(key), class_="first"))
        first.add(len(labels))
        labels.append(words(key))
    head = tag("thead", lines([tag("tr", over), tag("tr", below)]))

    def row(name: str, status: RecordStatus, class_: str = "") -> str:
        figures = [*_figures(status), _waiting(collection, status)]
        cells = (
            _cell(figure, label, first=n in first)
            for n, (figure, label) in enumerate(zip(figures, labels, strict=True))
        )
        return tag("tr", [tag("th", name, scope="row"), *cells], class_=class_)

    rows = [row(_title(collection, item), item.summary.status) for item in collection.items]
    if len(rows) > 1:
        rows.append(row(html(f"{words('all_records')} ({len(rows)})"), together, "total"))
    return tag("table", lines([head, tag("tbody", lines(rows))]), class_="standing standing--records")


def _groups(collection: Collection) -> list[tuple[str, list[str]]]:
    """The groups of columns and their columns, in the order of `_figures`."""
    words = collection.words
    sides = [words.name("language", side) for side in SIDES]
    weights = [words.name("severity", severity) for severity in _GRAVEST_FIRST]
    return [
        (words("status_passages"), sides),
        (words("status_covered"), sides),
        (words("links"), [words.name("status", status) for status in _LINKS]),
        (words("status_open"), [*weights, words("status_confirmed")]),
    ]


def _high(name: str, class_: str = "") -> str:
    """The head of a column that has no group above it."""
    return tag("th", html(name), rowspan="2", scope="col", class_=class_)


def _title(collection: Collection, item: Item) -> str:
    name = html(collection.name(item.config.title))
    return tag("a", name, href=f"../{item.address}", id=anchor(item.config.id))


def _figures(status: RecordStatus) -> Iterator[int | str]:
    yield from (status.passages[side] for side in SIDES)
    yield from (f"{100 * status.coverage(side):.0f} %" for side in SIDES)
    yield from (status.links[key] for key in _LINKS)
    yield from (status.open_flags(severity) for severity in _GRAVEST_FIRST)
    yield sum(status.flags[severity, "error"] for severity in SEVERITIES)
    yield sum(status.flags[severity, state] for severity in SEVERITIES for state in ("dismissed", "resolved"))
    yield status.decisions


def _waiting(collection: Collection, status: RecordStatus) -> str:
    """What somebody has to look at."""
    words = collection.words
    said = [words(f"status_{key}", n=n) for key in ("stale", "conflicts") if (n := getattr(status, key))]
    return words("separator").join(said)


def _cell(figure: int | str, label: str = "", *, first: bool = False) -> str:
    """A figure with its name, which a narrow screen shows beside it; nothing is a dash, and quiet."""
    nothing = figure in (0, "")
    shown = html("–" if nothing else str(figure))
    name = None if nothing else label or None
    return tag("td", shown, class_=_class(first, nothing), data_label=name)


def _class(first: bool, nothing: bool = False) -> str:
    return " ".join(["first"] * first + ["nil"] * nothing)
