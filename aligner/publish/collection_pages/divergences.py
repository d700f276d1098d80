"""The page of all divergences, with filters that are radio buttons and a style sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from aligner.card.finding_card import FindingCard
from aligner.publish.collection_pages.collection import Collection, collection_page
from aligner.record.model import OPEN, SEVERITIES

FAMILIES = {
    "missing": ("omission", "addition", "untranslated"),
    "numbers": ("numbers",),
    "names": ("inconsistent-entities",),
    "terms": ("terminology", "inconsistency"),
    "meaning": ("mistranslation",),
}
"""What a reader filters by; every other type is in the family ``rest``."""


Filter = tuple[str, tuple[tuple[str, str, int], ...]]
"""A name, and the buttons of which one is chosen: value, label, and how many divergences it leaves on the
page. The first shows all."""


def divergences_page(collection: Collection) -> str:
    """Every open finding that readers are shown, by record."""
    words = collection.words
    listed = [card for item in collection.items for card in item.summary.cards]
    return collection_page(
        "divergences",
        collection,
        "divergences/",
        words("divergences"),
        words("divergences_intro"),
        filters=_filters(collection, listed) if listed else (),
        family=_family,
    )


def _family(kind: str) -> str:
    return next((name for name, types in FAMILIES.items() if kind in types), "rest")


def _filters(collection: Collection, listed: Sequence[FindingCard]) -> tuple[Filter, ...]:
    words = collection.words
    families = {name: words(f"family_{name}") for name in (*FAMILIES, "rest")}
    severities: dict[str, str] = {name: words.name("severity", name) for name in reversed(SEVERITIES)}
    states: dict[str, str] = {name: words.name("state", name) for name in reversed(OPEN)}

    def chosen(name: str, labels: Mapping[str, str], value: Callable[[FindingCard], str]) -> Filter:
        """A button for every value that occurs; for each state, so that a reader can always hide what nobody
        has confirmed.
        """
        counts = Counter(map(value, listed))
        offered = ((key, label, counts[key]) for key, label in labels.items())
        buttons = (button for button in offered if button[2] or name == "state")
        return name, (("all", words("all"), len(listed)), *buttons)

    return (
        chosen("kind", families, lambda card: _family(card.kind)),
        chosen("severity", severities, lambda card: card.severity),
        chosen("state", states, lambda card: card.state),
    )
