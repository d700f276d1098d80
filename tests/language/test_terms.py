"""Glossary terms: the checks and the site find them in the same places."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.language.inflection import inflected, key, keys, plurals
from aligner.language.reading import Reading
from aligner.language.terms import find_terms
from aligner.publish.collection_pages.concordance import occurrences
from aligner.publish.layout.plan import make_plan
from aligner.record.config import load_config
from aligner.record.glossary import Glossary, Renderings, Term, load_glossary
from aligner.record.load import load_record
from aligner.record.model import SIDES, Side


@pytest.mark.parametrize("record", ["trans-himalaya-2025", "qinghai-tibet-2023"])
def test_checks_and_site_say_the_same(seeds: Path, record: str) -> None:
    plan = make_plan(load_record(load_config(seeds / record / "record.yml")))
    glossary = load_glossary(seeds / "glossary.yml")
    terms = list(glossary)
    for side in SIDES:
        checked = {
            (hit.term, segment.id)
            for segment in plan.record.alignment.side(side)
            for hit in Reading(segment.shown, side, glossary).nested_terms
        }
        shown = {
            (terms[number], context.segment)
            for number, rows in occurrences(plan, glossary).items()
            for row in rows
            if (context := row.side(side)) and context.hit
        }
        assert shown == checked


TERMS = Glossary(
    (
        Term("place", Renderings(("尼泊尔",)), Renderings(("Nepal",))),
        Term("place", Renderings(("喜马拉雅",)), Renderings(("Himalaya",))),
        Term(
            "organisation",
            Renderings(("中国科学院",), ("中科院",)),
            Renderings(("Academy of Sciences",), ("CAS",)),
        ),
        Term("term", Renderings(("碳中和",)), Renderings(("carbon neutrality",), ("carbon-neutral",))),
        Term("term", Renderings(("城市",)), Renderings(("city",))),
        Term("term", Renderings(("女性权利",)), Renderings(("women's right",))),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The China-Nepal Railway", ["Nepal"]),
        ("the Himalayan states and the Himalayas", ["Himalayan", "Himalayas"]),
        ("the trans-Himalaya region", ["Himalaya"]),
        ("three cases of CAS", ["CAS"]),
        ("Carbon Neutral by 2050", ["Carbon Neutral"]),
        ("carbonneutral", ["carbonneutral"]),
        ("cities of the city", ["cities", "city"]),
        ("velocity", []),
        ("women’s rights", ["women’s rights"]),
        ("中国科学院与中 科 院", ["中国科学院", "中 科 院"]),
    ],
)
def test_where_a_term_stands(text: str, found: list[str]) -> None:
    side = "en" if text.isascii() or "’" in text else "zh"
    assert [text[slice(*hit.span)] for hit in find_terms(TERMS, text, side)] == found


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("tax", ("taxes",)),
        ("party", ("parties",)),
        ("day", ("days",)),
        ("branch", ("branches",)),
        ("hectare", ("hectares",)),
        ("G20", ()),
        ("", ()),
    ],
)
def test_plurals(word: str, forms: tuple[str, ...]) -> None:
    assert plurals(word) == forms


def test_a_pattern_matches_the_longest_form() -> None:
    assert inflected("Himalaya") == "(?:Himalayans|Himalayan|Himalayas|Himalaya)"
    assert inflected("one's") == "(?:one['’]ses|one['’]s)"


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("develops", "development", "developing"), True),
        (("went", "goes", "go"), False),
        (("stopped", "stop"), True),
        (("press", "pressing"), True),
        (("China's", "China"), True),
        (("ring", "r"), False),
    ],
)
def test_keys(words: tuple[str, ...], same: bool) -> None:
    assert (len({key(word) for word in words}) == 1) is same


def test_irregular_forms_have_the_key_of_their_base_too() -> None:
    assert keys("They went home.") >= {key("went"), key("go"), key("home")}


@pytest.mark.parametrize(
    ("term", "text", "span"),
    [
        ("亚洲基础设施投资银行", "由亞洲基礎設施投資銀行提供", (1, 11)),
        ("亞洲基礎設施投資銀行", "由亚洲基础设施投资银行提供", (1, 11)),
        ("人工智能", "发展⼈⼯\u200b智能", (2, 7)),
        ("Ⅲ期工程", "第III期工程", (1, 7)),
    ],
)
def test_terms_are_found_in_either_script(term: str, text: str, span: tuple[int, int]) -> None:
    glossary = Glossary((Term("term", Renderings((term,)), Renderings(("x",))),))
    assert [(hit.rendering, hit.span) for hit in find_terms(glossary, text, "zh")] == [(term, span)]


@pytest.mark.parametrize(
    ("text", "side", "words"),
    [
        ("The IP rights of a patent", "en", ["IP"]),
        ("Every device has an IP address.", "en", []),
        ("这项专利的知识产权", "zh", ["知识产权"]),
        ("這項專利的知識產權", "zh", ["知識產權"]),
    ],
)
def test_a_term_that_is_meant_beside_other_words(text: str, side: Side, words: list[str]) -> None:
    term = Term("term", Renderings(("知识产权",)), Renderings(("IP",)), near=("patent", "专利"))
    found = find_terms(Glossary((term,)), text, side)
    assert [text[slice(*hit.span)] for hit in found] == words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("人民生活改善了。", 1),
        ("三十元人民币", 0),
        ("三十元人民幣", 0),
        ("中华人民共和国", 1),
        ("华人民众", 0),
    ],
)
def test_a_chinese_term_is_made_of_whole_words(text: str, count: int) -> None:
    term = Term("term", Renderings(("人民",)), Renderings(("the people",)))
    assert len(find_terms(Glossary((term,)), text, "zh")) == count
