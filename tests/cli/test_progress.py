"""What update says about a record beside its figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aligner.batch.run import Outcome
from aligner.cli.progress import Running
from aligner.record.config import Party
from aligner.record.model import Document, Furniture, Names
from tests.helpers.talk import talk


def spoken(document: Document, names: list[str]) -> Document:
    """The document, its passages said by these people in turn."""
    segments = [
        replace(segment, kind="sentence", speaker=names[n % len(names)]) for n, segment in enumerate(document)
    ]
    return Document(document.lang, tuple(segments))


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ((), "speakers who are not under people in record.yml: 王总 / Mr Wang, 李工 / Mr Li"),
        ((Party(Names("王总", "Mr Wang")),), "speakers who are not under people in record.yml: 李工 / Mr Li"),
        ((Party(Names("王总", "Mr Wang")), Party(Names("李工", "Mr Li"))), ""),
    ],
)
def test_speakers_without_an_entry_are_told(
    people: tuple[Party, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alignment = talk()
    size = min(len(alignment.zh), len(alignment.en))
    zh, en = (Document(d.lang, tuple(d)[:size]) for d in (alignment.zh, alignment.en))
    alignment = replace(alignment, zh=spoken(zh, ["王总", "李工"]), en=spoken(en, ["Mr Wang", "Mr Li"]))
    Running(1, {"r": people}).report(Outcome("r", "written", alignment))
    _, *lines = capsys.readouterr().err.splitlines()
    assert lines == ([f"r: {told}"] if told else [])


def test_what_is_left_out_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code = Furniture("code block", 0, 9, 1, "zh.md")
    alignment = replace(talk(), furniture=(code, code, replace(code, name="layout blank")))
    Running(1).report(Outcome("r", "written", alignment))
    assert "r: 2 code blocks are not part of the texts" in capsys.readouterr().err.splitlines()
