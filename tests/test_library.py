"""docs/library.md: every example runs and gives what it says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from aligner.record.encoding import Encoder

PAGE = Path(__file__).parent.parent / "docs" / "library.md"


def test_every_example_gives_what_the_page_says(encoder: Encoder) -> None:
    blocks = re.findall(r"^```pycon\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 8
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    answer: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test, out=answer.append)
    assert result.attempted >= 15
    assert result.failed == 0, "".join(answer)
