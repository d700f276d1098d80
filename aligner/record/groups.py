"""What people are shown as one finding: all flags about one passage, as long as their state is the same.

Flags are stored, decided on and exchanged one by one. They are put together when they are shown, so that a
passage that three checks report is one finding with three reasons. What a person confirmed and what the
program says beside it stay apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from aligner.record.chains import by_key
from aligner.record.model import SEVERITIES, Flag, FlagState, Severity, Side, other

_STANDING: tuple[FlagState, ...] = ("error", "issue", "dismissed", "resolved")


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """A finding with its reasons."""

    flags: tuple[Flag, ...]
    """What is stored of it: the gravest first, of equal ones the surest."""
    address: str = ""
    """The anchor of its card. It names the passage, whose id lasts, and not the reasons, which another run of
    the checks may put in other words: ``finding-z17``."""
    also: tuple[str, ...] = ()
    """The addresses of findings that are shown as one with it."""

    @property
    def flag(self) -> Flag:
        """The first of them."""
        return self.flags[0]

    @property
    def severity(self) -> Severity:
        """The highest of its reasons'."""
        return self.flag.severity

    @property
    def state(self) -> FlagState:
        """That of all its reasons."""
        return self.flag.state

    @property
    def reasons(self) -> tuple[Flag, ...]:
        """Its flags, of those that say the same in the same words the first."""
        said = {(flag.type, flag.severity, flag.message): flag for flag in reversed(self.flags)}
        return tuple(flag for flag in self.flags if flag in said.values())

    @property
    def segments(self) -> tuple[str, ...]:
        """The passages that its reasons concern, each once."""
        return tuple(dict.fromkeys(key for flag in self.flags for key in (*flag.zh, *flag.en)))


def passage_of(flag: Flag, original: Side) -> str:
    """The passage that a flag is about: the first of the translation that it names, or else of the original;
    empty for the record as a whole.
    """
    return next(iter((*flag.side(other(original)), *flag.side(original))), "")


def grouped(flags: Iterable[Flag], original: Side) -> tuple[FindingGroup, ...]:
    """Flags as people are shown them, in the order in which their passages first occur."""
    groups: defaultdict[tuple[str, FlagState], list[Flag]] = defaultdict(list)
    for flag in flags:
        groups[passage_of(flag, original) or flag.id, flag.state].append(flag)
    states = by_key((state, [passage]) for passage, state in groups)
    ranks = {passage: sorted(of_passage, key=_STANDING.index) for passage, of_passage in states.items()}
    return tuple(
        FindingGroup(tuple(sorted(group, key=gravity)), _address(passage, ranks[passage].index(state)))
        for (passage, state), group in groups.items()
    )


def _address(passage: str, rank: int) -> str:
    """Of several findings about a passage, what people confirmed comes first."""
    return f"finding-{passage}" + (f"-{rank + 1}" if rank else "")


def gravity(flag: Flag) -> tuple[int, float]:
    """What sorts the gravest flags first, and of equal ones the surest."""
    return -SEVERITIES.index(flag.severity), -flag.score
