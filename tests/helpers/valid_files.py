"""Sound files of every format, small, to start the mutations from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aligner.record.decisions import log
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide, withdraw
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

__all__ = ["RECORD_YML", "alignment", "glossary_yml", "log_yml", "markdown", "pairs_tsv"]

SEEDS = Path(__file__).parent.parent.parent / "seeds"

RECORD_YML = """\
id: talk
title: {zh: 标题, en: A title}
date: 2025-06-27
place: {zh: 林芝, en: "Nyingchi, Tibet"}
original: en
kind: summary
sides: {zh: {file: source.md, to: "Q1:"}, en: {file: source.md, from: "Q1:", lang: en-GB}}
people: [{zh: 蓝伟光, en: Dr Lan, aliases: [蓝博士], role: {zh: 会长, en: President}}]
organisations: [{zh: 亚投行, en: AIIB}]
furniture: [{name: stamp, text: example.org/x}]
breaks: [医疗]
checks: {numbers: off}
site: {findings: confirmed}
note: {zh: 一句, en: A line}
"""

_ZH = ("云南有山。", "预计将超过30亿元。", "她没有同意。", "会议结束。", "感谢大家。")
_EN = ("Yunnan has mountains.", "It will exceed 3 billion.", "She agreed.", "Thanks to all.", "See you.")


def _document(lang: str, texts: tuple[str, ...]) -> Document:
    rows = [
        Segment(f"{lang[0]}{n}", text, "sentence", Source("source.md", n * 100, n * 100 + len(text), n))
        for n, text in enumerate(texts, 1)
    ]
    return Document("zh-Hans" if lang == "zh" else "en", tuple(rows))


@cache
def alignment() -> Alignment:
    """A record of five passages a side, three links and three flags."""

    def flag(key: str, zh: tuple[str, ...], en: tuple[str, ...], check: str) -> Flag:
        kind = "numbers" if check == "numbers" else "omission"
        spans = ((4, 8), (15, 24)) if check == "numbers" else (None, None)
        return Flag(key, kind, f"accuracy/{kind}", "major", zh, en, Message("Look.", "请看。"), 0.8, *spans,
                    check=check)  # fmt: skip

    return Alignment(
        "talk", "model:x|match:summary|norm:3", "en", _document("zh", _ZH), _document("en", _EN),
        links=(
            Link("l1", ("z1",), ("e1",), "equivalent", 0.9),
            Link("l2", ("z2", "z3"), ("e2", "e3"), "summarises", 0.5),
            Link("l3", ("z5",), ("e4",), "partial", 0.7),
        ),
        flags=(
            flag("f1", ("z2",), ("e2",), "numbers"),
            flag("f2", (), ("e5",), "missing"),
            flag("f3", ("z4",), (), "missing"),
        ),
        absent={"z4": 0.8, "e5": 0.6},
    )  # fmt: skip


@cache
def log_yml() -> str:
    """A log with every verb."""
    now = Resolved(alignment())
    taken = []
    for verb, words in (
        ("accept", {"zh": ("z1",), "en": ("e1",)}),
        ("reject", {"zh": ("z5",), "en": ("e4",), "reason": "别的话 / something else"}),
        ("unlink", {"zh": ("z3",), "en": ("e2",)}),
        ("link", {"zh": ("z4",), "en": ("e5",)}),
        ("edit", {"en": ("e3",), "after": "She did not agree."}),
        ("comment", {"zh": ("z2",), "reason": "核对"}),
        ("confirm", {"flag": alignment().flags[0]}),
    ):
        taken.append(decide(now, verb, by="Ann", **words))  # type: ignore[arg-type]
        now = resolve(alignment(), taken)
    taken.append(withdraw(now, taken[1].id, by="蓝"))
    return log.dumps(taken)


def glossary_yml() -> str:
    """The shared glossary of the records."""
    return (SEEDS / "glossary.yml").read_text(encoding="utf-8")[:2000].rpartition("\n")[0] + "\n"


def pairs_tsv() -> bytes:
    """Pairs as anybody writes them."""
    rows = [f"{n}\t{zh}\t{en}" for n, (zh, en) in enumerate(zip(_ZH, _EN, strict=True), 1)]
    return ("id\tzh\ten\n" + "\n".join(rows) + "\n").encode()


def markdown() -> list[bytes]:
    """Stretches of the committed sources, and both sides of a small pair."""
    found = []
    for source in sorted(SEEDS.glob("*/source.md")):
        text = source.read_text(encoding="utf-8")
        found += [text[at : at + 1500].encode() for at in range(0, len(text), max(len(text) // 4, 1))]
    return [
        *found,
        "# 标题\n\n答：一；二；三。\n\0# Title\n\nQ1: What?\n\n**Dr Lan:** One.\n\n- two\n".encode(),
    ]
