"""Splitting and joining passages in the workbench: what the forms write, and what is carried over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aligner.record.decisions.decision import now
from aligner.record.decisions.log import append
from aligner.record.decisions.resolve import resolve
from aligner.review.cutting import parts_at
from tests.helpers.workbench import Bench, brief, sample

PARTS = [
    ("试点应当先行，共30家企业。", "试点应当先行，\n共30家企业。", ("试点应当先行，", "共30家企业。")),
    ("One. Two three.", "One.\n\n  Two\nthree. ", ("One. ", "Two ", "three.")),
    ("One two.", "One two.", ("One two.",)),
    ("One two.", "One\ntwice.", ()),
    ("一二三。", "一\n三。", ()),
]


@pytest.mark.parametrize(("text", "broken", "parts"), PARTS)
def test_a_text_is_cut_at_its_line_breaks(text: str, broken: str, parts: tuple[str, ...]) -> None:
    assert parts_at(text, broken) == parts


def test_split_and_undo(bench: Bench) -> None:
    """What was decided about the passage goes on for its parts; nothing is left to revisit."""
    bench.do("accept", "?zh=z3&en=e2")
    location = bench.do("split-passage", "?zh=z3", after="试点应当先行，\r\n共30家企业。")
    assert "zh=z3&zh=z3b" in location
    assert brief(bench.log) == ["accept z3|e2", "split z3 z3b|", "accept z3 z3b|e2"]
    state = bench.resolved
    assert ("z3 z3b", "e2", "accepted") in bench.links
    assert (state.stale, state.conflicts) == ((), ())
    assert state.alignment.segments["z3b"].text == "共30家企业。"
    number = next(f for f in state.alignment.flags if f.check == "numbers")
    assert (number.zh, number.zh_span) == (("z3b", "z3"), (1, 3))
    assert 'id="z3b"' in bench.get()
    bench.do("undo")
    assert ("z3", "e2", "accepted") in bench.links
    assert bench.resolved.alignment.zh == sample().zh
    bench.do("redo")
    assert ("z3 z3b", "e2", "accepted") in bench.links


def test_join(bench: Bench) -> None:
    bench.do("reject", "?zh=z2&en=e3")
    bench.do("join-passages", "?zh=z2&zh=z3")
    assert brief(bench.log) == ["reject z2|e3", "join z2 z3|", "reject z2|e3"]
    text = sample().zh.by_id["z2"].text + sample().zh.by_id["z3"].text
    assert bench.resolved.alignment.segments["z2"].text == text
    assert ("z2", "e2", "auto") in bench.links
    assert not any("z3" in z.split() or e == "e3" for z, e, _ in bench.links)
    assert bench.resolved.stale == ()
    with pytest.raises(AssertionError, match="no button"):
        bench.form("join-passages", "?zh=z4&zh=z6")


REFUSED = [
    ("试点应当先行，共30家企业。", "Break the line"),
    ("试点应当先行，\n共13家企业。", "changes no words"),
]


@pytest.mark.parametrize(("after", "why"), REFUSED)
def test_what_is_no_split(bench: Bench, after: str, why: str) -> None:
    assert why in bench.send([*bench.form("split-passage", "?zh=z3"), ("after", after)], 409)
    assert bench.log == ()


def test_an_edited_passage_is_not_offered(bench: Bench) -> None:
    bench.do("edit", "?zh=z3&en=e2", after="试点先行。")
    with pytest.raises(AssertionError, match="no button"):
        bench.form("split-passage", "?zh=z3")


def test_two_who_split_otherwise_settle_it(bench: Bench) -> None:
    """The page of decisions to revisit offers each of the two; keeping one replaces both."""
    bench.do("split-passage", "?zh=z3", after="试点应当先行，\n共30家企业。")
    (mine,) = bench.log
    theirs = replace(mine, by="Bob", at=now(after=mine.at), parts=("试点", "应当先行，共30家企业。"))
    append(bench.folder, [theirs])
    assert [e.standing for e in resolve(sample(), bench.log).log] == ["conflict", "conflict"]
    page = bench.client.get("/records/talk/disputes").text
    assert "Where does z3 begin and end?" in page
    fields = dict(bench.form("comment", "?zh=z3"))
    keep = {"of": theirs.id, "then": "disputes", "do": "keep"}
    bench.send([*((name, fields[name]) for name in ("csrf", "seen")), *keep.items()])
    assert bench.resolved.conflicts == ()
    assert bench.resolved.alignment.segments["z3"].text == "试点"
