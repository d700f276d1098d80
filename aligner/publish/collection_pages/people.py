"""The index of people and organisations that the records name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.html import anchor, front_matter, html, inline, lines, tag
from aligner.record.config import Party
from aligner.record.model import SIDES, Side

__all__ = ["people_page"]

Entries = Mapping[tuple[str, str], Sequence[tuple[Party, Item, Mapping[Side, Sequence[str]]]]]


def people_page(collection: Collection) -> str:
    """Everybody, with the records they are in and the passages that name them."""
    words = collection.words
    meta = front_matter(
        {
            "title": html(words("people_index")),
            "description": html(words("people_intro")),
            "hide": ["navigation", "toc"],
            "alternates": "people/",
        }
    )
    blocks = [meta, f"# {inline(words('people_index'))}", collection.alternates("people/", "../")]
    blocks.append(tag("p", html(words("people_intro"))))
    for group in ("people", "organisations"):
        if entries := _entries(collection, group):
            blocks.append(f"## {inline(words(group))} {{#{group}}}")
            ordered = sorted(entries, key=lambda key: key[1].casefold())
            blocks.append(
                tag("dl", lines(_entry(collection, entries[key]) for key in ordered), class_="index")
            )
    return "\n\n".join(blocks) + "\n"


def _entries(collection: Collection, group: str) -> Entries:
    found = defaultdict(list)
    for item in collection.items:
        parties = item.config.people if group == "people" else item.config.organisations
        places = item.summary.people if group == "people" else item.summary.organisations
        for party, named in zip(parties, places, strict=True):
            found[party.names.zh, party.names.en].append((party, item, named))
    return dict(found)


def _entry(collection: Collection, uses: Sequence[tuple[Party, Item, Mapping[Side, Sequence[str]]]]) -> str:
    party = uses[0][0]
    roles = dict.fromkeys(collection.name(p.role) for p, _, _ in uses if p.role)
    role = tag("span", html(collection.words("separator") + "; ".join(roles)), class_="role") if roles else ""
    return tag("div", tag("dt", collection.both(party.names) + role) + "".join(_uses(collection, uses)))


def _uses(
    collection: Collection, uses: Sequence[tuple[Party, Item, Mapping[Side, Sequence[str]]]]
) -> Iterator[str]:
    for _, item, named in uses:
        link = tag("a", html(collection.name(item.config.title)), href=f"../{item.address}")
        ids = [i for side in SIDES for i in named[side]]
        places = " ".join(tag("a", html(i), href=f"../{item.address}#{anchor(i)}") for i in ids)
        yield tag("dd", f"{link} {tag('span', places, class_='places')}" if ids else link)
