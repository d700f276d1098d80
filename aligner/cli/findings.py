"""Findings on standard output, and what they mean for the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

from aligner.cli.common import add_profile, counted, emit, talk
from aligner.record.errors import InputError
from aligner.record.groups import gravity
from aligner.record.model import SEVERITIES, Flag
from aligner.report.finding import PlacedFlag, by_passage
from aligner.report.formats import FOR_PEOPLE, render_findings


def add_choice(parser: argparse.ArgumentParser) -> None:
    """``--profile``, ``--severity``, ``--check`` and ``--limit``."""
    add_profile(parser)
    parser.add_argument(
        "--severity",
        choices=SEVERITIES,
        default=SEVERITIES[0],
        metavar="SEVERITY",
        help="list only findings at least this severe: neutral, minor, major, critical (neutral)",
    )
    parser.add_argument(
        "--check", nargs="+", action="extend", metavar="NAME", help="list only findings of these checks (all)"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="list only the N gravest findings (all)")


def check_choice(options: argparse.Namespace) -> None:
    """`InputError` for a choice that makes no sense."""
    if options.check:
        _known_checks(options.check)
    if options.limit is not None and options.limit < 1:
        raise InputError("--limit should be a number from 1", mend="leave it out for all findings")
    if options.limit is not None and options.format == "jsonl":
        raise InputError("jsonl gives every pair", mend="leave --limit out, or choose another format")


def _known_checks(names: Iterable[str]) -> None:
    from aligner.checks import CHECKS
    from aligner.exchange.pair_rows import FILE_CHECKS

    known = (*CHECKS, *FILE_CHECKS)
    unknown = sorted({*names} - {*known})
    if unknown:
        raise InputError(f"there is no check '{unknown[0]}'", mend=f"known checks: {', '.join(known)}")


def tell_hidden(number: int) -> None:
    """Say how many findings the profile leaves out, if it leaves out any."""
    if number:
        what = counted(number, "neutral or less certain finding")
        talk(f"{what} not listed; see all with --profile thorough")


def is_chosen(flag: Flag, options: argparse.Namespace) -> bool:
    """Whether a finding is to be listed, as far as the finding itself can tell."""
    least = SEVERITIES.index(options.severity)
    return SEVERITIES.index(flag.severity) >= least and (not options.check or flag.check in options.check)


def within_limit(placed: Sequence[PlacedFlag], limit: int | None, style: str) -> Sequence[PlacedFlag]:
    """The gravest findings, the surest of equal ones, in the order in which they were; each with its reasons
    in a format for people, in any other flag by flag.
    """
    if limit is None or len(placed) <= limit:
        return placed
    findings = by_passage(placed) if style in FOR_PEOPLE else [(each,) for each in placed]
    order = sorted(range(len(findings)), key=lambda at: (*gravity(findings[at][0].flag), at))
    return [reason for at in sorted(order[:limit]) for reason in findings[at]]


def show_findings(placed: Sequence[PlacedFlag], style: str) -> None:
    """The findings, to standard output; on a terminal, text in colour and in its width."""
    if style != "text" or not sys.stdout.isatty():
        emit(render_findings(placed, style))
        return
    from rich.console import Console

    from aligner.report.terminal import styled_report

    console = Console()
    for line in styled_report(placed, console.width):
        console.print(line, soft_wrap=True)


def exit_code(placed: Iterable[PlacedFlag], fail_on: str) -> int:
    """1 if a finding is at least so severe, else 0."""
    least = SEVERITIES.index(fail_on)
    return int(any(SEVERITIES.index(f.flag.severity) >= least for f in placed))
