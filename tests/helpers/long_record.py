"""A record of 600 passages a side."""

from __future__ import annotations

from pathlib import Path

from aligner.record.files.alignment_json import dumps
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

LONG = "title: {zh: 长记录, en: A long record}\noriginal: en\nsides: {zh: {}, en: {}}\n"
SIZE = 600
TEXT = {
    "zh": "第{n}段说，湖区的{n}个村庄在过去十年里修建了新的道路和学校，老人们仍然记得从前的样子。",
    "en": "Passage {n} says that the {n} villages by the lake have built new roads and schools in ten years.",
}


def document(side: str, code: str) -> Document:
    segments = []
    for n in range(1, SIZE + 1):
        text = TEXT[side].format(n=n)
        segments.append(Segment(f"{side[0]}{n}", text, "sentence", Source("source.md", 0, 1, n), paragraph=n))
    return Document(code, tuple(segments))


def long_alignment() -> Alignment:
    """Passages linked one by one; every second pair has a finding."""
    numbers = range(1, SIZE + 1)
    links = tuple(Link(f"l{n}", (f"z{n}",), (f"e{n}",), "equivalent", 0.6, "auto") for n in numbers)
    words = Message("The number differs.", "数字不同。")
    flags = tuple(
        Flag(f"f{n}", "numerical-mismatch", "accuracy/mistranslation", "minor", (f"z{n}",), (f"e{n}",), words,
             0.9, zh_span=(1, 2), check="numbers")
        for n in numbers[::2]
    )  # fmt: skip
    texts = document("zh", "zh-Hans"), document("en", "en")
    return Alignment("long", "model:none", "en", *texts, links, flags)


def long_record(seeds: Path) -> None:
    """Its folder, `long`."""
    folder = seeds / "long"
    folder.mkdir(parents=True)
    (folder / "record.yml").write_text(LONG, encoding="utf-8")
    (folder / "source.md").write_text("# 长记录\n", encoding="utf-8")
    (folder / "alignment.json").write_text(dumps(long_alignment()), encoding="utf-8")
