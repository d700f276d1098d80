"""Flags with the states that people gave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from aligner.record.decisions.decision import Decision, in_order
from aligner.record.decisions.evidence import kind
from aligner.record.decisions.resolved import STATES, Thing
from aligner.record.model import Alignment, Flag, FlagState


def settled_flags(
    alignment: Alignment, firm: Mapping[Thing, list[Decision]], evidence: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Flag, ...], dict[str, tuple[str, ...]]]:
    """The machine's flags with their states, and those that people raised, confirmed or saw resolved.

    With the evidence of the latter.
    """
    flags = []
    for flag in alignment.flags:
        states = {_state(firm, (("flag", atom),)) for atom in evidence[flag.id]}
        if states == {None} and flag.check:
            states = {_state(firm, (("kind", kind(flag, alignment)), ("check", flag.check)))}
        state = states.pop() if len(states) == 1 else None
        flags.append(replace(flag, state=state) if state else flag)
    in_flags = {atom for atoms in evidence.values() for atom in atoms}
    raised = {}
    settled = (heads[-1] for thing, heads in firm.items() if thing[0] == "flag")
    for decision in in_order(d for d in settled if d.verb != "dismiss" and in_flags.isdisjoint(d.evidence)):
        assert decision.flag is not None
        flag = decision.flag.flag
        if all(key in alignment.segments for key in (*flag.zh, *flag.en)):
            flags.append(replace(flag, id=f"d{decision.id[:8]}", state=STATES[decision.verb]))
            raised[flags[-1].id] = decision.evidence
    return tuple(flags), raised


def _state(firm: Mapping[Thing, list[Decision]], wanted: Iterable[Thing]) -> FlagState | None:
    """The state that people gave to the first of some things that they settled."""
    for thing in wanted:
        if thing in firm:
            return STATES[firm[thing][-1].verb]
    return None
