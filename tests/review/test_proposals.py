"""Links that a reader proposes, in the workbench: one act on the card, which holds through an update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.record.decisions.resolve import resolve
from aligner.record.files.alignment_json import dumps
from aligner.record.model import PROPOSED_LINK, Alignment, Flag
from tests.helpers.records import flag, link
from tests.helpers.workbench import Bench, brief, sample


def proposal(number: int, zh: str, en: str) -> Flag:
    return flag(number, "other", zh, en, mqm=PROPOSED_LINK, severity="neutral", check="reader")


def proposing(*flags: Flag) -> Alignment:
    return replace(sample(), flags=flags)


@pytest.fixture
def bench_with(make_bench: Callable[..., Bench]) -> Callable[..., Bench]:
    def make(*flags: Flag) -> Bench:
        made = make_bench()
        Path(made.folder / "alignment.json").write_text(dumps(proposing(*flags)), encoding="utf-8")
        return made

    return make


@pytest.mark.parametrize(
    ("zh", "en", "do", "button", "links"),
    [
        ("z5", "e4", "link", "Link z5 – e4", {("z5", "e4", "manual")}),
        ("z2", "e4", "link-too", "Link z2 – e4 and keep the other links",
         {("z2", "e4", "manual"), ("z2", "e3", "accepted")}),
        ("z5", "e5", "link-too", "Link z5 – e5 and keep the other links",
         {("z5", "e5", "manual"), ("z4", "e5", "accepted"), ("z4", "e6", "accepted")}),
        ("z5", "e4 e5", "link-too", "Link z5 – e4 e5 and keep",
         {("z5", "e4 e5", "manual"), ("z4", "e5", "accepted")}),
    ],
)  # fmt: skip
def test_a_proposal_is_one_act_and_outlasts_an_update(
    bench_with: Callable[..., Bench], zh: str, en: str, do: str, button: str, links: set[tuple[str, str, str]]
) -> None:
    flags = (proposal(1, zh, en), flag(2, "untranslated", "", "e2", check="untranslated"))
    bench = bench_with(*flags)
    page = bench.get(bench.flag(1))
    assert button in page and "Do these passages belong together?" in page
    assert 'value="confirm"' not in page, "to agree is to link"
    following = bench.do(do, bench.flag(1))
    assert "flag=" in following and following.split("&done")[0] != bench.flag(1), "on to the next finding"
    assert links <= bench.links
    after = resolve(proposing(*flags), bench.log)
    assert {f.id: f.state for f in after.alignment.flags} == {"f1": "resolved", "f2": "issue"}
    updated = resolve(replace(proposing(flags[1]), links=(*sample().links, link(9, zh, en))), bench.log)
    assert links <= {(" ".join(x.zh), " ".join(x.en), x.status) for x in updated.alignment.links}
    assert not updated.stale and not updated.conflicts
    bench.do("undo")
    undone = resolve(proposing(*flags), bench.log)
    assert undone.alignment.links == sample().links and undone.alignment.flags == flags


def test_beside_another_reason_it_is_a_button_of_its_own(bench_with: Callable[..., Bench]) -> None:
    bench = bench_with(proposal(1, "z5", "e4"), flag(2, "mistranslation", "z5", "", check="reader"))
    page = bench.get(bench.flag(2))
    assert "Link z5 – e4" in page and 'value="confirm"' in page
    back = bench.do("link", bench.flag(2))
    assert f"{bench.flag(2)}&done" in back, "the other reason is still open"
    assert brief(bench.log)[0] == "link z5|e4"


@pytest.mark.parametrize(
    ("flags", "acts", "state"),
    [
        ([flag(1, "other", "z5", "e4", check="reader")], [], "issue"),
        ([proposal(1, "z2", "e3")], [], "issue"),
        ([proposal(1, "z5", "e4")], [("link", "?zh=z5&en=e4")], "resolved"),
        ([proposal(1, "z2", "e3")], [("reject", "?zh=z2&en=e3")], "dismissed"),
        ([proposal(1, "z5", "e4")], [("omit", "?zh=z5")], "dismissed"),
        ([proposal(1, "z5", "e4")], [("omit", "?en=e4")], "dismissed"),
        ([proposal(1, "z2", "e3 e4")], [("reject", "?zh=z2&en=e3")], "issue"),
    ],
    ids=[
        "other flags propose nothing",
        "linked",
        "drawn by hand",
        "decided against",
        "no source",
        "no report",
        "only in part",
    ],
)
def test_what_is_settled_is_not_offered(
    bench_with: Callable[..., Bench], flags: list[Flag], acts: list[tuple[str, str]], state: str
) -> None:
    bench = bench_with(*flags)
    for do, query in acts:
        bench.do(do, query)
    (after,) = resolve(proposing(*flags), bench.log).alignment.flags
    assert after.state == state
    offered = f"Link {' '.join(after.zh)} – {' '.join(after.en)}" in bench.get(bench.flag(1))
    assert offered == (flags[0].en == ("e3", "e4"))


def test_in_chinese(bench_with: Callable[..., Bench]) -> None:
    bench = bench_with(proposal(1, "z5", "e4"))
    page = bench.get(f"{bench.flag(1)}&lang=zh")
    assert "建立对应 z5 – e4" in page and "这两处互相对应吗？" in page
