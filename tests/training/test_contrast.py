"""Items for a reader that learns: an original, and reports that are faithful, lose a little, or mislead.

They are ours. `zh_span` and `en_span` are the words that make the difference, on either side. The original is
``en`` or ``zh``, a list of sentences; the versions are in the other language.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from aligner.language.tables import table

FOLDER = Path(__file__).parent / "contrast"
FILES = sorted(FOLDER.glob("*.jsonl"))
NEEDED = {"id", "domain", "faithful", "minor", "major", "kind", "zh_span", "en_span", "why"}


def items(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_items_are_complete(path: Path) -> None:
    for item in items(path):
        original = "en" if "en" in item else "zh"
        report = "zh" if original == "en" else "en"
        assert item.keys() >= NEEDED and item[original], item["id"]
        assert item["kind"] in table("reading_kinds"), item["id"]
        assert item[f"{report}_span"] in item["major"], item["id"]
        assert item[f"{original}_span"] in " ".join(item[original]), item["id"]
        assert len({item["faithful"], item["major"]}) == 2, item["id"]


def test_nothing_is_told_twice() -> None:
    every = [item for path in FILES for item in items(path)]
    ids = Counter(item["id"] for item in every)
    originals = Counter(" ".join(item.get("en") or item["zh"]) for item in every)
    assert len(every) > 1000
    assert [name for name, count in (ids | originals).items() if count > 1] == []
