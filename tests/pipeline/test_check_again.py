"""Checks that run again after an edit: what they remember changes no finding and spares the work."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.checks.context import Memory
from aligner.language.reading import Reading
from aligner.pipeline.check import check_alignment
from aligner.record.config import load_config
from aligner.record.load import load_record
from aligner.record.model import Alignment, Document
from tests.helpers.contexts import Senses
from tests.helpers.long_record import long_alignment

SEED = Path(__file__).parents[2] / "seeds" / "trans-himalaya-2025"


@pytest.fixture(scope="module")
def alignment() -> Alignment:
    return load_record(load_config(SEED / "record.yml")).alignment


def edited(document: Document, at: int, text: str) -> Document:
    segments = list(document.segments)
    segments[at] = replace(segments[at], edited=text)
    return replace(document, segments=tuple(segments))


def changed(alignment: Alignment, chance: random.Random) -> Alignment:
    """The alignment after one more act: a text edited on either side, a link taken out, or two joined."""
    act = chance.choice(["zh", "en", "unlink", "join"])
    links = list(alignment.links)
    at = chance.randrange(len(links) - 1)
    if act == "unlink":
        del links[at]
        return replace(alignment, links=tuple(links))
    if act == "join":
        first, second = links[at : at + 2]
        links[at : at + 2] = [replace(first, zh=first.zh + second.zh, en=first.en + second.en)]
        return replace(alignment, links=tuple(links))
    document = alignment.zh if act == "zh" else alignment.en
    place = chance.randrange(len(document))
    text = document.segments[place].shown
    new = text[len(text) // 2 :] + ("没有300人。" if act == "zh" else " Not 300 people.")
    document = edited(document, place, new)
    return replace(alignment, zh=document) if act == "zh" else replace(alignment, en=document)


@pytest.mark.parametrize("number", range(4))
def test_the_same_findings_as_from_the_beginning(alignment: Alignment, number: int) -> None:
    chance, memory = random.Random(number), Memory()
    check_alignment(alignment, Senses(), memory=memory)
    for _ in range(3):
        alignment = changed(alignment, chance)
        again = check_alignment(alignment, Senses(), memory=memory)
        assert again == check_alignment(alignment, Senses())


@pytest.mark.parametrize("length", ["seed", "long"])
def test_only_what_was_edited_is_read_again(
    alignment: Alignment, monkeypatch: pytest.MonkeyPatch, length: str
) -> None:
    memory = Memory()
    if length == "long":
        alignment = long_alignment()
    check_alignment(alignment, Senses(), memory=memory)
    read: list[str] = []
    made = Reading.__init__

    def counted(self: Reading, text: str, *rest: object) -> None:
        read.append(text)
        made(self, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Reading, "__init__", counted)
    check_alignment(alignment, Senses(), memory=memory)
    assert read == []
    new, linked = "湖水的颜色变了。", alignment.zh.position[alignment.links[10].zh[0]]
    begun = time.process_time()
    check_alignment(replace(alignment, zh=edited(alignment.zh, linked, new)), Senses(), memory=memory)
    print(f"{length}: {time.process_time() - begun:.2f} s of processor after one edit")
    assert read and all(new in text for text in read)
