"""What people decided, as readers see it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.publish.collection_pages.summary import summarise
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.findings import published_status
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.view import View, make_view
from aligner.record.decisions.decision import CHECKS, Decision, SeenFlag
from aligner.record.decisions.evidence import evidences, text_hash
from aligner.record.decisions.resolve import resolve
from aligner.record.load import Record
from aligner.record.model import OPEN
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
    return replace(record, resolved=resolve(record.alignment, log, as_printed=record.config.as_printed))


def view(record: Record, language: SiteLanguage = SITE_LANGUAGES[0]) -> View:
    return make_view(make_plan(record), language)


def test_the_mended_text_is_shown_and_the_source_is_kept(tmp_path: Path) -> None:
    record = decided(tmp_path)
    resolved = resolve(summary(tmp_path).alignment, [entry.decision for entry in record.resolved.log])
    page = page_of(replace(record, config=replace(record.config, kind="translation"), resolved=resolved))
    assert "她衷心感谢东道主&lt;们&gt;。" in page
    assert '<a href="#edit-z8">edited</a>' in page
    details = page.split('id="edit-z8"')[1].split("</details>")[0]
    assert "她感谢东道主。" in details and "Wang, 2025-03-01" in details


def test_an_edit_of_a_printed_report_is_a_proposal(tmp_path: Path) -> None:
    """The text stays as it was printed, and so does what was found in it, though the checks miss it now."""
    machine = summary(tmp_path).alignment
    edited = decided(tmp_path)
    (flag,) = (flag for flag in machine.flags if flag.zh == ("z8",))
    seen = {"z8": text_hash("她衷心感谢东道主<们>。")}
    mended = Decision(
        "resolve",
        "2025-03-04T09:00:00.000000Z",
        CHECKS,
        zh=flag.zh,
        seen=seen,
        flag=SeenFlag(flag, evidences(machine)[flag.id]),
    )
    log = [*(entry.decision for entry in edited.resolved.log), mended]
    for flags in (machine.flags, tuple(f for f in machine.flags if f is not flag)):
        made = replace(machine, flags=flags)
        assert not any(f.state in OPEN for f in resolve(made, log).alignment.flags if f.zh == ("z8",))
        record = replace(edited, resolved=resolve(made, log, as_printed=True), machine=made)
        page = page_of(record)
        passage = page.split('<span class="seg" id="z8"')[1].split("</small>")[0]
        assert "她感谢东道主。" in re.sub("<.*?>", "", passage) and "other wording proposed" in passage
        card = page.split('id="finding-z8"')[1].split('<p class="finding__way"')[0]
        assert "unconfirmed" in card and "Proposed wording, not in print" in card and "她衷心" in card
        assert "wording edited" not in card, "a citation quotes the print"
        untouched = published_status(replace(edited, machine=machine))
        assert published_status(record).all_open == untouched.all_open


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
