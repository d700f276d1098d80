"""Builds the sample site where every test of the session finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.publish import publish
from tests.publish.sample import records

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://records.example/base/"


MANUAL = """# Manual

[How to read](reading.md)

| name | what it does | where it stands | what it weighs | since |
|---|---|---|---|---|
| `inconsistent-entities` | accuracy/mistranslation/entity | between the two texts | major | always |
"""


def built_site(factory: pytest.TempPathFactory) -> Path:
    """The site of the sample records, with one page by hand and no mkdocs.yml."""
    base = factory.getbasetemp() / "published"
    site = base / "site"
    if not site.exists():
        (base / "docs").mkdir(parents=True)
        (base / "docs" / "manual.md").write_text(MANUAL, encoding="utf-8")
        publish(
            records(base / "seeds"),
            site,
            work=base / "work",
            docs=base / "docs",
            project=base,
            site_url=ADDRESS,
        )
    return site
