"""Both texts whole, and a place for every piece in both orders of reading."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given

from aligner.publish.layout.places import PageLayout, lay_out
from aligner.record.model import SIDES, Alignment, Side, other
from tests.helpers.records import alignment, alignments, document, link, summary, untranslated

LEADS: tuple[Side, ...] = SIDES


def laid_out(zh: str, en: str, *links: tuple[str, str]) -> PageLayout:
    made = tuple(link(n, a, b) for n, (a, b) in enumerate(links, 1))
    return lay_out(alignment("r", "en", document(zh), document(en), links=made))


def pieces(layout: PageLayout, side: Side) -> list[str]:
    return [" ".join(s.id for s in p.segments) for block in layout.texts[side] for p in block.pieces]


def moved(layout: PageLayout, lead: Side) -> list[str]:
    return [p.segments[0].id for block in layout.texts[other(lead)] for p in block.pieces if lead in p.moved]


@pytest.mark.parametrize(
    ("zh", "en", "links", "expected"),
    [
        ("z1 z2", "e1 e2", [("z1", "e1"), ("z2", "e2")], ["e1", "e2"]),
        ("z1", "e1 e2", [("z1", "e1 e2")], ["e1 e2"]),
        ("z1", "e1 / e2", [("z1", "e1 e2")], ["e1", "e2"]),
        ("z1 z2", "e1 e2 e3", [("z1", "e1 e3"), ("z2", "e2")], ["e1", "e2", "e3"]),
        ("", "e1 e2", [], ["e1 e2"]),
    ],
)
def test_pieces(zh: str, en: str, links: list[tuple[str, str]], expected: list[str]) -> None:
    assert pieces(laid_out(zh, en, *links), "en") == expected


@pytest.mark.parametrize(
    ("links", "zh_leads", "en_leads"),
    [
        ([("z1", "e1"), ("z2", "e2"), ("z3", "e3")], [], []),
        ([("z1", "e3"), ("z2", "e1"), ("z3", "e2")], ["e3"], ["z1"]),
        ([("z1", "e2"), ("z2", "e3"), ("z3", "e1")], ["e2"], ["z1"]),
        ([("z1", "e3"), ("z2", "e2"), ("z3", "e1")], ["e2", "e3"], ["z2", "z3"]),
    ],
)
def test_what_stands_out_of_its_order_is_marked(
    links: list[tuple[str, str]], zh_leads: list[str], en_leads: list[str]
) -> None:
    layout = laid_out("z1 / z2 / z3", "e1 / e2 / e3", *links)
    assert len(moved(layout, "zh")) == len(zh_leads)
    assert len(moved(layout, "en")) == len(en_leads)
    assert bool(moved(layout, "zh")) == any(a[1:] != b[1:] for a, b in links)


def test_what_moved_together_is_marked_once() -> None:
    layout = laid_out(
        "z1 / z2 / z3 / z4", "e1 / e2 / e3 / e4", ("z1", "e3"), ("z2", "e4"), ("z3", "e1"), ("z4", "e2")
    )
    assert len(moved(layout, "zh")) == 1


def test_a_text_of_its_own_keeps_its_column_beside_the_words_about_it(tmp_path: Path) -> None:
    layout = lay_out(untranslated(tmp_path).alignment)
    order = layout.orders["zh"]
    alone = [
        p.places["zh"]
        for block in layout.texts["zh"]
        for p in block.pieces
        if p.segments[0].id in ("z4", "z20")
    ]
    (beside,) = (
        place
        for (_, column), place in order.beside.items()
        if column == "en" and place.last > place.first + 1
    )
    assert beside.first <= alone[0].first and alone[-1].last <= beside.last
    assert beside.rank < alone[0].rank


def test_remarks_stand_below_their_row(tmp_path: Path) -> None:
    record = summary(tmp_path).alignment
    layout = lay_out(record, [["e5", "z5"], ["e9"], ["e5"]])
    row = next(
        {s.id for s in (*r.lead, *r.follow)}
        for r in layout.orders["zh"].rows
        if "z5" in [s.id for s in r.lead]
    )
    every = [p for side in SIDES for block in layout.texts[side] for p in block.pieces]
    in_row = [p for p in every if p.segments[0].id in row]
    below = [layout.remarks[n]["zh"] for n in (0, 2)]
    assert max(p.places["zh"].last for p in in_row) <= below[0].first < below[1].first


@given(alignments())
def test_every_segment_stands_once_and_in_its_own_order(record: Alignment) -> None:
    layout = lay_out(record)
    for side in SIDES:
        own = [s.id for s in record.side(side)]
        assert [s.id for block in layout.texts[side] for p in block.pieces for s in p.segments] == own


@given(alignments())
def test_no_two_parts_share_a_place(record: Alignment) -> None:
    layout = lay_out(record)
    for lead in LEADS:
        taken: dict[tuple[int, int], int] = defaultdict(int)
        for side in SIDES:
            column = 0 if side == lead else 1
            for piece in (p for block in layout.texts[side] for p in block.pieces):
                place = piece.places[lead]
                assert 0 < place.first < place.last
                for line in range(place.first, place.last):
                    taken[line, column] += 1
        for (_, free), place in layout.orders[lead].beside.items():
            for line in range(place.first, place.last):
                taken[line, 0 if free == lead else 1] += 1
        assert not taken or max(taken.values()) == 1


@given(alignments())
def test_the_leading_text_keeps_its_order(record: Alignment) -> None:
    layout = lay_out(record)
    for lead in LEADS:
        places = [p.places[lead] for block in layout.texts[lead] for p in block.pieces]
        assert [p.first for p in places] == sorted(p.first for p in places)
        assert [p.rank for p in places] == sorted(p.rank for p in places)
