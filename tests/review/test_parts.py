"""The parts of the workbench by themselves: words, rows, offers, bulk, addresses, who reviews."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.cli.main import main
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Link
from aligner.review.actions import ActionRequest, decisions_for
from aligner.review.offers import bulk_links, offers
from aligner.review.pages import KEY_GROUPS
from aligner.review.rows import build_rows
from aligner.review.server import bound
from aligner.review.wording import load_words
from tests.helpers.workbench import Bench, sample

REVIEW = Path(__file__).parents[2] / "aligner" / "review"
EN, ZH = load_words("en"), load_words("zh")


def places(entry: object) -> set[str | None]:
    texts = [entry] if isinstance(entry, str) else list(entry.values())  # type: ignore[attr-defined]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text)} - {None}


@pytest.mark.parametrize("key", sorted(EN.entries))
def test_both_languages_say_the_same(key: str) -> None:
    assert places(EN.entries[key]) == places(ZH.entries[key]) or {"n", *places(ZH.entries[key])} >= places(
        EN.entries[key]
    )


def test_every_word_that_is_asked_for_is_there() -> None:
    for path in (REVIEW / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for key in re.findall(r"""\bw\('([a-z-]+(?:\.[a-z-]+)*)'[,)]""", text):
            assert EN.has(key), f"{path.name}: {key}"
    source = "".join(path.read_text(encoding="utf-8") for path in REVIEW.glob("*.py"))
    for key in re.findall(r'RefusedError\("([a-z-]+)"', source):
        assert EN.has(f"refused.{key}")
    for do in re.findall(r'(?:Offer|_joined|_rebuilt)\("([a-z-]+)"', source):
        assert EN.has(f"offer.{do}") and (do == "bulk" or EN.has(f"offer-key.{do}")), do
    for _, keys in KEY_GROUPS:
        assert all(EN.has(f"key.{key}") for key in keys)


def test_no_script_or_style_in_the_pages() -> None:
    for path in (REVIEW / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|style=|\son[a-z]+=|javascript:|\|\s*safe|<script(?! src)", text), (
            path.name
        )
    script = (REVIEW / "assets" / "review.js").read_text(encoding="utf-8")
    assert "innerHTML" not in script and "eval(" not in script
    assert len(script) < 16_000, "a few kilobytes"


links_ = st.lists(
    st.tuples(
        st.sets(st.integers(1, 6), min_size=1, max_size=3), st.sets(st.integers(1, 7), min_size=1, max_size=3)
    ),
    max_size=7,
)


def linked(pairs: list[tuple[set[int], set[int]]]) -> Resolved:
    """The sample with other links; a pair of passages stands in one link only."""
    seen: set[tuple[int, int]] = set()
    found = []
    for z, e in pairs:
        if not seen & {(a, b) for a in z for b in e}:
            seen |= {(a, b) for a in z for b in e}
            ids = (tuple(f"z{i}" for i in sorted(z)), tuple(f"e{i}" for i in sorted(e)))
            found.append(Link(f"l{len(found) + 1}", *ids, "equivalent", 0.9 - 0.1 * len(found)))
    found.sort(key=lambda link: (link.zh, link.en))
    return resolve(replace(sample(), links=tuple(found)), ())


@settings(max_examples=60, deadline=None)
@given(links_)
def test_rows_hold_every_passage_once_in_order(pairs: list[tuple[set[int], set[int]]]) -> None:
    alignment = linked(pairs).alignment
    rows = build_rows(alignment)
    assert [key for row in rows for key in row.zh] == [s.id for s in alignment.zh]
    assert [key for row in rows for key in row.en] == [s.id for s in alignment.en]


@settings(max_examples=60, deadline=None)
@given(links_, st.sets(st.integers(1, 6), max_size=3), st.sets(st.integers(1, 7), max_size=3))
def test_what_a_button_says_is_what_happens(
    pairs: list[tuple[set[int], set[int]]], zh: set[int], en: set[int]
) -> None:
    """For any links and any marks: the links that an offer promises stand after it, no other one is lost."""
    before = linked(pairs)
    marks = ([f"z{i}" for i in zh], [f"e{i}" for i in en])
    held = {(z, e) for link in before.alignment.links for z in link.zh for e in link.en}
    for offer in offers(before, *marks):
        ask = ActionRequest(offer.do, tuple(marks[0]), tuple(marks[1]), plan=offer.plan)
        made = decisions_for(before, ask, "Ann")
        now = resolve(replace(sample(), links=before.alignment.links), made)
        assert now.conflicts == ()
        stand = {(link.zh, link.en) for link in now.alignment.links}
        promised = [pair for pair in offer.result if pair[0] and pair[1]]
        for z, e in promised:
            assert any({*z} <= {*a} and {*e} <= {*b} for a, b in stand), offer.do
        lost = held - {(z, e) for a, b in stand for z in a for e in b}
        said = {(z, e) for a, b in offer.apart for z in a for e in b}
        if offer.do == "split":
            whole = {(z, e) for a, _ in offer.result for z in a for _, b in offer.result for e in b}
            said |= whole - {(z, e) for a, b in offer.result for z in a for e in b}
        assert lost <= said, offer.do
        assert EN.offer(offer) and ZH.offer(offer)


@settings(max_examples=60, deadline=None)
@given(links_, st.floats(0, 1))
def test_accepting_many_loses_no_link(pairs: list[tuple[set[int], set[int]]], score: float) -> None:
    before = linked(pairs)
    sure, left = bulk_links(before, score)
    assert not {*sure} & {*left}
    made = [d for link in sure for d in _accepted(before, link)]
    now = resolve(replace(sample(), links=before.alignment.links), made)
    assert {(x.zh, x.en) for x in before.alignment.links} == {(x.zh, x.en) for x in now.alignment.links}


def _accepted(resolved: Resolved, link: Link) -> list[object]:
    from aligner.record.decisions.take import decide

    return [decide(resolved, "accept", by="Ann", zh=link.zh, en=link.en)]


def test_filters(bench: Bench) -> None:
    everything = bench.get()
    assert '<details class="fold">' not in everything
    counts = [
        ("?severity=major", 1),
        ("?severity=minor", 2),
        ("?check=terms", 1),
        ("?side=en", 3),
        ("?state=open", 4),
        ("?state=dismissed", 0),
        ("?q=试点", 1),
        ("?q=nowhere", 0),
    ]
    for query, flags in counts:
        assert f"Findings ({flags})" in bench.get(query), query
    assert "hidden by the filter" in bench.get("?q=Title")


def test_a_port_in_use_is_one_sentence(
    make_record: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = make_record().parent
    with bound("127.0.0.1", 0) as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = ["review", "--seeds", str(seeds), "--as", "Ann", "--port", port]
        assert main(arguments) == 2
        said = capsys.readouterr().err
        assert (
            said.startswith(f"aligner: port {port} of 127.0.0.1 cannot be opened") and said.count("\n") == 1
        )
        assert main([*arguments[:-2], "--host", "no.such.host.invalid"]) == 2
        assert "is not an address of this machine" in capsys.readouterr().err
