"""Model files in llama.cpp's format, as its own library writes and reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import dequantize
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from aligner.reader.local.gguf import KINDS, read_gguf
from aligner.record.errors import ModelError

TYPES = {number: GGMLQuantizationType(number) for number in KINDS}
ROWS, BLOCKS = 3, 2


def blocks(number: int, seed: int) -> NDArray[np.uint8]:
    """Any bytes, with scales that are numbers."""
    kind, rng = KINDS[number], np.random.default_rng(seed)
    raw = rng.integers(0, 256, (ROWS, BLOCKS, kind.size), np.uint8)
    halves = {6: [0], 8: [0], 12: [0, 2], 14: [208]}.get(number, [])
    for at in halves:
        scales = rng.normal(size=(ROWS, BLOCKS, 1)).astype("<f2")
        raw[..., at : at + 2] = scales.view(np.uint8)
    if number == 0:
        raw = rng.normal(size=(ROWS, BLOCKS, 1)).astype("<f4").view(np.uint8)
    return raw.reshape(ROWS, -1)


def written(path: Path, seed: int) -> dict[str, NDArray[np.float32]]:
    """A file with a tensor of each kind; what the library makes of them."""
    writer = GGUFWriter(path, "qwen2")
    writer.add_array("tokenizer.ggml.tokens", ["a", "约", ""])
    writer.add_array("tokenizer.ggml.token_type", [1, 1, 3])
    writer.add_float32("qwen2.rope.freq_base", 1e6)
    writer.add_bool("tokenizer.ggml.add_bos_token", False)
    tensors = {}
    for number, kind in TYPES.items():
        raw = blocks(number, seed)
        stored = raw.view("<f4") if number == 0 else raw
        writer.add_tensor(f"t{number}.weight", stored, raw_dtype=None if number == 0 else kind)
        tensors[f"t{number}.weight"] = dequantize(stored, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return tensors


@given(seed=st.integers(0, 2**16), parts=st.lists(st.integers(2000, 6000), max_size=3))
def test_tensors_are_those_of_the_library(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parts: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("gguf")
    expected = written(folder / "whole", seed)
    data, files = (folder / "whole").read_bytes(), []
    for number, (start, end) in enumerate(zip([0, *sorted(parts)], [*sorted(parts), None], strict=True)):
        if data[start:end]:
            files.append(folder / f"part{number}")
            files[-1].write_bytes(data[start:end])
    model = read_gguf(files)
    assert model.values["tokenizer.ggml.tokens"] == ["a", "约", ""]
    assert model.values["tokenizer.ggml.add_bos_token"] is False
    for name, tensor in expected.items():
        assert model.tensor(name).dtype == np.float32
        assert np.array_equal(model.tensor(name), tensor), name
        assert np.array_equal(model.rows(name, [2, 0]), tensor[[2, 0]]), name
    model.let_go()
    assert np.array_equal(model.tensor("t8.weight"), expected["t8.weight"])


@pytest.mark.parametrize("kept", [0, 3, 10, 90, 400])
def test_a_file_that_is_cut_short(tmp_path: Path, kept: int) -> None:
    written(tmp_path / "whole", 1)
    path = tmp_path / "cut"
    path.write_bytes((tmp_path / "whole").read_bytes()[:kept])
    with pytest.raises(ModelError, match=r"cut: (cannot be read|this is not a usable GGUF model)"):
        read_gguf([path])


def test_tensors_that_are_missing(tmp_path: Path) -> None:
    written(tmp_path / "whole", 1)
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(data[:-500])
    with pytest.raises(ValueError, match="ends early"):
        read_gguf([tmp_path / "cut"]).tensor("t14.weight")


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGML" + bytes(100))
    with pytest.raises(ModelError, match="wrong magic"):
        read_gguf([path])
    with pytest.raises(ModelError, match="cannot be read"):
        read_gguf([tmp_path / "absent.gguf"])
