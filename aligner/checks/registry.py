"""The checks in their order, and running them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from math import inf

from aligner.checks import (
    consistency,
    coverage,
    missing,
    names,
    numbers,
    opposites,
    polarity,
    reader,
    shape,
    terms,
    typography,
    untranslated,
)
from aligner.checks.context import Check, Context
from aligner.record.model import Flag

MODULES = (
    reader,
    missing,
    coverage,
    numbers,
    untranslated,
    terms,
    names,
    polarity,
    opposites,
    consistency,
    typography,
    shape,
)
CHECKS: dict[str, Check] = {module.CHECK.name: module.CHECK for module in MODULES}
"""Every check by its name, in the order in which they run."""


def run_checks(context: Context, *, enabled: Collection[str] | None = None) -> tuple[Flag, ...]:
    """All flags of a record, in the order of the Chinese side, then the English, then by check; notes on form
    last. Of texts in other languages only the checks that can read any.

    ``enabled`` names the checks to run, all by default; ValueError for a name that is not a check.
    Ids are ``f1``, ``f2`` … in that order.
    """
    wanted = set(CHECKS) if enabled is None else set(enabled)
    unknown = sorted(wanted - set(CHECKS))
    if unknown:
        raise ValueError(f"unknown check: {', '.join(unknown)}; known checks: {', '.join(CHECKS)}")
    context = context.read()
    flags = [
        replace(flag, check=check.name)
        for check in CHECKS.values()
        if check.name in wanted and (check.any_language or context.is_readable)
        for flag in check.find(context)
    ]
    flags = [_if_linked_rightly(context, flag) for flag in flags]
    flags = [kept for flag in flags if (kept := _after_reading(context, flag))]
    flags = [flag for flag in flags if not _outranked(flag, flags)]
    flags.sort(key=lambda flag: _place(context, flag))
    return tuple(replace(flag, id=f"f{number}") for number, flag in enumerate(flags, 1))


def _if_linked_rightly(context: Context, flag: Flag) -> Flag:
    """The flag with the probability that it is right *and* its passages belong together."""
    chance = context.chance(flag.zh, flag.en)
    if chance >= CHECKS[flag.check].sure_from:
        return flag
    return replace(flag, score=round(flag.score * chance, 3))


def _after_reading(context: Context, flag: Flag) -> Flag | None:
    """What is left of the flag where a second reader has judged all passages of the report that it is
    about."""
    check, report = CHECKS[flag.check], flag.side(context.target)
    readings = [context.readings.get(key) for key in report]
    if not report or not all(reading and not reading.is_local for reading in readings):
        return flag
    if check.spared:
        return None
    return replace(flag, severity="minor") if check.lowered and flag.severity == "major" else flag


def _outranked(flag: Flag, flags: Iterable[Flag]) -> bool:
    """Whether the flag's own check lets it go in favour of another check's."""
    yields = CHECKS[flag.check].yields
    return yields is not None and any(
        yields(flag, rival) for rival in flags if rival.check != flag.check and not CHECKS[rival.check].note
    )


def scores(context: Context, flags: Iterable[Flag] | None = None) -> dict[str, float]:
    """For every type of divergence how likely there is one in the record, 0 to 1, also where nothing is
    flagged; `flags`: those of `run_checks`, if it has run already.

    Of a summary that one of our readers has read, nothing that is not flagged is likelier than that it
    misleads: what it leaves out is none of its faults.
    """
    context = context.read()
    doubt = reader.misleading(context)
    most = 1.0 if doubt is None else doubt
    highest = {issue.type: 0.0 for check in CHECKS.values() for issue in check.issues}
    for flag in run_checks(context) if flags is None else flags:
        highest[flag.type] = max(highest[flag.type], flag.score)
    for check in CHECKS.values():
        for kind, score in (check.measure(context) if check.measure else {}).items():
            highest[kind] = max(highest[kind], min(score, most))
    return highest


def _place(context: Context, flag: Flag) -> tuple[bool, float, float, str, tuple[int, int], tuple[int, int]]:
    """Position of a flag in the reading order; flags without Chinese segments come last."""
    zh = min((context.zh.position[i] for i in flag.zh), default=inf)
    en = min((context.en.position[i] for i in flag.en), default=inf)
    note = CHECKS[flag.check].note
    return note, zh, en, flag.check, flag.zh_span or (0, 0), flag.en_span or (0, 0)
