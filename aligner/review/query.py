"""What a page's address says: the passages that are marked, the flag that is open, the filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aligner.record.model import FLAG_STATES, SEVERITIES, SIDES
from aligner.record.profiles import PROFILES

# Most passages that an address can mark at once. Chosen, not measured; it bounds what an address can ask for.
_MANY = 400
# Longest text of a filter, in characters: longer than any that somebody types. Chosen, not measured.
_LONG = 200


@dataclass(frozen=True, slots=True)
class Query:
    """The state of a record page."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    flag: str = ""
    """Fingerprint of a flag of the finding that is open."""
    alone: str = ""
    """Whether it is open without the other reasons of its finding: ``yes`` or empty."""
    severity: str = ""
    check: str = ""
    state: str = ""
    side: str = ""
    section: str = ""
    """Side and number of a section, as in ``zh-3``."""
    q: str = ""
    """Text that is searched for."""
    profile: str = ""
    """Which findings are shown; empty for those that the record's profile shows."""
    done: str = ""
    """The act that was just done."""

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.severity or self.check or self.state or self.side or self.section or self.q)

    def text(self, **changes: Any) -> str:
        """The address's query with some values changed; empty ones are left out."""
        values = {name: getattr(self, name) for name in _FIELDS} | {"done": ""} | changes
        return "?" + urlencode({name: value for name, value in values.items() if value}, doseq=True)

    def bare(self) -> Query:
        """The filters and the profile alone."""
        return replace(self, zh=(), en=(), flag="", alone="", done="")


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "severity": SEVERITIES,
    "state": (*FLAG_STATES, "open"),
    "side": SIDES,
    "alone": ("yes",),
    "profile": PROFILES,
}
"""What a filter may hold; any other holds any text."""
_FIELDS = tuple(field.name for field in fields(Query))


def read_query(text: str) -> Query:
    """From an address's query, whatever it holds; what makes no sense is dropped."""
    try:
        pairs = parse_qsl(text.removeprefix("?")[:16384], max_num_fields=_MANY + 20)
    except ValueError:
        return Query()
    values: dict[str, Any] = dict.fromkeys(SIDES, ())
    for name, given in pairs:
        # without control characters and lone surrogates
        value = "".join(c for c in given if c.isprintable())[:_LONG].strip()
        if name in SIDES and given and value not in values[name] and len(values[name]) < _MANY:
            values[name] += (value,)
        elif name in _FIELDS and name not in SIDES:
            values[name] = value if value in _CHOICES.get(name, (value,)) else ""
    return Query(**values)
