"""The cache: what was encoded once is not encoded again, and damage is noticed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aligner.encode import CachedEncoder
from aligner.record.encoding import Encoded, Progress


class Counting:
    """A toy encoder that keeps what it was asked."""

    def __init__(self, signature: str = "toy") -> None:
        self.signature = signature
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        self.asked += texts
        if progress is not None:
            progress(len(texts), len(texts))
        return [
            Encoded(
                np.array([len(t), 1, 2], np.float32),
                np.ones((len(t), 3), np.float16),
                tuple((i, i + 1) for i in range(len(t))),
            )
            for t in texts
        ]


def same(a: Encoded, b: Encoded) -> bool:
    return bool((a.vector == b.vector).all() and (a.tokens == b.tokens).all() and a.spans == b.spans)


def test_second_time_from_disk(tmp_path: Path) -> None:
    texts = ["雪域", "snow", "", "雪域"]
    first = CachedEncoder(Counting(), tmp_path / "cache").encode(texts)
    below = Counting()
    second = CachedEncoder(below, tmp_path / "cache").encode(texts)
    assert below.asked == []
    assert all(same(a, b) for a, b in zip(first, second, strict=True))
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    below = Counting()
    cached = CachedEncoder(below, tmp_path)
    cached.encode(["a", "b", "a"])
    cached.encode(["b", "c"])
    assert sorted(below.asked) == ["a", "b", "c"]


def test_another_model_is_another_entry(tmp_path: Path) -> None:
    CachedEncoder(Counting("one"), tmp_path).encode(["a"])
    below = Counting("two")
    CachedEncoder(below, tmp_path).encode(["a"])
    assert below.asked == ["a"]


@pytest.mark.parametrize("place", [0, 12, 60, -1])
def test_damage_is_noticed(tmp_path: Path, place: int) -> None:
    good = CachedEncoder(Counting(), tmp_path).encode(["abc"])
    (pack,) = tmp_path.iterdir()
    data = bytearray(pack.read_bytes())
    data[place] ^= 0xFF
    pack.write_bytes(bytes(data))
    below = Counting()
    again = CachedEncoder(below, tmp_path).encode(["abc"])
    assert below.asked == ["abc"]
    assert same(good[0], again[0])


def test_a_pack_cut_short_or_emptied(tmp_path: Path) -> None:
    CachedEncoder(Counting(), tmp_path).encode(["abc", "d"])
    (pack,) = tmp_path.iterdir()
    for size in (0, 10, pack.stat().st_size - 3):
        pack.write_bytes(pack.read_bytes()[:size])
        assert len(CachedEncoder(Counting(), tmp_path).encode(["abc", "d"])) == 2


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert len(CachedEncoder(Counting(), blocked / "cache").encode(["a"])) == 1


def test_two_writers_at_once(tmp_path: Path) -> None:
    one, two = CachedEncoder(Counting(), tmp_path), CachedEncoder(Counting(), tmp_path)
    one.encode(["a", "b"])
    two.encode(["a", "b", "c"])
    below = Counting()
    CachedEncoder(below, tmp_path).encode(["a", "b", "c"])
    assert below.asked == []


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    CachedEncoder(Counting(), tmp_path).encode(["a", "b"], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2, 2)
    assert all(done <= total for done, total in seen)
