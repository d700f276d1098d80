"""What a reader said becomes findings, and other checks leave what was read to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from aligner.checks import run_checks
from aligner.pipeline.check import check_alignment
from aligner.reader.answers import reading_from
from aligner.reader.tasks import reading_tasks
from aligner.record.model import Alignment, Flag, Link, Side, other
from aligner.record.profiles import is_shown
from aligner.record.readings import LOCAL_READER, PassageReading
from tests.helpers.contexts import Make, Senses, document
from tests.helpers.endpoint import verdict


def said(verdict: str, span: str = "", kind: str = "", why: str = "") -> PassageReading:
    return PassageReading("z1", "hash", "m", verdict, 0.8, span, kind, why)  # type: ignore[arg-type]


def flags(record: Make, zh: str, en: str, readings: Mapping[str, PassageReading]) -> tuple[Flag, ...]:
    context = record([zh], [en], original="en")
    return run_checks(replace(context, readings=readings))


@pytest.mark.parametrize(
    ("reading", "severity", "type_", "mqm", "underlined"),
    [
        (said("major", "必将", "plan_to_done"), "major", "mistranslation", "accuracy/mistranslation", "必将"),
        (said("minor", "三百", "number_changed"), "minor", "numbers", "accuracy/mistranslation/number", ""),
        (said("major", "", "condition_dropped"), "major", "omission", "accuracy/omission", ""),
        (said("no_source", "必将建成"), "major", "addition", "accuracy/addition", "必将建成"),
    ],
)  # fmt: skip
def test_a_reading_becomes_a_finding(
    record: Make, reading: PassageReading, severity: str, type_: str, mqm: str, underlined: str
) -> None:
    text = "运河必将建成。"
    (flag,) = flags(record, text, "We may build the canal.", {"z1": reading})
    assert (flag.check, flag.severity, flag.type, flag.mqm) == ("reader", severity, type_, mqm)
    assert text[slice(*flag.zh_span or (0, 0))] == underlined
    assert (flag.zh, flag.en, flag.score) == (("z1",), ("e1",), 0.8)


@pytest.mark.parametrize(
    ("reading", "english", "chinese"),
    [
        (said("major", "必將", "modality_can_to_will"), "“必將”: told as certain.", "“必將”：可能说成必将。"),
        (said("minor", "運河", "other"), "“運河”: something else differs.", "“運河”：另有出入。"),
        (
            said("major", "必將", "modality_can_to_will", "The speaker said “may”."),
            "“必將”: told as certain. m says: “The speaker said ‘may’.”",
            "“必將”：可能说成必将。m说明：“The speaker said ‘may’.”",
        ),
        (
            said("no_source", "必將", "", "没有这样说。"),
            "Nothing in the original says “必將”. m says: “没有这样说。”",
            "原文中没有“必將”的依据。m说明：“没有这样说。”",
        ),
    ],
)
def test_the_message_says_what_changed_and_quotes_the_reason(
    record: Make, reading: PassageReading, english: str, chinese: str
) -> None:
    (flag,) = flags(record, "運河必將建成。", "We may build the canal.", {"z1": reading})
    assert (flag.message.en, flag.message.zh) == (english, chinese)
    assert flag.zh_span == (2, 4) or reading.span == "運河"


@pytest.mark.parametrize("zh", ["村里无人同意修建运河。", "村裡無人同意修建運河。"])
def test_what_was_read_and_is_right_is_left_alone(record: Make, zh: str) -> None:
    english = "The village agreed to the canal."
    assert flags(record, zh, english, {})
    assert flags(record, zh, english, {"z1": said("ok")}) == ()


@pytest.mark.parametrize(
    ("readings", "severity"),
    [
        ({}, "major"),
        ({"z1": said("ok")}, "minor"),
        ({"z1": said("minor")}, "minor"),
        ({"z1": said("major")}, "minor"),
    ],
)
@pytest.mark.parametrize("zh", ["这座桥花了三百元。", "這座橋花了三百元。"])
def test_numbers_are_compared_whatever_a_reader_says_but_it_knows_what_is_grave(
    record: Make, zh: str, readings: Mapping[str, PassageReading], severity: str
) -> None:
    found = flags(record, zh, "The bridge cost 400 yuan.", readings)
    assert [flag.severity for flag in found if flag.check == "numbers"] == [severity]


def local(verdict: str, sure: float, span: str = "", kind: str = "") -> PassageReading:
    return PassageReading("z1", "hash", LOCAL_READER, verdict, sure, span, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reading", "severity", "english", "chinese", "careful"),
    [
        (
            local("major", 0.81, "必將", "modality_can_to_will"),
            "major",
            "“必將” may not be what the original says (told as certain?).",
            "“必將”与原文可能有出入（可能说成必将？）。",
            True,
        ),
        (
            local("minor", 0.5, "運河", "other"),
            "minor",
            "“運河” may not be what the original says.",
            "“運河”与原文可能有出入。",
            False,
        ),
    ],
)
def test_what_the_local_reader_doubts_is_shown_as_surely_as_it_is(
    record: Make, reading: PassageReading, severity: str, english: str, chinese: str, careful: bool
) -> None:
    (flag,) = flags(record, "運河必將建成。", "We may build the canal.", {"z1": reading})
    assert (flag.check, flag.severity, flag.score) == ("reader", severity, reading.sure)
    assert (flag.message.en, flag.message.zh) == (english, chinese)
    assert is_shown(flag, "careful") is careful
    assert is_shown(flag, "thorough")


@pytest.mark.parametrize("verdict", ["ok", "major"])
@pytest.mark.parametrize("zh", ["村里无人同意修建运河，花了三百元。", "村裡無人同意修建運河，花了三百元。"])
def test_other_checks_do_not_give_way_to_the_local_reader(record: Make, zh: str, verdict: str) -> None:
    english = "The village agreed to the canal for 400 yuan."
    without = {(f.check, f.severity) for f in flags(record, zh, english, {}) if f.check != "reader"}
    assert {("numbers", "major"), ("polarity", "major")} <= without
    read = flags(record, zh, english, {"z1": local(verdict, 0.7 if verdict == "major" else 0.1)})
    assert {(f.check, f.severity) for f in read if f.check != "reader"} == without
    assert sum(f.check == "reader" for f in read) == (verdict == "major")


EN = ("We may build it.", "It needs 300 million yuan.", "The villages have agreed.", "Nothing is signed.")
HANS = ("我们可能修建运河。", "运河需要三亿元。", "村民已经同意。", "尚未签字。")
HANT = ("我們可能修建運河。", "運河需要三億元。", "村民已經同意。", "尚未簽字。")
DIRECTIONS = {
    "to zh": (EN, HANS),
    "to zh-Hant": (EN, HANT),
    "from zh": (HANS, EN),
    "from zh-Hant": (HANT, EN),
}
Sources = Mapping[str, tuple[str, tuple[int, ...]]]
"""By place in the report: the verdict, and the places of what it quotes of the original."""


def checked(texts: tuple[Sequence[str], Sequence[str]], linked: str, said_of: Sources) -> tuple[Flag, ...]:
    """The flags of a summary: `linked` as in ``1-1 3-4``, report and original; nothing else corresponds."""
    original: Side = "en" if texts[0] is EN else "zh"
    zh, en = (document(side, texts[side != original]) for side in ("zh", "en"))
    links = []
    for pair in linked.split():
        report, source = pair.split("-")
        ends = {original: source, other(original): report}
        links.append(Link(f"l{pair}", (f"z{ends['zh']}",), (f"e{ends['en']}",), "summarises", 0.9))
    nulls = {s.id: 0.95 for s in (*zh, *en)}
    talk = Alignment("talk", "match:summary/3", original, zh, en, tuple(links), absent=nulls)
    readings = [
        reading_from(task, verdict(name, source=[texts[0][n - 1] for n in places]), "m")
        for place, (name, places) in said_of.items()
        for task in reading_tasks(talk)
        if task.passage[1:] == place
    ]
    return check_alignment(talk, Senses(), readings=readings, checks_off=["numbers"])


PROPOSALS: tuple[tuple[str, Sources, set[str], set[str]], ...] = (
    # linked; what was read; proposals; passages that are missing
    ("1-1 2-2", {}, set(), {"r3 r4", "o3 o4"}),
    ("1-1 2-2", {"3": ("ok", ())}, set(), {"r4", "o3 o4"}),
    ("1-1 2-2", {"3": ("ok", (3,))}, {"r3 – o3"}, {"r4", "o4"}),
    ("1-1 2-2", {"2": ("ok", (3,))}, {"r2 – o3"}, {"r3 r4", "o4"}),
    ("1-1 2-2", {"2": ("minor", (3, 4))}, {"r2 – o3 o4"}, {"r3 r4"}),
    ("1-1 2-2", {"3": ("major", (4,)), "4": ("ok", (3,))}, {"r3 – o4", "r4 – o3"}, set()),
    ("1-1 2-2", {"3": ("no_source", ())}, set(), {"r4", "o3 o4"}),
    ("1-1 2-2", {"1": ("ok", (1,))}, set(), {"r3 r4", "o3 o4"}),
    ("1-1 2-2", {"1": ("ok", (2,))}, {"r1 – o2"}, {"r3 r4", "o3 o4"}),
    ("2-2", {"1": ("ok", (1,)), "3": ("ok", (1,))}, {"r1 – o1", "r3 – o1"}, {"r4", "o3 o4"}),
)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("case", range(len(PROPOSALS)))
def test_a_source_that_is_not_linked_is_proposed_and_nothing_of_it_is_missing(
    case: int, direction: str
) -> None:
    linked, said_of, proposals, absent = PROPOSALS[case]
    texts = DIRECTIONS[direction]
    flags = checked(texts, linked, said_of)
    report = "e" if texts[1] is EN else "z"

    def named(keys: tuple[str, ...]) -> str:
        return " ".join(("r" if key[0] == report else "o") + key[1:] for key in keys)

    def sides(flag: Flag) -> str:
        both = sorted((flag.zh, flag.en), key=lambda keys: not (keys and keys[0][0] == report))
        return " – ".join(filter(None, map(named, both)))

    assert {sides(flag) for flag in flags if flag.is_proposal} == proposals
    assert {sides(flag) for flag in flags if flag.check == "missing"} == absent
    read = {f"r{place}" for place, (name, _) in said_of.items() if name != "ok"}
    differing = [flag for flag in flags if flag.check == "reader" and not flag.is_proposal]
    assert {sides(flag).split()[0] for flag in differing} == read
    assert all(bool(f.zh and f.en) == (said_of[sides(f)[1]][0] != "no_source") for f in differing)
    assert {flag.severity for flag in flags if flag.is_proposal} <= {"neutral"}


@pytest.mark.parametrize(
    ("direction", "places", "english", "chinese"),
    [
        ("to zh", (3,), "m finds this in e3, which is not linked: “The villages have agreed”.",
         "m认为这一段出自 e3，两者尚未建立对应：“The villages have agreed”。"),
        ("from zh-Hant", (3, 4), "m finds this in z3 z4, which are not linked. They begin: “村民已經同意”.",
         "m认为这一段出自 z3 z4，均未与它建立对应，开头是“村民已經同意”。"),
    ],
)  # fmt: skip
def test_a_proposal_names_the_passages(
    direction: str, places: tuple[int, ...], english: str, chinese: str
) -> None:
    flags = checked(DIRECTIONS[direction], "1-1 2-2", {"2": ("ok", places)})
    (flag,) = [flag for flag in flags if flag.is_proposal]
    assert (flag.message.en, flag.message.zh) == (english, chinese)
    assert (flag.type, flag.zh_span, flag.en_span, flag.score) == ("other", None, None, 0.9)
    assert is_shown(flag, "careful") and not is_shown(replace(flag, score=0.5), "careful")
