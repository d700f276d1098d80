"""A small record in two versions, with every kind of change between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide, withdraw
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

ZH = (
    "云海论坛综述",
    "新码头将在2026年建成，年吞吐量达120万标准箱。",
    "湿地面积不会减少。",
    "她没有同意延期。",
    "施工期间每月公布水质数据。",
    "会议到此结束。",
    "感谢各位来宾。",
)
EN = (
    "The Cloud Forum",
    "The new quay will be completed in 2026.",
    "It will handle 1.2 million containers a year.",
    "The area of wetland will not shrink.",
    "She agreed to the delay.",
    "We will publish water quality data every month.",
    "Fishermen will be compensated.",
    "Thank you all.",
)


def document(lang: str, texts: Iterable[str]) -> Document:
    """Sentences z1, z2 … or e1, e2 …"""
    rows = [
        Segment(f"{lang[0]}{n}", text, "sentence", Source("source.md", n * 100, n * 100 + len(text), n))
        for n, text in enumerate(texts, 1)
    ]
    return Document("zh-Hans" if lang == "zh" else "en", tuple(rows))


def link(zh: str, en: str, score: float = 0.9, **fields: object) -> Link:
    """A link between ids given as words; its number says nothing."""
    values: dict[str, object] = {"relation": "equivalent", **fields}
    return Link(f"l-{zh}-{en}", tuple(zh.split()), tuple(en.split()), score=score, **values)  # type: ignore[arg-type]


def flag(kind: str, zh: str, en: str, **fields: object) -> Flag:
    """A flag on ids given as words."""
    values: dict[str, object] = {
        "mqm": f"accuracy/{kind}",
        "severity": "major",
        "message": Message(f"Look at {zh or en}.", f"请看{zh or en}。"),
        "score": 0.8,
        "check": "numbers" if kind == "numbers" else "missing",
        **fields,
    }
    return Flag(f"f-{kind}-{zh}-{en}", kind, zh=tuple(zh.split()), en=tuple(en.split()), **values)  # type: ignore[arg-type]


def alignment(
    zh: Sequence[str] | Document = ZH,
    en: Sequence[str] | Document = EN,
    links: Iterable[Link] = (),
    flags: Iterable[Flag] = (),
    record: str = "harbour",
) -> Alignment:
    """A record of the given texts, links and flags."""
    return Alignment(
        record,
        "model:x|match:y",
        "en",
        zh if isinstance(zh, Document) else document("zh", zh),
        en if isinstance(en, Document) else document("en", en),
        tuple(links),
        tuple(flags),
    )


class Editor:
    """Somebody who decides on a record, one second after the other."""

    _ticks = count()

    def __init__(self, machine: Alignment, log: Iterable[Decision] = ()) -> None:
        self.machine = machine
        self.log = list(log)
        self._seconds = count(len(self.log))

    def clock(self) -> datetime:
        """The same times in every run."""
        return datetime(2026, 5, 1, 8, tzinfo=UTC) + timedelta(seconds=next(self._seconds))

    @property
    def resolved(self) -> Resolved:
        """The record with all that was decided."""
        return resolve(self.machine, self.log)

    def __call__(self, verb: str, zh: str = "", en: str = "", by: str = "王敏", **more: object) -> Decision:
        """Take a decision."""
        self.log.append(
            decide(self.resolved, verb, by=by, zh=zh.split(), en=en.split(), clock=self.clock, **more)  # type: ignore[arg-type]
        )
        return self.log[-1]

    def withdraw(self, of: Decision, by: str = "王敏", reason: str = "") -> None:
        """Take one back."""
        self.log.append(withdraw(self.resolved, of.id, by=by, reason=reason, clock=self.clock))


def versions() -> tuple[Resolved, Resolved]:
    """Two versions of the harbour record that differ in every way there is."""
    before = alignment(
        links=(
            link("z1", "e1", 0.99),
            link("z2", "e2", 0.95, relation="summarises"),
            link("z3", "e4", 0.48),
            link("z4", "e5", 0.9),
            link("z5 z6", "e6 e7", 0.4),
            link("z7", "e8", 0.7),
        ),
        flags=(
            flag("numbers", "z2", "e2", zh_span=(5, 9), en_span=(34, 38)),
            flag("omission", "", "e3 e7", severity="minor"),
            flag("addition", "z6", "", severity="minor"),
            flag("mistranslation", "z4", "e5", zh_span=(1, 5), en_span=(4, 10)),
        ),
    )
    editor = Editor(before)
    first = editor("accept", "z1", "e1")
    editor("comment", "z3", "e4", reason="核对原文 <b>")
    seen = editor("confirm", flag=editor.resolved.alignment.flags[2], by="Ann")
    old = editor.resolved
    zh = (*ZH[:5], "会议于下午结束。", ZH[6], "（完）")
    after = alignment(
        zh,
        (*EN[:6], EN[6].replace("compensated", "paid"), EN[7]),
        links=(
            link("z1", "e1", 0.99),
            link("z2", "e2 e3", 0.97),
            link("z3", "e4", 0.86),
            link("z4", "e5", 0.92),
            link("z5", "e6", 0.8),
            link("z6", "e7", 0.6),
            link("z7", "e8", 0.72),
        ),
        flags=(
            flag("omission", "", "e7", severity="critical"),
            flag("mistranslation", "z4", "e5", severity="critical", zh_span=(1, 5), en_span=(4, 10)),
            flag("numbers", "z2", "e3", zh_span=(17, 21), en_span=(15, 26)),
        ),
    )
    later = Editor(after, editor.log)
    later("edit", "z4", after="她没有答应延期。", reason="与英文不符")
    later("reject", "z6", "e7", reason="无关", by="Ann")
    later("link", "z7 z8", "e8", by="Ann")
    later("dismiss", flag=later.resolved.alignment.flags[1], reason="译文已改 | *ok*", scope="evidence")
    later.withdraw(first, reason="重看")
    base = later.resolved
    one = decide(base, "accept", by="Ann", zh=["z3"], en=["e4"], clock=later.clock)
    two = decide(base, "reject", by="王敏", zh=["z3"], en=["e4"], reason="不对应", clock=later.clock)
    later.log += (one, replace(two, at=one.at))
    later.withdraw(seen, by="Ann")
    return old, later.resolved
