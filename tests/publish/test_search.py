"""The search index: what is folded, which terms there are, and where they lead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aligner.publish.build.search import SearchedRecord, folded, make_index, manifest, searched_record
from aligner.publish.languages import SITE_LANGUAGES
from tests.helpers.records import records

FOLDED = {
    "Temasek's role": "temaseks role",
    "Temasek’s role": "temaseks role",
    "cross-border, São Paulo": "cross border sao paulo",
    "economic vitality.": "economic vitality",
    "新質生產力": "新质生产力",
    "看著乾淨的頭髮": "看着干净的头发",
    "共商、共建、共享": "共商共建共享",
    "克里希纳·普拉萨德": "克里希纳普拉萨德",
    "ANSO 奖学金（2019 年）": "anso奖学金2019年",
    "ＰＰＰ模式，½": "ppp模式1 2",
    "A &amp; <b>": "a amp b",
    "": "",
}


@pytest.mark.parametrize("text", FOLDED)
def test_what_is_typed_and_what_is_written_meet(text: str) -> None:
    assert folded(text) == FOLDED[text]


def made(*texts: str) -> list[SearchedRecord]:
    """Records of one term a passage."""
    return [
        SearchedRecord(
            f"r{n}", len(text.split()), "\n".join(f"{t} {at}" for at, t in enumerate(text.split()))
        )
        for n, text in enumerate(texts)
    ]


def test_passages_are_counted_through_all_records() -> None:
    index = make_index(made("a b", "b a 水"))
    assert json.loads(index.files["search/terms/0.json"]) == {"a": [2, 0, 3], "b": [2, 1, 1], "水": [1, 4]}
    assert index.records == [("r0", 2), ("r1", 3)]


def test_files_are_small_and_in_the_order_of_their_terms() -> None:
    terms = [f"{chr(0x4E00 + n)}{m}" for n in range(300) for m in "一二三四"]
    index = make_index(made(" ".join(reversed([*terms, "\U00020000", "\uff5e"]))))
    files = [json.loads(text) for text in index.files.values()]
    assert len(files) > 1 and all(len(text.encode()) < 25_000 for text in index.files.values())
    assert [next(iter(terms)) for terms in files] == index.starts
    found = [term for terms in files for term in terms]
    assert found[-2:] == ["\U00020000", "\uff5e"]  # as JavaScript compares them
    assert sorted(found[:-2]) == found[:-2] and len(found) == len(terms) + 2


def test_a_term_of_very_many_passages_keeps_the_first() -> None:
    record = SearchedRecord("r", 10_000, "的 " + " ".join(map(str, range(10_000))))
    (text,) = make_index([record]).files.values()
    assert json.loads(text)["的"] == [10_000, 0, *[1] * 7_999]


def test_a_record_has_its_title_and_both_texts(tmp_path: Path) -> None:
    summary = records(tmp_path)[0]
    searched = searched_record(summary)
    terms = dict(line.split(" ", 1) for line in searched.terms.splitlines())
    sides = summary.alignment.zh, summary.alignment.en
    assert searched.passages == 1 + sum(map(len, sides))
    assert {"头发", "发复", "valleys"} <= terms.keys()
    assert not any(char.isupper() or char in "。，’'" for term in terms for char in term)


def test_every_language_finds_either_script() -> None:
    index = make_index(made("头发 里面 biology"))
    for language in SITE_LANGUAGES:
        config = json.loads(manifest(language, index))["config"]
        pairs = dict(zip(config["forms"][::2], config["forms"][1::2], strict=True))
        assert (
            pairs["頭"] == "头" and pairs["髮"] == pairs["發"] == "发" and pairs["裡"] == pairs["裏"] == "里"
        )
        assert "質" not in pairs  # nothing has it
        assert config["root"] == ("../" if language.folder else "")
