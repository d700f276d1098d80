"""Flags for people and for machines: text, JSON, Markdown, GitHub annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from aligner.record.model import SIDES
from aligner.record.version import __version__
from aligner.report.finding import LEVELS, Finding, findings, serious_first, summary
from aligner.report.terminal import plain

__all__ = ["FORMATS", "Finding", "findings", "render"]


def render(items: Sequence[Finding], style: str) -> str:
    """All findings in one of `FORMATS`."""
    return _RENDERERS[style](items)


def _json(items: Sequence[Finding]) -> str:
    return json.dumps([f.as_dict() for f in items], ensure_ascii=False, indent=1) + "\n"


def _cell(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
    return text.replace("`", "\\`").replace("[", "\\[")


def _markdown(items: Sequence[Finding]) -> str:
    """A table, the most serious first."""
    head = ["| record | where | severity | type | finding | 说明 |", "|---|---|---|---|---|---|"]
    rows = [
        f"| {f.record} | {f.file}:{f.line} | {f.flag.severity} | {f.flag.type} "
        f"| {_cell(f.flag.message.en)} | {_cell(f.flag.message.zh)} |"
        for f in serious_first(items)
    ]
    return "\n".join([*(head + rows if items else []), "", summary(items)]).lstrip("\n") + "\n"


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for char in more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _github(items: Sequence[Finding]) -> str:
    """Workflow commands, the most serious first: GitHub shows the first ten of a kind in a step."""
    commands = {"note": "notice", "warning": "warning", "error": "error"}
    return "".join(
        f"::{commands[LEVELS[f.flag.severity]]} file={_escape(f.file, ':,')},line={f.line},"
        + (f"endLine={f.end_line}," if f.end_line > f.line else "")
        + f"title={_escape(f'{f.flag.type} ({f.record} {f.flag.id})', ':,')}::{_escape(f.flag.message.en)}\n"
        for f in serious_first(items)
    )


def _sarif(items: Sequence[Finding]) -> str:
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


def _result(finding: Finding) -> Mapping[str, Any]:
    def place(file: str, line: int, end: int) -> dict[str, Any]:
        region = {"startLine": line} | ({"endLine": end} if end > line else {})
        return {"physicalLocation": {"artifactLocation": {"uri": quote(file)}, "region": region}}

    flag = finding.flag
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVELS[flag.severity],
        "message": {"text": flag.message.en},
        "locations": [place(finding.file, finding.line, finding.end_line)],
        "partialFingerprints": {"aligner/v1": finding.fingerprint},
        "properties": {
            "type": flag.type,
            "severity": flag.severity,
            "state": flag.state,
            "score": flag.score,
        },
    }
    elsewhere = [side for side in SIDES if finding.lines.get(side) not in (None, finding.line)]
    if elsewhere:
        names = {"zh": "the Chinese", "en": "the English"}
        result["relatedLocations"] = [
            place(finding.file, finding.lines[side], 0) | {"message": {"text": names[side]}}
            for side in elsewhere
        ]
    return result


_RENDERERS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": plain,
    "json": _json,
    "markdown": _markdown,
    "github": _github,
    "sarif": _sarif,
}
FORMATS = tuple(_RENDERERS)
