"""What `update` says of code, formulas and the like."""

from __future__ import annotations

import pytest

from aligner.record.left_out import left_out_message
from aligner.record.model import Furniture


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["layout blank", "list mark", "page number"], ""),
        (["formula"], "1 formula is not part of the texts"),
        (
            ["formula", "code block", "list mark", "code block"],
            "2 code blocks, 1 formula are not part of the texts",
        ),
        (["front matter", "front matter"], "2 pieces of front matter are not part of the texts"),
    ],
)
def test_left_out_message(names: list[str], expected: str) -> None:
    assert left_out_message(Furniture(name, 0, 1, 1, "zh.md") for name in names) == expected
