"""The targets on every case that was ever found, on their seeds, and on what hypothesis thinks of.

The long runs are `python -m tests.fuzz.engine TARGET`; docs/reliability.md has their table.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.engine import HANG, LARGEST, mutated
from tests.fuzz.targets import TARGETS

CASES = sorted(path for path in (Path(__file__).parent / "cases").glob("*/*") if path.is_file())
QUICK = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("path", CASES, ids=[f"{p.parent.name}/{p.name}" for p in CASES])
def test_found_once(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_their_mutations(name: str) -> None:
    target = TARGETS[name]
    taken = [target(seed) for seed in target.seeds]
    assert any(taken) or name == "markdown-bytes"
    rng = random.Random(7)
    for _ in range(40):
        begun = time.monotonic()
        target(mutated(rng, list(target.seeds), target.words))
        assert time.monotonic() - begun < HANG


@QUICK
@given(st.sampled_from(sorted(TARGETS)), st.binary(max_size=400))
def test_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


@QUICK
@given(st.sampled_from(["markdown", "numbers", "json", "yaml", "tsv"]), st.text(max_size=300))
def test_texts(name: str, text: str) -> None:
    TARGETS[name](text.encode("utf-8", "replace"))


@QUICK
@given(st.data())
def test_pieces_of_the_formats(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([n for n, target in TARGETS.items() if target.words]))
    words = data.draw(st.lists(st.sampled_from(list(TARGETS[name].words)), max_size=30))
    TARGETS[name]("".join(words).encode())


def test_mutations_are_the_same_every_time() -> None:
    seeds = [b"abc", b"defgh"]
    first = [mutated(random.Random(5), seeds, ("x",)) for _ in range(3)]
    assert first == [mutated(random.Random(5), seeds, ("x",)) for _ in range(3)]
    assert len(mutated(random.Random(1), [b"y" * (2 * LARGEST)], ())) <= LARGEST
