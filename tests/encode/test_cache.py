"""The cache: what was encoded once is not encoded again, and damage is noticed."""

from __future__ import annotations

import json
import os
import pickle
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder, cache_facts, clear_cache
from aligner.record.encoding import Encoded, Progress
from aligner.record.errors import InputError


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


def test_another_file_of_the_same_model_is_another_entry(tmp_path: Path) -> None:
    for identity in ("file one", "file two", "file one"):
        below = Counting()
        below.identity = identity  # type: ignore[attr-defined]
        CachedEncoder(below, tmp_path / "cache").encode(["a"])
    assert below.asked == []
    assert len(list((tmp_path / "cache").iterdir())) == 2


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
    good = CachedEncoder(Counting(), tmp_path).encode(["abc", "d"])
    (pack,) = tmp_path.iterdir()
    data = pack.read_bytes()
    for size in (0, 10, len(data) - 3):
        pack.write_bytes(data[:size])
        below = Counting()
        again = CachedEncoder(below, tmp_path).encode(["abc", "d"])
        assert below.asked and all(same(a, b) for a, b in zip(good, again, strict=True))


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


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    texts = [f"{letter * 40}" for letter in "abcdef"]
    for age, text in zip((6000, 5000, 4000), texts, strict=False):
        CachedEncoder(Counting(), tmp_path).encode([text])
        for path in tmp_path.iterdir():
            if path.stat().st_mtime > time.time() - 60:
                os.utime(path, (time.time() - age,) * 2)
    size = max(p.stat().st_size for p in tmp_path.iterdir())
    below = Counting()
    cached = CachedEncoder(below, tmp_path, limit=int(size * 3.3))
    cached.encode([texts[0]])  # used again: now the second is the oldest
    cached.encode([texts[3]])
    assert below.asked == [texts[3]]
    after = Counting()
    CachedEncoder(after, tmp_path).encode(texts[:4])
    assert texts[1] in after.asked and not {texts[0], texts[3]} & set(after.asked)


def test_never_larger_than_its_limit(tmp_path: Path) -> None:
    limit = 40_000
    for number in range(40):
        CachedEncoder(Counting(), tmp_path, limit=limit).encode([f"{number} " + "x" * 300])
        assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= limit
    assert len(list(tmp_path.iterdir())) > 3


def test_what_killed_processes_left_is_cleared_away(tmp_path: Path) -> None:
    old, young = tmp_path / "old.tmp", tmp_path / "young.tmp"
    other = tmp_path / "not ours.txt"
    for path in (old, young, other):
        path.write_bytes(b"half a pack")
    os.utime(old, (0, 0))
    CachedEncoder(Counting(), tmp_path).encode(["a"])
    assert not old.exists() and young.exists() and other.exists()
    assert cache_facts(tmp_path).left == 1
    assert clear_cache(tmp_path) > 0
    assert [p.name for p in tmp_path.iterdir()] == ["not ours.txt"]


def test_a_pack_that_goes_while_it_is_known(tmp_path: Path) -> None:
    below = Counting()
    cached = CachedEncoder(below, tmp_path)
    cached.encode(["a"])
    clear_cache(tmp_path)
    assert len(cached.encode(["a", "b"])) == 2
    assert sorted(below.asked) == ["a", "a", "b"]


def test_threads_share_one(tmp_path: Path) -> None:
    below = Counting()
    cached = CachedEncoder(below, tmp_path)
    texts = [str(n) for n in range(50)]
    threads = [threading.Thread(target=cached.encode, args=(texts,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(below.asked) == sorted(texts)


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path))
    monkeypatch.setenv("ALIGNER_CACHE_LIMIT", "5")
    CachedEncoder(Counting(), tmp_path).encode(["a", "b"])
    assert main(["cache", "info"]) == 0
    assert "entries  2 in 1 packs" in capsys.readouterr().out
    (pack,) = tmp_path.iterdir()
    pack.write_bytes(pack.read_bytes()[:-1])
    assert main(["cache", "info", "--format", "json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["damaged"] == [pack.name] and facts["limit"] == 5_000_000
    assert main(["cache", "clear"]) == 0
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("ALIGNER_CACHE_LIMIT", "much")
    assert main(["cache", "info"]) == 2
    assert "ALIGNER_CACHE_LIMIT is 'much'; give" in capsys.readouterr().err


class Broken(Counting):
    """An encoder whose user presses Ctrl-C at the third call."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        if len(self.asked) >= 2048:
            raise KeyboardInterrupt
        return super().encode(texts, progress)


def test_breaking_off_a_long_text_keeps_what_was_done(tmp_path: Path) -> None:
    texts = [f"line {n}" for n in range(3000)]
    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(Broken(), tmp_path).encode(texts)
    below = Counting()
    result = CachedEncoder(below, tmp_path).encode(texts)
    assert len(below.asked) == 3000 - 2048
    assert all(same(a, b) for a, b in zip(result, Counting().encode(texts), strict=True))


def test_a_large_pack_is_looked_at_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aligner.encode.cache_files._LARGE", 100)
    texts = [f"line {n}" for n in range(1500)]
    first = CachedEncoder(Counting(), tmp_path).encode(texts)
    again = CachedEncoder(Counting(), tmp_path).encode(texts)
    plain = Counting().encode(texts)
    for found in (first, again):
        assert all(same(a, b) for a, b in zip(found, plain, strict=True))
    assert again[0].tokens is not again[0].tokens, "read whenever it is used"
    sent = pickle.loads(pickle.dumps(again[7]))
    clear_cache(tmp_path)
    assert same(again[7], plain[7]) and same(sent, plain[7])


def test_a_pack_cut_short_while_in_use_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aligner.encode.cache_files._LARGE", 100)
    texts = [f"line {n}" for n in range(20)]
    CachedEncoder(Counting(), tmp_path).encode(texts)
    found = CachedEncoder(Counting(), tmp_path).encode(texts)
    (pack,) = tmp_path.iterdir()
    pack.write_bytes(b"")
    with pytest.raises(InputError, match=f"{pack.name}: .*cut short while it was in use; run again"):
        _ = found[0].tokens
