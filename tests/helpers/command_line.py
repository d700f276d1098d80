"""Commands as a user runs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from aligner.cli.main import main


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def complaint(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    code = main(args)
    captured = capsys.readouterr()
    assert code == 2, captured.err
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("aligner: "), captured.err
    assert "Traceback" not in captured.err
    return lines[0]
