"""Flags new, gone, or judged differently.

A flag is identified by its evidence (`record.decisions.evidence`), never by its id. Where the evidence
changed because the text was edited, the run of passages grew or slightly different words are marked, it is
the same flag with other evidence; that matters, because a dismissal of the old one does not cover it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from aligner.diff.changes import DecisionChange, FlagChange
from aligner.record.decisions.evidence import evidence, evidences, kind
from aligner.record.decisions.resolved import Resolved, Thing, things
from aligner.record.model import SIDES, Flag


def flag_changes(
    old: Resolved, new: Resolved, decisions: Sequence[DecisionChange] = ()
) -> tuple[FlagChange, ...]:
    """What became of the flags, in the order of the newer version; those that are gone come last."""
    before, after = _Side(old), _Side(new)
    matches: list[tuple[int, int]] = []
    for keys, alike in _STAGES:
        matches += _matched(before, after, matches, keys, alike)
    partner = {j: i for i, j in matches}
    changes = []
    for j, flag in enumerate(after.flags):
        if j not in partner:
            changes.append(FlagChange("new", None, flag))
            continue
        earlier = before.flags[partner[j]]
        what = [name for name in ("severity", "state") if getattr(earlier, name) != getattr(flag, name)]
        if set(before.evidence[partner[j]]) != set(after.evidence[j]):
            what.append("evidence")
        if what:
            changes.append(FlagChange("changed", earlier, flag, tuple(what)))
    kept = set(partner.values())
    changes += [FlagChange("gone", flag, None) for i, flag in enumerate(before.flags) if i not in kept]
    return tuple(_explained(change, before, after, decisions) for change in changes)


def rests_on(version: Resolved) -> Mapping[str, tuple[str, ...]]:
    """The evidence of each flag by its id, in the text that it was found in."""
    return {**evidences(version.alignment), **version.evidence}


class _Side:
    """The flags of one version in an order that their numbers do not decide."""

    def __init__(self, version: Resolved) -> None:
        alignment = version.alignment
        position: Mapping[str, int] = {**alignment.zh.position, **alignment.en.position}

        def order(flag: Flag) -> tuple[object, ...]:
            places = [[position[key] for key in flag.side(side)] for side in SIDES]
            spans = [flag.span(side) or (-1, -1) for side in SIDES]
            return (*places, *spans, flag.check, flag.type, flag.severity, flag.state, flag.message.en)

        self.alignment = alignment
        self.flags = sorted(alignment.flags, key=order)
        self.by_id = rests_on(version)
        self.evidence = [
            # `evidences` numbers what several flags point to by their order, which is to mean nothing here.
            evidence(flag, alignment)
            if version.edits.keys().isdisjoint((*flag.zh, *flag.en))
            else self.by_id[flag.id]
            for flag in self.flags
        ]


Keys = Callable[[_Side, int], Iterable[object]]
"""What two flags must have one of in common to be compared."""
Alike = Callable[[_Side, int, _Side, int], float]
"""How well two flags fit, 0 for not at all; the same both ways round."""


def _matched(
    old: _Side, new: _Side, matches: Sequence[tuple[int, int]], keys: Keys, alike: Alike
) -> Iterator[tuple[int, int]]:
    """One to one, the flags that fit best among those not matched yet."""
    left = set(range(len(old.flags))) - {i for i, _ in matches}
    right = set(range(len(new.flags))) - {j for _, j in matches}
    by_key: defaultdict[object, set[int]] = defaultdict(set)
    for j in right:
        for key in keys(new, j):
            by_key[key].add(j)
    pairs = [
        (-fit, abs(i - j), i + j, i, j)
        for i in left
        for j in {j for key in keys(old, i) for j in by_key.get(key, ())}
        if (fit := alike(old, i, new, j))
    ]
    for *_, i, j in sorted(pairs):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield i, j


def _whole(side: _Side, index: int) -> Iterator[object]:
    flag = side.flags[index]
    yield side.evidence[index], flag.zh, flag.en, flag.severity, flag.state


def _identical(old: _Side, i: int, new: _Side, j: int) -> float:
    """Alike in all that counts, as their key is."""
    return 1.0


def _same_evidence(old: _Side, i: int, new: _Side, j: int) -> float:
    """Evidence in common; the more, the better; of equals those on the same segments."""
    shared = len(set(old.evidence[i]) & set(new.evidence[j]))
    a, b = old.flags[i], new.flags[j]
    return shared + 0.5 * ((a.zh, a.en) == (b.zh, b.en)) if shared else 0.0


def _atoms(side: _Side, index: int) -> Iterable[object]:
    return side.evidence[index]


def _near(old: _Side, i: int, new: _Side, j: int) -> float:
    """The same segment, and words that overlap or a text that has changed since."""
    a, b = old.flags[i], new.flags[j]
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
            same = before[0] == after[0] and _shown(old, before[0]) == _shown(new, after[0])
            if same and (a_span[0] >= b_span[1] or b_span[0] >= a_span[1]):
                return 0.0
        fit += len(shared) / len({*before, *after})
    return fit


def _places(side: _Side, index: int) -> Iterator[object]:
    flag = side.flags[index]
    return ((flag.check, flag.type, key) for key in (*flag.zh, *flag.en))


_STAGES: tuple[tuple[Keys, Alike], ...] = (
    (_whole, _identical),
    (_atoms, _same_evidence),
    (_places, _near),
)


def _shown(side: _Side, key: str) -> str:
    return side.alignment.segments[key].shown


def _explained(change: FlagChange, old: _Side, new: _Side, decisions: Sequence[DecisionChange]) -> FlagChange:
    """The change with the decisions that apply to its flag."""
    about: set[Thing] = set()
    for flag, side in ((change.old, old), (change.new, new)):
        if flag is not None:
            about |= {("flag", atom) for atom in side.by_id[flag.id]}
            about |= {("kind", kind(flag, side.alignment)), ("check", flag.check)}
    by = tuple(
        decision
        for decision in decisions
        if decision.entry.decision.flag is not None and not about.isdisjoint(things(decision.entry.decision))
    )
    return replace(change, by=by)
