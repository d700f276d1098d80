"""Flags for people and for machines: text, JSON, Markdown, GitHub annotations, SARIF 2.1.0.

For people (`FOR_PEOPLE`), the flags about one passage are one finding with its reasons.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from aligner.record.model import SIDES
from aligner.record.version import __version__
from aligner.report.finding import (
    LEVELS,
    PlacedFlag,
    Reasons,
    proposal_lines,
    report_words,
    serious_first,
    summary,
)
from aligner.report.terminal import plain_report


def render_findings(items: Sequence[PlacedFlag], style: str) -> str:
    """All findings in one of `FINDING_FORMATS`."""
    return _RENDERERS[style](items)


def _json(items: Sequence[PlacedFlag]) -> str:
    return json.dumps([f.as_dict() for f in items], ensure_ascii=False, indent=1) + "\n"


_MARKDOWN = str.maketrans({"\n": " ", "<": "&lt;"} | {char: f"\\{char}" for char in "\\|`["})


_BREAK = "<br>"
"""Between the reasons of a finding, in a cell."""


def _cell(text: str) -> str:
    return text.translate(_MARKDOWN)


def _markdown(items: Sequence[PlacedFlag]) -> str:
    """A table, the most serious first."""
    head = ["| record | where | severity | type | finding | 说明 |", "|---|---|---|---|---|---|"]
    words = report_words()
    rows = [
        f"| {_cell(f'{first.record} {first.unit}'.strip())} | {_cell(first.place)} "
        f"| {words.name('severity', first.flag.severity)} "
        f"| {words.name('type', first.flag.type)} "
        f"| {_BREAK.join(map(_cell, [*(r.flag.message.en for r in reasons), *proposal_lines(reasons)]))} "
        f"| {_BREAK.join(_cell(reason.flag.message.zh) for reason in reasons)} |"
        for reasons in serious_first(items)
        for first in reasons[:1]
    ]
    return "\n".join([*(head + rows if items else []), "", summary(items)]).lstrip("\n") + "\n"


def _escape(text: str, more: str = "") -> str:
    return text.translate({ord(char): f"%{ord(char):02X}" for char in "%\r\n" + more})


_COMMANDS = {"note": "notice", "warning": "warning", "error": "error"}
"""GitHub's names of the levels."""


def _github(items: Sequence[PlacedFlag]) -> str:
    """Workflow commands, the most serious first: GitHub shows the first ten of a kind in a step."""
    return "".join(map(_command, serious_first(items)))


def _command(reasons: Reasons) -> str:
    finding = reasons[0]
    flag, kind = finding.flag, report_words().name("type", finding.flag.type)
    message = "\n".join([*(reason.flag.message.en for reason in reasons), *proposal_lines(reasons)])
    places: dict[str, object] = {"file": finding.file, "line": finding.line}
    if finding.end_line > finding.line:
        places["endLine"] = finding.end_line
    places["title"] = f"{kind} ({finding.name})"
    properties = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in places.items())
    return f"::{_COMMANDS[LEVELS[flag.severity]]} {properties}::{_escape(message)}\n"


def _sarif(items: Sequence[PlacedFlag]) -> str:
    rules = {f.rule: f.flag.mqm for f in reversed(items)}
    run = {
        "tool": {
            "driver": {
                "name": "aligner",
                "version": __version__,
                "rules": [{"id": rule, "properties": {"mqm": rules[rule]}} for rule in sorted(rules)],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(f) for f in items],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _result(finding: PlacedFlag) -> Mapping[str, Any]:
    def place(file: str, line: int, end: int) -> dict[str, Any]:
        region = {"startLine": line} | ({"endLine": end} if end > line else {})
        return {"physicalLocation": {"artifactLocation": {"uri": quote(file)}, "region": region}}

    unit = {"logicalLocations": [{"name": finding.unit}]} if finding.unit else {}
    flag = finding.flag
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVELS[flag.severity],
        "message": {"text": flag.message.en},
        "locations": [place(finding.file, finding.line, finding.end_line) | unit],
        "partialFingerprints": {"aligner/v1": finding.fingerprint},
        "properties": {
            "type": flag.type,
            "severity": flag.severity,
            "state": flag.state,
            "score": flag.score,
            **({"proposed": dict(finding.proposals)} if finding.proposals else {}),
        },
    }
    elsewhere = [side for side in SIDES if finding.lines.get(side) not in (None, finding.line)]
    if elsewhere:
        words = report_words()
        result["relatedLocations"] = [
            place(finding.file, finding.lines[side], 0) | {"message": {"text": words.name("language", side)}}
            for side in elsewhere
        ]
    return result


_RENDERERS: dict[str, Callable[[Sequence[PlacedFlag]], str]] = {
    "text": plain_report,
    "json": _json,
    "markdown": _markdown,
    "github": _github,
    "sarif": _sarif,
}
FINDING_FORMATS = tuple(_RENDERERS)
FOR_PEOPLE = ("text", "markdown", "github")
