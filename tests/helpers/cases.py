"""Fixture files: titled cases of an input and what is expected of it."""

from __future__ import annotations

from pathlib import Path


def read_cases(path: Path) -> list[tuple[str, str, str]]:
    """Cases of a fixture file: title, input and expected, each ended by a line with one dot."""
    lines = path.read_text(encoding="utf-8").splitlines()
    cases: list[tuple[str, str, str]] = []
    parts: list[list[str]] = [[]]
    for line in lines:
        if line == ".":
            parts.append([])
            if len(parts) == 4:
                title = next((text for text in reversed(parts[0]) if text.strip()), "")
                cases.append((title, "\n".join(parts[1]), "\n".join(parts[2])))
                parts = [[]]
        else:
            parts[-1].append(line)
    return cases
