"""What decisions are about, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aligner.record.decisions.decision import CUT_VERBS, LINK_VERBS, Decision
from aligner.record.decisions.evidence import kind
from aligner.record.model import Alignment, Flag, FlagState, Link, Message, Pins

Standing = Literal["applies", "replaced", "withdrawn", "stale", "conflict"]


Thing = tuple[str, ...]
"""What a decision is about: ``("pair", zh, en)``, ``("none", segment)``, ``("text", segment)``,
``("cut", segment)``, ``("flag", evidence)``, ``("kind", kind of evidence)``, ``("check", name)``."""


STATES: Mapping[str, FlagState] = {
    "flag": "error",
    "confirm": "error",
    "dismiss": "dismissed",
    "resolve": "resolved",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision of the log and what became of it."""

    decision: Decision
    standing: Standing
    why: Message | None = None
    """For a stale one: what changed."""


def passage_gone(key: str) -> Message:
    """Why a decision about a passage that is no longer there is stale."""
    return Message(f"the passage {key} no longer exists", f"{key} 这一段已不存在")


def text_changed(key: str) -> Message:
    """Why a decision that saw another text of a passage is stale."""
    return Message(f"the text of {key} has changed", f"{key} 的文字有了改动")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Decisions on one thing that disagree, none of them made knowing the other."""

    thing: Thing
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that a person edited, or proposes beside a printed one."""

    segment: str
    original: str
    text: str
    decisions: tuple[Decision, ...]
    """The edits that led to it, first one first."""


@dataclass(frozen=True)
class Resolved:
    """What everything that shows, exports or publishes a record starts from."""

    alignment: Alignment
    """The effective links, the flags with their states, the segments with their edited or proposed texts."""
    rejected: tuple[Link, ...] = ()
    edits: Mapping[str, Edit] = field(default_factory=dict)
    log: tuple[Entry, ...] = ()
    """Every decision ever taken, by time."""
    conflicts: tuple[Conflict, ...] = ()
    pins: Pins = field(default_factory=Pins)
    """What binds the next alignment."""
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each flag rests on, by its id, in the text it was found in, which an edit may have changed."""

    proposed: frozenset[str] = frozenset()
    """`Alignment.proposed`, also where the flags are not shown."""

    @property
    def last_at(self) -> str:
        """When the last decision was taken; empty where there is none."""
        return self.log[-1].decision.at if self.log else ""

    @property
    def stale(self) -> tuple[Entry, ...]:
        """Decisions whose subject has changed since."""
        return tuple(entry for entry in self.log if entry.standing == "stale")

    def settled_by(self, flag: Flag) -> Decision | None:
        """The decision that gave a flag its state; None where nobody has decided anything about it."""
        if flag.state == "issue":
            return None
        atoms = {("flag", atom) for atom in self.evidence.get(flag.id, ())}
        wider = {("kind", kind(flag, self.alignment)), ("check", flag.check)}
        standing = [
            entry.decision
            for entry in self.log
            if entry.standing == "applies" and STATES.get(entry.decision.verb) == flag.state
        ]
        for about in (atoms, wider):
            for decision in reversed(standing):
                if not about.isdisjoint(things(decision)):
                    return decision
        return None

    def left_alone_by(self, key: str) -> Decision | None:
        """The decision that a segment rightly has no counterpart; None where nobody took one."""
        if key not in self.pins.alone:
            return None
        standing = (entry.decision for entry in reversed(self.log) if entry.standing == "applies")
        return next((d for d in standing if ("none", key) in things(d)), None)

    @property
    def comments(self) -> tuple[Decision, ...]:
        """Comments that were not taken back."""
        return tuple(e.decision for e in self.log if e.decision.verb == "comment" and e.standing == "applies")


def things(decision: Decision) -> frozenset[Thing]:
    """What a decision is about; two decisions can only disagree about a thing of both."""
    about: set[Thing] = set()
    if decision.verb in LINK_VERBS:
        about |= {("pair", z, e) for z in decision.zh for e in decision.en}
        if not (decision.zh and decision.en) or decision.verb in ("accept", "link"):
            about |= {("none", key) for key in decision.segments}
    elif decision.verb in CUT_VERBS:
        about |= {("cut", key) for key in decision.segments}
    elif decision.verb == "edit":
        about |= {("text", key) for key in decision.segments}
    elif decision.flag is not None:
        if decision.scope == "flag":
            about |= {("flag", atom) for atom in decision.evidence}
        elif decision.scope == "evidence":
            about.add(("kind", decision.flag.kind))
        else:
            about.add(("check", decision.flag.flag.check))
    return frozenset(about)


def stance(decision: Decision, thing: Thing) -> str:
    """What a decision says of a thing."""
    if thing[0] == "pair":
        return "no" if decision.verb in ("reject", "unlink") else "yes"
    if thing[0] == "none":
        return "no" if decision.zh and decision.en else "yes"
    return STATES[decision.verb]
