"""Several flags about one passage in the workbench: one finding, settled together or reason by reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.record.decisions.resolve import resolve
from aligner.record.files.alignment_json import dumps
from aligner.record.model import Alignment
from tests.helpers.records import flag
from tests.helpers.workbench import Bench, sample


def crowded() -> Alignment:
    """The sample with three more flags about z3, of which one is not sure."""
    more = (
        flag(5, "mistranslation", "z3", "e3", check="polarity", severity="critical"),
        flag(6, "mistranslation", "z3", "e2", check="polarity", zh_span=(0, 2), severity="minor"),
        flag(7, "terminology", "z3", "e2", check="terms", score=0.2),
    )
    return replace(sample(), flags=(*sample().flags, *more))


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    made = make_bench()
    Path(made.folder / "alignment.json").write_text(dumps(crowded()), encoding="utf-8")
    return made


def states(bench: Bench) -> dict[str, str]:
    """By the number of the flag."""
    return {f.id: f.state for f in resolve(crowded(), bench.log).alignment.flags}


def reasons(page: str) -> list[int]:
    """The numbers of the messages of the finding that is open."""
    said = re.findall(r'<p class="finding__said">.*?</p>', page)
    return [int(n) for n in re.findall(r"Message (\d+)\.", "".join(said))]


def alone(bench: Bench, number: int) -> str:
    """The query that opens one reason of its finding alone."""
    page = bench.get(bench.flag(number))
    for query in re.findall(r'href="(\?flag=[0-9a-f]+&amp;alone=yes)', page):
        if reasons(bench.get(query.replace("&amp;", "&"))) == [number]:
            return str(query.replace("&amp;", "&"))
    raise AssertionError(number)


def test_one_entry_with_the_highest_severity(bench: Bench) -> None:
    page = bench.get()
    assert "Findings (4)" in page and "4 of 4 findings open" in page
    assert len(re.findall(r'<a class="issue"', page)) == 4
    assert reasons(bench.get(bench.flag(1))) == [5, 1, 7, 6]
    for number in (5, 6, 7):
        assert bench.flag(number) == bench.flag(1)


def test_all_reasons_are_settled_by_one_act(bench: Bench) -> None:
    bench.do("confirm", bench.flag(1))
    assert [states(bench)[f"f{n}"] for n in (1, 5, 6, 7)] == ["error"] * 4
    assert len({d.group for d in bench.log}) == 1
    assert "3 of 4 findings open" not in bench.get(), "a confirmed finding is open"
    bench.do("undo")
    assert {*states(bench).values()} == {"issue"}


def test_a_reason_is_settled_alone(bench: Bench) -> None:
    """The rest stays one finding, and is what comes next."""
    location = bench.do("dismiss", alone(bench, 6), reason="fine")
    assert [n for n, state in states(bench).items() if state == "dismissed"] == ["f6"]
    assert reasons(bench.get(location.partition("/records/talk")[2])) == [5, 1, 7]
    assert "Findings (5)" in bench.get(), "what is dismissed stands apart"


def test_a_check_or_a_kind_of_evidence_is_dismissed_once(bench: Bench) -> None:
    page = bench.get(bench.flag(1))
    assert "dismiss-kind" in page and "dismiss-check" not in page, "the reasons are of several checks"
    assert "dismiss-check" in bench.get(alone(bench, 6))
    bench.do("dismiss-kind", bench.flag(1), reason="no")
    assert [(d.verb, d.scope) for d in bench.log] == [("dismiss", "evidence")] * 4


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", [5, 1, 7, 6], 0),
        ("?profile=thorough", [5, 1, 7, 6], 0),
        ("?profile=careful", [5, 1, 6], 2),
        ("?profile=other", [5, 1, 7, 6], 0),
    ],
)
def test_the_switch(bench: Bench, query: str, shown: list[int], hidden: int) -> None:
    """The record says thorough; the address may say otherwise, and every link on the page keeps it."""
    page = bench.get(query)
    (said,) = re.findall(r"(\d) neutral or less certain findings? ", page) or ["0"]
    assert int(said) == hidden
    (address,) = {*re.findall(r'<a class="chip flag critical[^>]*href="([^"#]*)', page)}
    assert reasons(bench.get(address.replace("&amp;", "&"))) == shown
    assert ("profile=careful" in address) == (query == "?profile=careful")
    assert f'value="{"careful" if hidden else "thorough"}" selected' in page


def test_what_an_address_names_is_shown_though_the_profile_hides_it(bench: Bench) -> None:
    bare = alone(bench, 7).replace("&alone=yes", "")
    assert reasons(bench.get(f"{bare}&profile=careful")) == [5, 1, 7, 6]


RAISED = [
    # what is sent, the flag that comes of it
    (
        {"reason": "The address is another.", "kind": "other", "severity": "minor", "zh-words": "家企业"},
        ("other", "other", "minor", (10, 13), None),
    ),
    (
        {"reason": "少了一句。", "kind": "omission", "severity": "critical", "en-words": " Small pilots "},
        ("omission", "accuracy/omission", "critical", None, (0, 12)),
    ),
    (
        {"reason": "Said otherwise.", "kind": "numbers", "severity": "major"},
        ("numbers", "accuracy/mistranslation/number", "major", None, None),
    ),
]


@pytest.mark.parametrize(("values", "expected"), RAISED)
def test_a_finding_is_raised_by_hand(
    make_bench: Callable[..., Bench], values: dict[str, str], expected: tuple[object, ...]
) -> None:
    bench = make_bench()
    location = bench.do("raise", "?zh=z3&en=e3", **values)
    (made,) = bench.log
    raised = bench.resolved.alignment.flags[-1]
    assert (made.verb, raised.state, raised.zh, raised.en) == ("flag", "error", ("z3",), ("e3",))
    assert (raised.type, raised.mqm, raised.severity, raised.zh_span, raised.en_span) == expected
    page = bench.client.get(location).text
    assert values["reason"] in page, "it is open"
    bench.do("raise", "?zh=z3&en=e3", **{**values, "reason": "Something else."})
    assert len(bench.resolved.alignment.flags) == len(sample().flags) + 2, "two things of the same words"
    bench.do("undo")
    bench.do("undo")
    assert bench.resolved.alignment.flags == sample().flags


NOT_RAISED = [
    ({"reason": ""}, "say what is wrong"),
    ({"kind": "nonsense"}, "no such kind"),
    ({"severity": "grave"}, "no such kind"),
    ({"zh-words": "这里没有"}, "do not contain “这里没有”"),
]


@pytest.mark.parametrize(("values", "why"), NOT_RAISED)
def test_what_cannot_be_raised(bench: Bench, values: dict[str, str], why: str) -> None:
    whole = {"reason": "A wrong name.", "kind": "other", "severity": "minor"} | values
    fields = [*bench.form("raise", "?zh=z3&en=e3"), *whole.items()]
    text = bench.send(fields, 409)
    assert why in text and (not whole["reason"] or whole["reason"] in text)
    assert bench.log == ()


def test_another_kind_and_severity(make_bench: Callable[..., Bench]) -> None:
    """It stands as the person has it, also when another one confirms it; the check's own words stay."""
    bench = make_bench()
    query = bench.flag(1)
    bench.do("rate", query, severity="minor", kind="style")
    rated = bench.resolved.alignment.flags[0]
    assert (rated.type, rated.mqm, rated.severity, rated.state) == ("style", "style", "minor", "error")
    assert rated.message == sample().flags[0].message
    bench.do("rate", query, severity="critical", kind="")
    rated = bench.resolved.alignment.flags[0]
    assert (rated.type, rated.severity) == ("style", "critical")
    assert [e.standing for e in bench.resolved.log] == ["replaced", "applies"]
    assert "already" in bench.send([*bench.form("rate", query), ("severity", "critical")], 409)
    bench.do("undo")
    assert bench.resolved.alignment.flags[0].severity == "minor"
    bench.do("dismiss", query, reason="no")
    assert (bench.resolved.alignment.flags[0].state, bench.resolved.alignment.flags[0].type) == (
        "dismissed",
        "numbers",
    )


def test_two_people_who_rate_apart_are_in_conflict(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    query = bench.flag(1)
    before = bench.resolved
    bench.do("rate", query, severity="minor", kind="")
    mine = bench.log[0]
    assert mine.flag is not None
    graver = replace(mine.flag, flag=replace(mine.flag.flag, severity="critical"))
    theirs = replace(mine, by="Bob", flag=graver)
    agreed = replace(mine, by="Bob")
    assert len(resolve(before.alignment, [mine, theirs]).conflicts) == 1
    assert resolve(before.alignment, [mine, agreed]).conflicts == ()


def test_a_raised_finding_is_rated_and_dismissed(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    location = bench.do("raise", "?zh=z3", reason="A wrong name.", kind="other", severity="minor")
    query = re.sub(r"&done=[^&]*", "", location.partition("/records/talk")[2])
    bench.do("rate", query, severity="critical", kind="")
    assert [f.severity for f in bench.resolved.alignment.flags if not f.check] == ["critical"]
    bench.do("dismiss", query, reason="it is right")
    assert [f for f in bench.resolved.alignment.flags if not f.check] == []
