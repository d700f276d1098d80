"""A stretch aligned anew in the workbench: what is asked of the matcher, and what its answer replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aligner.record.decisions.decision import decision_from
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.files.alignment_json import dumps
from aligner.record.model import Link
from aligner.review.app import create_app
from aligner.review.security import access_for
from tests.helpers.records import link
from tests.helpers.repository import commit, git
from tests.helpers.workbench import BASE, Bench, brief, config, sample

FOUND = (link(1, "z2", "e2", 0.9), link(2, "z3", "e3 e4", 0.8))


@pytest.fixture
def asked() -> list[tuple[Sequence[str], Sequence[str]]]:
    return []


@pytest.fixture
def bench(tmp_path: Path, asked: list[tuple[Sequence[str], Sequence[str]]]) -> Bench:
    """A workbench whose matcher always answers `FOUND`."""

    def realign(_: Resolved, zh: Sequence[str], en: Sequence[str]) -> tuple[Link, ...]:
        asked.append((zh, en))
        return FOUND

    folder = tmp_path / "talk"
    folder.mkdir()
    (folder / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
    app = create_app(
        [config(folder)],
        by="Ann",
        access=access_for("127.0.0.1", 8765),
        realign=realign,
        due=lambda *_: False,
    )
    return Bench(TestClient(app, base_url=BASE), folder)


def test_a_stretch(bench: Bench, asked: list[tuple[Sequence[str], Sequence[str]]]) -> None:
    """Everything between the marked passages; what is proposed elsewhere, and what people settled, stays."""
    bench.do("realign", "?zh=z2&zh=z3&en=e2&en=e4")
    assert asked == [(("z2", "z3"), ("e2", "e3", "e4"))]
    (decision,) = bench.log
    assert brief(bench.log) == ["realign z2 z3|e2 e3 e4"]
    assert decision_from(decision.as_dict()) == decision
    assert {("z2", "e2", "auto"), ("z3", "e3 e4", "auto"), ("z4", "e5", "auto")} <= bench.links
    assert not {("z2", "e3", "auto"), ("z3", "e2", "auto")} & bench.links
    assert {x.score for x in bench.resolved.alignment.links if "z3" in x.zh} == {0.8}
    assert "gives the same links" in bench.send(bench.form("realign", "?zh=z2&zh=z3&en=e2&en=e4"), 409)
    bench.do("accept", "?zh=z3&en=e3&en=e4")
    assert ("z3", "e3 e4", "accepted") in bench.links
    bench.do("undo")
    bench.do("undo")
    assert ("z2", "e3", "auto") in bench.links
    assert bench.resolved.alignment.links == sample().links


def test_what_people_settled_stays(bench: Bench) -> None:
    bench.do("accept", "?zh=z2&en=e3")
    bench.do("realign", "?zh=z2&zh=z3&en=e2&en=e4")
    assert ("z2", "e3", "accepted") in bench.links
    assert ("z2", "e2", "auto") not in bench.links


def test_it_holds_over_another_proposal_and_not_over_another_text(bench: Bench) -> None:
    bench.do("realign", "?zh=z2&zh=z3&en=e2&en=e4")
    other = replace(sample(), links=(link(1, "z2", "e4"), link(2, "z6", "e7")))
    held = resolve(other, bench.log)
    assert {(x.zh, x.en) for x in held.alignment.links} == {
        (("z2",), ("e2",)),
        (("z3",), ("e3", "e4")),
        (("z6",), ("e7",)),
    }
    stale = resolve(sample("另一句话。"), bench.log)
    assert [e.why and e.why.en for e in stale.stale] == ["the text of z2 has changed"]
    assert stale.alignment.links == sample("另一句话。").links


def test_both_sides_are_needed(bench: Bench) -> None:
    with pytest.raises(AssertionError, match="no button"):
        bench.form("realign", "?zh=z2&zh=z3")
    fields = [("zh", "z2"), ("do", "realign")]
    hidden = [field for field in bench.form("comment", "?zh=z3") if field[0] in ("csrf", "seen")]
    assert "Select passages on both sides" in bench.send([*hidden, *fields], 409)


@pytest.mark.parametrize(
    ("links", "why"),
    [
        ([{"zh": ["z9"], "en": ["e2"], "relation": "equivalent", "score": 0.5}], "leaves the stretch"),
        ([{"zh": [], "en": ["e2"], "relation": "equivalent", "score": 0.5}], "no passage on one side"),
        ([{"zh": ["z2"], "en": ["e2"], "relation": "alike", "score": 0.5}], "use one of"),
    ],
)
def test_what_no_proposal_can_say(links: object, why: str) -> None:
    row = {"verb": "realign", "zh": ["z2"], "en": ["e2"], "links": links, "by": "Ann", "at": "2026-05-01"}
    with pytest.raises(ValueError, match=why):
        decision_from(row)


def test_what_two_people_did_survives_a_merge(bench: Bench) -> None:
    """One reports a finding and splits a passage, the other has another stretch aligned anew."""
    root = bench.folder.parent
    (root / ".gitattributes").write_text("*/decisions.yml merge=union\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    bench.do("comment", "?zh=z1", reason="begun")
    commit(root, "begun")
    git(root, "switch", "-q", "-c", "theirs")
    bench.do("raise", "?zh=z5", reason="A wrong name.", kind="other", severity="minor")
    bench.do("split-passage", "?zh=z6", after="结\n尾。")
    commit(root, "theirs")
    git(root, "switch", "-q", "main")
    bench.do("realign", "?zh=z2&zh=z3&en=e2&en=e4")
    commit(root, "ours")
    git(root, "merge", "-q", "theirs", "-m", "both")
    state = bench.resolved
    assert [e.standing for e in state.log] == ["applies"] * 4
    assert (state.stale, state.conflicts) == ((), ())
    assert ("z3", "e3 e4", "auto") in bench.links and ("z6 z6b", "e7", "auto") in bench.links
    assert [f.message.en for f in state.alignment.flags if not f.check] == ["A wrong name."]
