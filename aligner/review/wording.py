"""The words of the workbench in English or Chinese, and decisions and offers put into words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from aligner.checks import CHECKS
from aligner.i18n.catalogue import Catalogue, load_entries
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolved import Conflict, Resolved
from aligner.record.model import Side
from aligner.review.offers import Offer, Pair

# Decisions of an action and ends of a run of passages that are named; further ones are counted. Chosen by the
# width of a notice, not measured.
_NAMED = 3
# Passages that are all named: as many as fit on a button.
_FEW = 6
# Pairs of passages that a button names.
_PAIRS = 4


class Wording(Catalogue):
    """The words of one language, and sentences about findings and decisions made of them."""

    def check(self, name: str) -> str:
        """What a check is called; its own name for one of another version."""
        check = CHECKS.get(name)
        return name if check is None else check.title.side(self.side)

    def pair(self, zh: Sequence[str], en: Sequence[str]) -> str:
        """Passages in short: ``z8 – e9 e10``."""
        return " – ".join(_few(keys) for keys in (zh, en) if keys)

    def pairs(self, pairs: Sequence[Pair]) -> str:
        """Several pairs."""
        shown = [self.pair(*pair) for pair in pairs[:_PAIRS]]
        return self("semicolon").join(shown) + ("…" if len(pairs) > _PAIRS else "")

    def offer(self, offer: Offer) -> str:
        """What a button will do."""
        return self(f"offer.{offer.do}", what=self.pairs(offer.result or offer.apart), n=len(offer.result))

    def effects(self, offer: Offer) -> list[str]:
        """What else it will do."""
        effects = []
        if offer.apart and offer.result:
            effects.append(self("effect.apart", what=self.pairs(offer.apart)))
        if offer.along:
            effects.append(self("effect.along", what=self.pairs(offer.along)))
        return effects

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
            severity=self.name("severity", flag.severity) if flag else "",
            check=self.check(flag.check) if flag else "",
        )

    def act(self, decisions: Sequence[Decision]) -> str:
        """An act of several decisions."""
        phrases = [self.did(decision) for decision in decisions]
        more = len(phrases) - _NAMED
        return self("semicolon").join(phrases[:_NAMED]) + (self("and-more", n=more) if more > 0 else "")

    def outcome(self, resolved: Resolved, name: str) -> str:
        """What an action did, by its group or id; empty if there is none of that name."""
        decisions = _named(resolved, name)
        if not decisions:
            return ""
        if decisions[0].verb != "withdraw":
            return self("done", what=self.act([d for d in decisions if d.verb != "resolve"]))
        withdrawn = _named(resolved, decisions[0].of)
        if len(withdrawn) == 1 and withdrawn[0].verb == "withdraw":
            return self("redone", what=self.act(_named(resolved, withdrawn[0].of)))
        return self("undone", what=self.act(withdrawn))

    def dispute(self, conflict: Conflict) -> str:
        """What people disagree about."""
        kind, *keys = conflict.thing
        if kind in ("flag", "kind"):
            keys = [key for decision in conflict.decisions for key in decision.segments]
        elif kind == "check":
            keys = [self.check(name) for name in keys]
        return self(f"dispute.{kind}", what=" – ".join(dict.fromkeys(keys)))


def _named(resolved: Resolved, name: str) -> list[Decision]:
    """The decisions of a group, or the one of an id."""
    return [e.decision for e in resolved.log if name and name in (e.decision.group, e.decision.id)]


def _few(keys: Sequence[str]) -> str:
    if len(keys) <= _FEW:
        return " ".join(keys)
    return f"{' '.join(keys[:_NAMED])} … {keys[-1]} ({len(keys)})"


@cache
def load_words(side: Side) -> Wording:
    """The strings in English or in Simplified Chinese."""
    lang = "zh-Hans" if side == "zh" else "en"
    return Wording(lang, load_entries("aligner.review", lang))
