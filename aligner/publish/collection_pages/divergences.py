"""The page of all divergences, with filters that are radio buttons and a style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.collection_pages.summary import Divergence
from aligner.publish.html import anchor, front_matter, html, inline, lines, tag
from aligner.record.model import SIDES

__all__ = ["FAMILIES", "divergences_page"]

FAMILIES = {
    "missing": ("omission", "addition", "untranslated"),
    "numbers": ("numbers",),
    "names": ("inconsistent-entities",),
    "terms": ("terminology", "inconsistency"),
    "meaning": ("mistranslation",),
}
"""What a reader filters by; every other type is in the family ``rest``."""
SEVERITIES = ("critical", "major", "minor")
STATES = ("error", "issue")


def divergences_page(collection: Collection) -> str:
    """All findings that readers are shown, by record."""
    words = collection.words
    found = [item for item in collection.items if item.summary.divergences]
    meta = front_matter(
        {
            "title": html(words("divergences")),
            "description": html(words("divergences_intro")),
            "hide": ["navigation", "toc"],
            "alternates": "divergences/",
            "search": {"exclude": True},
        }
    )
    blocks = [meta, f"# {inline(words('divergences'))}", collection.alternates("divergences/", "../")]
    blocks.append(tag("p", html(words("divergences_intro"))))
    if not found:
        return "\n\n".join([*blocks, tag("p", html(words("divergences_none")))]) + "\n"
    listed = [_record(collection, item) for item in found]
    blocks.append(tag("div", lines([_filters(collection, found), *listed]), class_="divergences"))
    return "\n\n".join(blocks) + "\n"


def _family(kind: str) -> str:
    return next((name for name, types in FAMILIES.items() if kind in types), "rest")


def _filters(collection: Collection, items: Sequence[Item]) -> str:
    """A button for every value that occurs; the first of each group shows all."""
    rows = [d for item in items for d in item.summary.divergences]
    words = collection.words
    groups = {
        "kind": [
            (f, words(f"family_{f}"), sum(_family(d.type) == f for d in rows)) for f in (*FAMILIES, "rest")
        ],
        "severity": [(s, words.name("severity", s), sum(d.severity == s for d in rows)) for s in SEVERITIES],
        "state": [(s, words.name("state", s), sum(d.state == s for d in rows)) for s in STATES],
    }
    sets = [_group(collection, name, choices, len(rows)) for name, choices in groups.items()]
    return tag("form", lines(sets), class_="choices filters", autocomplete="off")


def _group(collection: Collection, name: str, choices: Sequence[tuple[str, str, int]], total: int) -> str:
    shown = [("all", collection.words("all"), total), *(choice for choice in choices if choice[2])]
    buttons = []
    for value, label, count in shown:
        identifier = f"{name}-{value}"
        checked = " checked" * (value == "all")
        buttons.append(f'<input type="radio" name="{name}" id="{identifier}" value="{value}"{checked}>')
        buttons.append(tag("label", html(f"{label} ({count})"), for_=identifier))
    legend = tag("legend", html(collection.words(name)))
    return tag("fieldset", legend + "".join(buttons), class_="choice")


def _record(collection: Collection, item: Item) -> str:
    link = tag("a", html(collection.name(item.config.title)), href=f"../{item.address}")
    title = tag("h2", link, id=anchor(item.config.id))
    rows = (_row(collection, item, d) for d in item.summary.divergences)
    return tag("section", lines([title, tag("ul", lines(rows), class_="divergence-list")]))


def _row(collection: Collection, item: Item, divergence: Divergence) -> str:
    words = collection.words
    place = f"../{item.address}" + (f"#{anchor(divergence.target)}" if divergence.target else "")
    remarks = [words.name("severity", divergence.severity), words.name("state", divergence.state)]
    parts = [
        tag("a", html(words.name("type", divergence.type)), href=place, class_="what"),
        tag("span", html(words("aside", text=words("separator").join(remarks))), class_="state"),
        html(words.colon) + collection.message(divergence.message),
        *_texts(collection, item, divergence),
    ]
    return tag(
        "li",
        parts,
        data_kind=_family(divergence.type),
        data_severity=divergence.severity,
        data_state=divergence.state,
    )


def _texts(collection: Collection, item: Item, divergence: Divergence) -> Iterator[str]:
    for side in SIDES:
        if divergence.text(side):
            first = divergence.ids(side)[0]
            link = tag("a", html(first), href=f"../{item.address}#{anchor(first)}")
            text = collection.convert(item, side)(divergence.text(side))
            lang = collection.lang(item, side)
            yield tag("span", f"{link} {tag('q', html(text), lang=lang)}", class_="quoted")
