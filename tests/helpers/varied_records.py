"""Records of every kind and in every state of review: what a site may have to say of a text, it says of one
of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from aligner.record.config import Party, RecordConfig
from aligner.record.decisions.decision import CHECKS, Decision
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide
from aligner.record.load import Record
from aligner.record.model import PROPOSED_LINK, Alignment, Flag, Message, Names, Segment, Side
from aligner.record.publication import Author, Publication
from tests.helpers.records import alignment, config, flag, link, segment

SUMMARY = "model:x|match:summary"
OKAFOR, LIND = Party(Names("奥卡福女士", "Ms Okafor")), Party(Names("林德先生", "Mr Lind"))
WEI = Author(Names("魏青", "Wei Qing"))


def texts(letter: str, rows: Iterable[str | tuple[str, dict[str, object]]]) -> list[Segment]:
    """Passages numbered from 1, each a paragraph; a pair gives fields besides."""
    pairs = (row if isinstance(row, tuple) else (row, {}) for row in rows)
    return [segment(f"{letter}{n}", text, **fields) for n, (text, fields) in enumerate(pairs, 1)]


def heading(text: str) -> tuple[str, dict[str, object]]:
    return text, {"kind": "heading", "level": 1}


def spoken(turn: str, speaker: str, text: str) -> tuple[str, dict[str, object]]:
    """A question where nobody is named."""
    return text, {"turn": turn, "speaker": speaker} if speaker else {"turn": turn, "kind": "question"}


def said(text: str, zh: str) -> Message:
    return Message(f"{text}.", f"{zh}。")


def missing(number: int, zh: str, en: str, original: Side = "en", **fields: object) -> Flag:
    """A flag that only says that the other text lacks some passages."""
    message = said("These passages have no counterpart", "这几段没有对应内容")
    kind = "omission" if (zh if original == "zh" else en) else "addition"
    return flag(number, kind, zh, en, message=message, check="missing", **fields)


def taken(settings: RecordConfig, machine: Alignment, steps: Sequence[dict[str, object]]) -> Record:
    """A record with decisions taken one day after the other; a flag is given by its number."""
    days = count()
    log: list[Decision] = []
    for step in steps:
        now = resolve(machine, log, as_printed=settings.as_printed)
        values = dict(step)
        if isinstance(number := values.get("flag"), int):
            values["flag"] = next(f for f in now.alignment.flags if f.id == f"f{number}")
        clock = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=next(days))
        log.append(decide(now, clock=lambda moment=clock: moment, **values))  # type: ignore[arg-type]
    return Record(settings, resolve(machine, log, as_printed=settings.as_printed), machine)


def quay(folder: Path) -> Record:
    """A press summary of two people's answers that nobody has reviewed.

    A passage that one finding calls left out is compared by another; a question and an answer stand in one
    link; words are missing inside a linked passage.
    """
    zh = texts(
        "z",
        [
            heading("新码头座谈会侧记"),
            "奥卡福女士说，新码头将在2027年建成。",
            "她承诺渔民全部得到补偿。",
            "林德先生回答说，湿地不会缩小。",
            "这充分体现了合作共赢的精神。",
            "会后与会者参观了灯塔。",
        ],
    )
    en = texts(
        "e",
        [
            heading("Talks on the new quay"),
            spoken("Q1", "", "When will the quay be ready?"),
            spoken("Q1", "Ms Okafor", "The quay will be ready in 2028."),
            spoken("Q1", "Ms Okafor", "We hope that fishermen can be compensated."),
            spoken("Q1", "Ms Okafor", "Nothing has been decided about the lighthouse."),
            spoken("Q2", "", "Will the wetland shrink?"),
            spoken("Q2", "Mr Lind", "It will not shrink, as far as we know."),
            spoken("Q2", "Mr Lind", "Thank you for asking."),
            spoken("Q2", "Mr Lind", "It lies in the bend of the river."),
        ],
    )
    flags = (
        flag(1, "numbers", "z2", "e3", zh_span=(11, 15), en_span=(25, 30)),
        flag(2, "mistranslation", "z3", "e4", message=said("A hope becomes a promise", "把希望写成了承诺")),
        missing(3, "", "e4 e5"),
        missing(4, "", "e4", severity="minor"),
        missing(5, "z5", ""),
        flag(
            6,
            "omission",
            "",
            "e7",
            en_span=(19, 37),
            severity="minor",
            message=said("The doubt is left out", "略去了保留之词"),
        ),
        flag(7, "mistranslation", "z4", "e6 e7 e9", severity="minor"),
    )
    links = (link(1, "z1", "e1"), link(2, "z2", "e3"), link(3, "z4", "e6 e7 e9"), link(4, "z2", "e8", 0.3))
    return taken(
        config(
            folder,
            "quay",
            title=Names("新码头座谈会侧记", "Talks on the new quay"),
            original="en",
            kind="summary",
            date=date(2026, 2, 3),
            people=(OKAFOR, LIND),
            profile="thorough",
            findings="thorough",
            publications=(
                Publication(publisher="港口日报", date=date(2026, 2, 5), url="https://port.example/news/7"),
                Publication(form=Names("座谈发言", "round-table talk")),
            ),
        ),
        replace(alignment("quay", "en", zh, en, links=links, flags=flags), signature=SUMMARY),
        (),
    )


def survey(folder: Path) -> Record:
    """A translated paper, partly reviewed: a finding confirmed, one dismissed, one raised, a link drawn over
    an absence, an absence settled, a text edited.
    """
    zh = texts(
        "z",
        [
            heading("鸟类调查"),
            "调查历时十二年。",
            "共记录鸟类二百种。",
            "湖泊面积略有增加。",
            "当地志愿者参加了调查。",
            "感谢图书馆的帮助。",
            "下一次调查定于秋季。",
            "数据将公开发布。",
        ],
    )
    en = texts(
        "e",
        [
            heading("A survey of birds"),
            "The survey took twenty years.",
            "Two hundred kinds of birds were recorded.",
            "The lake grew alot.",
            "Local volunteers took part.",
            "It was a great success.",
            "The next survey is planned for autumn.",
        ],
    )
    flags = (
        flag(1, "numbers", "z2", "e2", zh_span=(4, 7), en_span=(16, 28), check="numbers"),
        flag(2, "terminology", "z3", "e3", check="terms"),
        missing(3, "z7", "", "zh"),
        missing(4, "", "e6", "zh"),
        missing(5, "z8", "", "zh", severity="minor"),
        flag(6, "mistranslation", "z4", "e4", zh_span=(4, 8), en_span=(9, 18), check="polarity"),
    )
    links = tuple(link(n, f"z{n}", f"e{n}", relation="equivalent") for n in range(1, 6))
    misspelt = said("“alot” is misspelt", "“alot”拼写有误")
    raised = flag(9, "misspelling", "", "e4", en_span=(14, 18), score=1.0, message=misspelt)
    steps: tuple[dict[str, object], ...] = (
        {"verb": "confirm", "by": "Ann", "flag": 1, "reason": "十二 is twelve"},
        {"verb": "dismiss", "by": "Bo", "flag": 2, "reason": "两种说法都可以"},
        {"verb": "flag", "by": "Ann", "flag": raised},
        {"verb": "link", "by": "Ann", "zh": ["z7"], "en": ["e7"]},
        {"verb": "accept", "by": "Bo", "zh": ["z6"]},
        {"verb": "edit", "by": "Bo", "en": ["e5"], "after": "Local volunteers joined in."},
        {"verb": "comment", "by": "Ann", "zh": ["z2"], "reason": "see the table"},
    )
    return taken(
        config(
            folder,
            "survey",
            title=Names("鸟类调查", "A survey of birds"),
            original="zh",
            kind="translation",
            publications=(
                Publication(
                    authors=(WEI,),
                    journal="湖泊学报",
                    volume="12",
                    issue="3",
                    pages="45-50",
                    date=date(2025, 9, 1),
                    doi="10.5555/lake.2025",
                ),
                Publication(publisher="Lake Press", date=date(2026, 1, 9), url="https://lake.example/birds"),
            ),
        ),
        alignment("survey", "zh", zh, en, links=links, flags=flags),
        steps,
    )


def digest(folder: Path) -> Record:
    """An English summary of a Chinese speech that is reviewed throughout: nothing is left to the program."""
    zh = texts(
        "z",
        [
            heading("在图书馆落成典礼上的讲话"),
            "图书馆今天落成。",
            "我们买了三万册书。",
            "儿童阅览室还没有完工。",
            "谢谢各位。",
        ],
    )
    en = texts(
        "e",
        [
            heading("Speech at the opening of the library"),
            "The library has opened.",
            "It has thirteen thousand books.",
            "Readers are delighted.",
        ],
    )
    flags = (
        flag(1, "numbers", "z3", "e3", zh_span=(4, 6), en_span=(7, 24), check="numbers", severity="minor"),
        missing(2, "z4", "", "zh"),
        missing(3, "", "e4", "zh"),
        flag(4, "terminology", "z2", "e2", check="terms"),
    )
    graver = replace(flags[0], severity="critical", type="mistranslation")
    links = tuple(link(n, f"z{n}", f"e{n}", status="auto") for n in range(1, 4))
    steps: tuple[dict[str, object], ...] = (
        {"verb": "accept", "by": "Ann", "zh": ["z1"], "en": ["e1"]},
        {"verb": "accept", "by": "Ann", "zh": ["z2"], "en": ["e2"]},
        {"verb": "accept", "by": "Ann", "zh": ["z3"], "en": ["e3"]},
        {"verb": "accept", "by": "Bo", "zh": ["z5"]},
        {"verb": "flag", "by": "Ann", "flag": graver},
        {"verb": "confirm", "by": "Bo", "flag": 2},
        {"verb": "confirm", "by": "Bo", "flag": 3, "reason": "nobody said so"},
        {"verb": "dismiss", "by": "Ann", "flag": 4, "scope": "check"},
        {"verb": "edit", "by": "Ann", "en": ["e3"], "after": "It has thirty thousand books."},
    )
    record = taken(
        config(
            folder,
            "digest",
            title=Names("在图书馆落成典礼上的讲话", "Speech at the opening of the library"),
            original="zh",
            kind="summary",
            date=date(2026, 1, 5),
            people=(Party(Names("方女士", "Ms Fang")),),
            profile="thorough",
            findings="thorough",
            publications=(Publication(), Publication(publisher="Town News")),
        ),
        replace(alignment("digest", "zh", zh, en, links=links, flags=flags), signature=SUMMARY),
        steps,
    )
    assert record.machine
    log = [entry.decision for entry in record.resolved.log]
    edited = resolve(record.machine, log)
    mended = decide(
        edited,
        "resolve",
        by=CHECKS,
        flag=edited.alignment.flags[0],
        reason="mended",
        clock=lambda: datetime(2026, 3, 10, 9, tzinfo=UTC),
    )
    return replace(record, resolved=resolve(record.machine, [*log, mended], as_printed=True))


def leaflet(folder: Path) -> Record:
    """An excerpt: most of the original was never translated. Only confirmed findings are shown."""
    zh = texts("z", [heading("水库简介"), "水库建于1958年。", "水质良好。"])
    en = texts(
        "e",
        [
            heading("The reservoir"),
            "The reservoir was built in 1985.",
            "The water is good.",
            *(f"Path number {n} leads round the {shore} shore." for n, shore in ((1, "east"), (2, "west"))),
            heading("Visits"),
            "Boats can be hired.",
            "Swimming is not allowed.",
            "The café closes at dusk.",
        ],
    )
    flags = (
        flag(1, "numbers", "z2", "e2", zh_span=(4, 8), en_span=(27, 31), check="numbers"),
        flag(2, "terminology", "z3", "e3", check="terms"),
    )
    links = tuple(link(n, f"z{n}", f"e{n}", relation="equivalent") for n in range(1, 4))
    return taken(
        config(
            folder,
            "leaflet",
            title=Names("水库简介", "The reservoir"),
            original="en",
            kind="auto",
            findings="confirmed",
            publications=(
                Publication(),
                Publication(authors=(Author(Names("水务局", "Water Board"), is_body=True),)),
            ),
        ),
        alignment("leaflet", "en", zh, en, links=links, flags=flags),
        ({"verb": "confirm", "by": "Cao Lan", "flag": 1},),
    )


def letter(folder: Path) -> Record:
    """A translated letter whose findings readers are not shown, though one is confirmed and one dismissed."""
    zh = texts("z", ["亲爱的朋友：", "我们一共走了五天。", "山里下了雪。"])
    en = texts("e", ["Dear friend,", "We walked for six days.", "It rained in the hills.", "Yours, Tom"])
    flags = (
        flag(1, "numbers", "z2", "e2", check="numbers"),
        flag(2, "mistranslation", "z3", "e3", check="meaning"),
        missing(3, "", "e4", severity="minor"),
    )
    links = tuple(link(n, f"z{n}", f"e{n}", relation="equivalent") for n in range(1, 4))
    return taken(
        config(
            folder,
            "letter",
            title=Names("一封信", "A letter"),
            original="en",
            kind="translation",
            date=date(1931, 4, 2),
            people=(Party(Names("汤姆·里德", "Tom Reed")),),
            findings="none",
        ),
        alignment("letter", "en", zh, en, links=links, flags=flags),
        ({"verb": "confirm", "by": "Ann", "flag": 1}, {"verb": "dismiss", "by": "Ann", "flag": 2}),
    )


def notice(folder: Path) -> Record:
    """A summary whose links are all accepted; that a passage corresponds to another, only a reader says."""
    zh = texts("z", [heading("停水通知"), "周一停水。", "望周知。"])
    en = texts("e", [heading("Water supply"), "There will be no water on Monday.", "Please tell everybody."])
    proposal = flag(1, "other", "z3", "e3", mqm=PROPOSED_LINK, severity="neutral", check="reader")
    links = (link(1, "z1", "e1"), link(2, "z2", "e2"))
    settings = config(
        folder, "notice", title=Names("停水通知", "Water supply"), original="en", kind="summary"
    )
    machine = alignment("notice", "en", zh, en, links=links, flags=(proposal,))
    return taken(
        settings,
        replace(machine, signature=SUMMARY),
        [{"verb": "accept", "by": "Bo", "zh": [f"z{n}"], "en": [f"e{n}"]} for n in (1, 2)],
    )


def varied(folder: Path) -> tuple[Record, ...]:
    """All of them."""
    return tuple(make(folder) for make in (quay, survey, digest, leaflet, letter, notice))
