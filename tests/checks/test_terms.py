"""Glossary terms in linked passages."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.language.terms import find_terms
from aligner.record.glossary import Glossary, Renderings, Term
from tests.helpers.contexts import Make

RIVER = Term("place", Renderings(("长江",)), Renderings(("Yangtze River",), ("Yangtze",), ("Long River",)))
BRIDGE = Term("place", Renderings(("长江大桥",)), Renderings(("Yangtze River Bridge",)))
ALPS = Term("place", Renderings(("环阿尔卑斯",), ("环阿",)), Renderings(("Trans-Alpina",)))
BANK = Term("organisation", Renderings(("建行",)), Renderings(("AIB",)), "an abbreviation")
CITY = Term("term", Renderings(("生态城",), (), ("绿城",)), Renderings(("eco-city",)))
PERSON = Term("name", Renderings(("李博士",)), Renderings(("Dr Li",)))
GLOSSARY = Glossary((RIVER, BRIDGE, ALPS, BANK, CITY, PERSON))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Yangtze River", ["Yangtze River"]),
        ("two YANGTZE RIVER BRIDGES", ["YANGTZE RIVER BRIDGES"]),
        ("Trans Alpina and TransAlpina, trans-alpinan", ["Trans Alpina", "TransAlpina", "trans-alpinan"]),
        ("eco-cities, an eco city, the ecocity", ["eco-cities", "eco city", "ecocity"]),
        ("the AIB, no aib, no RAIB", ["AIB"]),
        ("a long  river", ["long  river"]),
        ("Yangtzekiang", []),
    ],
)
def test_english_renderings_inflect(text: str, found: list[str]) -> None:
    assert [text[slice(*hit.span)] for hit in find_terms(GLOSSARY, text, "en")] == found


def test_longest_rendering_wins() -> None:
    (hit,) = find_terms(GLOSSARY, "南京长江 大桥", "zh")
    assert (hit.term, hit.span) == (BRIDGE, (2, 7))


def flags(record: Make, zh: str, en: str, **kwargs: object) -> list[tuple[str, str, str]]:
    context = record([zh], [en], glossary=GLOSSARY, **kwargs)
    return [
        (flag.type, flag.severity, context.document(side).segments[0].text[slice(*span)])
        for flag in run_checks(context, enabled=["terms"])
        for side in ("zh", "en")
        if (span := flag.span(side)) is not None
    ]


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("长江流域", "the Yangtze basin", []),
        ("长江流域", "the river basin", [("terminology", "minor", "长江")]),
        ("长江与长江", "the river", [("terminology", "minor", "长江")]),
        ("长江流域", "the Long River basin", [("terminology", "major", "Long River")]),
        ("绿城项目", "the eco-city project", [("terminology", "major", "绿城")]),
        ("河流", "the Yangtze River", []),
        ("长江", "the Yangtze River Bridge", []),
    ],
)
def test_translation_owes_the_terms_of_the_original(
    record: Make, zh: str, en: str, found: list[tuple[str, str, str]]
) -> None:
    assert flags(record, zh, en) == found


def test_summary_may_drop_a_term_but_not_bring_one(record: Make) -> None:
    assert flags(record, "流域", "the Yangtze basin", original="en", kind="summary") == []
    brought = [("terminology", "neutral", "长江")]
    assert flags(record, "长江流域", "the basin", original="en", kind="summary") == brought


def test_reporter_may_name_the_speaker(record: Make) -> None:
    assert flags(record, "李博士说", "We go.", original="en", kind="summary") == []


def test_rendering_in_the_next_sentence_counts(record: Make) -> None:
    context = record(["长江流域", "很大"], ["The basin.", "The Yangtze is big."], glossary=GLOSSARY)
    assert run_checks(context, enabled=["terms"]) == ()


def test_message_names_the_better_rendering(record: Make) -> None:
    (flag,) = run_checks(record(["长江"], ["the Long River"], glossary=GLOSSARY), enabled=["terms"])
    assert flag.message.en == "The English says “Long River”; the glossary requires “Yangtze River”."
    assert flag.message.zh == "英文写作“Long River”，术语表规定用“Yangtze River”。"
    assert flag.mqm == "terminology/inconsistent with resource"
