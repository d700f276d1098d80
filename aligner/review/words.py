"""The words of the workbench, from strings.yml, in English or Chinese; decisions told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from aligner.record.decisions import Decision
from aligner.record.model import Flag, Side
from aligner.record.resolve import Conflict
from aligner.review.offers import Offer, Pair

__all__ = ["Words", "load_words"]

_Entry = str | Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Words:
    """The strings of one language."""

    side: Side
    entries: Mapping[str, _Entry]

    @property
    def lang(self) -> str:
        """BCP 47, for the page."""
        return "zh-Hans" if self.side == "zh" else "en"

    def __call__(self, key: str, **values: object) -> str:
        """The string of a key, its ``{places}`` filled; with ``n`` it chooses between one and other."""
        entry = self.entries[key]
        if not isinstance(entry, str):
            entry = entry["one" if values.get("n") == 1 else "other"]
        return entry.format(**values)

    def name(self, group: str, key: str) -> str:
        """The name of a value, such as a severity; the value itself where there is none."""
        entry = self.entries.get(f"{group}.{key}")
        return entry if isinstance(entry, str) else key.replace("-", " ").replace("_", " ")

    def has(self, key: str) -> bool:
        """Whether there is such a string."""
        return key in self.entries

    def message(self, flag: Flag) -> str:
        """What a flag says."""
        return flag.message.zh if self.side == "zh" else flag.message.en

    def pair(self, zh: Sequence[str], en: Sequence[str]) -> str:
        """Passages in short: ``z8 – e9 e10``."""
        return " – ".join(_few(keys) for keys in (zh, en) if keys)

    def pairs(self, pairs: Sequence[Pair]) -> str:
        """Several pairs."""
        shown = [self.pair(*pair) for pair in pairs[:4]]
        return self("comma").join(shown) + ("…" if len(pairs) > 4 else "")

    def offer(self, offer: Offer) -> str:
        """What a button will do."""
        return self(f"offer.{offer.do}", what=self.pairs(offer.result or offer.apart), n=len(offer.result))

    def effects(self, offer: Offer) -> list[str]:
        """What else it will do."""
        found = []
        if offer.apart and offer.result:
            found.append(self("effect.apart", what=self.pairs(offer.apart)))
        if offer.along:
            found.append(self("effect.along", what=self.pairs(offer.along)))
        return found

    def did(self, decision: Decision) -> str:
        """A decision in a few words."""
        key = decision.verb if decision.zh and decision.en else f"{decision.verb}-one"
        if decision.verb == "dismiss" and decision.scope != "flag":
            key = f"dismiss-{decision.scope}"
        key = f"did.{key}" if f"did.{key}" in self.entries else f"did.{decision.verb}"
        flag = decision.flag.flag if decision.flag else None
        return self(
            key,
            what=self.pair(decision.zh, decision.en),
            flag=self.name("type", flag.type) if flag else "",
            check=flag.check if flag else "",
        )

    def act(self, decisions: Sequence[Decision]) -> str:
        """An act of several decisions."""
        told = [self.did(d) for d in decisions]
        rest = len(told) - 3
        return self("comma").join(told[:3]) + (self("and-more", n=rest) if rest > 0 else "")

    def dispute(self, conflict: Conflict) -> str:
        """What people disagree about."""
        kind, *keys = conflict.thing
        known = [key for d in conflict.decisions for key in d.segments] if kind in ("flag", "kind") else keys
        return self(f"dispute.{kind}", what=" – ".join(dict.fromkeys(known)))


def _few(keys: Sequence[str]) -> str:
    return " ".join(keys) if len(keys) <= 6 else f"{' '.join(keys[:3])} … {keys[-1]} ({len(keys)})"


@cache
def load_words(side: Side) -> Words:
    """The strings in English or in Simplified Chinese."""
    text = files("aligner.review").joinpath("assets/strings.yml").read_text(encoding="utf-8")
    table = cast(dict[str, dict[str, dict[str, _Entry]]], yaml.safe_load(text))
    return Words(
        side,
        {
            key if group == "words" else f"{group}.{key}": entry[side]
            for group, entries in table.items()
            for key, entry in entries.items()
        },
    )
