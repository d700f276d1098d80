"""Limits that keep the code easy to find a way in; `python tests/bench/house.py` prints more figures.

The limits are ratchets: tighten them when the code is better, never loosen them.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from aligner.checks.registry import MODULES
from tests.bench import house

ROOT = Path(__file__).parent.parent
FILES = house.modules(ROOT / "aligner")
MAX_LINES = 44_166
MAX_MODULES_IN_A_FOLDER = 24
MAX_SHARED_NAMES = 7
MAX_VAGUE = 0.005
MIN_COMMENTS = 3.0
RECORD_FILES = ("alignment.json", "decisions.yml", "record.yml", "source.md")


def test_it_stays_small() -> None:
    assert sum(module.lines for module in FILES) <= MAX_LINES


def test_no_folder_is_crowded() -> None:
    count, folder = house.crowd(FILES)
    assert count <= MAX_MODULES_IN_A_FOLDER, folder


def test_a_public_name_has_one_home() -> None:
    shared = house.shared_names(FILES)
    assert len(shared) <= MAX_SHARED_NAMES, shared


def test_names_say_what_they_hold() -> None:
    assert house.vague_share(FILES) <= MAX_VAGUE


def test_numbers_that_decide_are_explained() -> None:
    """Lines with a comment, per 100 lines, in the modules that name a number."""
    assert house.comment_rate([module for module in FILES if module.decides]) >= MIN_COMMENTS


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert house.cycles(FILES) == []


def test_circles_are_noticed() -> None:
    texts = {
        "a": "from p import b",
        "b": "def f():\n    from p.c import x",
        "c": "import p.a",
        "d": "import p.a",
    }
    files = [house.Module(Path("p", f"{name}.py"), text) for name, text in texts.items()]
    assert house.cycles(files) == [["p.a", "p.b", "p.c"]]


def imported(tree: ast.Module) -> set[str]:
    """Modules that a file names in its imports."""
    nodes = list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_no_test_module_imports_another() -> None:
    """What several share stands in tests/helpers, or in a module of the folder that holds no tests."""
    is_test = re.compile(r"tests\.(.*\.)?(test_\w+|conftest)$")
    files = house.modules(ROOT / "tests")
    assert len(files) > 150
    assert {
        m.path.as_posix(): bad for m in files if (bad := [*filter(is_test.match, imported(m.tree))])
    } == {}


def test_no_check_imports_another() -> None:
    checks = {module.__name__ for module in MODULES}
    files = [m for m in FILES if ".".join(m.path.with_suffix("").parts) in checks]
    assert len(files) == len(checks)
    assert {m.path.as_posix(): bad for m in files if (bad := checks & imported(m.tree))} == {}


def test_nothing_of_the_program_imports_the_tests() -> None:
    assert [m.path for m in FILES if any(name.split(".")[0] == "tests" for name in imported(m.tree))] == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_the_guides_name_what_is_there(page: str) -> None:
    """Paths from the root or from aligner/, or names of files that it has somewhere."""
    text = (ROOT / page).read_text(encoding="utf-8")
    paths = {*re.findall(r"`([\w./-]+(?:\.(?:py|yml|md|txt|json)|/))`", text)}
    assert len(paths) > 10
    all_names = {path.name for path in (ROOT / "aligner").rglob("*")} | set(RECORD_FILES)
    missing = [
        path
        for path in paths
        if not any((base / path).exists() for base in (ROOT, ROOT / "aligner"))
        and ("/" in path.rstrip("/") or path.rstrip("/") not in all_names)
    ]
    assert missing == []
