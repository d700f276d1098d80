"""Every test that docs/reliability.md names stands where it says, and every command in it is one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def named() -> list[tuple[str, str]]:
    """(file, test) of every test that the page names; ``::test`` alone is of the file named before it."""
    found: list[tuple[str, str]] = []
    for row in PAGE.splitlines():
        file = ""
        for part in re.findall(r"`([\w/]*\.py)?((?:::)?\w*)`", row) if row.startswith("|") else ():
            file = part[0] or file
            if part[0] or part[1].startswith("::"):
                found.append((file, part[1].removeprefix("::")))
    return found


@pytest.mark.parametrize(("file", "test"), dict.fromkeys(named()))
def test_what_holds_a_promise_is_there(file: str, test: str) -> None:
    path = ROOT / "tests" / file
    assert path.is_file()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert any(name.startswith("test_") for name in functions)
    assert not test or test in functions


def test_the_page_names_tests_and_targets() -> None:
    assert len({file for file, _ in named()}) > 15
    rows = PAGE.partition("## Fuzzing")[2].partition("\n## ")[0]
    assert {*re.findall(r"^\| `([\w-]+)` \|", rows, re.MULTILINE)} == {*TARGETS}
    assert {*re.findall(r"fuzz target `([\w-]+)`", PAGE)} <= {*TARGETS}
