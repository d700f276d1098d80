"""Two people, two tabs, a git merge: nothing is overwritten; what disagrees is shown and settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from aligner.record.decisions import log
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide
from aligner.record.files.lock import record_locked
from aligner.record.model import Segment
from tests.helpers.workbench import Bench, Forms, brief, sample


@pytest.fixture
def two(make_bench: Callable[..., Bench]) -> tuple[Bench, Bench]:
    """The same record in two workbenches, as two people would run them."""
    return make_bench(by="Ann"), make_bench(by="王敏")


APART = [
    ("accept", "?zh=z1&en=e1", "accept", "?zh=z6&en=e7"),
    ("reject", "?zh=z2&en=e3", "accept", "?zh=z3&en=e2"),
    ("omit", "?zh=z5", "omit", "?en=e4"),
    ("comment", "?zh=z3", "comment", "?zh=z3"),
]


@pytest.mark.parametrize(("do", "query", "other_do", "other_query"), APART)
def test_what_does_not_touch_is_just_written(
    two: tuple[Bench, Bench], do: str, query: str, other_do: str, other_query: str
) -> None:
    ann, wang = two
    mine = ann.form(do, query)
    wang.do(other_do, other_query, reason="因为")
    ann.send([*mine, ("reason", "since")])
    assert {d.by for d in ann.log} == {"Ann", "王敏"}
    assert ann.resolved.conflicts == ()


TOUCHING = [
    ("accept", "?zh=z2&en=e3", "reject", "?zh=z2&en=e3"),
    ("accept", "?zh=z1&en=e1", "accept", "?zh=z1&en=e1"),
    ("accept", "?zh=z2&en=e3", "relink", "?zh=z2&en=e2"),
    ("omit", "?zh=z5", "link", "?zh=z5&en=e4"),
]


@pytest.mark.parametrize(("do", "query", "other_do", "other_query"), TOUCHING)
def test_what_touches_is_shown_before_it_is_written(
    two: tuple[Bench, Bench], do: str, query: str, other_do: str, other_query: str
) -> None:
    ann, wang = two
    mine = ann.form(do, query)
    wang.do(other_do, other_query)
    before = ann.log
    text = ann.send(mine, 409)
    assert ann.log == before
    assert "王敏" in text or "Nothing was saved" in text


def test_knowing_the_other_one_may_insist(two: tuple[Bench, Bench]) -> None:
    ann, wang = two
    flag = ann.flag(1)
    mine = ann.form("confirm", flag)
    wang.do("dismiss", flag, reason="两个数字不是一回事")
    text = ann.send(mine, 409)
    assert "两个数字不是一回事" in text, "both are shown"
    assert "already" in text, "a settled flag is opened first"
    assert ann.resolved.alignment.flags[0].state == "dismissed"
    ann.do("take-back", flag)
    ann.do("confirm", flag)
    assert ann.resolved.alignment.flags[0].state == "error"
    assert ann.resolved.conflicts == ()


def test_insisting_on_an_edit(two: tuple[Bench, Bench]) -> None:
    ann, wang = two
    mine = [(k, v) for k, v in ann.form("edit", "?zh=z3&en=e2")] + [("after", "她的文本")]
    wang.do("edit", "?zh=z3&en=e2", after="王的文本")
    text = ann.send(mine, 409)
    assert "她的文本" in text, "her text is not lost"
    assert ann.resolved.edits["z3"].text == "王的文本"
    ann.do("edit", "?zh=z3&en=e2", after="她的文本")
    assert ann.resolved.edits["z3"].text == "她的文本"
    assert len(ann.resolved.edits["z3"].decisions) == 2
    assert ann.resolved.conflicts == ()


def test_a_button_that_would_do_something_else_is_refused(two: tuple[Bench, Bench]) -> None:
    ann, wang = two
    mine = ann.form("omit", "?zh=z2")
    wang.do("reject", "?zh=z2&en=e3", reason="另有所指")
    text = ann.send(mine, 409)
    assert "do something different" in text and "另有所指" in text


def test_two_tabs_of_one_person(bench: Bench) -> None:
    tab = bench.form("accept", "?zh=z2&en=e3")
    bench.do("reject", "?zh=z2&en=e3")
    bench.send(tab, 409)
    assert brief(bench.log) == ["reject z2|e3"]


def test_undo_in_two_tabs_takes_back_what_the_button_names(bench: Bench) -> None:
    bench.do("accept", "?zh=z1&en=e1")
    tab = bench.form("undo")
    bench.do("accept", "?zh=z6&en=e7")
    bench.send(tab)
    assert ("z1", "e1", "auto") in bench.links and ("z6", "e7", "accepted") in bench.links
    assert "already been withdrawn" in bench.send(tab, 409)


def merged(bench: Bench, *verbs: tuple[str, str]) -> None:
    """Decisions of people who did not know of each other, as git merges their logs."""
    start = resolve(sample(), ())
    made: list[Decision] = [
        decide(start, verb, by=by, zh=("z2",), en=("e3",))  # type: ignore[arg-type]
        for by, verb in verbs
    ]
    with record_locked(bench.folder):
        log.append(bench.folder, made)


def test_a_conflict_is_shown_with_both_and_settled(bench: Bench) -> None:
    merged(bench, ("王敏", "accept"), ("李雷", "reject"))
    assert len(bench.resolved.conflicts) == 1
    assert "1 decision to revisit" in bench.get()
    page = bench.client.get("/records/talk/disputes").text
    assert "Do z2 – e3 belong together?" in page and "王敏" in page and "李雷" in page
    assert "Keep: accepted z2 – e3" in page and "Keep: rejected z2 – e3" in page
    keep = [[*fields, ("do", "keep")] for fields, buttons in Forms(page).forms if "keep" in buttons][1]
    assert bench.send(keep) == "/records/talk/disputes"
    assert bench.resolved.conflicts == ()
    assert not any(z == "z2" for z, _, _ in bench.links)
    assert [d.by for d in bench.log][-1] == "Ann"
    assert "No decision is in conflict" in bench.client.get("/records/talk/disputes").text
    assert "already" in bench.send(keep, 409)
    bench.do("undo")
    assert len(bench.resolved.conflicts) == 1


def changed_source(bench: Bench, make_bench: Callable[..., Bench], by: str = "Ann") -> Bench:
    """The record after its Chinese was corrected at the source."""
    old = sample()

    def new(one: Segment) -> Segment:
        return replace(one, text=one.text.replace("平台", "合作平台"))

    return make_bench(replace(old, zh=replace(old.zh, segments=tuple(map(new, old.zh)))), by=by)


def test_a_stale_decision_is_shown_and_taken_again(bench: Bench, make_bench: Callable[..., Bench]) -> None:
    bench.do("accept", "?zh=z2&en=e3", reason="same idea")
    bench = changed_source(bench, make_bench)
    page = bench.client.get("/records/talk/disputes").text
    assert "the text of z2 has changed" in page and "same idea" in page and "蓝博士建议建立合作平台。" in page
    assert 'data-key="g"' in bench.get(), "the passage is a place to go to"
    of = bench.log[0].id
    fields = dict(bench.form("comment", "?zh=z3"))
    bench.send([("csrf", fields["csrf"]), ("seen", fields["seen"]), ("of", of), ("do", "renew")])
    assert "No decision is in conflict" in bench.client.get("/records/talk/disputes").text
    assert "✓ accepted" in bench.get()
    assert 'data-key="g"' not in bench.get()
    assert bench.log[1].over == (of,)
    assert bench.log[1].reason == "same idea"


def test_a_stale_decision_is_taken_back(bench: Bench, make_bench: Callable[..., Bench]) -> None:
    bench.do("accept", "?zh=z2&en=e3")
    bench = changed_source(bench, make_bench, by="王敏")
    fields = dict(bench.form("comment", "?zh=z3"))
    bench.send(
        [("csrf", fields["csrf"]), ("seen", fields["seen"]), ("of", bench.log[0].id), ("do", "take-back")]
    )
    assert "No decision is in conflict" in bench.client.get("/records/talk/disputes").text
    assert len(bench.log) == 2


def test_a_stale_edit_is_taken_again(bench: Bench, make_bench: Callable[..., Bench]) -> None:
    bench.do("edit", "?zh=z2&en=e3", after="蓝博士建议搭建平台。")
    bench = changed_source(bench, make_bench)
    assert "has changed" in bench.client.get("/records/talk/disputes").text
    fields = dict(bench.form("comment", "?zh=z3"))
    bench.send([("csrf", fields["csrf"]), ("seen", fields["seen"]), ("of", bench.log[0].id), ("do", "renew")])
    assert "No decision is in conflict" in bench.client.get("/records/talk/disputes").text
    page = re.sub("</?mark[^>]*>", "", bench.get())
    assert "<ins>蓝博士建议搭建平台。</ins>" in page and "<del>蓝博士建议建立合作平台。</del>" in page
