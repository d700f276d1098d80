"""The glossary beside the passages that are marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.workbench import Bench

GLOSSARY = """\
terms:
  - kind: term
    zh: {required: [平台]}
    en: {required: [platform], forbidden: [stage]}
    note: 不是舞台
  - kind: term
    zh: {required: [试点]}
    en: {required: [pilot], admitted: [trial]}
"""


@pytest.fixture
def glossary(bench: Bench) -> Path:
    path = bench.folder.parent / "glossary.yml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return path


def test_terms_here_and_nearby(bench: Bench, glossary: Path) -> None:
    page = bench.get("?zh=z2&en=e2")
    here, near = page.split("Terms nearby")
    assert '<span lang="zh-Hans">平台</span> – <span lang="en">platform</span>' in here
    assert "不是舞台" in here and "avoid" not in here
    assert '<span lang="zh-Hans">试点</span> – <span lang="en">pilot</span>' in near
    assert "in the text:" not in page, "both say it as the glossary does"
    assert "Terms" not in bench.get("?zh=z6&en=e7")


def test_what_is_not_to_be_used(bench: Bench, glossary: Path) -> None:
    """And a term that the other side does not render."""
    glossary.write_text(
        GLOSSARY.replace("stage", "platform").replace("[platform],", "[forum],"), encoding="utf-8"
    )
    assert "avoid platform" in bench.get("?zh=z2&en=e2")
    assert '<span lang="zh-Hans">试点</span> – no English' in bench.get("?zh=z3&en=e2")
    assert "no English" not in bench.get("?zh=z3"), "the other side is not marked"


def test_a_glossary_that_cannot_be_read_does_not_shut_the_record(bench: Bench, glossary: Path) -> None:
    glossary.write_text("terms: [{kind: nonsense}]", encoding="utf-8")
    assert "Terms of these" not in bench.get("?zh=z2&en=e2")
