"""What a check says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from aligner.checks.context import Context, Issue
from aligner.record.model import SIDES, Flag, Message


@dataclass(frozen=True, slots=True)
class Check:
    """One family of divergences."""

    name: str
    """As in ``checks: {numbers: off}`` of a record.yml."""
    title: Message
    """Its name for people."""
    issues: tuple[Issue, ...]
    """What its flags may report, the usual one first."""
    find: Callable[[Context], Iterator[Flag]]
    measure: Callable[[Context], Mapping[str, float]] | None = None
    """How likely there is a divergence of each type, 0 to 1, flagged or not; None: the flags say it all."""
    note: bool = False
    """Whether it notes how a text is set rather than what it says: its flags come after all others, and
    outrank none."""
    yields: Callable[[Flag, Flag], bool] | None = None
    """Whether a flag of this check (the first) is not reported because a flag of another check (the second)
    says the same and more; None: it always is."""


def shared_evidence(flag: Flag, rival: Flag) -> float:
    """The largest share of a flag's evidence, of either side, that a rival on the same passage underlines as
    well, 0 to 1."""
    return max(
        (
            (min(span[1], rival_span[1]) - max(span[0], rival_span[0])) / (span[1] - span[0])
            for side in SIDES
            if (span := flag.span(side)) and (rival_span := rival.span(side))
            if set(flag.side(side)) & set(rival.side(side))
        ),
        default=0.0,
    )
