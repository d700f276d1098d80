"""Profiles: how sure a finding has to be before people are shown it.

A finding's score is meant as the probability that an editor nods at it. Every finding is stored, whatever its
score; a profile chooses when something is shown. What people have confirmed or raised is always shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import inf
from typing import Literal, get_args

from aligner.record.absences import compared, uncontradicted
from aligner.record.model import Flag, Severity

Profile = Literal["careful", "thorough"]
PROFILES: tuple[Profile, ...] = get_args(Profile)

# The bars: an unconfirmed finding is shown from this score on, by its severity. `inf` shows none.
_BY_SEVERITY: Mapping[Profile, Mapping[Severity, float]] = {
    # Leaves out what is no more likely right than wrong, and all that misleads nobody. Of the first ten
    # findings of each of 23 documents that were read, an editor nods at 83 in 100 (`docs/checks.md`).
    "careful": {"critical": 0.6, "major": 0.6, "minor": 0.6, "neutral": inf},
    # Everything that the checks report.
    "thorough": {"critical": 0.0, "major": 0.0, "minor": 0.0, "neutral": 0.0},
}
# Bars of single checks, by name, in the place of those above. What is neutral of the reader proposes a link:
# that misleads nobody, but is something to be done, if the reader is as sure of it as of the rest. None has
# been measured yet.
_BY_CHECK: Mapping[Profile, Mapping[str, Mapping[Severity, float]]] = {
    "careful": {"reader": {"neutral": 0.6}},
    "thorough": {},
}


def bar(flag: Flag, profile: Profile) -> float:
    """The score from which on a profile shows findings of this check and severity."""
    own = _BY_CHECK[profile].get(flag.check, {})
    return own.get(flag.severity, _BY_SEVERITY[profile][flag.severity])


def is_shown(flag: Flag, profile: Profile) -> bool:
    """Whether a profile shows a finding: people's always, the program's from its bar on."""
    return flag.state != "issue" or flag.score >= bar(flag, profile)


def shown_flags(
    flags: Iterable[Flag], profile: Profile, linked: Collection[str] = frozenset()
) -> tuple[Flag, ...]:
    """Those of a record's findings that a profile shows: none that calls a passage absent which is `linked`,
    or which another of them compares with the other text.
    """
    shown = tuple(flag for flag in flags if is_shown(flag, profile))
    return uncontradicted(shown, compared(shown).union(linked))
