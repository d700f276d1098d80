"""The checks run again in the background: what is mended is resolved, what is new is shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.record.config import RETIRED_CHECKS, RecordConfig
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.log import load
from aligner.record.decisions.resolve import resolve
from aligner.record.errors import ConfigError, ModelError
from aligner.record.files import lock
from aligner.record.files.alignment_json import dumps
from aligner.record.files.lock import record_locked
from aligner.record.model import Alignment, Flag
from aligner.review.actions import ActionRequest, decisions_for
from aligner.review.record_state import Checker, Recheck, RecordState
from tests.helpers.workbench import Bench, config, hidden_flag, sample


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


@pytest.mark.parametrize("check", sorted(RETIRED_CHECKS))
def test_decisions_about_a_retired_check_stand(make_bench: Callable[..., Bench], check: str) -> None:
    """An edit resolves nothing in the name of checks that cannot look again, and nothing is in conflict."""
    old = tuple(replace(flag, check=check) if flag.id != "f4" else flag for flag in sample().flags)
    bench = make_bench(replace(sample(), flags=old), recheck=lambda *_: ())
    bench.do("confirm", bench.flag(1))
    bench.do("dismiss", bench.flag(2), scope="check", reason="no")
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，共13家企业。")
    settled(bench)
    assert [d.verb for d in bench.log] == ["confirm", "dismiss", "edit"]
    resolved = resolve(replace(sample(), flags=()), bench.log)
    assert not resolved.conflicts


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


class Paused:
    """Checks that wait until the test lets them end."""

    def __init__(self) -> None:
        self.running = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, config: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
        self.running.set()
        assert self.go_on.wait(10)
        return numbers(config, alignment)


def test_a_lock_held_too_long_is_said_and_tried_again(
    make_bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when `aligner import` works on the record while a check ends."""
    monkeypatch.setattr(lock, "_WAIT", 0.05)
    checks = Paused()
    bench = make_bench(recheck=checks)
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，共13家企业。")
    assert checks.running.wait(10)
    with record_locked(bench.folder):
        checks.go_on.set()
        page = settled(bench)
    assert "another program has been writing to this record" in page
    assert states(bench)["numbers z3 e3"] == "issue"
    bench.do("comment", "?zh=z1", reason="any change")
    assert "another program" not in settled(bench)
    assert states(bench)["numbers z3 e3"] == "resolved"


def test_a_log_that_was_unreadable_for_a_while_is_checked_again(tmp_path: Path) -> None:
    """As when git leaves its markers in decisions.yml, and somebody takes them out; no other record waits."""

    def edited(name: str, recheck: Recheck) -> RecordState:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
        state = RecordState(config(folder, name), recheck=recheck)
        change = ActionRequest(
            "edit",
            ("z3",),
            after="试点应当先行，共13家企业。",
            before=text_hash("试点应当先行，共30家企业。"),
        )
        state.act(state.snapshot().seen, lambda now: decisions_for(now.resolved, change, "Ann"))
        return state

    def spoiling(config: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
        log = config.folder / "decisions.yml"
        if not repaired.is_set():
            log.write_bytes(b"<<<<<<< HEAD\n" + log.read_bytes())
        return numbers(config, alignment)

    def wait(state: RecordState) -> None:
        for _ in range(500):
            if not state.snapshot().checking:
                return
            time.sleep(0.02)
        raise AssertionError("the checks never end")

    repaired = threading.Event()
    spoiled, other = edited("spoiled", spoiling), edited("other", numbers)
    checker = Checker()
    checker.start()
    checker.want(spoiled)
    checker.want(other)
    wait(other)  # one thread, one record after the other: the first one is over
    with pytest.raises(ConfigError, match="unresolved git merge"):
        spoiled.snapshot()
    log = spoiled.config.folder / "decisions.yml"
    log.write_bytes(log.read_bytes().removeprefix(b"<<<<<<< HEAD\n"))
    repaired.set()
    assert spoiled.snapshot().checking
    checker.want(spoiled)
    wait(spoiled)
    checker.stop()
    assert [d.verb for d in load(spoiled.config.folder)] == ["edit", "resolve"]
    assert spoiled.snapshot().trouble == ""


@pytest.mark.parametrize("name", ["glossary.yml", "words/polarity.yml"])
def test_other_words_are_checked_again(make_bench: Callable[..., Bench], name: str) -> None:
    calls: list[int] = []

    def counting(config: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
        calls.append(1)
        return numbers(config, alignment)

    bench = make_bench(recheck=counting)
    bench.do("edit", "?zh=z3&en=e2", after="试点应当先行，共13家企业。")
    settled(bench)
    assert len(calls) == 1
    path = bench.folder.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    bench.get()
    settled(bench)
    assert len(calls) == 2


def test_a_record_that_is_out_of_date_is_aligned_again(make_bench: Callable[..., Bench]) -> None:
    """From the page, in the background; then the notice is gone."""
    made: list[str] = []
    go_on = threading.Event()

    def renew(config: RecordConfig) -> None:
        go_on.wait(10)
        made.append(config.id)

    bench = make_bench(due=lambda *_: not made, renew=renew)
    assert "have changed since this record was aligned" in bench.get()
    bench.do("align-again")
    assert "is being aligned again" in bench.get() and made == []
    go_on.set()
    page = settled(bench)
    assert made == ["talk"]
    assert "since this record was aligned" not in page and "could not be" not in page


def test_why_a_record_could_not_be_aligned_again_is_said(make_bench: Callable[..., Bench]) -> None:
    def renew(_: RecordConfig) -> None:
        raise ModelError("no model here")

    bench = make_bench(due=lambda *_: True, renew=renew)
    bench.do("align-again")
    page = settled(bench)
    assert "no model here" in page and "Align it again" in page


def test_without_a_way_to_align_again_the_command_is_named(make_bench: Callable[..., Bench]) -> None:
    assert "Run: aligner update talk" in make_bench(due=lambda *_: True).get()
