"""Texts cut into pieces as Hugging Face's library cuts them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.encode.embedded import model_file
from aligner.encode.model_file import read_packed
from aligner.encode.pieces import Normaliser, PieceTokenizer, packed_tokenizer

TEXTS = [
    "",
    "雪",
    "蓝博士指出，可整合西藏大学、加德满都大学、中科院青藏所及新能源、生物医药企业。",
    "藍博士說：「生態環境」——並非如此……",
    "2023年9月～10月，“一带一路”共建国家的论文增长230.13%（图１）。",
    "Pilot initiatives—such as China-Nepal eco-villages—can serve as “testing grounds” (e.g. PPP).",
    "The  quick brown\u00a0fox: ① ② ½ ﬁne…",
    "cafe\u0301 and a\u0301\u0327, 각 and 가\u11a8",
    "tab\tand\u200bzero\ufeffwidth\u200dsigns",
    "🇨🇳 👍🏽 𠮷野家 ㎡ Ⅳ",
]


@pytest.fixture(scope="module")
def tokenizer() -> PieceTokenizer:
    return packed_tokenizer(read_packed(model_file()))


@pytest.mark.parametrize("text", TEXTS)
def test_agrees_with_tokenizers(tokenizer: PieceTokenizer, text: str) -> None:
    pytest.importorskip("tokenizers")
    from aligner.encode.torch_model import build_tokenizer

    theirs = build_tokenizer(read_packed(model_file())).encode(f"query: {text}", add_special_tokens=False)
    (ours,) = tokenizer([f"query: {text}"])
    assert list(ours.ids) == theirs.ids
    if "\u0301" not in text:  # we count a letter's marks in
        assert list(ours.offsets) == theirs.offsets


@pytest.mark.parametrize(
    ("text", "normal", "spans"),
    [
        ("ab", "ab", [(0, 1), (1, 2)]),
        ("½", "1⁄2", [(0, 1)] * 3),
        ("a\u200bb", "ab", [(0, 1), (2, 3)]),
        ("a \u3000b", "a b", [(0, 1), (2, 3), (3, 4)]),
        ("e\u0301x", "éx", [(0, 2), (2, 3)]),
        ("～，", "～,", [(0, 1), (1, 2)]),
    ],
)
def test_characters_and_where_they_came_from(text: str, normal: str, spans: list[tuple[int, int]]) -> None:
    assert Normaliser({"\u200b": ""}, kept="～")(text) == (normal, spans)


@given(st.text(max_size=40))
def test_what_is_normalised_is_nfkc_and_in_order(text: str) -> None:
    normal, spans = Normaliser({}, kept="")(text)
    assert unicodedata.is_normalized("NFKC", normal)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans) and len(spans) == len(normal)
