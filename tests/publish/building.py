"""Builds the sample site where every test of the session finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.publish import publish
from tests.publish.sample import records

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://records.example/base/"


def built_site(factory: pytest.TempPathFactory) -> Path:
    """The site of the sample records, as a project without docs and mkdocs.yml of its own has it."""
    base = factory.getbasetemp() / "published"
    site = base / "site"
    if not site.exists():
        publish(
            records(base / "seeds"),
            site,
            work=base / "work",
            docs=base / "docs",
            project=base,
            site_url=ADDRESS,
        )
    return site
