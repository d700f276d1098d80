"""Proposals for the glossary, out of the renderings of many records."""

from __future__ import annotations

import pytest

from aligner.checks.evidence.term_candidates import EnglishUse, rendered_apart, term_candidates
from aligner.checks.evidence.term_renderings import TermRendering
from aligner.record.glossary import Glossary, Renderings, Term
from aligner.record.model import Segment, Source


def rendered(term: str, *english: str, name: bool = False, written: str = "") -> list[TermRendering]:
    """A term in one passage after the other, with these renderings."""
    found = []
    for number, words in enumerate(english, 1):
        zh, en = (
            Segment(f"{side}{number}", text, "sentence", Source("source.md", 0, len(text), number))
            for side, text in (("z", term), ("e", words))
        )
        found.append(TermRendering(term, words, zh, en, (0, len(term)), (0, len(words)), name, written))
    return found


@pytest.mark.parametrize(
    ("english", "uses"),
    [
        (["mobile phone", "mobile phones", "mobile phones"], [("mobile phones", 3)]),
        (["immune system", "system", "immune system"], [("immune system", 3)]),
        (["Data centers", "data centers"], [("data centers", 2)]),
        (["engine", "driving force", "driving force"], [("driving force", 2), ("engine", 1)]),
        (
            ["scientific", "technological achievements"],
            [("technological achievements", 1), ("scientific", 1)],
        ),
    ],
)
def test_inflections_and_parts_count_together(english: list[str], uses: list[tuple[str, int]]) -> None:
    (found,) = term_candidates({"a": rendered("词", *english)}, least=2)
    assert found.uses == tuple(EnglishUse(*use) for use in uses)


def test_the_most_frequent_first_over_all_records() -> None:
    found = {
        "a": [*rendered("数学模型", "mathematical model"), *rendered("免疫系统", "immune system")],
        "b": [*rendered("免疫系统", "immune system", "immune system"), *rendered("数学模型", "model")],
    }
    first, second = term_candidates(found, least=2)
    assert (first.term, first.times, first.records) == ("免疫系统", 3, ("a", "b"))
    assert (second.term, second.times, second.uses) == ("数学模型", 2, (EnglishUse("mathematical model", 2),))
    assert [one.term for one in term_candidates(found)] == ["免疫系统"]


def test_names_and_countries() -> None:
    found = {"a": [*rendered("西雅图", "Seattle", name=True), *rendered("尼泊尔", "Nepal", name=True)]}
    assert [(one.term, one.kind) for one in term_candidates(found, least=1)] == [("西雅图", "name")]


def test_what_the_glossary_says_otherwise_is_told() -> None:
    glossary = Glossary((Term("term", Renderings(("免疫体系",)), Renderings(("immune system",))),))
    (found,) = term_candidates({"a": rendered("免疫系统", "Immune system")}, glossary, least=1)
    assert found.taken == "免疫体系"


@pytest.mark.parametrize(
    ("a", "b", "differing"),
    [
        ("Nepal", "Lumbini", ["尼泊尔"]),
        ("Nepal", "Nepal", []),
        ("Nepal", "Nepalese", []),
        ("the Kingdom of Nepal", "Nepal", []),
    ],
)
def test_records_that_differ(a: str, b: str, differing: list[str]) -> None:
    found = {"a": rendered("尼泊尔", a, a, name=True), "b": rendered("尼泊尔", b, name=True)}
    assert list(rendered_apart(found)) == differing
    if differing:
        assert [(record, one.english) for record, one in rendered_apart(found)["尼泊尔"]] == [
            ("a", a), ("a", a), ("b", b),
        ]  # fmt: skip


def test_a_record_that_differs_from_itself_is_no_matter_of_many() -> None:
    assert rendered_apart({"a": rendered("尼泊尔", "Nepal", "Lumbini", name=True)}) == {}


def test_both_scripts_are_one_term_in_its_usual_writing() -> None:
    found = {
        "a": rendered("免疫系统", "immune system", "immune system", written="免疫系統"),
        "b": rendered("免疫系统", "defences", written="免疫系统"),
    }
    (one,) = term_candidates(found)
    assert (one.term, one.times, one.records) == ("免疫系統", 3, ("a", "b"))
    assert [*rendered_apart(found)] == ["免疫系統"]
