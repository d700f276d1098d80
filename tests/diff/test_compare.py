"""What counts as a change of a record and what does not, in both languages and both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.diff.changes import PairChange, RecordDiff, counts
from aligner.diff.compare import compare_all, compare_records
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Alignment, Flag, Link
from tests.helpers.harbour import EN, ZH, Editor, alignment, document, flag, link, versions


def ends(links: Sequence[Link]) -> list[str]:
    return [f"{' '.join(one.zh)}-{' '.join(one.en)}" for one in links]


def said(change: PairChange) -> str:
    return f"{change.kind}: {', '.join(ends(change.old))} > {', '.join(ends(change.new))}"


def between(old: Alignment | Resolved, new: Alignment | Resolved) -> RecordDiff:
    first, second = (one if isinstance(one, Resolved) else Resolved(one) for one in (old, new))
    return compare_records("harbour", first, second)


PAIRS: list[tuple[str, list[Link], list[Link], list[str]]] = [
    ("nothing", [link("z1", "e1")], [link("z1", "e1")], []),
    ("gained", [], [link("z1", "e1")], ["gained:  > z1-e1"]),
    ("lost", [link("z1", "e1")], [], ["lost: z1-e1 > "]),
    ("longer", [link("z2", "e2")], [link("z2", "e2 e3")], ["changed: z2-e2 > z2-e2 e3"]),
    ("another partner", [link("z3", "e3")], [link("z3", "e4")], ["changed: z3-e3 > z3-e4"]),
    ("split", [link("z5 z6", "e6 e7")], [link("z5", "e6"), link("z6", "e7")],
     ["changed: z5 z6-e6 e7 > z5-e6, z6-e7"]),
    ("merged", [link("z5", "e6"), link("z6", "e7")], [link("z5 z6", "e6 e7")],
     ["changed: z5-e6, z6-e7 > z5 z6-e6 e7"]),
    ("moved up", [link("z5", "e5"), link("z6", "e6 e7")], [link("z5", "e5 e6"), link("z6", "e7")],
     ["changed: z5-e5 > z5-e5 e6", "changed: z6-e6 e7 > z6-e7"]),
    ("one more for a segment that has one", [link("z5", "e1")], [link("z5", "e1"), link("z5", "e6")],
     ["gained:  > z5-e6"]),
    ("unrelated", [link("z1", "e1")], [link("z7", "e8")], ["lost: z1-e1 > ", "gained:  > z7-e8"]),
    ("crossing over", [link("z2", "e4"), link("z3", "e2")], [link("z2", "e2"), link("z3", "e4")],
     ["changed: z2-e4 > z2-e2", "changed: z3-e2 > z3-e4"]),
    ("the nearest of two", [link("z2 z3", "e2")], [link("z2 z3", "e3"), link("z3", "e5")],
     ["changed: z2 z3-e2 > z2 z3-e3", "gained:  > z3-e5"]),
    ("other order of the ids", [link("z5 z6", "e6 e7")], [link("z6 z5", "e7 e6")], []),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in PAIRS], ids=[c[0] for c in PAIRS])
def test_pairs(old: list[Link], new: list[Link], expected: list[str]) -> None:
    assert [said(change) for change in between(alignment(links=old), alignment(links=new)).pairs] == expected


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ({"score": 0.91}, {"score": 0.99}, ()),
        ({"score": 0.49}, {"score": 0.51}, ()),
        ({"score": 0.46}, {"score": 0.51}, ("score",)),
        ({"score": 0.52}, {"score": 0.44}, ("score",)),
        ({"score": 0.55}, {"score": 0.79}, ()),
        ({"score": 0.78}, {"score": 0.83}, ("score",)),
        ({"score": 0.79}, {"score": 0.83}, ()),
        ({"score": 0.3}, {"score": 1.0, "status": "accepted"}, ("status",)),
        ({"relation": "summarises"}, {"relation": "partial"}, ("relation",)),
    ],
)
def test_the_same_pair_seen_otherwise(old: dict[str, float], new: dict[str, float], what: tuple[str]) -> None:
    diff = between(alignment(links=[link("z1", "e1", **old)]), alignment(links=[link("z1", "e1", **new)]))
    assert [change.what for change in diff.pairs] == ([what] if what else [])


NUMBER = flag("numbers", "z2", "e3", zh_span=(17, 21), en_span=(15, 26))
DROPPED = flag("omission", "", "e3 e4 e5")
FLAGS: list[tuple[str, list[Flag], list[Flag], list[tuple[str, tuple[str, ...]]]]] = [
    ("nothing", [NUMBER], [NUMBER], []),
    ("new", [], [NUMBER], [("new", ())]),
    ("gone", [NUMBER], [], [("gone", ())]),
    ("graver", [NUMBER], [replace(NUMBER, severity="critical")], [("changed", ("severity",))]),
    ("settled", [NUMBER], [replace(NUMBER, state="dismissed")], [("changed", ("state",))]),
    ("other words about it", [NUMBER], [replace(NUMBER, message=flag("x", "z1", "").message, score=0.5)], []),
    ("one passage less", [DROPPED], [flag("omission", "", "e3 e4")], [("changed", ("evidence",))]),
    ("one passage more", [DROPPED], [flag("omission", "", "e3 e4 e5 e6")], [("changed", ("evidence",))]),
    ("words a little beside", [NUMBER], [replace(NUMBER, zh_span=(17, 23))], [("changed", ("evidence",))]),
    ("quite other words", [NUMBER], [replace(NUMBER, zh_span=(4, 9), en_span=None)],
     [("new", ()), ("gone", ())]),
    ("another check", [NUMBER], [replace(NUMBER, check="names")], [("new", ()), ("gone", ())]),
    ("another passage", [DROPPED], [flag("omission", "", "e7")], [("new", ()), ("gone", ())]),
    ("broken in two", [DROPPED], [flag("omission", "", "e3"), flag("omission", "", "e5")],
     [("changed", ("evidence",)), ("new", ())]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in FLAGS], ids=[c[0] for c in FLAGS])
def test_flags(old: list[Flag], new: list[Flag], expected: list[tuple[str, tuple[str, ...]]]) -> None:
    diff = between(alignment(flags=old), alignment(flags=new))
    assert [(change.kind, change.what) for change in diff.flags] == expected


@pytest.mark.parametrize(
    ("zh", "en", "span"),
    [(ZH[1].replace("将在", "预计"), EN[2], (17, 21)), (ZH[1], EN[2].replace("handle", "take"), (17, 21))],
)
def test_a_flag_whose_text_was_mended_beside_it_is_the_same(zh: str, en: str, span: tuple[int, int]) -> None:
    moved = replace(NUMBER, zh_span=span, en_span=(en.index("1.2"), en.index(" cont")))
    new = alignment([ZH[0], zh, *ZH[2:]], [*EN[:2], en, *EN[3:]], flags=[moved])
    diff = between(alignment(flags=[NUMBER]), new)
    assert diff.flags == ()
    assert [change.kind for change in diff.texts] == ["changed"]


def test_an_edit_alone_changes_no_flag() -> None:
    editor = Editor(alignment(flags=[flag("addition", "z4", "")]))
    before = editor.resolved
    edit = editor("edit", "z4", after="她没有答应延期。", reason="更准确")
    diff = between(before, editor.resolved)
    assert counts(diff) == {"edits": {"new": 1}, "decisions": {"taken": 1}}
    assert [one.latest.decision.id for one in diff.edits[0].by] == [edit.id]


def test_edits_come_and_change_and_go() -> None:
    editor = Editor(alignment())
    plain = editor.resolved
    first = editor("edit", en="e5", after="She did not agree to the delay.")
    once = editor.resolved
    editor("edit", en="e5", after="She objected to the delay.", by="Ann")
    twice = editor.resolved
    editor.withdraw(editor.log[-1])
    editor.withdraw(first)
    none = editor.resolved
    steps = [(plain, once), (once, twice), (twice, none), (plain, none)]
    assert [[c.kind for c in between(a, b).edits] for a, b in steps] == [["new"], ["changed"], ["gone"], []]


def test_texts_of_the_source() -> None:
    zh = [ZH[0], ZH[1].replace("2026", "2027"), ZH[3], ZH[2], *ZH[4:6], "（完）"]
    new = document("zh", zh)
    ids = ["z1", "z2", "z4", "z3", "z5", "z6", "z8"]
    new = replace(new, segments=tuple(replace(s, id=key) for s, key in zip(new, ids, strict=True)))
    en = document("en", EN)
    spoken = replace(
        en, segments=(replace(en.segments[0], kind="heading", speaker="Ms Reed"), *en.segments[1:])
    )
    diff = between(alignment(), alignment(new, spoken))
    assert [(c.kind, c.latest.id, c.what) for c in diff.texts] == [
        ("removed", "z7", ()), ("changed", "z2", ("text",)), ("moved", "z4", ()), ("added", "z8", ()),
        ("changed", "e1", ("kind", "speaker")),
    ]  # fmt: skip


def test_decisions() -> None:
    editor = Editor(alignment(links=[link("z1", "e1"), link("z3", "e4", 0.3)]))
    accepted = editor("accept", "z1", "e1")
    before = editor.resolved
    editor("reject", "z3", "e4", reason="无关", by="Ann")
    editor("accept", "z6")
    editor.withdraw(accepted)
    diff = between(before, editor.resolved)
    assert [said(change) for change in diff.pairs] == ["changed: z1-e1 > z1-e1", "lost: z3-e4 > "]
    assert [[d.latest.decision.by for d in change.by] for change in diff.pairs] == [["王敏"], ["Ann"]]
    found = [(c.kind, c.latest.decision.verb, c.latest.standing) for c in diff.decisions]
    assert found == [
        ("standing", "accept", "withdrawn"),
        ("taken", "reject", "applies"),
        ("taken", "accept", "applies"),
        ("taken", "withdraw", "applies"),
    ]


def test_a_log_that_lost_a_line_is_noticed() -> None:
    editor = Editor(alignment(links=[link("z1", "e1")]))
    editor("accept", "z1", "e1")
    editor("comment", "z2", reason="?")
    diff = between(editor.resolved, resolve(editor.machine, editor.log[:1]))
    assert [(c.kind, c.latest.decision.verb) for c in diff.decisions] == [("missing", "comment")]


def test_an_edited_source_makes_decisions_stale() -> None:
    editor = Editor(alignment(links=[link("z4", "e5")]))
    editor("accept", "z4", "e5")
    changed = replace(editor.machine, zh=document("zh", [*ZH[:3], "她同意延期。", *ZH[4:]]))
    diff = between(editor.resolved, resolve(changed, editor.log))
    assert counts(diff) == {
        "pairs": {"changed": 1}, "texts": {"changed": 1}, "decisions": {"standing": 1},
    }  # fmt: skip
    assert diff.decisions[0].latest.standing == "stale"


def test_conflicts_come_and_are_settled() -> None:
    editor = Editor(alignment(links=[link("z4", "e5")]))
    plain = editor.resolved
    other = Editor(editor.machine)
    editor("accept", "z4", "e5", by="Ann")
    other("reject", "z4", "e5", by="王敏")
    both = Editor(editor.machine, [*editor.log, *other.log])
    torn = both.resolved
    both("reject", "z4", "e5", by="王敏")
    assert [change.kind for change in between(plain, torn).conflicts] == ["new"]
    assert [change.kind for change in between(torn, both.resolved).conflicts] == ["gone"]


def test_records_come_and_go() -> None:
    one, two = Resolved(alignment()), Resolved(alignment(record="quay"))
    diff = compare_all("A", {"harbour": one}, "B", {"quay": two})
    assert [(record.record, record.kind) for record in diff.records] == [
        ("harbour", "removed"),
        ("quay", "added"),
    ]


def test_what_matters_to_nobody_is_no_change() -> None:
    old, _ = versions()
    machine = old.alignment
    new = replace(
        machine,
        signature="model:other",
        links=tuple(replace(one, id=f"n{n}", score=one.score + 0.001)
                    for n, one in enumerate(reversed(machine.links))),
        flags=tuple(replace(one, id=f"n{n}", score=0.1) for n, one in enumerate(reversed(machine.flags))),
        absent={"z3": 0.3},
    )  # fmt: skip
    assert not compare_records("harbour", Resolved(machine), Resolved(new))


def test_files_aligned_apart_are_matched_by_content() -> None:
    """Whoever aligns two files twice has numbers that begin at the top each time."""
    old = alignment(links=[link("z2", "e2 e3"), link("z4", "e5")], flags=[flag("addition", "z6", "")])
    new = alignment(
        ["前言。", *ZH],
        [*EN[:5], *EN[6:]],
        links=[link("z3", "e2 e3"), link("z5", "e5")],
        flags=[flag("addition", "z7", "")],
    )
    for a, b, kinds in ((old, new, {"added": 1, "removed": 1}), (new, old, {"added": 1, "removed": 1})):
        assert counts(between(a, b)) == {"texts": kinds}


# Properties ------------------------------------------------------------------------------------------------


def some(keys: str, count: int, least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    names = st.integers(1, count).map(lambda n: f"{keys}{n}")
    return st.lists(names, min_size=least, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


LINKS = st.lists(
    st.builds(lambda zh, en, score: link(" ".join(zh), " ".join(en), score), some("z", 5), some("e", 5),
              st.sampled_from([0.2, 0.46, 0.52, 0.81, 0.97])),
    max_size=6, unique_by=lambda one: one.id,
)  # fmt: skip
SPANS = st.none() | st.sampled_from([(0, 2), (1, 4), (3, 5)])


@st.composite
def flags(draw: st.DrawFn) -> list[Flag]:
    found = []
    for number in range(draw(st.integers(0, 5))):
        zh, en = draw(some("z", 5, 0)), draw(some("e", 5))
        severity = draw(st.sampled_from(["neutral", "minor", "major"]))
        kind = draw(st.sampled_from(["numbers", "omission"]))
        one = flag(kind, " ".join(zh), " ".join(en), severity=severity, en_span=draw(SPANS))
        found.append(replace(one, id=f"f{number}"))
    return found


RECORDS = st.builds(
    lambda zh, en, links, flags: alignment(zh[:5], en[:5], links, flags),
    st.permutations(ZH), st.permutations(EN), LINKS, flags(),
)  # fmt: skip


@given(RECORDS)
def test_nothing_differs_from_itself(one: Alignment) -> None:
    assert not between(one, one)


TURNED = {
    "gained": "lost",
    "lost": "gained",
    "new": "gone",
    "gone": "new",
    "added": "removed",
    "removed": "added",
}


def described(diff: RecordDiff, *, turned: bool = False) -> list[object]:
    """A diff in no order, or its mirror image: the roles of its two versions exchanged."""
    result = []
    for group in (diff.pairs, diff.flags, diff.texts):
        for change in group:
            kind = TURNED.get(change.kind, change.kind) if turned else change.kind
            sides = [change.old, change.new][:: -1 if turned else 1]
            result.append((kind, change.what, [ids_of(side) for side in sides]))
    return sorted(result, key=repr)


def ids_of(side: object) -> object:
    if isinstance(side, tuple):
        return sorted(ends(side))
    return side.id if side is not None else None  # type: ignore[attr-defined]


@given(LINKS, flags(), LINKS, flags())
def test_gained_and_lost_swap_with_the_versions(
    a: list[Link], b: list[Flag], c: list[Link], d: list[Flag]
) -> None:
    old, new = alignment(links=a, flags=b), alignment(links=c, flags=d)
    assert described(between(old, new)) == described(between(new, old), turned=True)


@given(RECORDS, st.randoms())
def test_numbers_and_order_of_links_and_flags_mean_nothing(one: Alignment, random: object) -> None:
    links, found = list(one.links), list(one.flags)
    random.shuffle(links)  # type: ignore[attr-defined]
    random.shuffle(found)  # type: ignore[attr-defined]
    new = replace(
        one,
        links=tuple(replace(link, id=f"x{n}") for n, link in enumerate(links)),
        flags=tuple(replace(flag, id=f"x{n}") for n, flag in enumerate(found)),
    )
    assert not between(one, new)


@pytest.mark.parametrize("turn", [lambda a, b: (a, b), lambda a, b: (b, a)])
def test_the_sample_has_every_kind_of_change(turn: Callable[..., tuple[Resolved, Resolved]]) -> None:
    diff = between(*turn(*versions()))
    assert all(diff.groups.values())
