"""Every verb: the button that the page offers, the decisions it writes, the record that comes of it."""

from __future__ import annotations

import re

import pytest

from tests.helpers.workbench import Bench, brief

AUTO = {("z1", "e1", "auto"), ("z2", "e3", "auto"), ("z3", "e2", "auto"), ("z4", "e5", "auto"),
        ("z4", "e6", "auto"), ("z6", "e7", "auto")}  # fmt: skip


LINKS = [
    # selection, verb, decisions, links gone, links there
    ("?zh=z2&en=e3", "accept", ["accept z2|e3"], "z2 e3 auto", "z2 e3 accepted"),
    ("?zh=z2&en=e3", "reject", ["reject z2|e3"], "z2 e3 auto", ""),
    ("?zh=z4&en=e5", "accept-all", ["accept z4|e5", "accept z4|e6"], "", "z4 e5 accepted,z4 e6 accepted"),
    ("?zh=z4&en=e5", "accept-only", ["unlink z4|e6", "accept z4|e5"], "z4 e6 auto", "z4 e5 accepted"),
    ("?zh=z2&en=e2", "relink", ["unlink z2|e3", "unlink z3|e2", "link z2|e2"],
     "z2 e3 auto,z3 e2 auto", "z2 e2 manual"),
    ("?zh=z2&en=e2", "link-too", ["link z2|e2", "accept z2|e3", "accept z3|e2"],
     "z2 e3 auto", "z2 e2 manual,z2 e3 accepted,z3 e2 accepted"),
    ("?zh=z5&en=e4", "link", ["link z5|e4"], "", "z5 e4 manual"),
    ("?zh=z2&zh=z3", "merge", ["link z2 z3|e2 e3"], "z2 e3 auto", "z2 z3 e2 e3 manual"),
    ("?zh=z1&en=e1", "merge-next", ["link z1 z2|e1 e3"], "z1 e1 auto,z2 e3 auto", "z1 z2 e1 e3 manual"),
    ("?zh=z5", "omit", ["accept z5|", "dismiss z5|"], "", ""),
    ("?en=e4", "omit", ["accept |e4", "dismiss |e4"], "", ""),
    ("?zh=z2", "omit", ["unlink z2|e3", "accept z2|"], "z2 e3 auto", ""),
    ("?en=e7", "take-out", ["unlink z6|e7"], "z6 e7 auto", ""),
    ("?en=e4", "up", ["link z2|e3 e4"], "z2 e3 auto", "z2 e3 e4 manual"),
    ("?en=e4", "down", ["link z4|e4 e5", "accept z4|e6"], "z4 e5 auto", "z4 e4 e5 manual,z4 e6 accepted"),
    ("?zh=z5", "down", ["link z5 z6|e7"], "z6 e7 auto", "z5 z6 e7 manual"),
    ("?en=e7", "up", ["unlink z6|e7", "link z5|e7"], "z6 e7 auto", "z5 e7 manual"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "do", "decisions", "gone", "there"), LINKS)
def test_links(bench: Bench, query: str, do: str, decisions: list[str], gone: str, there: str) -> None:
    bench.do(do, query)
    assert brief(bench.log) == decisions
    assert len({d.group for d in bench.log}) == 1
    kept = {tuple(one.rsplit(" ", 1)) for one in there.split(",") if one}
    links = {(f"{z} {e}", status) for z, e, status in bench.links}
    assert kept <= links
    assert links.isdisjoint({tuple(one.rsplit(" ", 1)) for one in gone.split(",") if one})
    untouched = {(z, e, s) for z, e, s in AUTO if not {z, e} & {k for d in bench.log for k in d.segments}}
    assert untouched <= bench.links
    assert bench.resolved.conflicts == ()
    bench.do("undo")
    assert bench.links == AUTO
    bench.do("redo")
    assert kept <= {(f"{z} {e}", status) for z, e, status in bench.links}


def test_split_and_join_again(bench: Bench) -> None:
    bench.do("merge", "?zh=z2&zh=z3")
    bench.do("split", "?zh=z2&zh=z3&en=e2&en=e3")
    assert {("z2", "e2", "manual"), ("z3", "e3", "manual")} <= bench.links
    bench.do("merge-next", "?zh=z2&en=e2")
    assert ("z2 z3", "e2 e3", "manual") in bench.links
    bench.do("split", "?zh=z2&en=e3")
    assert {("z2", "e3", "manual"), ("z3", "e2", "manual")} <= bench.links
    assert bench.resolved.conflicts == ()


def test_split_of_one_to_two_keeps_the_shared_passage(bench: Bench) -> None:
    bench.do("up", "?en=e4")
    assert ("z2", "e3 e4", "manual") in bench.links
    bench.do("split", "?zh=z2&en=e3&en=e4")
    assert {("z2", "e3", "manual"), ("z2", "e4", "manual")} <= bench.links
    assert ("z2", "e3 e4", "manual") not in bench.links


def test_narrow(bench: Bench) -> None:
    bench.do("up", "?en=e4")
    bench.do("narrow", "?zh=z2&en=e4")
    assert ("z2", "e4", "manual") in bench.links
    assert not any("e3" in e.split() for _, e, _ in bench.links)


def test_unlink(bench: Bench) -> None:
    bench.do("accept", "?zh=z6&en=e7")
    bench.do("unlink", "?zh=z6&en=e7")
    assert not any("z6" in z.split() for z, _, _ in bench.links)


def test_omitted_passages_are_pinned(bench: Bench) -> None:
    bench.do("omit", "?zh=z5", reason="a transition")
    assert ((("z5",), ())) in bench.resolved.pins.joined
    assert {f.state for f in bench.resolved.alignment.flags if f.zh == ("z5",)} == {"dismissed"}
    assert {d.reason for d in bench.log} == {"a transition"}
    with pytest.raises(AssertionError, match="no button"):
        bench.form("omit", "?zh=z5")


FLAGS = [
    ("confirm", {}, "confirm", "flag", "error"),
    ("dismiss", {"reason": "fine"}, "dismiss", "flag", "dismissed"),
    ("dismiss-kind", {"reason": "fine"}, "dismiss", "evidence", "dismissed"),
    ("dismiss-check", {"reason": "fine"}, "dismiss", "check", "dismissed"),
]


@pytest.mark.parametrize(("do", "values", "verb", "scope", "state"), FLAGS)
def test_flags(bench: Bench, do: str, values: dict[str, str], verb: str, scope: str, state: str) -> None:
    query = bench.flag(1)
    location = bench.do(do, query, **values)
    (decision,) = bench.log
    assert (decision.verb, decision.scope, decision.reason) == (verb, scope, values.get("reason", ""))
    assert bench.resolved.alignment.flags[0].state == state
    assert "flag=" in location and query.removeprefix("?") not in location, "on to the next flag"
    assert "Done: " in bench.client.get(location).text
    bench.do("undo")
    assert bench.resolved.alignment.flags[0].state == "issue"


@pytest.mark.parametrize("reason", ["", "x", "  否 "])
def test_a_dismissal_needs_a_reason(bench: Bench, reason: str) -> None:
    fields = [(k, v) for k, v in bench.form("dismiss", bench.flag(1)) if k != "reason"]
    text = bench.send([*fields, ("reason", reason)], 409)
    assert "give a reason" in text
    assert bench.log == ()


def test_dismissing_a_check_reaches_all_of_it(bench: Bench) -> None:
    bench.do("dismiss-check", bench.flag(2), reason="a summary")
    states = {f.check: f.state for f in bench.resolved.alignment.flags}
    assert states == {"numbers": "issue", "missing": "dismissed", "terms": "issue"}


def test_edit(bench: Bench) -> None:
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，\r\n共13家企业。", reason="the number")
    (decision,) = bench.log
    assert (decision.zh, decision.before) == (("z3",), "试点应当先行，共30家企业。")
    assert decision.after == "试点应当先行， 共13家企业。"
    page = bench.get()
    assert "<del>试点应当先行，共30家企业。</del>" in page
    assert re.search(r"<ins>试点应当先行，", page)


EDITS = [
    ([("en", "e2"), ("after", "x"), ("do", "edit:")], "original cannot be changed"),
    ([("zh", "z3"), ("zh", "z2"), ("after", "x"), ("do", "edit:")], "one passage can be edited"),
    ([("zh", "z3"), ("after", "x"), ("before", "000000000000"), ("do", "edit:")], "changed the text of z3"),
    ([("zh", "z99"), ("after", "x"), ("do", "edit:")], "no passage z99"),
]


@pytest.mark.parametrize(("fields", "why"), EDITS)
def test_edits_that_do_not_fit(bench: Bench, fields: list[tuple[str, str]], why: str) -> None:
    csrf = [field for field in bench.form("comment", "?zh=z3") if field[0] in ("csrf", "seen")]
    text = bench.send([*csrf, *fields], 409)
    assert why in text
    assert "<blockquote>x</blockquote>" in text, "what was written is not lost"
    assert bench.log == ()


@pytest.mark.parametrize(
    ("after", "why"), [(" \n ", "cannot be empty"), ("试点应当先行，共30家企业。", "unchanged")]
)
def test_edits_that_say_nothing(bench: Bench, after: str, why: str) -> None:
    fields = [*bench.form("edit", "?zh=z3&en=e2"), ("after", after)]
    assert why in bench.send(fields, 409)


def test_comment(bench: Bench) -> None:
    bench.do("comment", "?zh=z3&en=e2", reason="请核对\nthe number")
    (decision,) = bench.log
    assert (decision.verb, decision.reason) == ("comment", "请核对\nthe number")
    assert "1 comment" in bench.get()


def test_undo_twice_redo_once(bench: Bench) -> None:
    bench.do("accept", "?zh=z1&en=e1")
    bench.do("accept", "?zh=z6&en=e7")
    bench.do("undo")
    bench.do("undo")
    assert bench.links == AUTO
    bench.do("redo")
    assert ("z1", "e1", "accepted") in bench.links
    assert ("z6", "e7", "auto") in bench.links
    bench.do("redo")
    assert ("z6", "e7", "accepted") in bench.links
    with pytest.raises(AssertionError, match="no button"):
        bench.form("redo")
    bench.do("undo")
    bench.do("reject", "?zh=z2&en=e3")
    with pytest.raises(AssertionError, match="no button"):
        bench.form("redo")
    assert len(bench.log) == 8, "nothing is ever erased"


def test_bulk(bench: Bench) -> None:
    page = bench.client.get("/records/talk/bulk?score=90").text
    assert "2 proposed links have at least this probability" in page
    assert "1 more has it too" in page, "z4 – e5 shares z4 with an uncertain link"
    csrf = dict(bench.form("comment", "?zh=z3"))
    plan = re.findall(r'value="(bulk:[0-9a-f]+)"', page)[0]
    fields = [("csrf", csrf["csrf"]), ("seen", csrf["seen"]), ("score", "0.9"), ("do", plan)]
    location = bench.send(fields)
    assert brief(bench.log) == ["accept z1|e1", "accept z6|e7"]
    assert len({d.group for d in bench.log}) == 1
    assert "accepted z1 – e1" in bench.client.get(location).text
    assert "no longer" in bench.send(fields, 409), "nothing is left to accept"
    bench.do("undo")
    assert bench.links == AUTO


def test_take_back_one_of_many(bench: Bench) -> None:
    bench.do("accept", "?zh=z1&en=e1")
    bench.do("accept", "?zh=z6&en=e7")
    page = bench.client.get("/records/talk/log").text
    assert page.count("Withdraw</button>") == 2
    fields = dict(bench.form("comment", "?zh=z3"))
    first = bench.log[0].group
    again = [("csrf", fields["csrf"]), ("seen", fields["seen"]), ("of", first), ("then", "log")]
    location = bench.send([*again, ("do", "take-back")])
    assert location == "/records/talk/log"
    assert ("z1", "e1", "auto") in bench.links and ("z6", "e7", "accepted") in bench.links
