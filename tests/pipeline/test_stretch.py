"""A stretch aligned anew keeps within itself, and to what people settled; the next alignment keeps it."""

from __future__ import annotations

from pathlib import Path

from aligner.pipeline.align import run
from aligner.pipeline.freshness import Job, up_to_date
from aligner.pipeline.stretch import align_stretch
from aligner.record.config import load_config
from aligner.record.decisions.decision import Proposed
from aligner.record.decisions.log import append
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide
from tests.helpers.small_records import Toy, make_records


def test_a_stretch(tmp_path: Path) -> None:
    make_records(tmp_path / "seeds", 1)
    config = load_config(next((tmp_path / "seeds").glob("*/record.yml")))
    first = run(Job(config), Toy())
    bare = resolve(first, [])
    settled = decide(bare, "link", by="Ann", zh=["z1"], en=["e3"])
    state = resolve(first, [settled])
    found = align_stretch(state, ("z1", "z2", "z3"), ("e1", "e2", "e3"), Toy())
    assert all({*x.zh} <= {"z1", "z2", "z3"} and {*x.en} <= {"e1", "e2", "e3"} for x in found)
    assert not any("z1" in x.zh for x in found), "a person settled it"
    proposed = [Proposed(("z2",), ("e1",), "partial", 0.6)]
    again = decide(state, "realign", by="Ann", zh=("z2", "z3"), en=("e1", "e2"), links=proposed)
    append(config.folder, [settled, again])
    assert not up_to_date(Job(config, previous=first))
    second = run(Job(config, previous=first), Toy())
    links = {(x.zh, x.en): x.status for x in resolve(second, [settled, again]).alignment.links}
    assert links[("z2",), ("e1",)] == "auto"
    assert links[("z1",), ("e3",)] == "manual"
    assert not any("z3" in zh for zh, _ in links)
