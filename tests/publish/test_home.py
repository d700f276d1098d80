"""The home page: the gravest findings of the collection as examples, then its records."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.publish.collection_pages.home import examples, home_page
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.record.config import SiteFindings
from aligner.record.load import Record
from tests.helpers.records import flag, records, summary, untranslated
from tests.helpers.site import SETTINGS, collection

EACH = pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
UNCONFIRMED = {"en": "unconfirmed", "zh-Hans": "未确认", "zh-Hant": "未確認"}


def showing(record: Record, findings: SiteFindings) -> Record:
    return replace(record, config=replace(record.config, findings=findings))


@pytest.mark.parametrize(
    ("findings", "kinds"),
    [
        ("thorough", ["numbers", "omission", "addition"]),
        ("confirmed", ["numbers"]),
        ("none", []),
    ],
)
def test_the_gravest_of_each_kind(tmp_path: Path, findings: SiteFindings, kinds: list[str]) -> None:
    """Confirmed before unconfirmed; neutral ones and those about no passage are no examples."""
    shown = examples(collection([showing(summary(tmp_path), findings), untranslated(tmp_path)]))
    assert [card.kind for _, card in shown] == kinds
    assert {item.config.id for item, _ in shown} <= {"summary"}


def test_the_surest_first_and_three_at_most(tmp_path: Path) -> None:
    record = summary(tmp_path)
    kinds = ["terminology", "addition", "untranslated", "numbers", "addition"]
    flags = tuple(
        flag(n, kind, f"z{n + 3}", "", score=0.9 - n / 10, severity="critical" if n == 5 else "major")
        for n, kind in enumerate(kinds, 1)
    )
    alignment = replace(record.alignment, flags=flags)
    record = replace(record, resolved=replace(record.resolved, alignment=alignment))
    shown = examples(collection([record]))
    assert [(card.kind, card.severity) for _, card in shown] == [
        ("addition", "critical"),
        ("terminology", "major"),
        ("untranslated", "major"),
    ]


@EACH
def test_examples_show_both_passages_and_who_says_so(tmp_path: Path, language: SiteLanguage) -> None:
    page = home_page(collection(records(tmp_path), language, settings=SETTINGS), None)
    found = re.findall(r'<li class="finding.*?</li>', page, re.DOTALL)
    assert len(found) == 3
    for text, state in zip(found, ("error", "issue", "issue"), strict=True):
        assert f"finding--{state}" in text
        assert (UNCONFIRMED[language.lang] in text) is (state == "issue")
        assert 'href="records/summary/#' in text and "mailto:" in text
    first = found[0]
    assert "3 billion</mark>" in first and re.search("<mark>30[亿億]元?</mark>", first)
    assert page.index(found[0]) < page.index('class="newest"')


@EACH
def test_a_home_without_findings_has_no_empty_place(tmp_path: Path, language: SiteLanguage) -> None:
    for made in ([untranslated(tmp_path)], [showing(summary(tmp_path), "none")], []):
        page = home_page(collection(made, language), None)
        assert 'class="finding' not in page and "<!--" not in page and "#examples" not in page


def test_a_home_page_by_hand_says_where_findings_stand(tmp_path: Path) -> None:
    every = collection(records(tmp_path))
    without = home_page(every, "# Ours\n\nBefore.\n\n<!-- records -->\n")
    assert "#examples" not in without
    page = home_page(every, "# Ours\n\n<!-- findings -->\n\nBetween.\n\n<!-- records -->\n\nAfter.\n")
    places = [page.index(part) for part in ("#examples", "Between.", 'class="newest"', "After.")]
    assert places == sorted(places)
