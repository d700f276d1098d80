"""The checks run again in the background: what is mended is resolved, what is new is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from aligner.record.config import RecordConfig
from aligner.record.decisions.resolve import resolve
from aligner.record.errors import ModelError
from aligner.record.model import Alignment, Flag
from tests.review.conftest import Bench, hidden_flag, sample


def numbers(_: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
    """Checks that find the sample's flags for as long as they are true, and one thing more."""
    found = []
    linked = {key for link in alignment.links for key in (*link.zh, *link.en)}
    for flag in sample().flags:
        keys = (*flag.zh, *flag.en)
        if flag.check == "missing" and not linked.isdisjoint(keys):
            continue
        shown = alignment.segments["z3"].shown
        if flag.check == "numbers":
            if "30" not in shown:
                continue
            at = shown.index("30")
            found.append(replace(flag, zh_span=(at, at + 2)))
            continue
        found.append(flag)
    if "新说法" in alignment.segments["z3"].shown:
        found.append(hidden_flag("a new trouble"))
    return tuple(found)


def settled(bench: Bench) -> str:
    """The page when the checks are done."""
    for _ in range(200):
        if not bench.client.get("/records/talk/state").json()["checking"]:
            return bench.get()
        time.sleep(0.02)
    raise AssertionError("the checks never end")


def states(bench: Bench) -> dict[str, str]:
    """State by check of the flags in alignment.json."""
    flags = resolve(sample(), bench.log).alignment.flags
    return {f"{f.check} {' '.join((*f.zh, *f.en))}": f.state for f in flags}


def test_an_edit_resolves_what_it_mends(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(recheck=numbers)
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，共13家企业。")
    page = settled(bench)
    assert [d.verb for d in bench.log] == ["edit", "resolve"]
    assert bench.log[1].by == "aligner" and bench.log[1].group == bench.log[0].group
    assert states(bench)["numbers z3 e3"] == "resolved"
    assert "resolved" in page
    bench.do("undo")
    settled(bench)
    assert states(bench)["numbers z3 e3"] == "issue"


def test_a_confirmed_error_that_is_mended_leaves_nothing_stale(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(recheck=numbers)
    bench.do("confirm", bench.flag(1))
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，共13家企业。")
    settled(bench)
    assert states(bench)["numbers z3 e3"] == "resolved"
    assert "No decision is in conflict" in bench.client.get("/records/talk/disputes").text


def test_a_link_resolves_what_was_missing(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(recheck=numbers)
    bench.do("link", "?zh=z5&en=e4")
    settled(bench)
    assert states(bench)["missing z5"] == states(bench)["missing e4"] == "resolved"
    assert states(bench)["numbers z3 e3"] == "issue"
    bench.do("undo")
    settled(bench)
    assert states(bench)["missing z5"] == states(bench)["missing e4"] == "issue"
    bench.do("redo")
    settled(bench)
    assert states(bench)["missing z5"] == "resolved"


def test_a_flag_that_comes_back_is_open_again(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(recheck=numbers)
    bench.do("link", "?zh=z5&en=e4")
    settled(bench)
    bench.do("comment", "?zh=z5", reason="hm")
    bench.do("unlink", "?zh=z5&en=e4")
    settled(bench)
    assert states(bench)["missing z5"] == "issue"


def test_new_flags_are_shown_at_once_and_can_be_settled(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(recheck=numbers)
    bench.do("edit", "?zh=z3&en=e2", after="新说法，共30家企业。")
    page = settled(bench)
    assert "· new" in page
    links = [part for part in page.split('href="') if part.startswith("?flag=")]
    (name,) = {part.split("#")[0] for part in links if "· new" in part.split("</a>")[0]}
    assert "a new trouble" in bench.get(name)
    bench.do("dismiss", name, reason="no")
    assert "a new trouble" in bench.get(name)
    assert bench.log[-1].flag is not None


def test_trouble_is_said_not_hidden(make_bench: Callable[..., Bench]) -> None:
    def broken(*_: object) -> tuple[Flag, ...]:
        raise ModelError("the model is damaged", mend="install it again")

    bench = make_bench(recheck=broken)
    bench.do("link", "?zh=z5&en=e4")
    assert "the model is damaged" in settled(bench)
    assert "· new" not in bench.get()


def test_an_unforeseen_fault_ends_no_thread(make_bench: Callable[..., Bench]) -> None:
    calls: list[int] = []

    def flaky(config: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("out of luck")
        return numbers(config, alignment)

    bench = make_bench(recheck=flaky)
    bench.do("link", "?zh=z5&en=e4")
    assert "out of luck" in settled(bench)
    bench.do("accept", "?zh=z1&en=e1")
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，共13家企业。")
    settled(bench)
    assert states(bench)["numbers z3 e3"] == "resolved"
