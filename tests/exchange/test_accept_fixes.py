"""What of a translator's fixes becomes a decision on a record, without a command line and without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import starmap
from pathlib import Path

import pytest

from aligner.exchange.accept_fixes import accept_fixes
from aligner.exchange.fixes import Fix, Remark, Returned
from aligner.exchange.formats import write
from aligner.exchange.insertions import Insertion, place_of
from aligner.exchange.read import read_returned
from aligner.exchange.units import select_units
from aligner.record.config import load_config
from aligner.record.decisions import log
from aligner.record.decisions.evidence import text_hash
from aligner.record.files.alignment_json import dumps
from aligner.record.files.lock import record_locked
from aligner.record.load import Record, load_record
from aligner.record.model import Alignment, Flag
from tests.helpers.talk import ZH, talk

RECORD = (
    "title: {zh: 港口, en: The port}\noriginal: en\nsides: {zh: {file: source.md}, en: {file: source.md}}\n"
)
NEW = "年吞吐量可达到120万标准箱。"


@pytest.fixture
def record(make_record: Callable[..., Path]) -> Record:
    folder = make_record(RECORD, name="port-2024", **{"alignment.json": dumps(talk()), "source.md": "x"})
    return load_record(load_config(folder / "record.yml"))


def fix(key: str, after: str, **fields: object) -> Fix:
    """A fix of one passage whose text the translator saw as it is."""
    seen = (text_hash(ZH[key]),) if key in ZH else ()
    return replace(Fix("port-2024", "zh", (key,), seen, ZH.get(key), after, 7), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fixes", "edits", "reasons"),
    [
        ([fix("z3", NEW)], [("z3", NEW)], []),
        ([fix("z3", NEW, record="")], [("z3", NEW)], []),
        ([fix("z3", NEW, record="another")], [], []),
        ([fix("z3", ZH["z3"])], [], []),
        ([fix("z3", ZH["z3"].replace("12", "12\u200b\u2060"))], [], []),
        ([fix("z3", NEW), fix("z3", NEW)], [("z3", NEW)], []),
        ([fix("z3", NEW), fix("z3", "别的。")], [], ["the file has two texts for z3"] * 2),
        ([fix("z99", NEW)], [], ["port-2024 has no passage z99"]),
        ([fix("e2", "New.", side="en")], [], ["e2 belongs to the original, which cannot be edited"]),
        ([fix("z3", NEW, seen=("0" * 12,))], [], ["the text of z3 was changed after this file was exported"]),
        ([fix("z3", NEW, seen=(), before=None)], [], ["the file no longer says which text of z3"]),
        ([fix("z3", NEW, seen=())], [("z3", NEW)], []),
        (
            [fix("z2", "全新。", segments=("z2", "z3"), seen=(), before=None)],
            [],
            ["it is not clear which part belongs to z2 and which to z3"],
        ),
    ],
)
def test_fixes(record: Record, fixes: list[Fix], edits: list[tuple[str, str]], reasons: list[str]) -> None:
    accepted = accept_fixes(record, Returned(len(fixes), tuple(fixes), (), ()), by="Li")
    assert [(d.zh[0], d.after) for d in accepted.decisions] == edits
    assert [item.why[: len(why)] for item, why in zip(accepted.left, reasons, strict=True)] == reasons
    assert accepted.edits == len(edits)


def test_a_lost_text_is_taken_when_asked_for(record: Record) -> None:
    returned = Returned(1, (fix("z3", NEW, seen=(), before=None),), (), ())
    assert accept_fixes(record, returned, by="Li").edits == 0
    assert accept_fixes(record, returned, by="Li", unchecked=True).edits == 1


def test_remarks_become_comments(record: Record) -> None:
    remarks = (
        Remark("port-2024", ("z1", "e1"), "为什么？", 3),
        Remark("port-2024", ("z99",), "gone", 4),
        Remark("another", ("z1",), "elsewhere", 5),
    )
    accepted = accept_fixes(record, Returned(3, (), remarks, ()), by="Li")
    assert [(d.verb, d.zh, d.en, d.reason) for d in accepted.decisions] == [
        ("comment", ("z1",), ("e1",), "为什么？")
    ]
    assert (accepted.edits, accepted.comments) == (0, 1)


def test_a_comment_is_taken_once(record: Record) -> None:
    """The same file again changes nothing, whoever imports it; another comment is taken."""
    remark = Remark("port-2024", ("z1", "e1"), "为什么？", 3)
    first = accept_fixes(record, Returned(2, (), (remark, remark), ()), by="Li")
    assert first.comments == 1
    log.append(record.config.folder, first.decisions)
    again = load_record(record.config)
    more = Remark("port-2024", ("z1", "e1"), "改好了。", 3)
    accepted = accept_fixes(again, Returned(2, (), (remark, more), ()), by="Ann")
    assert [d.reason for d in accepted.decisions] == ["改好了。"]


@pytest.mark.parametrize(("check", "gone"), [("numbers", ["f1"]), ("claims", [])])
def test_only_a_check_that_runs_can_find_nothing_more(record: Record, check: str, gone: list[str]) -> None:
    """Of a finding of a retired check, nobody can tell whether an edit mends it."""
    old = replace(talk(), flags=(replace(talk().flags[0], check=check),))
    (record.config.folder / "alignment.json").write_text(dumps(old), encoding="utf-8")
    returned = Returned(1, (fix("z3", NEW),), (), ())
    accepted = accept_fixes(load_record(record.config), returned, by="Li", recheck=lambda _: ())
    assert [flag.id for flag in accepted.flags.gone] == gone


def test_from_python(record: Record, tmp_path: Path) -> None:
    """As docs/exchange.md has it: out, a changed target, and in; the checks find the new number right."""
    back = tmp_path / "back.xlf"
    text = write(select_units(record.alignment), "xliff")
    back.write_text(text.replace(f"{ZH['z3']}</target>", f"{NEW}</target>"), encoding="utf-8")

    def checks(alignment: Alignment) -> Iterable[Flag]:
        assert alignment.segments["z3"].shown == NEW
        return [flag for flag in talk().flags if flag.check != "numbers"]

    with record_locked(record.config.folder):
        accepted = accept_fixes(
            load_record(record.config), read_returned(back), by="Li Yi", file=back.name, recheck=checks
        )
        log.append(record.config.folder, accepted.decisions)
    assert [flag.id for flag in accepted.flags.gone] == ["f1"]
    after = load_record(record.config).resolved
    assert [e.decision.verb for e in after.log] == ["edit", "resolve"]
    assert len({e.decision.group for e in after.log}) == 1
    assert after.alignment.segments["z3"].shown == NEW
    assert {f.id: f.state for f in after.alignment.flags}["f1"] == "resolved"
    again = accept_fixes(load_record(record.config), read_returned(back), by="Li Yi", recheck=checks)
    assert (again.decisions, again.same, again.left) == ((), 1, ())


WATER = "我们将每月公布水质数据。"
INSERTED = [
    # missing passages with their new texts, another fix; the edits, the links
    ([("e5", WATER)], [], [("z4", ZH["z4"] + WATER)], [("z4", "e3 e4 e5")]),
    ([("e5", WATER)], [("z4", "渔民有补偿。")], [("z4", "渔民有补偿。" + WATER)], [("z4", "e3 e4 e5")]),
    ([("e5", WATER), ("e5", WATER)], [], [("z4", ZH["z4"] + WATER * 2)], [("z4", "e3 e4 e5")]),
    ([("e99", WATER)], [], [], []),
]


@pytest.mark.parametrize(("missing", "others", "edits", "links"), INSERTED)
def test_a_new_text_goes_where_it_belongs(
    record: Record,
    missing: list[tuple[str, str]],
    others: list[tuple[str, str]],
    edits: list[tuple[str, str]],
    links: list[tuple[str, str]],
) -> None:
    """Behind what stands before it in the original; once more brings nothing new."""
    fixes = [*starmap(fix, others), *(fix("", t, segments=(), seen=(), missing=(key,)) for key, t in missing)]
    accepted = accept_fixes(record, Returned(len(fixes), tuple(fixes), (), ()), by="Li")
    made = accepted.decisions
    assert [(d.zh[0], d.after) for d in made if d.verb == "edit"] == edits
    assert [(" ".join(d.zh), " ".join(d.en)) for d in made if d.verb == "link"] == links
    assert [item.why for item in accepted.left] == (
        [] if edits else ["there is no passage yet for the new text of e99"]
    )
    with record_locked(record.config.folder):
        log.append(record.config.folder, made)
    again = accept_fixes(load_record(record.config), Returned(1, tuple(fixes[-1:]), (), ()), by="Li")
    assert (again.decisions, again.same) == ((), int(bool(edits)))


def test_what_stands_before_everything_goes_to_the_front() -> None:
    first = replace(talk(), links=talk().links[1:])
    place = place_of(fix("", "欢迎。", segments=(), missing=("e1",)), first)
    assert place == Insertion("z2", behind=False)
    assert place.with_text(fix("", "欢迎。"), None, "新码头。").after == "欢迎。新码头。"
