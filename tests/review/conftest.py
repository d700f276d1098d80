"""A small record on disk and a client that behaves like a browser on the same machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aligner.record.files.alignment_json import dumps
from aligner.record.model import Alignment
from aligner.review.app import create_app
from aligner.review.record_state import Due, Recheck, Renew
from aligner.review.security import Access, access_for
from tests.helpers.workbench import BASE, Bench, config, sample


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """A workbench for the sample record."""
    opened: list[TestClient] = []

    def make(
        alignment: Alignment | None = None,
        by: str = "Ann",
        recheck: Recheck | None = None,
        access: Access | None = None,
        due: Due = lambda *_: False,
        renew: Renew | None = None,
    ) -> Bench:
        folder = tmp_path / "talk"
        folder.mkdir(exist_ok=True)
        (folder / "alignment.json").write_text(dumps(alignment or sample()), encoding="utf-8")
        app = create_app(
            [config(folder)],
            by=by,
            access=access or access_for("127.0.0.1", 8765),
            recheck=recheck,
            due=due,
            renew=renew,
        )
        client = TestClient(app, base_url=BASE)
        client.__enter__()
        opened.append(client)
        return Bench(client, folder)

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()
