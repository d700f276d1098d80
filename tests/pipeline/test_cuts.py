"""Passages that people split or joined, in the next alignment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aligner.pipeline.align import run
from aligner.pipeline.freshness import Job, up_to_date
from aligner.record.config import load_config
from aligner.record.decisions.decision import Verb
from aligner.record.decisions.log import append
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide, withdraw
from aligner.record.model import Alignment, Side
from tests.helpers.small_records import Toy, make_records

CUTS: list[tuple[Verb, Side, str, tuple[str, ...]]] = [
    ("split", "zh", "z2", ("湿地面积", "不会减少。")),
    ("split", "en", "e2", ("The wetland ", "will not shrink.")),
    ("join", "zh", "z2 z3", ("湿地面积不会减少。", "渔民将得到{n}元补偿。")),
]


def texts(alignment: Alignment, side: Side) -> dict[str, str]:
    return {segment.id: segment.text for segment in alignment.side(side)}


@pytest.mark.parametrize(("verb", "side", "keys", "parts"), CUTS)
def test_the_next_alignment_keeps_them(
    tmp_path: Path, verb: Verb, side: Side, keys: str, parts: tuple[str, ...]
) -> None:
    """Ids and texts are those of the decision, run after run; after a withdrawal those of the source."""
    make_records(tmp_path / "seeds", 1)
    config = load_config(next((tmp_path / "seeds").glob("*/record.yml")))
    first = run(Job(config), Toy())
    known = texts(first, side)
    parts = tuple(known["z3"] if "{n}" in part else part for part in parts)
    decision = decide(resolve(first, []), verb, by="Ann", parts=parts, **{side: keys.split()})  # type: ignore[arg-type]
    append(config.folder, [decision])
    assert not up_to_date(Job(config, previous=first))
    state = resolve(first, [decision])
    second = run(Job(config, previous=first), Toy())
    third = run(Job(config, previous=second), Toy())
    assert texts(second, side) == texts(state.alignment, side) != known
    assert replace(third, signature="") == replace(second, signature="")
    linked = {key for link in second.links for key in link.side(side)} | second.absent.keys()
    assert {s.id for s in second.side(side)} <= linked, "the parts are matched by themselves"
    append(config.folder, [withdraw(resolve(third, [decision]), decision.id, by="Ann")])
    assert texts(run(Job(config, previous=third), Toy()), side) == known
