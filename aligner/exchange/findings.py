"""Flags for people and for machines: text, JSON, Markdown, GitHub annotations, SARIF 2.1.0."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aligner.record.model import Alignment, Flag, Severity, Side
from aligner.record.version import __version__

__all__ = ["FORMATS", "Finding", "findings", "render"]

_LEVELS: dict[Severity, str] = {"neutral": "note", "minor": "note", "major": "warning", "critical": "error"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A flag with the place it points to."""

    record: str
    flag: Flag
    file: str
    line: int
    quotes: tuple[str, str]
    """The first Chinese and the first English segment concerned, or an empty text."""

    @property
    def fingerprint(self) -> str:
        """Stable across runs: the check, its type and the words it looked at, not ids or places."""
        spans = (self.flag.zh_span, self.flag.en_span)
        words = (text[slice(*span)] if span else text for text, span in zip(self.quotes, spans, strict=True))
        return hashlib.sha256("\0".join((self.flag.check, self.flag.type, *words)).encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        flag = self.flag
        return {
            "record": self.record,
            "id": flag.id,
            "check": flag.check,
            "type": flag.type,
            "mqm": flag.mqm,
            "severity": flag.severity,
            "state": flag.state,
            "zh": list(flag.zh),
            "en": list(flag.en),
            "zh_span": list(flag.zh_span) if flag.zh_span else None,
            "en_span": list(flag.en_span) if flag.en_span else None,
            "score": round(flag.score, 3),
            "message": {"en": flag.message.en, "zh": flag.message.zh},
            "file": self.file,
            "line": self.line,
            "fingerprint": self.fingerprint,
        }


def findings(alignment: Alignment, folder: str) -> list[Finding]:
    """The open flags of a record, placed in its source (the original side first)."""
    result = []
    for flag in alignment.flags:
        if flag.state in ("dismissed", "resolved"):
            continue
        sides: tuple[Side, Side] = ("zh", "en") if alignment.original == "en" else ("en", "zh")
        keys = [key for side in sides for key in flag.side(side)]
        source = alignment.segments[keys[0]].source if keys else None
        quotes = tuple(alignment.segments[flag.side(s)[0]].text if flag.side(s) else "" for s in ("zh", "en"))
        result.append(
            Finding(
                record=alignment.record,
                flag=flag,
                file=f"{folder}/{source.file}" if source else folder,
                line=source.line if source else 1,
                quotes=(quotes[0], quotes[1]),
            )
        )
    return result


def render(items: Sequence[Finding], style: str) -> str:
    """All findings in one of `FORMATS`."""
    return _RENDERERS[style](items)


def _text(items: Sequence[Finding]) -> str:
    lines = [
        f"{f.file}:{f.line}: {f.flag.severity} {f.flag.type} [{f.record} {f.flag.id}] {f.flag.message.en}"
        for f in items
    ]
    return "\n".join([*lines, _summary(items)]) + "\n"


def _summary(items: Sequence[Finding]) -> str:
    if not items:
        return "no findings"
    severities: tuple[Severity, ...] = ("critical", "major", "minor", "neutral")
    counts = {s: sum(f.flag.severity == s for f in items) for s in severities}
    noun = "finding" if len(items) == 1 else "findings"
    return f"{len(items)} {noun}: " + ", ".join(f"{n} {s}" for s, n in counts.items() if n)


def _json(items: Sequence[Finding]) -> str:
    return json.dumps([f.as_dict() for f in items], ensure_ascii=False, indent=1) + "\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _markdown(items: Sequence[Finding]) -> str:
    head = ["| record | where | severity | type | finding | 说明 |", "|---|---|---|---|---|---|"]
    rows = [
        f"| {f.record} | {f.file}:{f.line} | {f.flag.severity} | {f.flag.type} "
        f"| {_cell(f.flag.message.en)} | {_cell(f.flag.message.zh)} |"
        for f in items
    ]
    return "\n".join([*(head + rows if items else []), "", _summary(items)]).lstrip("\n") + "\n"


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for char in more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _github(items: Sequence[Finding]) -> str:
    commands = {"note": "notice", "warning": "warning", "error": "error"}
    return "".join(
        f"::{commands[_LEVELS[f.flag.severity]]} file={_escape(f.file, ':,')},line={f.line},"
        f"title={_escape(f'{f.flag.type} ({f.record} {f.flag.id})', ':,')}::{_escape(f.flag.message.en)}\n"
        for f in items
    )


def _sarif(items: Sequence[Finding]) -> str:
    rules = sorted({(f.flag.check or f.flag.type, f.flag.mqm) for f in items})
    run = {
        "tool": {
            "driver": {
                "name": "aligner",
                "version": __version__,
                "rules": [{"id": rule, "properties": {"mqm": mqm}} for rule, mqm in dict(rules).items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": f.flag.check or f.flag.type,
                "level": _LEVELS[f.flag.severity],
                "message": {"text": f.flag.message.en},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": f.file},
                            "region": {"startLine": f.line},
                        }
                    }
                ],
                "partialFingerprints": {"aligner/v1": f.fingerprint},
            }
            for f in items
        ],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_RENDERERS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "github": _github,
    "sarif": _sarif,
}
FORMATS = tuple(_RENDERERS)
