"""Press summaries written by hand, with the lines that each passage tells: freer than any that a program
makes.

`press.jsonl` holds forty: for stretches of the magazines, the academic texts and NTREX-128, a summary in the
manner of a press officer (three of them English, of Chinese texts), one case a line. Only the summaries are
ours; the texts are read from the folder of the development data. ``blocks`` are [set/file, first line, one
past the last], each an answer or a section as ``structure`` says; ``passages`` name the lines that they tell
in ``from``; NTREX's files are its documents, its lines their segments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from aligner.record.model import Document, Segment, Side, Source
from tests.bench.synthetic import Case

__all__ = ["SETS", "press", "summaries", "text_lines"]

SETS = ("aca", "mag", "ntrex")
_LANG = {"zh": "zh-Hans", "en": "en"}


def press(folder: Path, name: str) -> list[Case]:
    """The cases made of one set."""
    lines = Path(__file__).with_name("press.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(folder, case) for case in map(json.loads, lines) if case["blocks"][0][0].startswith(name)]


def summaries(folder: Path) -> Iterator[tuple[str, Side, Case]]:
    """All of them in the order of the file: the set, the side of the summary, and the case."""
    waiting = {name: iter(press(folder, name)) for name in SETS}
    for row in map(json.loads, Path(__file__).with_name("press.jsonl").read_text("utf-8").splitlines()):
        name = row["blocks"][0][0].split("/")[0]
        yield name, row["condensed"], next(waiting[name])


@cache
def text_lines(folder: Path, name: str, lang: str) -> list[str]:
    """The lines of a text, ``set/file``."""
    part, number = name.split("/")
    if part != "ntrex":
        return (folder / f"{name}.{lang}").read_text(encoding="utf-8").split("\n")
    documents = (folder / "ntrex-dev" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    text: list[str] = json.loads(documents[int(number)])[lang]
    return text


def _case(folder: Path, case: dict[str, Any]) -> Case:
    short: str = case["condensed"]
    full = "en" if short == "zh" else "zh"
    at: dict[tuple[str, int], int] = {}
    told = []
    for number, (name, start, stop) in enumerate(case["blocks"]):
        for line in range(start, stop):
            at[name, line] = len(told)
            block = {"turn": f"Q{number}"} if case["structure"] == "turn" else {}
            section = (f"B{number}",) if case["structure"] == "section" else ()
            told.append(
                _segment(full, len(told), text_lines(folder, name, full)[line], section=section, **block)
            )
    telling: list[Segment] = []
    pairs = set()
    section = ()
    for i, passage in enumerate(case["passages"]):
        heading = passage.get("kind") == "heading"
        here = () if heading else section
        telling.append(_segment(short, i, passage["text"], passage.get("kind", "sentence"), section=here))
        section = (passage["text"],) if heading else section
        pairs |= {(i, at[name, line]) for name, line in passage["from"]}
    condensed, whole = Document(_LANG[short], tuple(telling)), Document(_LANG[full], tuple(told))
    if short == "en":
        return Case(whole, condensed, frozenset((j, i) for i, j in pairs), frozenset())
    return Case(condensed, whole, frozenset(pairs), frozenset())


def _segment(lang: str, number: int, text: str, kind: str = "sentence", **layout: Any) -> Segment:
    source = Source("case", 0, len(text), 1)
    return Segment(f"{lang[0]}{number}", text, kind, source, paragraph=number // 3, **layout)  # type: ignore[arg-type]
