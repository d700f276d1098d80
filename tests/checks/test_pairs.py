"""Right translations that a check must not flag, and wrong ones that it must: a case a row of a table.

`pairs/<check>.tsv` has the cases of a check, with the glossary ``<check>.yml`` if it needs one. Each is
read in both scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.checks import run_checks
from aligner.language.conversion import converter
from aligner.pipeline.check import Remembered
from aligner.record.encoding import Encoder
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.model import SIDES
from tests.helpers.contexts import Make

TABLES = Path(__file__).with_name("pairs")
WEIGHTY = ("minor", "major", "critical")


def cases() -> Iterator[tuple[str, str, str, bool]]:
    """Check, Chinese, English, and whether the pair is wrong."""
    for table in sorted(TABLES.glob("*.tsv")):
        for line in table.read_text(encoding="utf-8").splitlines():
            verdict, zh, en = line.split("\t")
            yield table.stem, zh, en, verdict == "wrong"


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(("check", "zh", "en", "wrong"), [*cases()])
def test_pairs(
    record: Make, encoder: Encoder, check: str, zh: str, en: str, wrong: bool, script: str
) -> None:
    path = TABLES / f"{check}.yml"
    glossary = load_glossary(path) if path.exists() else Glossary()
    context = record([converter("zh-Hans", script)(zh)], [en], glossary=glossary).read()
    memory = Remembered(encoder)
    segments = [segment for side in SIDES for segment in context.document(side)]
    states = memory.encode([segment.text for segment in segments])
    encoded = dict(zip((segment.id for segment in segments), states, strict=True))
    flags = run_checks(replace(context, encoded=encoded, model=memory.signature), enabled=[check])
    assert bool([flag for flag in flags if flag.severity in WEIGHTY]) == wrong
