"""How segments look in a cell: who speaks, which question, what is a list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aligner.publish.cells import text_cell
from aligner.publish.strings import load_words
from aligner.publish.trees import TREES
from aligner.publish.view import View, make_view
from aligner.record.config import Names
from aligner.record.model import Segment
from tests.publish.sample import alignment, config, record, segment

ANSWER = {"speaker": "Ms Reed", "turn": "Q1"}
ENGLISH = (
    segment("e1", "How?", kind="question", turn="Q1"),
    segment("e2", "First.", **ANSWER),
    segment("e3", "Then.", **ANSWER),
    segment("e4", "Money", kind="heading", **ANSWER),
    segment("e5", "One.", kind="list-item", **ANSWER),
    segment("e6", "Two.", kind="list-item", **ANSWER),
    segment("e7", "Ms Reed: so be it.", speaker="Ms Reed", turn="Q2"),
)


@pytest.fixture
def view(tmp_path: Path) -> View:
    settings = config(tmp_path, "talk", title=Names("谈话", "Talk"), original="en")
    return make_view(record(settings, alignment("talk", "en", (), ENGLISH)), TREES[0], load_words(TREES[0]))


def shown(view: View, ids: str) -> str:
    """A cell without attributes and ids."""
    chosen: list[Segment] = [view.record.alignment.en.by_id[i] for i in ids.split()]
    cell = re.sub(r"<a [^>]*>[^<]*</a> |</?span[^>]*>|\n", "", text_cell(view, "en", chosen))
    return re.sub(r"<(\w+)[^>]*>", r"<\1>", cell).removeprefix("<div>").removesuffix("</div>")


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ("e1", "<p><strong>Q1</strong> How?</p>"),
        ("e2", "<p><strong>Ms Reed:</strong> First.</p>"),
        ("e3", "<p>Then.</p>"),
        ("e1 e3", "<p><strong>Q1</strong> How?</p><p><strong>Ms Reed:</strong> Then.</p>"),
        (
            "e1 e4 e5",
            "<p><strong>Q1</strong> How?</p><p>Money</p><ul><li><strong>Ms Reed:</strong> One.</li></ul>",
        ),
        ("e4 e5 e6", "<p>Money</p><ul><li>One.</li><li>Two.</li></ul>"),
        ("e7", "<p>Ms Reed: so be it.</p>"),
    ],
)
def test_cells(view: View, ids: str, expected: str) -> None:
    assert shown(view, ids) == expected
