"""The page of where the records stand: every figure in its place, in three languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from aligner.publish.collection_pages.status import status_page
from aligner.publish.languages import SITE_LANGUAGES
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide
from aligner.record.load import Record
from tests.helpers.records import records, summary, untranslated
from tests.helpers.site import collection


def decided(record: Record) -> Record:
    """The record with a confirmed finding, an accepted link, a link drawn, and a dispute."""
    machine = replace(
        record.alignment,
        links=tuple(link for link in record.alignment.links if link.status != "rejected"),
        flags=tuple(replace(f, state="issue") for f in record.alignment.flags),
    )
    plain = Resolved(machine)
    taken = [
        decide(plain, "confirm", by="Ann", flag=machine.flags[0]),
        decide(plain, "accept", by="Ann", zh=["z4"], en=["e10"]),
        decide(plain, "link", by="Ann", zh=["z2"], en=["e1"]),
        decide(plain, "accept", by="Ann", zh=["z7"], en=["e2", "e3"]),
        decide(plain, "reject", by="Bo", zh=["z7"], en=["e2", "e3"]),
    ]
    return replace(record, resolved=resolve(machine, taken))


def rows(page: str, table: int) -> list[list[str]]:
    """The cells of a table's body: 0 is that of the records, 1 that of the findings."""
    found = html.fromstring(page.partition("\n---\n")[2]).findall(".//table")[table]
    return [[cell.text_content() for cell in row] for row in found.findall("tbody/tr")]


def cells(page: str, row: int) -> list[str]:
    return rows(page, 0)[row]


def test_every_figure(tmp_path: Path) -> None:
    page = status_page(collection([decided(summary(tmp_path)), untranslated(tmp_path)]))
    assert cells(page, 0) == [
        "The Cloud Forum: *growth* & care", "6", "8", "83%", "75%", "3", "1", "1", "–",
        "–", "4", "2", "1", "1", "–", "5", "1 conflict",
    ]  # fmt: skip
    assert cells(page, 2)[:5] == ["All records (2)", "26", "9", "19%", "67%"]
    assert cells(page, 1)[-4:] == ["–", "–", "–", "–"]


@pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
def test_the_findings_by_weight_and_state(tmp_path: Path, language) -> None:  # type: ignore[no-untyped-def]
    page = status_page(collection(records(tmp_path), language))
    assert [row[1:] for row in rows(page, 1)] == [
        ["–", "–", "–", "–"], ["2", "1", "1", "–"], ["2", "–", "–", "–"], ["1", "–", "–", "–"],
    ]  # fmt: skip
    heads = {"en": "unconfirmed", "zh-Hans": "未确认", "zh-Hant": "未確認"}
    assert f">{heads[language.lang]}</th>" in page


def test_what_readers_are_not_shown_is_not_counted(tmp_path: Path) -> None:
    record = summary(tmp_path)
    shown = status_page(collection([record]))
    hidden = status_page(collection([replace(record, config=replace(record.config, findings="confirmed"))]))
    assert cells(shown, 0)[9:15] == ["–", "3", "2", "1", "1", "1"]
    assert cells(hidden, 0)[9:15] == ["–", "1", "–", "–", "1", "1"]
    assert "does not publish are not counted" in hidden and "not counted:" not in shown


def test_no_records() -> None:
    assert "There are no records yet." in status_page(collection([]))
