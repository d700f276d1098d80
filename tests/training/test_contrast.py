"""What the embedded reader learns from: originals with reports that are faithful, lose a little, or mislead.

They are ours. In an item `zh_span` and `en_span` are the words that make the difference, on either side; the
original is ``en`` or ``zh``, a list of sentences; the versions are in the other language. In a record every
passage of the report says which sentences of ``source`` it tells (``from``), and ``report_span`` and
``source_span`` are the words. A mirrored row has two originals, ``a`` and ``b``, each with two reports, which
mislead about the other; ``words`` and ``marks`` are where they differ, ``kind`` is what a report of ``b``
does to ``a``, ``kind_back`` the other way round.
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
MIRRORED = sorted(FOLDER.with_name("mirrored").glob("*.jsonl"))
NEEDED = {"id", "domain", "faithful", "minor", "major", "kind", "zh_span", "en_span", "why"}


def items(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


RECORDS = sorted(FOLDER.with_name("records").glob("*.jsonl"))


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


@pytest.mark.parametrize("path", MIRRORED, ids=lambda path: path.stem)
def test_mirrored_rows_are_complete(path: Path) -> None:
    for row in items(path):
        assert row["original"] in ("zh", "en"), row["id"]
        assert {row["kind"], row["kind_back"]} <= table("reading_kinds").keys(), row["id"]
        assert row["a"]["source"] != row["b"]["source"], row["id"]
        assert len({*row["a"]["reports"], *row["b"]["reports"]}) == 4, row["id"]
        for side in (row["a"], row["b"]):
            assert side["words"] and side["words"] in " ".join(side["source"]), row["id"]
            for text, marked in zip(side["reports"], side["marks"], strict=True):
                assert marked and marked in text, row["id"]


def test_no_mirrored_row_is_told_twice() -> None:
    every = [row for path in MIRRORED for row in items(path)]
    ids = Counter(row["id"] for row in every)
    originals = Counter(" ".join(side["source"]) for row in every for side in (row["a"], row["b"]))
    assert len(every) > 2000
    assert [name for name, count in (ids | originals).items() if count > 1] == []


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_records_are_complete(path: Path) -> None:
    for record in items(path):
        assert record["original"] in ("zh", "en") and len(record["source"]) >= 6, record["id"]
        for number, passage in enumerate(record["report"]):
            place = f"{record['id']}/{number}"
            if "invented" in passage:
                assert passage["from"] == [], place
                continue
            told = " ".join(record["source"][n] for n in passage["from"])
            assert told and passage["faithful"] and all(passage["faithful"]), place
            if "major" in passage:
                assert passage["kind"] in table("reading_kinds"), place
                assert passage["report_span"] and passage["report_span"] in passage["major"], place
                assert passage["source_span"] in told, place
                assert passage["major"] not in passage["faithful"], place


@pytest.mark.parametrize("name", ["press", "reports"])
def test_passages_of_reports_are_complete(name: str) -> None:
    for number, row in enumerate(items(FOLDER.with_name(f"{name}.jsonl")), 1):
        others = [*row["faithful"], *row["minor"]]
        assert row["faithful"] and row["major"], number
        for major in row["major"]:
            assert major["kind"] in table("reading_kinds"), number
            assert major["words"] and major["words"] in major["text"], number
            assert major["text"] not in others, number


def test_no_record_is_told_twice() -> None:
    every = [record for path in RECORDS for record in items(path)]
    ids = Counter(record["id"] for record in every)
    openings = Counter(" ".join(record["source"][:3]) for record in every)
    assert len(every) > 300
    assert [name for name, count in (ids | openings).items() if count > 1] == []
