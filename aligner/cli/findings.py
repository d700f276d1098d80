"""Findings on standard output, and what they mean for the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from aligner.cli.common import emit
from aligner.record.model import SEVERITIES
from aligner.report.finding import PlacedFlag
from aligner.report.formats import render_findings


def show_findings(placed: Sequence[PlacedFlag], style: str) -> None:
    """All findings, to standard output; on a terminal, text in colour and in its width."""
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
