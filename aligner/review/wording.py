"""The words of the workbench, from strings.yml, in English or Chinese; decisions told in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from aligner.i18n.catalogue import Catalogue, load_entries
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolved import Conflict
from aligner.record.model import Flag, Side
from aligner.review.offers import Offer, Pair

__all__ = ["Wording", "load_words"]


class Wording(Catalogue):
    """The strings of one language, and sentences about flags and decisions made of them."""

    def message(self, flag: Flag) -> str:
        """What a flag says."""
        return flag.message.zh if self.side == "zh" else flag.message.en

    def pair(self, zh: Sequence[str], en: Sequence[str]) -> str:
        """Passages in short: ``z8 – e9 e10``."""
        return " – ".join(_few(keys) for keys in (zh, en) if keys)

    def pairs(self, pairs: Sequence[Pair]) -> str:
        """Several pairs."""
        shown = [self.pair(*pair) for pair in pairs[:4]]
        return self("semicolon").join(shown) + ("…" if len(pairs) > 4 else "")

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
        return self("semicolon").join(told[:3]) + (self("and-more", n=rest) if rest > 0 else "")

    def dispute(self, conflict: Conflict) -> str:
        """What people disagree about."""
        kind, *keys = conflict.thing
        known = [key for d in conflict.decisions for key in d.segments] if kind in ("flag", "kind") else keys
        return self(f"dispute.{kind}", what=" – ".join(dict.fromkeys(known)))


def _few(keys: Sequence[str]) -> str:
    return " ".join(keys) if len(keys) <= 6 else f"{' '.join(keys[:3])} … {keys[-1]} ({len(keys)})"


@cache
def load_words(side: Side) -> Wording:
    """The strings in English or in Simplified Chinese."""
    lang = "zh-Hans" if side == "zh" else "en"
    return Wording(lang, load_entries("aligner.review", lang))
