"""`match` as others see it, with a toy encoder that knows words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner.match import MATCH_VERSION, match
from aligner.record.model import Document, Mode
from tests.helpers.words import WordEncoder, assert_covers, document, pairs, segment, sentence

ENCODER = WordEncoder()


def translation(
    count: int, merged: Sequence[int] = (), split: Sequence[int] = ()
) -> tuple[Document, Document]:
    """`count` sentences; in English some are `merged` with the one before, some `split` in two."""
    en: list[str] = []
    for number in range(count):
        words = sentence(number).split()
        if number in merged:
            en[-1] += " " + " ".join(words)
        elif number in split:
            en += [" ".join(words[:4]), " ".join(words[4:])]
        else:
            en.append(" ".join(words))
    return document("z", [sentence(k) for k in range(count)]), document("e", en)


def test_one_by_one() -> None:
    matching = match(*translation(20), ENCODER)
    assert matching.mode == "translation"
    assert [(link.zh, link.en) for link in matching.links] == [((f"z{k}",), (f"e{k}",)) for k in range(20)]
    assert {link.relation for link in matching.links} == {"equivalent"}
    assert matching.absent == {}
    assert matching.signature == f"model:words|match:translation/{MATCH_VERSION}"
    assert [link.id for link in matching.links] == [f"l{k}" for k in range(1, 21)]


def test_merged_and_split_sentences() -> None:
    matching = match(*translation(20, merged=[5], split=[12]), ENCODER)
    found = {(link.zh, link.en) for link in matching.links}
    assert (("z4", "z5"), ("e4",)) in found
    assert (("z12",), ("e11", "e12")) in found
    assert len(found) == 19


def test_a_dropped_stretch_is_absent() -> None:
    zh, en = translation(30)
    kept = Document("en", en.segments[:9] + en.segments[13:])
    matching = match(zh, kept, ENCODER, mode="translation")
    assert ("z8", "e8") in pairs(matching)
    assert ("z13", "e13") in pairs(matching)
    assert all(score > 0.5 for score in matching.absent.values())
    assert set(matching.absent) <= {"z9", "z10", "z11", "z12"}


def test_a_summary_crosses_and_leaves_out() -> None:
    en = document("e", [sentence(k) for k in range(40)])
    zh = document("z", [sentence(k) for k in (30, 31, 5, 99, 12, 20)])
    matching = match(zh, en, ENCODER)
    assert matching.mode == "summary"
    assert pairs(matching) == {("z0", "e30"), ("z1", "e31"), ("z2", "e5"), ("z4", "e12"), ("z5", "e20")}
    assert matching.absent["z3"] > 0.5
    assert matching.absent["e0"] > 0.5


def test_sides_may_be_swapped() -> None:
    zh = document("z", [sentence(k) for k in range(40)])
    en = document("e", [sentence(k) for k in (30, 31, 5, 99, 12, 20)])
    assert pairs(match(zh, en, ENCODER, mode="summary")) >= {("z30", "e0"), ("z5", "e2"), ("z20", "e5")}


def test_a_passage_printed_twice_gets_its_links_twice() -> None:
    abstract = [sentence(k) for k in range(3)]
    zh = document("z", [*abstract, *(sentence(k) for k in range(50, 80))])
    en = document("e", [*abstract, "other words here now", "“" + abstract[0].upper() + "”", *abstract[1:]])
    found = pairs(match(zh, en, ENCODER))
    assert {("z0", "e0"), ("z1", "e1"), ("z2", "e2"), ("z0", "e4"), ("z1", "e5"), ("z2", "e6")} <= found


def test_captions_go_with_their_numbers() -> None:
    zh = document("z", [sentence(1), ("caption", "图2 map of x"), sentence(2), ("caption", "图1 map of y")])
    en = document("e", [("caption", "Figure 1 map of z"), ("caption", "Figure 2 map of z"), sentence(9)])
    assert pairs(match(zh, en, ENCODER, mode="summary")) <= {("z1", "e1"), ("z3", "e0")}


@pytest.mark.parametrize("mode", ["auto", "translation", "summary"])
@pytest.mark.parametrize(
    ("zh", "en"), [([], []), (["a b"], []), ([], ["a b", "c d"]), (["a b"], ["a b"]), ([""], [""])]
)
def test_small_and_empty(mode: Mode, zh: list[str], en: list[str]) -> None:
    a, b = document("z", zh), document("e", en)
    assert_covers(match(a, b, ENCODER, mode=mode), a, b)


TEXTS = st.lists(st.integers(0, 12).map(sentence) | st.sampled_from(["", "a", "a b c"]), max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS, st.sampled_from(["auto", "translation", "summary"]))
def test_every_segment_is_accounted_for(zh: list[str], en: list[str], mode: Mode) -> None:
    a, b = document("z", zh), document("e", en)
    matching = match(a, b, ENCODER, mode=mode)
    assert_covers(matching, a, b)
    assert match(a, b, ENCODER, mode=mode) == matching
    ids = [link.id for link in matching.links]
    assert ids == [f"l{k}" for k in range(1, len(ids) + 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(0, 60).map(sentence), max_size=12, unique=True),
    st.lists(st.integers(0, 60).map(sentence), max_size=12, unique=True),
)
def test_beads_of_a_chain_are_disjoint_and_in_order(zh: list[str], en: list[str]) -> None:
    a, b = document("z", zh), document("e", en)
    links = match(a, b, ENCODER, mode="translation").links
    for side, prefix in (("zh", "z"), ("en", "e")):
        held = [int(i.removeprefix(prefix)) for link in links for i in link.side(side)]  # type: ignore[arg-type]
        assert held == sorted(set(held))


def test_progress_is_passed_on() -> None:
    seen: list[tuple[int, int]] = []
    match(*translation(3), ENCODER, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(6, 6)]


def test_blocks_keep_answers_apart() -> None:
    """The same words in two answers: a section links to the answer that it conveys as a whole."""
    shared = "growth needs trust and trade"
    first, second = ([sentence(k) for k in range(s, s + 5)] for s in (0, 20))
    told = [*(("Q1", t) for t in (*first, shared)), *(("Q2", t) for t in (*second, shared))]
    said = [("B", second[0]), ("B", second[3]), ("B", shared), ("A", first[1]), ("A", first[2])]
    en = Document("en", tuple(segment(f"e{i}", t, turn=name) for i, (name, t) in enumerate(told)))
    zh = Document("zh", tuple(segment(f"z{i}", t, section=(name,)) for i, (name, t) in enumerate(said)))
    found = pairs(match(zh, en, ENCODER, mode="summary"))
    assert {("z0", "e6"), ("z1", "e9"), ("z2", "e11"), ("z3", "e1"), ("z4", "e2")} <= found
    assert ("z2", "e5") not in found


@pytest.mark.parametrize("swapped", [False, True])
def test_sentences_without_words_are_no_obstacle(swapped: bool) -> None:
    """More of them in a row than are compared at a time."""
    lines = [sentence(n) for n in range(10)]
    zh, en = [*lines[:5], *[" "] * 80, *lines[5:]], lines
    sides = (en, zh) if swapped else (zh, en)
    matching = match(document("z", sides[0]), document("e", sides[1]), ENCODER, mode="translation")
    assert (len(matching.links), len(matching.absent)) == (10, 80)
