"""Reading the packed model: every kind of damage ends in one clear sentence."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from aligner.encode.model_file import read_packed
from aligner.record.errors import ModelError

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁a", "好"]


def packed_file() -> bytes:
    """A file with six pieces, one plain tensor and one of a single Q4_0 block."""
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(p.encode()) for p in PIECES)]).astype("<u4")
    norm = struct.pack("<IB1I", 0x3000, 1, 0x20)
    head = b"E5S1" + struct.pack("<I7ifi", 1, 4, 1, 1, 8, 6, 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += np.arange(len(PIECES), dtype="<f4").tobytes() + blob
    head += struct.pack("<iI", 1, len(norm)) + norm
    plain = np.array([1.5, -2.0], "<f4").tobytes()
    quantised = np.float16(0.5).tobytes() + bytes([0x98] * 16)  # low nibbles 8, high nibbles 9
    directory = struct.calcsize("<H") * 2 + len("plain") + len("quant") + 2 * struct.calcsize("<BIQQ")
    start = len(head) + 4 + directory
    head += struct.pack("<i", 2)
    head += struct.pack("<H", 5) + b"plain" + struct.pack("<BIQQ", 0, 2, start, len(plain))
    head += struct.pack("<H", 5) + b"quant" + struct.pack("<BIQQ", 1, 32, start + len(plain), len(quantised))
    return head + plain + quantised


def test_reads_what_the_format_says(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(packed_file())
    packed = read_packed(file)
    assert [piece.decode() for piece in packed.pieces] == PIECES
    assert packed.characters == set("".join(PIECES))
    assert (packed.bos, packed.eos, packed.pad, packed.unk) == (0, 2, 1, 3)
    assert packed.normalisation == {"\u3000": " "}
    assert packed.shape.hidden == 4
    assert packed.shape.positions == 16
    assert packed.tensor("plain").tolist() == [1.5, -2.0]
    assert packed.tensor("quant").tolist() == [0.0] * 16 + [0.5] * 16


def test_wrong_magic(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"GGUF" + packed_file()[4:])
    with pytest.raises(ModelError, match="not a packed e5 model"):
        read_packed(file)


@pytest.mark.parametrize("cut", [6, 30, 60, 100, -1, -20])
def test_cut_short(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(packed_file()[:cut])
    with pytest.raises(ModelError, match="damaged or cut short"):
        read_packed(file)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_packed(tmp_path / "none.bin")
