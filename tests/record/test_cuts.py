"""Passages split and joined by people: where they stand, what goes with them, and what two people do."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from aligner.record.decisions.cuts import fresh_names
from aligner.record.decisions.decision import Decision, Verb, decision_from
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.resolve import recut, resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide, withdraw
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Side, Source

ZH = ("云南有山。山上有雪。", "预计将超过30亿元。", "会议结束。")
EN = ("Yunnan has mountains. They are white.", "It will exceed 3 billion.", "Thanks to all.")


def document(side: Side, texts: tuple[str, ...]) -> Document:
    rows, start = [], 0
    for n, text in enumerate(texts, 1):
        rows.append(
            Segment(f"{side[0]}{n}", text, "sentence", Source("source.md", start, start + len(text), n))
        )
        start += len(text) + 1
    return Document("zh-Hans" if side == "zh" else "en", tuple(rows))


def flag(zh: str, en: str, **spans: tuple[int, int]) -> Flag:
    return Flag("f1", "numbers", "accuracy", "major", (zh,), (en,), Message("Look.", "请看。"), 0.8,
                check="numbers", **spans)  # type: ignore[arg-type]  # fmt: skip


def record(*flags: Flag) -> Alignment:
    links = tuple(Link(f"l{n}", (f"z{n}",), (f"e{n}",), "equivalent", 0.7) for n in (1, 2, 3))
    return Alignment("talk", "model:x", "en", document("zh", ZH), document("en", EN), links, flags)


def cut(alignment: Alignment, verb: Verb, side: Side, keys: str, *parts: str, by: str = "Ann", day: int = 1,
        log: tuple[Decision, ...] = ()) -> Decision:  # fmt: skip
    made = decide(
        resolve(alignment, log),
        verb,
        by=by,
        parts=parts,
        **{side: keys.split()},  # type: ignore[arg-type]
    )
    return replace(made, at=f"2026-05-{day:02}T08:00:00.000000Z")


def texts(resolved: Resolved, side: Side) -> dict[str, str]:
    return {segment.id: segment.text for segment in resolved.alignment.side(side)}


def links(resolved: Resolved) -> set[str]:
    return {f"{' '.join(x.zh)}-{' '.join(x.en)}" for x in resolved.alignment.links}


CUTS: list[tuple[Verb, Side, str, tuple[str, ...], dict[str, str], set[str], tuple[int, int] | None]] = [
    # verb, side, passages, parts; texts of the side; links; where the second part stands in the source
    ("split", "zh", "z1", ("云南有山。", "山上有雪。"),
     {"z1": "云南有山。", "z1b": "山上有雪。", "z2": ZH[1], "z3": ZH[2]},
     {"z1 z1b-e1", "z2-e2", "z3-e3"}, (5, 10)),
    ("split", "en", "e1", ("Yunnan has mountains. ", "They are white."),
     {"e1": "Yunnan has mountains.", "e1b": "They are white.", "e2": EN[1], "e3": EN[2]},
     {"z1-e1 e1b", "z2-e2", "z3-e3"}, (22, 37)),
    ("join", "zh", "z1 z2", ZH[:2], {"z1": ZH[0] + ZH[1], "z3": ZH[2]}, {"z1-e1", "z1-e2", "z3-e3"}, None),
    ("join", "en", "e2 e3", ("It will exceed 3 billion. ", "Thanks to all."),
     {"e1": EN[0], "e2": "It will exceed 3 billion. Thanks to all."}, {"z1-e1", "z2-e2", "z3-e2"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "side", "keys", "parts", "expected", "joined", "place"), CUTS)
def test_cuts(
    verb: Verb,
    side: Side,
    keys: str,
    parts: tuple[str, ...],
    expected: dict[str, str],
    joined: set[str],
    place: tuple[int, int] | None,
) -> None:
    """The same whether the alignment was made before the cut or after it; withdrawn, all is as it was."""
    decision = cut(record(), verb, side, keys, *parts)
    before = resolve(record(), [decision])
    assert texts(before, side) == expected
    assert links(before) == joined
    assert [e.standing for e in before.log] == ["applies"]
    if place:
        source = before.alignment.segments[decision.segments[1]].source
        assert (source.start, source.end) == place
    after = recut(record(), [decision])
    assert texts(resolve(after, [decision]), side) == expected
    assert links(resolve(after, [decision])) == joined
    back = [decision, replace(withdraw(before, decision.id, by="Ann"), at="2026-05-09T08:00:00.000000Z")]
    for alignment in (record(), after):
        undone = resolve(alignment, back)
        assert texts(undone, side) == texts(resolve(record(), []), side)
        assert {s.id: s.source.start for s in undone.alignment.side(side)} == {
            s.id: s.source.start for s in record().side(side)
        }
    assert decision_from(decision.as_dict()) == decision


FLAGS = [
    # flag, cut; the flag's passages and spans after it
    (flag("z1", "e1", zh_span=(5, 7)), ("split", "zh", "z1", "云南有山。", "山上有雪。"),
     (("z1b", "z1"), ("e1",), (0, 2), None)),
    (flag("z1", "e1", zh_span=(0, 2)), ("split", "zh", "z1", "云南有山。", "山上有雪。"),
     (("z1", "z1b"), ("e1",), (0, 2), None)),
    (flag("z1", "e1", zh_span=(3, 7)), ("split", "zh", "z1", "云南有山。", "山上有雪。"),
     (("z1", "z1b"), ("e1",), None, None)),
    (flag("z2", "e3", en_span=(0, 6)), ("join", "en", "e2 e3", f"{EN[1]} ", EN[2]),
     (("z2",), ("e2",), None, (26, 32))),
]  # fmt: skip


@pytest.mark.parametrize(("given", "asked", "expected"), FLAGS)
def test_flags_keep_their_words(
    given: Flag, asked: tuple[str, Side, str, str, str], expected: object
) -> None:
    alignment = record(given)
    (moved,) = resolve(alignment, [cut(alignment, *asked)]).alignment.flags
    assert (moved.zh, moved.en, moved.zh_span, moved.en_span) == expected


def test_two_cuts_of_one_passage_are_a_conflict() -> None:
    """In any order of the lines; what names them all settles it; the same cut twice is no conflict."""
    mine = cut(record(), "split", "zh", "z1", "云南有山。", "山上有雪。")
    other = cut(record(), "split", "zh", "z1", "云南", "有山。山上有雪。", by="Bob", day=2)
    joined = cut(record(), "join", "zh", "z1 z2", *ZH[:2], by="Cyd", day=3)
    for log in permutations((mine, other, joined)):
        state = resolve(record(), log)
        assert texts(state, "zh") == texts(resolve(record(), []), "zh")
        assert [e.standing for e in state.log] == ["conflict"] * 3
    settled = replace(mine, by="Dan", at="2026-05-04T08:00:00.000000Z", over=(mine.id, other.id, joined.id))
    for log in permutations((mine, other, joined, settled)):
        state = resolve(record(), log)
        assert [e.standing for e in state.log] == ["replaced", "replaced", "replaced", "applies"]
        assert "z1b" in texts(state, "zh")
    twice = [mine, replace(mine, by="Bob", at="2026-05-02T08:00:00.000000Z")]
    assert [e.standing for e in resolve(record(), twice).log] == ["applies", "applies"]
    again = [mine, replace(other, by="Ann")]
    assert [e.standing for e in resolve(record(), again).log] == ["replaced", "applies"]


def test_cuts_upon_cuts() -> None:
    first = cut(record(), "split", "zh", "z1", "云南有山。", "山上有雪。")
    second = cut(record(), "split", "zh", "z1b", "山上", "有雪。", day=2, log=(first,))
    third = cut(record(), "join", "zh", "z1 z1b", "云南有山。", "山上", day=3, log=(first, second))
    state = resolve(record(), [third, first, second])
    assert texts(state, "zh") == {"z1": "云南有山。山上", "z1c": "有雪。", "z2": ZH[1], "z3": ZH[2]}
    assert [e.standing for e in state.log] == ["applies"] * 3
    back = [
        replace(withdraw(state, of.id, by="Ann"), at=f"2026-05-0{day}T08:00:00.000000Z")
        for of, day in ((third, 4), (second, 5))
    ]
    for alignment in (record(), recut(record(), [first, second, third])):
        undone = resolve(alignment, [first, second, third, *back])
        assert texts(undone, "zh")["z1b"] == "山上有雪。"
    lone = resolve(record(), [second])
    assert [e.why and e.why.en for e in lone.log] == ["the passage z1b no longer exists"]


def test_a_cut_of_another_text_is_out_of_date() -> None:
    decision = cut(record(), "split", "zh", "z1", "云南有山。", "山上有雪。")
    assert decision.seen == {"z1": text_hash(ZH[0])}
    reread = replace(record(), zh=document("zh", ("云南有高山。山上有雪。", *ZH[1:])))
    assert [(e.standing, e.why and e.why.en) for e in resolve(reread, [decision]).log] == [
        ("stale", "the text of z1 has changed")
    ]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"verb": "split", "zh": ["z1"], "parts": ["x"]}, "two or more"),
        ({"verb": "split", "zh": ["z1"], "parts": ["x", " "]}, "two or more"),
        ({"verb": "split", "zh": ["z1"], "en": ["e1"], "parts": ["x", "y"]}, "one side"),
        ({"verb": "join", "zh": ["z1"], "parts": ["x", "y"]}, "as many"),
    ],
)
def test_what_is_no_cut(values: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        decision_from(values, stamp={"at": "2026-05-01T08:00:00Z", "by": "Ann"})


def test_names_are_never_given_twice() -> None:
    assert fresh_names("z5", 2, ["z5", "z5b"]) == ("z5c", "z5d")
    assert fresh_names("z5b", 1, ["z5", "z5b"]) == ("z5c",)
    assert fresh_names("z5", 30, [])[-1] == "z5ae"
