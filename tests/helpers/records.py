"""Two small records by hand: a summary with all that can go wrong, and a text that is hardly translated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from aligner.record.config import Part, Party, RecordConfig
from aligner.record.decisions.resolved import Resolved
from aligner.record.load import Record
from aligner.record.model import (
    Alignment,
    Document,
    Flag,
    Furniture,
    Link,
    Message,
    Names,
    Segment,
    Source,
)

HARD = (
    "皇后以后在里面与公里，干净的干部发展头发，复杂的反复，一只只有，"
    "舞台平台，面条面对，关系系统，准备批准，历史日历，剩余，云南说云"
)
"""Characters that one simplified form stands for several of."""

HOSTILE = (
    '<script>alert("x")</script> **bold** {: #x} {#y} | [x](javascript:alert(1)) '
    ":smile: $a$ `c` &amp; # h \\ ~~s~~"
)


def segment(identifier: str, text: str, **fields: object) -> Segment:
    """A sentence, unless `fields` say otherwise."""
    number = int(identifier[1:])
    source = Source(file="source.md", start=number * 100, end=number * 100 + len(text), line=number)
    values: dict[str, object] = {"kind": "sentence", "source": source, "paragraph": number, **fields}
    return Segment(id=identifier, text=text, **values)  # type: ignore[arg-type]


def link(number: int, zh: str, en: str, score: float = 0.9, **fields: object) -> Link:
    """A link between ids given as words."""
    values: dict[str, object] = {"relation": "summarises", "score": score, **fields}
    return Link(id=f"l{number}", zh=tuple(zh.split()), en=tuple(en.split()), **values)  # type: ignore[arg-type]


def flag(number: int, kind: str, zh: str, en: str, **fields: object) -> Flag:
    """A flag between ids given as words."""
    values: dict[str, object] = {
        "mqm": "accuracy",
        "severity": "major",
        "message": Message(en=f"Message {number}.", zh=f"说明{number}：里面有出入。"),
        "score": 0.8,
        **fields,
    }
    return Flag(id=f"f{number}", type=kind, zh=tuple(zh.split()), en=tuple(en.split()), **values)  # type: ignore[arg-type]


def config(folder: Path, identifier: str, **fields: object) -> RecordConfig:
    """A record.yml as it would be read, its source written to the folder."""
    place = folder / identifier
    place.mkdir(parents=True, exist_ok=True)
    (place / "source.md").write_text(f"the source of {identifier}\n", encoding="utf-8")
    values: dict[str, object] = {"parts": (Part("source.md", "zh-Hans"), Part("source.md", "en")), **fields}
    return RecordConfig(id=identifier, path=place / "record.yml", **values)  # type: ignore[arg-type]


def alignment(
    identifier: str, original: str, zh: Iterable[Segment], en: Iterable[Segment], **fields: object
) -> Alignment:
    """Two documents and what joins them."""
    return Alignment(
        record=identifier,
        signature="model:none|match:hand",
        original=original,  # type: ignore[arg-type]
        zh=Document("zh-Hans", tuple(zh)),
        en=Document("en", tuple(en)),
        **fields,  # type: ignore[arg-type]
    )


def record(settings: RecordConfig, result: Alignment) -> Record:
    """A record that nobody has decided anything about."""
    return Record(settings, Resolved(result))


def summary(folder: Path) -> Record:
    """A Chinese summary of English answers: crossing links, absences both ways, flags, hostile text."""
    heading = ("云海平台",)
    answer = {"speaker": "Ms Reed", "turn": "Q1"}
    zh = (
        segment("z1", "云海论坛的一篇<综述>", kind="heading", level=1),
        segment("z2", HARD),
        segment("z3", heading[0], kind="heading", level=2),
        segment("z4", "她建议建立云海平台，统筹发展。", section=heading, paragraph=4),
        segment("z5", "投资将达到30亿元。", section=heading, paragraph=4, repairs=("han-space",)),
        segment("z6", HOSTILE, section=heading, paragraph=6),
        segment("z7", "先做小型试点，再行推广。", section=heading, paragraph=7),
        segment("z8", "她感谢东道主。", section=heading, paragraph=7),
    )
    en = (
        segment("e1", "How can the platform grow?", kind="question", turn="Q1"),
        segment("e2", "Small pilots should come first.", paragraph=2, **answer),
        segment("e3", "They can be widened later.", paragraph=2, **answer),
        segment("e4", "Money", kind="heading", level=2, **answer),
        segment("e5", "Investment will reach 3 billion yuan.", section=("Money",), paragraph=5, **answer),
        segment("e6", "A carbon market would help the valleys.", section=("Money",), paragraph=5, **answer),
        segment("e7", "Tools", kind="heading", level=2, **answer),
        segment("e8", HOSTILE, section=("Tools",), kind="list-item", **answer),
        segment("e9", "Sensors for glaciers.", section=("Tools",), kind="list-item", **answer),
        segment("e10", "The cloud platform joins them all.", section=("Tools",), **answer),
    )
    return record(
        config(
            folder,
            "summary",
            title=Names(zh="云海论坛：后台<发展>", en="The Cloud Forum: *growth* & care"),
            original="en",
            kind="summary",
            date=date(2024, 5, 6),
            place=Names(zh="云南", en="Yunnan"),
            people=(Party(Names(zh="里德女士", en="Ms Reed"), role=Names(zh="会长", en="president")),),
            note=Names(zh="中文是综述。", en="The Chinese is a summary."),
            profile="thorough",
            findings="thorough",
        ),
        alignment(
            "summary",
            "en",
            zh,
            en,
            links=(
                link(1, "z4", "e10"),
                link(2, "z4 z5", "e5"),
                link(3, "z6", "e8 e10", 0.4, relation="partial"),
                link(4, "z7", "e2 e3"),
                link(5, "z8", "e9", status="rejected"),
            ),
            flags=(
                flag(1, "numbers", "z5", "e5", zh_span=(5, 8), en_span=(22, 31), state="error"),
                flag(2, "omission", "", "e6"),
                flag(3, "omission", "", "e9", message=Message(en="Message 2.", zh="说明2：里面有出入。")),
                flag(4, "typographical", "z6", "", severity="neutral"),
                flag(5, "mistranslation", "z7", "e2", state="dismissed"),
                flag(6, "addition", "z8", "", severity="minor", zh_span=(0, 99)),
                flag(7, "other", "", "", severity="minor"),
            ),
            furniture=(Furniture("stamp", 0, 4, 1, "source.md"),),
        ),
    )


def untranslated(folder: Path) -> Record:
    """A Chinese text of which little more than the title is in English."""
    section = ("第一章",)
    body = [
        segment(f"z{n}", f"这是第{n}句，讲云南的面貌。", section=section, paragraph=n // 4 + 10)
        for n in range(4, 24)
    ]
    zh = (
        segment("z1", "云南的面貌", kind="heading", level=1),
        segment("z2", "图书馆", kind="metadata"),
        segment("z3", section[0], kind="heading", level=2),
        *body,
        segment("z24", "图1 云图", kind="caption", section=section),
    )
    en = (
        segment("e1", "The face of Yunnan", kind="heading", level=1),
        segment("e2", "Made available by the library.", kind="note"),
        segment("e3", "Fig. 1 Clouds", kind="caption"),
    )
    return record(
        config(folder, "untranslated", title=Names(zh="云南的面貌", en="The face of Yunnan"), original="zh"),
        alignment(
            "untranslated",
            "zh",
            zh,
            en,
            links=(link(1, "z1", "e1"), link(2, "z24", "e3", relation="equivalent")),
        ),
    )


def records(folder: Path) -> tuple[Record, ...]:
    """Both of them."""
    return summary(folder), untranslated(folder)


def document(words: str) -> tuple[Segment, ...]:
    """A text in a line: ids, ``/`` between paragraphs, headings in capitals, questions with ``?``."""
    found = []
    section: tuple[str, ...] = ()
    for paragraph, part in enumerate(words.split("/"), 1):
        for word in part.split():
            if word.isupper():
                found.append(segment(word.lower(), word, kind="heading", paragraph=paragraph))
                section = (word,)
            elif word.endswith("?"):
                found.append(segment(word[:-1], word, kind="question", turn="Q1", paragraph=paragraph))
            else:
                found.append(segment(word, word, paragraph=paragraph, section=section))
    return tuple(found)


@st.composite
def alignments(draw: st.DrawFn) -> Alignment:
    """Any record: kinds, paragraphs, sections and links as they come."""

    def side(letter: str) -> list[Segment]:
        kinds = st.sampled_from(["sentence", "heading", "list-item", "metadata", "question"])
        steps = st.tuples(kinds, st.integers(0, 1), st.sampled_from([(), ("A",), ("A", "B")]))
        made: list[Segment] = []
        for n, (kind, step, section) in enumerate(draw(st.lists(steps, max_size=25))):
            paragraph = (made[-1].paragraph if made else 0) + step
            made.append(segment(f"{letter}{n}", "text", kind=kind, paragraph=paragraph, section=section))
        return made

    ids = st.lists(st.integers(0, 27), max_size=4, unique=True)
    links = draw(
        st.lists(st.tuples(ids, ids, st.floats(0, 1), st.sampled_from(["auto", "rejected"])), max_size=15)
    )
    made = tuple(
        link(n, " ".join(f"z{i}" for i in zh), " ".join(f"e{i}" for i in en), score, status=status)
        for n, (zh, en, score, status) in enumerate(links)
    )
    return alignment("any", "en", side("z"), side("e"), links=made)
