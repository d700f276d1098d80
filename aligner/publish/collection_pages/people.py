"""The index of people and organisations that the records name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aligner.publish.collection_pages.collection import Collection, Item, collection_page
from aligner.record.model import SIDES, Names


@dataclass(slots=True)
class IndexEntry:
    """A person or an organisation with everything that the records say of them."""

    names: Names
    roles: dict[str, None] = field(default_factory=dict)
    """In the order of the records, each once."""
    places: list[tuple[Item, tuple[str, ...]]] = field(default_factory=list)
    """The records, and the passages in them that name this person."""


def people_page(collection: Collection) -> str:
    """Everybody, with the records they are in and the passages that name them."""
    words = collection.words
    groups = {group: _entries(collection, group) for group in ("people", "organisations")}
    ordered = {
        group: sorted(entries.values(), key=lambda entry: entry.names.en.casefold())
        for group, entries in groups.items()
    }
    return collection_page(
        "people", collection, "people/", words("people_index"), words("people_intro"), groups=ordered
    )


def _entries(collection: Collection, group: str) -> Mapping[tuple[str, str], IndexEntry]:
    """The entries of a group by both names."""
    entries: dict[tuple[str, str], IndexEntry] = {}
    for item in collection.items:
        mentions = getattr(item.summary, group)
        for party, passages in zip(getattr(item.config, group), mentions, strict=True):
            key = (party.names.zh, party.names.en)
            entry = entries.setdefault(key, IndexEntry(party.names))
            if party.role:
                entry.roles[collection.name(party.role)] = None
            entry.places.append((item, tuple(key for side in SIDES for key in passages[side])))
    return entries
