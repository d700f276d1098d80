"""What people decided, as readers see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aligner.publish.collection_pages.summary import summarise
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.view import View, make_view
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.resolve import resolve
from aligner.record.load import Record
from tests.helpers.records import summary
from tests.helpers.site import page_of

LANGS = {language.lang: language for language in SITE_LANGUAGES}


def decided(folder: Path) -> Record:
    """A text mended, a link rejected, an absence settled, a comment."""
    record = summary(folder)
    segments = record.alignment.segments

    def seen(*ids: str) -> dict[str, str]:
        return {i: text_hash(segments[i].text) for i in ids}

    before = segments["z8"].text
    log = (
        Decision(
            "edit",
            "2025-03-01T10:00:00.000000Z",
            "Wang",
            "脱字：里面",
            ("z8",),
            seen=seen("z8"),
            before=before,
            after="她衷心感谢东道主<们>。",
        ),
        Decision(
            "reject", "2025-03-02T10:00:00.000000Z", "Li", zh=("z6",), en=("e10",), seen=seen("z6", "e10")
        ),
        Decision("accept", "2025-03-02T11:30:00.000000Z", "Li", en=("e6",), seen=seen("e6")),
        Decision(
            "comment",
            "2025-03-03T09:00:00.000000Z",
            "Li",
            "see <the> source 来源",
            zh=("z5",),
            seen=seen("z5"),
        ),
    )
    return replace(record, resolved=resolve(record.alignment, log))


def view(record: Record, language: SiteLanguage = SITE_LANGUAGES[0]) -> View:
    return make_view(make_plan(record), language)


def test_the_mended_text_is_shown_and_the_source_is_kept(tmp_path: Path) -> None:
    page = page_of(decided(tmp_path))
    assert "她衷心感谢东道主&lt;们&gt;。" in page
    assert '<a href="#edit-z8">edited</a>' in page
    details = page.split('id="edit-z8"')[1].split("</details>")[0]
    assert "她感谢东道主。" in details and "Wang, 2025-03-01" in details


def test_a_rejected_link_is_gone(tmp_path: Path) -> None:
    links = view(decided(tmp_path)).plan.live_links
    assert not any("z6" in link.zh and "e10" in link.en for link in links)
    assert any("z6" in link.zh and "e8" in link.en for link in links)


def test_an_absence_that_an_editor_settled_is_confirmed(tmp_path: Path) -> None:
    page = page_of(decided(tmp_path))
    line = next(
        row for row in page.split("\n") if row.startswith('<p class="absent in-zh') and 'href="#e6"' in row
    )
    assert "confirmed" in line and "unconfirmed" not in line


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["Li (3 decisions, 2025-03-02 – 2025-03-03)", "History: 4 decisions", "see &lt;the&gt; source"],
        ),
        ("zh-Hans", ["审阅：Li，3项决定", "历次决定（4项）", "脱字：里面"]),
        ("zh-Hant", ["審閱：Li，3項決定", "歷次決定（4項）", "脫字：裡面"]),
    ],
)
def test_who_decided_what_and_when(tmp_path: Path, lang: str, words: list[str]) -> None:
    page = page_of(decided(tmp_path), LANGS[lang])
    for expected in words:
        assert expected in page


def test_the_newest_decision_comes_first(tmp_path: Path) -> None:
    table = page_of(decided(tmp_path)).split('class="decisions"')[1]
    found = [table.index(word) for word in ("commented", "accepted", "rejected", "edited")]
    assert found == sorted(found)


def test_the_last_decision_dates_the_record(tmp_path: Path) -> None:
    assert summarise(make_plan(decided(tmp_path)), {}, {}).updated == "2025-03-03T09:00:00Z"
    assert summarise(make_plan(summary(tmp_path)), {}, {}).updated == ""


def test_nobody_has_decided_anything(tmp_path: Path) -> None:
    page = page_of(summary(tmp_path))
    assert "no editor has reviewed it yet" in page and "History" not in page
