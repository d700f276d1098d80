"""Records made of a few lines, for the tests of the checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from aligner.checks import Context
from aligner.record.glossary import Glossary
from aligner.record.model import Link, Relation, Side
from tests.helpers.contexts import Line, Make, document


@pytest.fixture
def record() -> Make:
    """Make a context: `record(zh=[…], en=[…], links=[("z1", "e1 e2"), …])`; without links, line by line."""

    def make(
        zh: Iterable[Line],
        en: Iterable[Line],
        links: Iterable[tuple[str, str]] | None = None,
        *,
        original: Side = "zh",
        kind: str = "translation",
        relation: Relation = "equivalent",
        absent: Mapping[str, float] | None = None,
        glossary: Glossary | None = None,
    ) -> Context:
        sides = document("zh", zh), document("en", en)
        pairs = [(z.id, e.id) for z, e in zip(*sides, strict=False)] if links is None else list(links)
        return Context(
            zh=sides[0],
            en=sides[1],
            original=original,
            kind=kind,
            links=tuple(
                Link(f"l{n}", tuple(z.split()), tuple(e.split()), relation, 0.9)
                for n, (z, e) in enumerate(pairs, 1)
            ),
            absent=absent or {},
            glossary=glossary or Glossary(),
        )

    return make
