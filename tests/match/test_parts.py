"""The small parts: copies, labels, relations, blocks."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.match.encoded_text import prepare, subset
from aligner.match.relation import relations
from aligner.match.repeats import Raw, normal_form, originals, spread
from aligner.match.summary.blocks import layout
from aligner.match.summary.decoder import group
from aligner.match.summary.labels import label, label_evidence
from aligner.match.translation.decoder import chained
from aligner.record.model import Kind
from tests.helpers.words import WordEncoder, segment, sentence


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“一带一路”科技合作", '"一带一路" 科技合作。'),
        ("Case Study:  A", "case study a"),
        ("ＡＢＣ１２", "abc12"),
    ],
)
def test_normal_form(a: str, b: str) -> None:
    assert normal_form(a) == normal_form(b)


LONG = (
    "Case study and recommendations on technological collaboration in supporting {}development of the plateau"
)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["the same words", "others are here", "The same words!"], [0, 1, 0]),
        (["Yes.", "Yes."], [0, 1]),
        ([LONG.format(""), LONG.format("the ")], [0, 0]),
        ([LONG.format(""), LONG.format("") * 2], [0, 1]),
        ([], []),
    ],
)
def test_originals(texts: list[str], expected: list[int]) -> None:
    assert originals([segment(str(i), text) for i, text in enumerate(texts)]) == expected


def test_what_two_answers_share_is_no_copy() -> None:
    shared = "Conclusion of the answer"
    turns = [
        segment("a", shared, turn="Q1"),
        segment("b", shared, turn="Q2"),
        segment("c", shared, turn="Q1"),
    ]
    assert originals(turns) == [0, 1, 0]


@pytest.mark.parametrize(
    ("links", "first_zh", "first_en", "expected"),
    [
        ([Raw((0,), (0,), 0.9)], [0], [0, 1, 0], [((0,), (0,)), ((0,), (2,))]),
        ([Raw((0,), (0, 1), 0.9)], [0], [0, 1, 0, 1], [((0,), (0, 1)), ((0,), (2, 3))]),
        ([Raw((0,), (0,), 0.9)], [0, 0], [0, 0], [((0,), (0,)), ((1,), (1,))]),
        ([Raw((0,), (0,), 0.9), Raw((1,), (1,), 0.9)], [0, 0], [0, 0], [((0,), (0,)), ((1,), (1,))]),
        ([Raw((1,), (0,), 0.9)], [0, 0], [0], [((1,), (0,)), ((0,), (0,))]),
    ],
)
def test_spread(
    links: list[Raw],
    first_zh: list[int],
    first_en: list[int],
    expected: list[tuple[tuple[int, ...], tuple[int, ...]]],
) -> None:
    assert [(link.zh, link.en) for link in spread(links, first_zh, first_en)] == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("caption", "图5 科技合作框架图", ("figure", "5")),
        ("caption", "Figure 5 Framework", ("figure", "5")),
        ("caption", "Fig. 12: Map", ("figure", "12")),
        ("caption", "表 2 数据", ("table", "2")),
        ("caption", "(b) Data supporting", ("part", "b")),
        ("reference", "14 潘小多, 李新. 开放科学", ("reference", "14")),
        ("reference", "[3] Su J, He Y T.", ("reference", "3")),
        ("reference", "Su J, He Y T. 2023", None),
        ("sentence", "图5 显示", None),
    ],
)
def test_label(kind: Kind, text: str, expected: tuple[str, str] | None) -> None:
    assert label(segment("x", text, kind)) == expected


def test_labels_and_identifiers_speak() -> None:
    a = [segment("a", "图1 x", "caption"), segment("b", "DOI 10.1234/abc.5", "metadata")]
    b = [
        segment("c", "Figure 1", "caption"),
        segment("d", "Figure 2", "caption"),
        segment("e", "doi:10.1234/ABC.5", "metadata"),
    ]
    signs = np.sign(label_evidence(a, b))
    assert signs.tolist() == [[1, -1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("a b c d e f", "a b c d e f", "equivalent"),
        ("a b c", "a b c d e f g h i j k", "summarises"),
        ("a b c d e f g h i j k", "a b c", "expands"),
        ("a p q r s t", "a u v w x y", "partial"),
    ],
)
def test_relation(zh: str, en: str, expected: str) -> None:
    background = ["m n o", "z1 z2 z3", "y1 y2 y3"]
    encoder = WordEncoder()
    a, b = ([text, *background] for text in (zh, en))
    kinds = relations(prepare(a, encoder.encode(a)), prepare(b, encoder.encode(b)), [((0,), (0,))])
    assert kinds == [expected]


def test_blocks_are_turns_then_sections() -> None:
    found = layout([
        segment("a", "x"), segment("b", "x", turn="Q1", section=("H",)), segment("c", "x", turn="Q1"),
        segment("d", "x", section=("H",)), segment("e", "x", "heading"),
    ])  # fmt: skip
    assert found.block.tolist() == [0, 1, 1, 2, 0]
    assert found.group == ("text", "text", "text", "text", "heading")


def test_rows_with_the_same_columns_make_one_link() -> None:
    chance = np.array([[0.9, 0.8, 0.1], [0.7, 0.9, 0.2], [0.1, 0.1, 0.1], [0.0, 0.6, 0.0]], np.float32)
    links = group(chance)
    assert [(rows, columns) for rows, columns, _ in links] == [((0, 1), (0, 1)), ((3,), (1,))]
    assert links[0][2] == pytest.approx(0.825, abs=1e-3)


def test_chained_says_how_likely_two_sentences_share_a_bead() -> None:
    sides = [[sentence(k) for k in range(6)], [sentence(k) for k in (0, 1, 3, 4, 5)]]
    a, b = (prepare(side, WordEncoder().encode(side)) for side in sides)
    chance = chained(a, b)
    assert chance.shape == (6, 5)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert [int(row.argmax()) for row in chance[[0, 1, 3, 4, 5]]] == [0, 1, 2, 3, 4]
    assert chained(a, subset(b, [])).shape == (6, 0)
