"""People's decisions on top of the machine's proposal: what each verb does, what lasts, what goes stale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.record.decisions.decision import Decision, Verb
from aligner.record.decisions.evidence import evidences, fingerprint
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide, withdraw
from aligner.record.identity import carry_ids
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

ZH = ("云南有山。", "预计将超过30亿元。", "她没有同意。", "会议结束。", "感谢大家。")
EN = ("Yunnan has mountains.", "It will exceed 3 billion.", "She agreed.", "Thanks to all.", "See you.")
TICK = count()


def clock() -> datetime:
    return datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=next(TICK))


def document(lang: str, texts: Sequence[str]) -> Document:
    rows = [
        Segment(f"{lang[0]}{n}", text, "sentence", Source("source.md", n * 100, n * 100 + len(text), n))
        for n, text in enumerate(texts, 1)
    ]
    return Document("zh-Hans" if lang == "zh" else "en", tuple(rows))


def link(number: int, zh: str, en: str, score: float = 0.7) -> Link:
    return Link(f"l{number}", tuple(zh.split()), tuple(en.split()), "equivalent", score)


def flag(number: int, zh: str, en: str, check: str = "numbers", **fields: object) -> Flag:
    kind = "numbers" if check == "numbers" else "omission"
    return Flag(
        f"f{number}", kind, f"accuracy/{kind}", "major", tuple(zh.split()), tuple(en.split()),
        Message("Look.", "请看。"), 0.8, check=check, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def record(zh: Sequence[str] = ZH, en: Sequence[str] = EN) -> Alignment:
    return Alignment(
        "talk", "model:x", "en", document("zh", zh), document("en", en),
        links=(link(1, "z1", "e1", 0.9), link(2, "z2 z3", "e2 e3", 0.5), link(3, "z5", "e4")),
        flags=(
            flag(1, "z2", "e2", zh_span=(4, 8), en_span=(15, 24)),
            flag(2, "", "e5", check="missing"),
            flag(3, "z4", "", check="missing"),
        ),
    )  # fmt: skip


def pairs(resolved: Resolved) -> dict[str, str]:
    """Links as ``zh-en`` with their status."""
    return {f"{' '.join(x.zh)}-{' '.join(x.en)}": x.status for x in resolved.alignment.links}


class Log:
    """Decisions taken one after the other, each on the record as it then stands."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.decisions: list[Decision] = []

    @property
    def now(self) -> Resolved:
        return resolve(self.alignment, self.decisions)

    def flag(self, number: int) -> Flag:
        return next(f for f in self.now.alignment.flags if f.id == f"f{number}")

    def take(self, verb: Verb, zh: str = "", en: str = "", by: str = "Ann", **words: object) -> Decision:
        return self.add(decide(self.now, verb, by=by, zh=zh.split(), en=en.split(), clock=clock, **words))  # type: ignore[arg-type]

    def add(self, decision: Decision) -> Decision:
        self.decisions.append(decision)
        return decision

    def back(self, decision: Decision | str, by: str = "Ann") -> Decision:
        of = decision if isinstance(decision, str) else decision.id
        return self.add(withdraw(self.now, of, by=by, clock=clock))


LINKS = [
    ("accept", [("accept", "z1", "e1")], {"z1-e1": "accepted", "z2 z3-e2 e3": "auto", "z5-e4": "auto"}),
    ("reject", [("reject", "z1", "e1")], {"z2 z3-e2 e3": "auto", "z5-e4": "auto"}),
    ("link what is free", [("link", "z4", "e5")],
     {"z1-e1": "auto", "z2 z3-e2 e3": "auto", "z4-e5": "manual", "z5-e4": "auto"}),
    ("a drawn link takes its passages out of the machine's", [("link", "z2", "e2")],
     {"z1-e1": "auto", "z2-e2": "manual", "z3-e3": "auto", "z5-e4": "auto"}),
    ("unlink one pair splits", [("unlink", "z2", "e3"), ("unlink", "z3", "e2")],
     {"z1-e1": "auto", "z2-e2": "auto", "z3-e3": "auto", "z5-e4": "auto"}),
    ("unlink part", [("unlink", "z2", "e2 e3")], {"z1-e1": "auto", "z3-e2 e3": "auto", "z5-e4": "auto"}),
    ("rightly without counterpart", [("accept", "z5", "")], {"z1-e1": "auto", "z2 z3-e2 e3": "auto"}),
    ("a later link beats the same person's reject", [("reject", "z1", "e1"), ("link", "z1", "e1")],
     {"z1-e1": "manual", "z2 z3-e2 e3": "auto", "z5-e4": "auto"}),
    ("a link beats the same person's 'no counterpart'", [("accept", "z5", ""), ("link", "z5", "e4 e5")],
     {"z1-e1": "auto", "z2 z3-e2 e3": "auto", "z5-e4 e5": "manual"}),
    ("a smaller link within a larger adds nothing", [("accept", "z2 z3", "e2 e3"), ("link", "z2", "e2")],
     {"z1-e1": "auto", "z2 z3-e2 e3": "accepted", "z5-e4": "auto"}),
    ("an accepted link can lose a pair", [("accept", "z2 z3", "e2 e3"), ("unlink", "z3", "e2 e3")],
     {"z1-e1": "auto", "z2-e2 e3": "accepted", "z5-e4": "auto"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "verbs", "expected"), LINKS, ids=[row[0] for row in LINKS])
def test_links(what: str, verbs: list[tuple[Verb, str, str]], expected: dict[str, str]) -> None:
    log = Log(record())
    for verb, zh, en in verbs:
        log.take(verb, zh, en)
    assert pairs(log.now) == expected
    assert not log.now.conflicts
    assert not log.now.stale


def test_in_a_summary_a_source_passage_may_serve_twice() -> None:
    log = Log(replace(record(), signature="model:x|match:summary/1"))
    log.take("link", "z4", "e1")
    assert pairs(log.now)["z1-e1"] == "auto"
    log.take("link", "z2", "e2")
    assert pairs(log.now) == {
        "z1-e1": "auto", "z2-e2": "manual", "z3-e2 e3": "auto", "z4-e1": "manual", "z5-e4": "auto"
    }  # fmt: skip


def test_what_binds_the_next_alignment() -> None:
    log = Log(record())
    log.take("accept", "z1", "e1")
    log.take("link", "z4", "e5")
    log.take("reject", "z5", "e4")
    log.take("accept", "z3", "")
    pins = log.now.pins
    assert pins.joined == ((("z1",), ("e1",)), (("z4",), ("e5",)), (("z3",), ()))
    assert pins.apart == {("z5", "e4")}
    assert [(x.id, x.status) for x in log.now.rejected] == [("l3", "rejected")]


def test_undo_and_redo() -> None:
    log = Log(record())
    before = pairs(log.now)
    log.take("reject", "z1", "e1", group="g")
    log.take("link", "z4", "e1", group="g")
    after = pairs(log.now)
    undo = log.back("g")
    assert pairs(log.now) == before
    log.back(undo)
    assert pairs(log.now) == after
    assert [entry.standing for entry in log.now.log] == ["applies", "applies", "withdrawn", "applies"]


def test_two_people_who_disagree_are_a_conflict_in_either_order() -> None:
    base = record()
    ann = decide(resolve(base, ()), "accept", by="Ann", zh=["z1"], en=["e1"], clock=clock)
    min_ = decide(resolve(base, ()), "reject", by="王敏", zh=["z1"], en=["e1"], clock=clock)
    for order in ([ann, min_], [min_, ann]):
        resolved = resolve(base, order)
        (conflict,) = resolved.conflicts
        assert {d.by for d in conflict.decisions} == {"Ann", "王敏"}
        assert pairs(resolved)["z1-e1"] == "auto"
        assert {entry.standing for entry in resolved.log} == {"conflict"}
    settled = decide(resolve(base, [ann, min_]), "accept", by="Ann", zh=["z1"], en=["e1"], clock=clock)
    resolved = resolve(base, [ann, min_, settled])
    assert not resolved.conflicts
    assert pairs(resolved)["z1-e1"] == "accepted"


def test_who_saw_the_other_decision_replaces_it() -> None:
    log = Log(record())
    log.take("accept", "z1", "e1")
    log.take("reject", "z1", "e1", by="王敏")
    assert not log.now.conflicts
    assert "z1-e1" not in pairs(log.now)
    assert [entry.standing for entry in log.now.log] == ["replaced", "applies"]


def test_an_edit_is_a_layer_and_the_source_stays() -> None:
    log = Log(record())
    log.take("edit", "z3", after="她同意了。")
    log.take("edit", "z3", after="她已经同意。", by="王敏")
    resolved = log.now
    segment = resolved.alignment.segments["z3"]
    assert (segment.text, segment.shown) == ("她没有同意。", "她已经同意。")
    assert [d.by for d in resolved.edits["z3"].decisions] == ["Ann", "王敏"]
    log.back(log.decisions[-1])
    assert log.now.alignment.segments["z3"].shown == "她同意了。"


def test_two_edits_of_one_text_are_a_conflict_and_neither_applies() -> None:
    base = record()
    both = [
        decide(resolve(base, ()), "edit", by=by, zh=["z3"], after=text, clock=clock)
        for by, text in (("Ann", "甲"), ("王敏", "乙"))
    ]
    resolved = resolve(base, both)
    assert resolved.alignment.segments["z3"].shown == "她没有同意。"
    assert len(resolved.conflicts) == 1
    same = [both[0], replace(both[1], after="甲")]
    assert resolve(base, same).alignment.segments["z3"].shown == "甲"


def test_spans_follow_an_edit_or_are_dropped() -> None:
    log = Log(record())
    log.take("edit", "z2", after="明年预计将超过30亿元。")
    moved = log.flag(1)
    assert log.now.alignment.segments["z2"].shown[slice(*moved.zh_span)] == record().zh.segments[1].text[4:8]  # type: ignore[misc]
    log.take("edit", "z2", after="明年持平。")
    assert log.flag(1).zh_span is None
    assert log.flag(1).en_span == (15, 24)


STATES = [("confirm", "error"), ("dismiss", "dismissed"), ("resolve", "resolved")]


@pytest.mark.parametrize(("verb", "state"), STATES)
def test_states_of_flags(verb: Verb, state: str) -> None:
    log = Log(record())
    log.take(verb, flag=log.flag(1), reason="seen")
    assert log.flag(1).state == state
    assert log.flag(2).state == "issue"


def test_a_dismissal_lasts_as_long_as_its_evidence() -> None:
    log = Log(record())
    log.take("dismiss", flag=log.flag(1))
    again = replace(record(), links=(), flags=(flag(7, "z2 z3", "e2", zh_span=(4, 8), en_span=(15, 24)),))
    assert resolve(again, log.decisions).alignment.flags[0].state == "dismissed"
    other = record(zh=(ZH[0], "预计将超过50亿元。", *ZH[2:]))
    resolved = resolve(other, log.decisions)
    assert resolved.alignment.flags[0].state == "issue"
    assert resolved.stale[0].why == Message("the text of z2 has changed", "z2 的文字有了改动")


def test_a_run_of_passages_is_known_one_by_one() -> None:
    base = replace(record(), flags=(flag(1, "", "e3 e4 e5", check="missing"),))
    log = Log(base)
    log.take("dismiss", flag=log.flag(1))
    for en, state in (("e4 e5", "dismissed"), ("e2 e3 e4 e5", "issue"), ("e5", "dismissed")):
        again = replace(base, flags=(flag(1, "", en, check="missing"),))
        assert resolve(again, log.decisions).alignment.flags[0].state == state, en


def test_wide_dismissals_and_the_one_that_is_confirmed_all_the_same() -> None:
    texts = ("今年30亿。", "明年30亿。", "后年50亿。")
    base = replace(
        record(zh=texts), links=(), flags=tuple(flag(n, f"z{n}", "", zh_span=(2, 5)) for n in (1, 2, 3))
    )
    log = Log(base)
    log.take("dismiss", flag=log.flag(1), scope="evidence")
    assert [f.state for f in log.now.alignment.flags] == ["dismissed", "dismissed", "issue"]
    log.take("confirm", flag=log.flag(2))
    assert [f.state for f in log.now.alignment.flags] == ["dismissed", "error", "issue"]
    log.take("dismiss", flag=log.flag(3), scope="check")
    assert [f.state for f in log.now.alignment.flags] == ["dismissed", "error", "dismissed"]


def test_what_a_person_confirmed_stays_when_the_machine_no_longer_sees_it() -> None:
    log = Log(record())
    log.take("confirm", flag=log.flag(1))
    blind = replace(record(), flags=())
    (kept,) = resolve(blind, log.decisions).alignment.flags
    assert (kept.state, kept.zh, kept.zh_span) == ("error", ("z2",), (4, 8))


def test_a_person_raises_a_flag() -> None:
    log = Log(record())
    raised = flag(0, "z3", "e3", check="")
    log.take("flag", flag=replace(raised, id=""), reason="没有 / agreed")
    assert [f.state for f in log.now.alignment.flags][-1] == "error"
    log.back(log.decisions[-1])
    assert len(log.now.alignment.flags) == 3


def test_the_same_words_twice_in_a_passage_are_two_flags() -> None:
    base = replace(record(), flags=(flag(1, "z2", "", zh_span=(0, 1)), flag(2, "z2", "", zh_span=(0, 1))))
    log = Log(base)
    assert len({fingerprint(atoms) for atoms in evidences(base).values()}) == 2
    log.take("dismiss", flag=log.flag(2))
    assert [f.state for f in log.now.alignment.flags] == ["issue", "dismissed"]


def test_an_edited_source_makes_what_rested_on_it_stale_and_nothing_else() -> None:
    log = Log(record())
    log.take("accept", "z1", "e1")
    log.take("accept", "z5", "e4")
    log.take("edit", "z1", after="云南多山。")
    log.take("edit", "z5", after="谢谢大家。")
    changed = record(zh=("云南有河。", *ZH[1:]))
    resolved = resolve(changed, log.decisions)
    assert [entry.standing for entry in resolved.log] == ["stale", "applies", "stale", "applies"]
    assert resolved.alignment.segments["z1"].shown == "云南有河。"
    assert pairs(resolved)["z5-e4"] == "accepted"


def test_a_text_split_anew_keeps_what_can_be_kept() -> None:
    """A segment that is cut in two: ids are carried by content, decisions on other segments hold."""
    log = Log(record())
    log.take("accept", "z5", "e4")
    log.take("accept", "z2 z3", "e2 e3")
    cut = carry_ids(record().zh, document("zh", (*ZH[:1], "预计将超过", "30亿元。", *ZH[2:])), "z")
    resolved = resolve(replace(record(), zh=cut, links=(), flags=()), log.decisions)
    standing = {entry.decision.zh: entry.standing for entry in resolved.log}
    assert standing == {("z5",): "applies", ("z2", "z3"): "stale"}
    assert pairs(resolved) == {"z5-e4": "accepted"}


def test_a_withdrawal_of_nothing_is_stale() -> None:
    log = Log(record())
    log.back("feedfeedfeedfeed")
    assert log.now.stale[0].why == Message(
        "the decision it withdraws is not in the log", "日志中没有它所撤回的决定"
    )


# -- properties --------------------------------------------------------------------------------------------

zh_ids = st.lists(st.sampled_from(["z1", "z2", "z3", "z4", "z5"]), min_size=1, max_size=2, unique=True)
en_ids = st.lists(st.sampled_from(["e1", "e2", "e3", "e4", "e5"]), min_size=1, max_size=2, unique=True)
people = st.sampled_from(["Ann", "王敏"])
steps = st.one_of(
    st.tuples(st.sampled_from(["accept", "reject", "link", "unlink"]), people, zh_ids, en_ids),
    st.tuples(st.just("alone"), people, zh_ids, st.just([])),
    st.tuples(
        st.just("edit"), people, zh_ids.map(lambda ids: ids[:1]), st.text("甲乙丙", min_size=1, max_size=3)
    ),
    st.tuples(st.sampled_from(["confirm", "dismiss"]), people, st.integers(0, 2), st.none()),
    st.tuples(st.just("undo"), people, st.integers(0, 20), st.none()),
    st.tuples(st.just("branch"), people, st.none(), st.none()),
)


def play(base: Alignment, script: list[tuple[object, ...]]) -> list[Decision]:
    """Decisions as two people take them; after 'branch' they work without seeing what came before it."""
    seen: list[Decision] = []
    everything: list[Decision] = []
    for verb, by, one, two in script:
        now = resolve(base, seen)
        if verb == "branch":
            seen = []
            continue
        if verb == "undo":
            if not seen:
                continue
            taken = withdraw(now, seen[int(one) % len(seen)].id, by=str(by), clock=clock)  # type: ignore[call-overload]
        elif verb in ("confirm", "dismiss"):
            machine = [f for f in now.alignment.flags if f.id.startswith("f")]
            taken = decide(now, verb, by=str(by), flag=machine[one], clock=clock)  # type: ignore[arg-type,index]
        elif verb == "edit":
            taken = decide(now, "edit", by=str(by), zh=one, after=str(two), clock=clock)  # type: ignore[arg-type]
        else:
            name = "accept" if verb == "alone" else verb
            taken = decide(now, name, by=str(by), zh=one, en=two, clock=clock)  # type: ignore[arg-type]
        seen.append(taken)
        everything.append(taken)
    return everything


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=12), st.randoms())
def test_no_order_no_run_loses_a_decision(script: list[tuple[object, ...]], random: object) -> None:
    base = record()
    log = play(base, script)
    resolved = resolve(base, log)
    shuffled = list(log)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(base, shuffled) == resolved
    assert {entry.decision.id for entry in resolved.log} == {d.id for d in log}
    settled = {(x.zh, x.en) for x in resolved.alignment.links if x.status in ("accepted", "manual")}
    assert {sides for sides in resolved.pins.joined if all(sides)} == settled
    linked = {(z, e) for x in resolved.alignment.links for z in x.zh for e in x.en}
    assert not linked & resolved.pins.apart
    # another run: the machine proposes nothing, flags nothing; what people settled stands
    blind = resolve(replace(base, links=(), flags=(), signature="model:other"), log)
    again = {(x.zh, x.en) for x in blind.alignment.links}
    assert again == settled
    assert blind.edits == resolved.edits
    mended = {key for d in log if d.verb == "edit" for key in d.segments}
    for flag in resolved.alignment.flags:  # what was seen in a text that was mended waits for the next run
        if flag.state == "error" and not mended & {*flag.zh, *flag.en}:
            assert any((f.zh, f.en, f.state) == (flag.zh, flag.en, "error") for f in blind.alignment.flags)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=10), st.lists(st.sampled_from(ZH), min_size=1, max_size=6))
def test_any_new_text_leaves_the_log_whole(script: list[tuple[object, ...]], texts: list[str]) -> None:
    base = record()
    log = play(base, script)
    new = carry_ids(base.zh, document("zh", texts), "z")
    keep = {s.id for s in new}
    changed = replace(
        base,
        zh=new,
        links=tuple(x for x in base.links if keep.issuperset(x.zh)),
        flags=tuple(f for f in base.flags if keep.issuperset(f.zh)),
    )
    resolved = resolve(changed, log)
    assert {entry.decision.id for entry in resolved.log} == {d.id for d in log}
    for entry in resolved.stale:
        assert entry.why


def test_a_stale_decision_is_settled_by_one_that_is_taken_anew() -> None:
    log = Log(record())
    old = log.take("accept", "z1", "e1")
    edit = log.take("edit", "z4", after="她同意了。")
    log.alignment = record(zh=("云南有河。", *ZH[1:3], "她没有来。", ZH[4]))
    assert [e.decision for e in log.now.stale] == [old, edit]
    log.take("accept", "z2", "e2")
    assert len(log.now.stale) == 2, "what speaks of other passages settles nothing"
    new = log.take("accept", "z1", "e1")
    assert new.over == (old.id,)
    log.take("edit", "z4", after="她来了。")
    assert log.now.stale == ()
    assert [e.standing for e in log.now.log] == ["replaced", "replaced", "applies", "applies", "applies"]
    log.back(new)
    assert [e.decision for e in log.now.stale] == [old], "taking it back brings the question back"
