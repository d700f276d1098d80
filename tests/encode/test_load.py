"""Any other model: a folder that sentence-transformers can read, or one clear sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from aligner.encode.load import load_encoder, quiet
from aligner.record.errors import ModelError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "雪", "下", "了", "snow", "is", "falling", "."]


@pytest.fixture(params=["mean", "cls"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A tiny untrained sentence-transformers model."""
    with quiet():
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
        from transformers import BertConfig, BertModel, BertTokenizerFast

        (tmp_path / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
        config = BertConfig(
            vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=3, num_attention_heads=2,
            intermediate_size=32, max_position_embeddings=12,
        )  # fmt: skip
        BertModel(config).save_pretrained(tmp_path / "body")
        vocabulary = {word: i for i, word in enumerate(WORDS)}
        BertTokenizerFast(vocab=vocabulary, model_max_length=12).save_pretrained(tmp_path / "body")
        body = Transformer(str(tmp_path / "body"))
        model = SentenceTransformer(modules=[body, Pooling(16, request.param), Normalize()], device="cpu")
        model.save(str(tmp_path / "model"))
    return tmp_path / "model"


def test_a_folder(folder: Path) -> None:
    encoder = load_encoder(str(folder))
    short, long = encoder.encode(["雪下了", "snow is falling. " * 10])
    assert short.tokens.shape == (3, 16)
    assert short.spans == ((0, 1), (1, 2), (2, 3))
    assert long.tokens.shape == (40, 16)
    assert np.isfinite(long.vector).all()
    assert encoder.signature.startswith("model-")
    assert encoder.signature == load_encoder(str(folder)).signature


def test_an_unknown_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_encoder(str(tmp_path / "none" / "such"))
    assert "\n" not in str(caught.value)


def test_a_model_without_token_states(tmp_path: Path) -> None:
    with quiet():
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding
        from tokenizers import Tokenizer, models

        tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "snow": 1}, unk_token="[UNK]"))
        model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], device="cpu")
        model.save(str(tmp_path / "static"))
    with pytest.raises(ModelError, match="does not return token states"):
        load_encoder(str(tmp_path / "static"))
