"""kill -9 before every single change of the disk: what is there afterwards is whole, old or new."""

from __future__ import annotations

import os
import signal
import time
from itertools import count
from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.encode import CachedEncoder, cache_facts
from aligner.record.decisions.log import load
from aligner.record.files.alignment_json import loads
from aligner.record.files.text import write_atomic
from tests.faults.kills import killed_everywhere
from tests.helpers.small_records import Toy


def test_a_file_that_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old", encoding="utf-8")
    seen = set()
    kills = killed_everywhere(
        tmp_path, lambda: write_atomic(path, "new"), lambda: seen.add(path.read_text(encoding="utf-8"))
    )
    assert seen == {"old", "new"} and kills >= 4


def test_update(record: Path) -> None:
    path = record / "alignment.json"
    new = path.read_text(encoding="utf-8")
    old = new.replace('"signature": "', '"signature": "older|')
    path.write_text(old, encoding="utf-8")
    seen = []

    def check() -> None:
        text = path.read_text(encoding="utf-8")
        loads(text, file=path)
        seen.append(text)

    kills = killed_everywhere(record.parent, lambda: main(["update", "--force"]), check)
    assert kills >= 4 and set(seen) == {old, new}
    assert main(["update"]) == 0 and path.read_text(encoding="utf-8") == new


def test_decisions(record: Path, tmp_path: Path) -> None:
    link = loads((record / "alignment.json").read_text(encoding="utf-8"), file="a").zh.segments[0].id
    wish = tmp_path / "wish.yml"
    wish.write_text(f"- {{verb: comment, zh: [{link}], reason: 看}}\n", encoding="utf-8")
    act = ["apply", str(wish), "--record", "r000", "--as", "Ann"]
    assert main(act) == 0
    counts = [len(load(record))]

    def check() -> None:
        counts.append(len(load(record)))

    kills = killed_everywhere(record, lambda: main(act), check)
    assert kills >= 4
    assert counts[-1] == 2 and counts == sorted(counts), "a decision that was there is never lost"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_the_cache(tmp_path: Path) -> None:
    """Killed at any moment: SQLite changes the disk where no audit event tells of it."""
    cache, file = tmp_path / "cache", tmp_path / "cache" / "encodings.sqlite"
    CachedEncoder(Toy(), cache).encode(["before"])
    counts = [1]
    for number in range(20):
        child = os.fork()
        if child == 0:
            for batch in count():
                CachedEncoder(Toy(), cache).encode([f"{number} {batch} {n} " + "x" * 50 for n in range(20)])
        size = file.stat().st_size
        while file.stat().st_size <= size:  # until it is at work
            time.sleep(0.001)
        time.sleep(number / 100)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        facts = cache_facts(cache)
        assert facts.damaged == ()
        counts.append(facts.entries)
        below = Toy()
        CachedEncoder(below, cache).encode(["before"])
        assert below.asked == []
    assert counts == sorted(counts) and counts[-1] > 5 * 20, "what was written stays"
    assert all(entries % 20 == 1 for entries in counts), "a batch is there as a whole or not at all"
