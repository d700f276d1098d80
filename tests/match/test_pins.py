"""What people settled stands, in both decoders, whatever it does to the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner.match import match
from aligner.match.constraints import constraints_of
from aligner.match.translation.band import band_around
from aligner.match.translation.constrained import narrowed, restrict
from aligner.match.translation.lattice import build
from aligner.record.model import NO_PINS, Document, Matching, Mode, Pins
from tests.helpers.lattice import posteriors, valid
from tests.helpers.words import WordEncoder, assert_covers, document, pairs, segment, sentence

ENCODER = WordEncoder()
BIG = tuple(tuple(f"{side}{k}" for k in range(5, 10)) for side in "ze")
MODES: list[Mode] = ["auto", "translation", "summary"]


def beads(matching: Matching) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(link.zh, link.en) for link in matching.links}


def documents(count: int) -> tuple[Document, Document]:
    texts = [sentence(k) for k in range(count)]
    return document("z", texts), document("e", texts)


def ids(prefix: str, count: int) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.lists(st.integers(0, count - 1), max_size=3, unique=True)
    return chosen.map(lambda numbers: tuple(f"{prefix}{k}" for k in sorted(numbers)))


PINS = st.builds(
    Pins,
    st.lists(st.tuples(ids("z", 13), ids("e", 13)), max_size=4).map(tuple),
    st.frozensets(
        st.tuples(st.integers(0, 12).map("z{}".format), st.integers(0, 12).map("e{}".format)), max_size=6
    ),
)
TEXTS = st.lists(st.integers(0, 12).map(sentence) | st.sampled_from(["", "a", "a b c"]), max_size=12)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS, st.sampled_from(MODES), PINS, st.booleans())
def test_pins_hold(zh: list[str], en: list[str], mode: Mode, pins: Pins, blocks: bool) -> None:
    a, b = document("z", zh), document("e", en)
    if blocks:
        a, b = (
            Document(d.lang, tuple(segment(s.id, s.text, section=(str(k // 4),)) for k, s in enumerate(d)))
            for d in (a, b)
        )
    matching = match(a, b, ENCODER, mode=mode, pins=pins)
    constraints = constraints_of(pins, a, b)
    joined = {
        (tuple(a.segments[i].id for i in rows), tuple(b.segments[j].id for j in columns))
        for rows, columns in constraints.joined
    }
    assert_covers(matching, a, b)
    assert joined <= beads(matching)
    held_a = {a.segments[i].id for i in constraints.settled[0]}
    held_b = {b.segments[j].id for j in constraints.settled[1]}
    nulls = (held_a | held_b) - {i for zh_ids, en_ids in joined for i in (*zh_ids, *en_ids)}
    shared = set()
    for link in matching.links:
        if (link.zh, link.en) in joined:
            assert link.score == 1
            continue
        assert not nulls & {*link.zh, *link.en}
        shared |= {"zh"} if held_a & {*link.zh} else set()
        shared |= {"en"} if held_b & {*link.en} else set()
    # in a summary what is said once on the full side may be conveyed in several places
    assert len(shared) <= (0 if matching.mode == "translation" else 1)
    assert not pairs(matching) & {(a.segments[i].id, b.segments[j].id) for i, j in constraints.forbidden}
    assert all(matching.absent[i] == 1 for i in nulls)
    assert match(a, b, ENCODER, mode=mode, pins=pins) == matching


@pytest.mark.parametrize("mode", MODES)
def test_what_is_settled_already_changes_nothing(mode: Mode) -> None:
    zh, en = documents(16)
    free = match(zh, en, ENCODER, mode=mode)
    pinned = match(zh, en, ENCODER, mode=mode, pins=Pins((((("z4",)), ("e4",)), (("z9",), ("e9",)))))
    assert beads(pinned) == beads(free)
    assert [link.relation for link in pinned.links] == [link.relation for link in free.links]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("joined", "lost"),
    [
        (((("z3",), ("e12",)),), {("z3", "e3"), ("z12", "e12")}),
        (((("z12",), ("e3",)), (("z3",), ("e12",))), {("z3", "e3"), ("z12", "e12")}),
        (((("z2", "z9"), ("e2", "e9")),), {("z2", "e2"), ("z9", "e9")}),
        ((BIG,), {(f"z{k}", f"e{k}") for k in range(5, 10)}),
        (((("z4",), ()), ((), ("e7",))), {("z4", "e4"), ("z7", "e7")}),
    ],
)  # fmt: skip
def test_the_rest_stays_as_it_was(
    mode: Mode, joined: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...], lost: set[tuple[str, str]]
) -> None:
    """A link that crosses the text, one in pieces, one larger than any bead, and nulls."""
    zh, en = documents(16)
    matching = match(zh, en, ENCODER, mode=mode, pins=Pins(joined))
    held = {(z, e) for left, right in joined for z in left for e in right}
    assert pairs(matching) == {(f"z{k}", f"e{k}") for k in range(16)} - lost | held


@pytest.mark.parametrize("mode", MODES)
def test_pairs_kept_apart(mode: Mode) -> None:
    zh, en = documents(10)
    matching = match(zh, en, ENCODER, mode=mode, pins=Pins(apart=frozenset({("z5", "e5")})))
    assert ("z5", "e5") not in pairs(matching)
    assert {(f"z{k}", f"e{k}") for k in (*range(4), *range(7, 10))} <= pairs(matching)


def test_a_pin_makes_its_neighbour_surer() -> None:
    """Two sentences that read almost the same: settling the one settles the other."""
    same = sentence(50)
    texts = [sentence(0), same, same + " again", *(sentence(k) for k in range(1, 12))]
    zh, en = document("z", texts), document("e", texts)
    free, pinned = (
        match(zh, en, ENCODER, mode="translation", pins=pins)
        for pins in (NO_PINS, Pins(((("z1",), ("e1",)),)))
    )
    scores = [
        next(link.score for link in found.links if link.zh == ("z2",) and link.en == ("e2",))
        for found in (free, pinned)
    ]
    assert scores[0] < scores[1]


def test_copies_of_a_pinned_passage_are_free() -> None:
    abstract = [sentence(k) for k in range(3)]
    zh = document("z", [*abstract, *(sentence(k) for k in range(50, 60))])
    en = document("e", [*abstract, "other words here now", *abstract])
    found = pairs(match(zh, en, ENCODER, mode="summary", pins=Pins(((("z1",), ("e1",)),))))
    assert {("z0", "e0"), ("z0", "e4"), ("z1", "e1"), ("z2", "e6")} <= found
    assert not {("z0", "e1"), ("z2", "e1")} & found


@pytest.mark.parametrize(
    ("pins", "joined", "held"),
    [
        (NO_PINS, (), (set(), set())),
        (Pins(((("z1",), ("e1",)),)), (((1,), (1,)),), ({1}, {1})),
        (Pins(((("z2", "z1"), ("e1",)), (("z1", "z2"), ("e1",)))), (((1, 2), (1,)),), ({1, 2}, {1})),
        (Pins(((("z1", "gone"), ("e1",)),)), (((1,), (1,)),), ({1}, {1})),
        (Pins(((("gone",), ("e1",)), (("z1",), ("gone",)))), (), (set(), set())),
        (Pins(((("z1",), ()), ((), ("e2",)))), (), ({1}, {2})),
        (Pins(((("z1",), ()), (("z1",), ("e1",)))), (((1,), (1,)),), ({1}, {1})),
    ],
)
def test_pins_by_position(pins: Pins, joined: object, held: tuple[set[int], set[int]]) -> None:
    constraints = constraints_of(pins, *documents(3))
    assert constraints.joined == joined
    assert constraints.settled == held
    assert bool(constraints) == bool(held[0] | held[1])


def test_a_link_outweighs_a_forbidden_pair() -> None:
    pins = Pins(((("z1",), ("e1",)),), frozenset({("z1", "e1"), ("z0", "e1"), ("gone", "e1")}))
    assert constraints_of(pins, *documents(3)).forbidden == {(0, 1)}


def test_part_of_what_is_fixed() -> None:
    constraints = constraints_of(Pins(((("z1",), ("e1",)), (("z2",), ("e5",)))), *documents(6))
    part = constraints.within([1, 2, 3], [0, 1, 2])
    assert part.joined == (((0,), (1,)),)
    assert part.settled == ({0, 1}, {1})
    assert part.swapped.swapped == part


def test_one_way_through_a_fixed_bead() -> None:
    """However large it is, and next to another: posteriors are still a distribution."""
    zh, en = documents(12)
    constraints = constraints_of(Pins(((("z1", "z2"), ("e1", "e2", "e3")), (("z3",), ("e4",)))), zh, en)
    links = [(1, 3, 1, 4), (3, 4, 4, 5)]
    lattice = build(narrowed(band_around([(1, 1, 0.0), (3, 4, 0.0), (4, 5, 0.0)], 12, 12, 7), links))
    scores = np.where(valid(lattice), np.float32(-1), -np.inf).astype(np.float32)
    chance, whole = posteriors(lattice, restrict(scores, lattice, constraints))
    nodes = lattice.nodes
    for i, j in ((1, 1), (3, 4), (4, 5)):
        node = int(nodes.find(np.array([i]), np.array([j]))[0])
        assert chance[:, node].sum() == pytest.approx(1, abs=1e-4)
    assert np.isfinite(whole)
