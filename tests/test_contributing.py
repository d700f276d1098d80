"""CONTRIBUTING.md: its check, its format and its repair do what the page says."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import Any

from aligner.checks import Context
from aligner.exchange.units import Selection, select_units
from aligner.ingest.repairs import Words
from aligner.ingest.tracked import Tracked
from aligner.record.model import Link
from tests.helpers.cases import read_cases
from tests.helpers.contexts import document
from tests.helpers.talk import talk

PAGE = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")


def example(beginning: str, **names: Any) -> dict[str, Any]:
    """What the block that has these words defines."""
    blocks = [textwrap.dedent(block) for block in re.findall(r"   ```python\n(.*?)   ```", PAGE, re.DOTALL)]
    (block,) = [block for block in blocks if beginning in block]
    exec(block, names)
    return names


def test_the_check() -> None:
    check = example("CHECK = Check(", __name__="aligner.checks.questions")["CHECK"]
    for chinese, count in (("码头何时建成？", 0), ("码头建成了。", 1)):
        sides = document("zh", [chinese]), document("en", ["When will the quay open?"])
        links = (Link("l1", ("z1",), ("e1",), "equivalent", 0.9),)
        assert len([*check.find(Context(*sides, original="en", kind="translation", links=links))]) == count


def test_the_format() -> None:
    selection = select_units(talk())
    write = example("def write_jsonl", json=json, Selection=Selection)["write_jsonl"]
    rows = [json.loads(line) for line in write(selection).splitlines()]
    assert [row["id"] for row in rows] == [unit.id for unit in selection.units]
    assert any(row["source"] and row["target"] for row in rows)


def test_the_repair(tmp_path: Path) -> None:
    repair = example("def _torn_dash", re=re, Tracked=Tracked, Words=Words)["_torn_dash"]
    (case,) = re.findall(r"   ```text\n(.*?)   ```", PAGE, re.DOTALL)
    (tmp_path / "cases.txt").write_text(textwrap.dedent(case), encoding="utf-8")
    ((_, text, expected),) = read_cases(tmp_path / "cases.txt")
    result = repair(Tracked.of(text, 0), Words())
    assert [result.text, *(mark.rule for mark in result.marks)] == expected.split("\n")
