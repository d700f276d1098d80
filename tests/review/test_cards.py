"""A finding says the same wherever it is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Response
from lxml import html
from starlette.testclient import TestClient

from aligner.publish.collection_pages.divergences import divergences_page
from aligner.publish.languages import SITE_LANGUAGES
from aligner.publish.record_page.page import record_page
from aligner.record.decisions.evidence import fingerprint
from aligner.record.decisions.resolve import resolve
from aligner.record.files.alignment_json import dumps
from aligner.record.load import Record
from aligner.review.app import create_app
from aligner.review.security import access_for
from tests.helpers.records import summary
from tests.helpers.site import collection, view

PARTS = ("ask", "weight", "said")


def cards(page: str) -> set[tuple[str, ...]]:
    """Question, weight, and what is said by whom, of each card of a page."""
    root = html.fromstring(page.partition("---\n\n")[2] or page)
    found = set()
    for card in root.xpath('//*[contains(concat(" ", @class, " "), " finding ")]'):
        parts = []
        for name in PARTS:
            (part,) = card.xpath(f'.//*[starts-with(@class, "finding__{name}")]')[:1]
            for left_out in part.xpath('.//*[@class="finding__no" or @class="finding__link"]'):
                left_out.drop_tree()
            parts.append(" ".join(part.text_content().split()))
        found.add(tuple(parts))
    return found


def stored(folder: Path) -> Record:
    """A record as its files have it: nobody has decided anything, and every flag names a passage."""
    record = summary(folder)
    flags = tuple(replace(flag, state="issue") for flag in record.alignment.flags if flag.zh or flag.en)
    machine = replace(record.alignment, flags=flags)
    (record.config.folder / "alignment.json").write_text(dumps(machine), encoding="utf-8")
    return Record(record.config, resolve(machine, ()), machine)


def ok(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(("language", "lang"), [(SITE_LANGUAGES[0], "en"), (SITE_LANGUAGES[1], "zh")])
def test_a_card_says_the_same_everywhere(tmp_path: Path, language: object, lang: str) -> None:
    record = stored(tmp_path)
    on_page = cards(record_page(view(record, language)))  # type: ignore[arg-type]
    listed = cards(divergences_page(collection([record], language)))  # type: ignore[arg-type]
    app = create_app([record.config], by="Ann", access=access_for("127.0.0.1", 8765), due=lambda *_: False)
    alignment = record.alignment
    names = {fingerprint(record.resolved.evidence[flag.id]) for flag in alignment.flags}
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        address = f"/records/{record.config.id}?profile=thorough&lang={lang}&flag="
        reviewed = set().union(*(cards(ok(client.get(address + name))) for name in names))
    assert on_page and on_page <= listed <= reviewed


def test_what_nobody_has_confirmed_is_said_to_be_unconfirmed(tmp_path: Path) -> None:
    """Whoever says it is named before what is said."""
    record = stored(tmp_path)
    for language, word in zip(SITE_LANGUAGES, ("unconfirmed", "未确认", "未確認"), strict=True):
        page = divergences_page(collection([record], language))
        said = re.findall(r'<span class="finding__source">(.*?)</span>', page)
        states = re.findall(r'data-state="(\w+)"', page)
        assert len(said) == len(states) > 3
        assert {*states} == {"issue"} and all(word in source for source in said)
