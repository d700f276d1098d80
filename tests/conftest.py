"""What all tests share: the seeds, a record made of strings, the fixture-file reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.ingest import Ingested, ingest
from aligner.record.config import load_config

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The committed records."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def forum(seeds: Path) -> Ingested:
    return ingest(load_config(seeds / "trans-himalaya-2025" / "record.yml"))


@pytest.fixture(scope="session")
def paper(seeds: Path) -> Ingested:
    return ingest(load_config(seeds / "qinghai-tibet-2023" / "record.yml"))


RECORD = """\
title: {zh: 标题, en: A title}
original: en
sides: {zh: {file: zh.md}, en: {file: en.md}}
"""


@pytest.fixture
def make_record(tmp_path: Path) -> Callable[..., Path]:
    """Write ``seeds/<id>`` from strings or bytes; returns the folder of the record."""

    def make(
        record: str = RECORD,
        zh: str | bytes = "# 标题\n\n中文。\n",
        en: str | bytes = "# A title\n\nEnglish.\n",
        name: str = "talk",
        **files: str | bytes,
    ) -> Path:
        folder = tmp_path / "seeds" / name
        folder.mkdir(parents=True)
        for file, content in {"record.yml": record, "zh.md": zh, "en.md": en, **files}.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / file).write_bytes(data)
        return folder

    return make


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
