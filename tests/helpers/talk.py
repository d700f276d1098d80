"""A small record with everything that an exchange format has to carry."""

from __future__ import annotations

from collections.abc import Mapping

from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

ZH = {
    "z1": "港口扩建论坛",
    "z2": "新码头将在2026年建成。",
    "z3": "年吞吐量可达到12万标准箱。",
    "z4": "湿地面积不会减少；“渔民”将得到补偿 <b> & 100%。",
    "z5": "会后，与会者参观了老码头。",
    "z6": "资金来自地区银行。",
    "z7": "贷款期二十年。",
}
EN = {
    "e1": "Forum on the port extension",
    "e2": "The new quay will be completed in 2026, and it will handle 1.2 million containers a year.",
    "e3": "The area of wetland will not shrink.",
    "e4": "Fishermen will be compensated.",
    "e5": "We will publish water quality data every month.",
    "e6": "The money comes from a loan of the regional bank over twenty years.",
}


def segment(key: str, text: str, line: int, **more: object) -> Segment:
    kind = "heading" if key in ("z1", "e1") else "sentence"
    place = Source("source.md", line * 100, line * 100 + len(text), line)
    return Segment(key, text, kind, place, section=("港口",), speaker="Mr Chen", paragraph=line, **more)  # type: ignore[arg-type]


def flag(key: str, kind: str, zh: tuple[str, ...], en: tuple[str, ...], **more: object) -> Flag:
    message = Message(f"{kind}: the two sides differ <here> & there", f"{kind}：两边不同")
    severity = {"numbers": "major", "omission": "minor"}.get(kind, "neutral")
    return Flag(key, kind, f"accuracy/{kind}", severity, zh, en, message, 0.9, check=kind, **more)  # type: ignore[arg-type]


def talk(
    original: str = "en", texts: Mapping[str, str] | None = None, proposed: Mapping[str, str] | None = None
) -> Alignment:
    """Links of one to two, two to one and one to one, a shared target, passages alone on both sides.

    `texts` of its passages were edited; `proposed` are beside what was printed.
    """

    def side(first: int, own: Mapping[str, str]) -> list[Segment]:
        edited, beside = texts or {}, proposed or {}
        return [
            segment(key, text, first + i, edited=edited.get(key), proposed=beside.get(key))
            for i, (key, text) in enumerate(own.items())
        ]

    zh, en = side(3, ZH), side(30, EN)
    return Alignment(
        record="port-2024",
        signature="model:x|match:y",
        original=original,  # type: ignore[arg-type]
        zh=Document("zh-Hans", tuple(zh)),
        en=Document("en", tuple(en)),
        links=(
            Link("l1", ("z1",), ("e1",), "equivalent", 0.99, "accepted"),
            Link("l2", ("z2", "z3"), ("e2",), "equivalent", 0.93),
            Link("l3", ("z4",), ("e3",), "partial", 0.8),
            Link("l4", ("z4",), ("e4",), "partial", 0.7, "manual"),
            Link("l5", ("z6", "z7"), ("e6",), "equivalent", 0.9),
            Link("l6", ("z5",), ("e5",), "partial", 0.1, "rejected"),
        ),
        flags=(
            flag("f1", "numbers", ("z3",), ("e2",), zh_span=(7, 10), en_span=(59, 70)),
            flag("f2", "omission", (), ("e5",)),
            flag("f3", "addition", ("z5",), ()),
            flag("f4", "terminology", ("z4",), ("e3",), state="dismissed"),
            flag("f5", "terminology", ("z6",), ("e6",), zh_span=(0, 2), state="error"),
        ),
        absent={"z5": 0.9, "e5": 0.95},
    )
