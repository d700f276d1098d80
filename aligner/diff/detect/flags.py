"""Flags new, gone, or judged differently.

A flag is identified by its evidence (`record.decisions.evidence`), never by its id. Where the evidence
changed because the text was edited, the run of passages grew or slightly different words are marked, it is
the same flag with other evidence; that matters, because a dismissal of the old one does not cover it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aligner.diff.changes import DecisionChange, FlagChange
from aligner.diff.detect.matching import best_pairs
from aligner.record.decisions.evidence import evidence, evidences, kind
from aligner.record.decisions.resolved import Resolved, Thing, things
from aligner.record.model import SIDES, Alignment, Flag


@dataclass(frozen=True, slots=True, eq=False)
class _Flag:
    """A flag of one version."""

    index: int
    """Its place in an order that the ids of flags do not decide."""
    flag: Flag
    alignment: Alignment
    evidence: tuple[str, ...]
    numbered: tuple[str, ...]
    """The evidence as decisions name it: what several flags point to is numbered by their order."""

    def shown(self, key: str) -> str:
        """The text of a segment."""
        return self.alignment.segments[key].shown


def flag_changes(
    old: Resolved, new: Resolved, decisions: Sequence[DecisionChange] = ()
) -> tuple[FlagChange, ...]:
    """What became of the flags, in the order of the newer version; those that are gone come last."""
    before, after = _flags(old), _flags(new)
    partner: dict[_Flag, _Flag] = {}
    for keys, fit in _STAGES:
        matched = {*partner.values()}
        unmatched = [a for a in before if a not in matched], [b for b in after if b not in partner]
        partner |= {b: a for a, b in best_pairs(*unmatched, keys, fit, _apart)}
    kept = {*partner.values()}
    fates = [(partner.get(flag), flag) for flag in after] + [(a, None) for a in before if a not in kept]
    changes = (_change(was, now, decisions) for was, now in fates)
    return tuple(change for change in changes if change is not None)


def rests_on(version: Resolved) -> Mapping[str, tuple[str, ...]]:
    """The evidence of each flag by its id, in the text that it was found in."""
    return {**evidences(version.alignment), **version.evidence}


def _flags(version: Resolved) -> list[_Flag]:
    alignment = version.alignment
    numbered = rests_on(version)
    position: Mapping[str, int] = {**alignment.zh.position, **alignment.en.position}

    def order(flag: Flag) -> tuple[object, ...]:
        places = [[position[key] for key in flag.side(side)] for side in SIDES]
        spans = [flag.span(side) or (-1, -1) for side in SIDES]
        return (*places, *spans, flag.check, flag.type, flag.severity, flag.state, flag.message.en)

    def atoms(flag: Flag) -> tuple[str, ...]:
        edited = not version.edits.keys().isdisjoint((*flag.zh, *flag.en))
        return numbered[flag.id] if edited or flag.state == "error" else evidence(flag, alignment)

    flags = sorted(alignment.flags, key=order)
    return [_Flag(n, flag, alignment, atoms(flag), numbered[flag.id]) for n, flag in enumerate(flags)]


_Fit = Callable[[_Flag, _Flag], float]
"""How well two flags fit, 0 for not at all; the same both ways round."""


def _apart(old: _Flag, new: _Flag) -> tuple[int, int]:
    """How far apart two flags stand, then how far down."""
    return abs(old.index - new.index), old.index + new.index


def _same_evidence(old: _Flag, new: _Flag) -> float:
    """Evidence in common; the more, the better; of equals those on the same segments."""
    a, b = old.flag, new.flag
    return len({*old.evidence} & {*new.evidence}) + 0.5 * ((a.zh, a.en) == (b.zh, b.en))


def _near(old: _Flag, new: _Flag) -> float:
    """The same segment, and words that overlap or a text that has changed since."""
    a, b = old.flag, new.flag
    fit = 0.0
    for side in SIDES:
        before, after = a.side(side), b.side(side)
        a_span, b_span = a.span(side), b.span(side)
        shared = set(before) & set(after)
        if not shared:
            if before and after and (a_span or b_span):
                return 0.0
            continue
        if a_span and b_span:
            same = before[0] == after[0] and old.shown(before[0]) == new.shown(after[0])
            if same and (a_span[0] >= b_span[1] or b_span[0] >= a_span[1]):
                return 0.0
        fit += len(shared) / len({*before, *after})
    return fit


def _whole(flag: _Flag) -> Iterable[object]:
    of = flag.flag
    return [(flag.evidence, of.zh, of.en, of.severity, of.state)]


def _places(flag: _Flag) -> Iterable[object]:
    of = flag.flag
    return [(of.check, of.type, key) for key in (*of.zh, *of.en)]


_STAGES: tuple[tuple[Callable[[_Flag], Iterable[object]], _Fit], ...] = (
    (_whole, lambda old, new: 1.0),
    (lambda flag: flag.evidence, _same_evidence),
    (_places, _near),
)
"""What two flags must have in common to be compared, and how well they fit; flags alike in all go first."""


def _change(old: _Flag | None, new: _Flag | None, decisions: Sequence[DecisionChange]) -> FlagChange | None:
    """The change with the decisions that apply to its flag; None where nothing changed."""
    what = _differs(old, new) if old and new else ()
    if old and new and not what:
        return None
    about: set[Thing] = set()
    for version in filter(None, (old, new)):
        about |= {("flag", atom) for atom in version.numbered}
        about |= {("kind", kind(version.flag, version.alignment)), ("check", version.flag.check)}
    by = tuple(
        decision
        for decision in decisions
        if decision.latest.decision.flag and not about.isdisjoint(things(decision.latest.decision))
    )
    change = "changed" if old and new else "new" if new else "gone"
    return FlagChange(change, old.flag if old else None, new.flag if new else None, what, by)


def _differs(old: _Flag, new: _Flag) -> tuple[str, ...]:
    what = [name for name in ("severity", "state") if getattr(old.flag, name) != getattr(new.flag, name)]
    return (*what, "evidence") if {*old.evidence} != {*new.evidence} else tuple(what)
