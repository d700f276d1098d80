"""The cache: what was encoded once is not encoded again, and damage is noticed."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder, cache_facts, clear_cache
from aligner.encode.store import FILE
from aligner.record.encoding import Encoded, Progress, token_encoder


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


def database(folder: Path) -> Path:
    """The only file of a cache."""
    (file,) = folder.iterdir()
    return file


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


class Layered(Counting):
    """A toy encoder that gives token states for less work."""

    def __init__(self) -> None:
        super().__init__("layered")
        self.states = Counting("layered states")


def test_token_states_are_taken_from_whole_encodings(tmp_path: Path) -> None:
    below = Layered()
    whole = CachedEncoder(below, tmp_path)
    (known,) = whole.encode(["known"])
    states = token_encoder(whole)
    assert same(states.encode(["new", "known"])[1], known)
    assert below.states.asked == ["new"]
    states.encode(["new"])
    assert (below.asked, below.states.asked) == (["known"], ["new"])
    whole.encode(["new"])
    assert below.asked == ["known", "new"]


class Flat(Counting):
    """A toy encoder of token states alone."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        return [replace(e, vector=e.vector[:0]) for e in super().encode(texts, progress)]


def test_an_encoding_without_vector_keeps_its_states(tmp_path: Path) -> None:
    first, second = (CachedEncoder(Flat(), tmp_path).encode(["雪域", ""]) for _ in range(2))
    assert first[0].tokens.shape == (2, 3)
    assert same(first[0], second[0]) and second[1].spans == ()


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
    assert cache_facts(tmp_path / "cache").entries == 2


def test_a_damaged_entry_is_encoded_again(tmp_path: Path) -> None:
    good = CachedEncoder(Counting(), tmp_path).encode(["abc", "d"])
    file = database(tmp_path)
    blob = good[0].vector.tobytes() + good[0].tokens.tobytes()
    data = file.read_bytes()
    assert data.count(blob) == 1
    file.write_bytes(data.replace(blob, blob[:-1] + b"!"))
    assert len(cache_facts(tmp_path).damaged) == 1
    below = Counting()
    again = CachedEncoder(below, tmp_path).encode(["abc", "d"])
    assert below.asked == ["abc"]
    assert all(same(a, b) for a, b in zip(good, again, strict=True))
    assert cache_facts(tmp_path).damaged == ()


def test_a_byte_that_changed_anywhere(tmp_path: Path) -> None:
    """Wherever it is, the numbers are right."""
    good = CachedEncoder(Counting(), tmp_path).encode(["abc"])
    file = database(tmp_path)
    data = file.read_bytes()
    asked = 0
    for place in range(0, len(data), 211):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        file.write_bytes(bytes(changed))
        below = Counting()
        assert same(good[0], CachedEncoder(below, tmp_path).encode(["abc"])[0])
        asked += len(below.asked)
        CachedEncoder(Counting(), tmp_path).encode(["abc"])
        CachedEncoder(mended := Counting(), tmp_path).encode(["abc"])
        assert mended.asked == []
    assert asked


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999])
def test_a_file_cut_short(tmp_path: Path, share: float) -> None:
    texts = [f"line {n}" for n in range(200)]
    good = CachedEncoder(Counting(), tmp_path).encode(texts)
    file = database(tmp_path)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    for _ in range(2):
        again = CachedEncoder(Counting(), tmp_path).encode(texts)
        assert all(same(a, b) for a, b in zip(good, again, strict=True))
    below = Counting()
    CachedEncoder(below, tmp_path).encode(texts)
    assert below.asked == []


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
    texts = [letter * 2000 for letter in "abcd"]
    CachedEncoder(Counting(), tmp_path).encode(texts[:3])
    with contextlib.closing(sqlite3.connect(database(tmp_path), isolation_level=None)) as db:
        db.execute("UPDATE entries SET used = used - 9000 + 1000 * (rowid % 3)")
        (oldest,) = (row[0] for row in db.execute("SELECT key FROM entries ORDER BY used LIMIT 1"))
        size = db.execute("SELECT max(length(value)) FROM entries").fetchone()[0]
    cached = CachedEncoder(below := Counting(), tmp_path, limit=int(size * 4.2))
    (first,) = (text for text in texts[:3] if cached._key(text) == oldest)
    cached.encode([first])  # used again: now another is the oldest
    cached.encode([texts[3]])
    assert below.asked == [texts[3]]
    after = Counting()
    CachedEncoder(after, tmp_path).encode([first, texts[3]])
    assert after.asked == []
    CachedEncoder(after, tmp_path).encode(texts)
    assert after.asked


def test_never_larger_than_its_limit(tmp_path: Path) -> None:
    limit = 400_000
    for number in range(60):
        CachedEncoder(Counting(), tmp_path, limit=limit).encode([f"{number} " + "x" * 1000])
        assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= limit
    assert cache_facts(tmp_path).entries > 15
    below = Counting()
    CachedEncoder(below, tmp_path, limit=1000).encode(["x" * 1000])
    assert CachedEncoder(below, tmp_path, limit=1000).encode(["x" * 1000]) and len(below.asked) == 2


def test_what_older_versions_left_is_cleared_away(tmp_path: Path) -> None:
    for name in ("old.pack", "old.tmp", "not ours.txt", "notes.seen"):
        (tmp_path / name).write_bytes(b"half a pack")
    CachedEncoder(Counting(), tmp_path).encode([str(n) * 100 for n in range(100)])
    assert {p.name for p in tmp_path.iterdir()} == {FILE, "not ours.txt", "notes.seen"}
    assert clear_cache(tmp_path) > 0
    assert cache_facts(tmp_path).entries == 0


def test_entries_that_go_while_the_file_is_open(tmp_path: Path) -> None:
    below = Counting()
    cached = CachedEncoder(below, tmp_path)
    cached.encode(["a"])
    clear_cache(tmp_path)
    assert len(cached.encode(["a", "b"])) == 2
    assert sorted(below.asked) == ["a", "a", "b"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_opens_the_file_for_itself(tmp_path: Path) -> None:
    below = Counting()
    cached = CachedEncoder(below, tmp_path)
    cached.encode(["a"])
    child = os.fork()
    if child == 0:
        code = 1
        try:
            cached.encode(["a", "from the child"])
            code = below.asked.count("a") - 1
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    cached.encode(["a", "b", "from the child"])
    assert below.asked == ["a", "b"]


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
    assert main(["cache", "info"]) == 0
    assert "entries  0" in capsys.readouterr().out
    CachedEncoder(Counting(), tmp_path).encode(["a", "b"])
    assert main(["cache", "info"]) == 0
    assert "entries  2\n" in capsys.readouterr().out
    file = database(tmp_path)
    file.write_bytes(b"no database")
    assert main(["cache", "info", "--format", "json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["damaged"] == [file.name] and facts["limit"] == 5_000_000
    assert file.read_bytes() == b"no database"
    assert main(["cache", "clear"]) == 0
    assert main(["cache", "info"]) == 0
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


def test_a_long_text_stays_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aligner.encode.cache._AT_ONCE", 100)
    texts = [f"line {n}" for n in range(500)]
    first = CachedEncoder(Counting(), tmp_path).encode(texts)
    again = CachedEncoder(Counting(), tmp_path).encode(texts)
    plain = Counting().encode(texts)
    for encoded in (first, again):
        assert type(encoded[0]) is not Encoded
        assert all(same(a, b) for a, b in zip(encoded, plain, strict=True))
    sent = pickle.loads(pickle.dumps(again[7]))
    assert type(sent) is Encoded and same(sent, plain[7])


@pytest.mark.parametrize(
    "damage",
    [lambda file: clear_cache(file.parent), lambda file: file.write_bytes(b""), lambda file: file.unlink()],
    ids=["cleared", "emptied", "deleted"],
)
def test_what_goes_while_it_is_in_use_is_encoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], object]
) -> None:
    monkeypatch.setattr("aligner.encode.cache._AT_ONCE", 10)
    texts = [f"line {n}" for n in range(20)]
    CachedEncoder(Counting(), tmp_path).encode(texts)
    encoded = CachedEncoder(Counting(), tmp_path).encode(texts)
    damage(database(tmp_path))
    assert all(same(a, b) for a, b in zip(encoded, Counting().encode(texts), strict=True))
