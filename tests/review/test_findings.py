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
    return [int(n) for n in re.findall(r'<p class="message">.*?Message (\d+)\.</p>', page)]


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
    assert len(re.findall(r'<li class="issue">', page)) == 4
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
    (said,) = re.findall(r"(\d) neutral or less certain reports? ", page) or ["0"]
    assert int(said) == hidden
    (address,) = {*re.findall(r'<a class="chip flag critical[^>]*href="([^"#]*)', page)}
    assert reasons(bench.get(address.replace("&amp;", "&"))) == shown
    assert ("profile=careful" in address) == (query == "?profile=careful")
    assert f'value="{"careful" if hidden else "thorough"}" selected' in page


def test_what_an_address_names_is_shown_though_the_profile_hides_it(bench: Bench) -> None:
    bare = alone(bench, 7).replace("&alone=yes", "")
    assert reasons(bench.get(f"{bare}&profile=careful")) == [5, 1, 7, 6]
