"""The manual and the code agree: paths, commands, options, modules and imports that the pages name exist."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import re
import shlex
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.i18n.catalogue import load_entries

ROOT = Path(__file__).parent.parent
INTERFACES = ("aligner.card", "aligner.publish", "aligner.review")
PAGES = sorted(
    [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/zh/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
)

CODE = re.compile(r"```.*?```|(?:^(?: {4}|\t).*\n)+|`[^`\n]+`", re.MULTILINE | re.DOTALL)
"""Blocks of code, fenced or indented, and code in a line."""
FILE = re.compile(
    r"(?<![/.<\w-])(?:aligner|tests|docs|cli|batch|pipeline|diff|report|exchange|review|publish|i18n|checks|match"
    r"|encode|ingest|language|record)(?:/[\w.-]+)*/[\w.-]*(?![\w<*])"
)
"""A path from the root, or from inside ``aligner/`` as the page on the architecture gives them."""
PLACEHOLDER = re.compile(r"[<>*…]|^docs/diff|^aligner(?:-diff)?/1|\b(?:build|site)/")
COMMAND = re.compile(r"(?:^\s*(?:\$ |run: )?|`)aligner ([a-z]+)\b([^`\n]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
MODULE = re.compile(r"python -m ((?:tests|aligner)[\w.]*)(?![\w.<])")
IMPORT = re.compile(r"^(?:>>> )?from (aligner[\w.]*) import ([\w, ]+)$", re.MULTILINE)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def help_of(command: str) -> str:
    """What a command says of itself; empty for a command that does not exist."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        try:
            main([command, "--help"])
        except SystemExit as end:
            return out.getvalue() if end.code == 0 else ""
    return ""


def anchors_of(page: Path) -> set[str]:
    """The anchors of the headings of a page."""
    titles = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


def files_of(page: Path) -> list[str]:
    code = "\n".join(match[0] for match in CODE.finditer(text_of(page)))
    return [path for path in FILE.findall(code) if not PLACEHOLDER.search(path)]


def commands_of(page: Path) -> list[tuple[str, str]]:
    """Commands in code, each with the rest of its line up to a comment, a pipe or the next command."""
    code = "\n".join(match[0] for match in CODE.finditer(text_of(page)))
    return [(name, re.split(r" # | \| |&&|\|\||>", rest)[0]) for name, rest in COMMAND.findall(code)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_paths_exist(page: Path) -> None:
    missing = [
        path
        for path in files_of(page)
        if not any((ROOT / base / path).exists() for base in ("", "aligner", "tests"))
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_and_options_exist(page: Path) -> None:
    wrong = []
    for name, rest in commands_of(page):
        known = set(OPTION.findall(help_of(name)))
        wrong += [f"{name} {option}" for option in OPTION.findall(rest) if option not in known]
        wrong += [] if known else [name]
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_modules_and_imports_exist(page: Path) -> None:
    text = text_of(page)
    missing = [name for name in MODULE.findall(text) if importlib.util.find_spec(name) is None]
    for module, names in IMPORT.findall(text):
        source = importlib.import_module(module)
        for name in names.split(","):
            if (
                not hasattr(source, name.strip())
                and importlib.util.find_spec(f"{module}.{name.strip()}") is None
            ):
                missing.append(f"{module}.{name.strip()}")
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for path, anchor in re.findall(r"\]\(([^)#\s]*)#?([\w-]*)\)", text_of(page)):
        target = page.parent / path if path else page
        if "://" not in path and (not target.exists() or (anchor and anchor not in anchors_of(target))):
            dead.append(f"{path}#{anchor}")
    assert not dead


def test_the_pages_are_read() -> None:
    """The patterns find what they look for, so the tests above cannot pass on nothing."""
    assert "aligner/checks/registry.py" in files_of(ROOT / "CONTRIBUTING.md")
    assert "record/load.py" in files_of(ROOT / "docs" / "architecture.md")
    found = commands_of(ROOT / "docs" / "commands.md")
    assert len(found) > 15 and any(name == "check" and "--fail-on" in rest for name, rest in found)
    assert shlex.split(help_of("update"))[0] == "usage:" and not help_of("nosuch")


@pytest.mark.parametrize(
    ("lang", "folder", "built_in"),
    [("en", "docs", "en"), ("zh-Hans", "docs/zh", "zh-Hans"), ("zh-Hant", "", "zh-Hant")],
)
def test_the_manual_quotes_what_the_interface_says(lang: str, folder: str, built_in: str) -> None:
    """But for examples, which have a number or name Dr Lan."""
    pages = [ROOT / "aligner/publish/assets/pages" / built_in / "reading.md"]
    pages += [ROOT / folder / f"{name}.md" for name in ("readers", "editors", "translators") if folder]
    entries = [entry for wing in INTERFACES for entry in load_entries(wing, lang).values()]
    forms = [[entry] if isinstance(entry, str) else [*entry.values()] for entry in entries]
    said = {form.casefold() for form in chain.from_iterable(forms)}
    for page in pages:
        for label in re.findall(r"[“「]\**([^”」*]+)\**[”」]", text_of(page)):
            is_example = re.search(r"\d|Lan |蓝伟光|藍偉光", label)
            assert is_example or any(label.casefold() in form for form in said), (page.name, label)
