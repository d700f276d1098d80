"""The Markdown of the sample records, and what must be true of any page.

The expected pages lie in tests/golden/pages; `UPDATE_GOLDEN=1 pytest tests/publish` writes them anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

import aligner
from aligner.i18n.catalogue import load_catalogue
from aligner.publish.build.config import manual_pages
from aligner.publish.collection_pages.divergences import divergences_page
from aligner.publish.collection_pages.feed import atom
from aligner.publish.collection_pages.glossary import glossary_page, term_pages
from aligner.publish.collection_pages.home import home_page, records_page
from aligner.publish.collection_pages.people import people_page
from aligner.publish.collection_pages.status import status_page
from aligner.publish.languages import SITE_LANGUAGES
from aligner.publish.layout.plan import make_plan
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.load import Record
from aligner.record.model import OPEN, PROPOSED_LINK, SEVERITIES, Alignment
from aligner.record.profiles import Profile
from aligner.record.status import coverage
from tests.helpers.records import flag, records, summary, untranslated
from tests.helpers.site import collection, page_of, view

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
LANGS = {language.lang: language for language in SITE_LANGUAGES}


BLOCKS = (
    "caption dd details div dl dt fieldset figcaption figure form h2 h3 h4 h5 h6 legend li nav ol p path pre "
    "section summary svg table tbody td th thead title tr ul"
).replace(" ", "|")
BEGIN, END = re.compile(rf"\s*(<(?:{BLOCKS})\b[^>]*>)\s*"), re.compile(rf"\s*(</(?:{BLOCKS})>)\s*")


def normalised(page: str) -> str:
    """A page without blank lines, each block on a line of its own; other white space is as it was."""
    lines = BEGIN.sub(r"\n\1", END.sub(r"\1\n", page)).split("\n")
    return "\n".join(line for line in lines if line.strip()) + "\n"


def check_golden(name: str, text: str) -> None:
    text = normalised(text) if name.endswith(".md") else text
    text = text.replace(f"aligner {aligner.__version__}<", "aligner VERSION<")
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_pages(tmp_path: Path, lang: str) -> None:
    for record in records(tmp_path):
        check_golden(f"{record.config.id}.{lang}.md", page_of(record, LANGS[lang]))


@pytest.mark.parametrize("lang", LANGS)
def test_pages_about_all_records(tmp_path: Path, lang: str) -> None:
    every = collection(records(tmp_path), LANGS[lang])
    check_golden(f"home.{lang}.md", home_page(every, None))
    check_golden(f"records.{lang}.md", records_page(every))
    check_golden(f"divergences.{lang}.md", divergences_page(every))
    check_golden(f"people.{lang}.md", people_page(every))
    check_golden(f"status.{lang}.md", status_page(every))
    check_golden(f"glossary.{lang}.md", glossary_page(every))
    check_golden(f"term.{lang}.md", term_pages(every)["glossary/cloud-platform/index.md"])
    check_golden(f"feed.{lang}.xml", atom(every))


def test_a_home_page_by_hand() -> None:
    page = home_page(collection([]), "# Ours\n\nBefore.\n\n<!-- records -->\n\nAfter.\n")
    body = page.split("---")[2]
    shown = " ".join(re.sub(r"<nav.*</nav>", "NAV", body).split())
    assert shown == "# Ours NAV Before. <p>There are no records yet.</p> After."


def test_a_term_that_does_not_occur_has_no_page(tmp_path: Path) -> None:
    every = collection(records(tmp_path))
    assert "glossary/nobody/index.md" not in term_pages(every)
    assert "Nobody" in glossary_page(every)


def test_glossary_and_record_lead_to_each_other(tmp_path: Path) -> None:
    record = summary(tmp_path)
    page = term_pages(collection([record]))["glossary/cloud-platform/index.md"]
    assert 'href="../../records/summary/#z4"' in page and 'href="../../records/summary/#e10"' in page
    assert (
        '<a href="../../glossary/cloud-platform/">cloud platform</a> <a href="#z3">z3</a>, <a href="#z4">'
        in page_of(record)
    )


def test_pages_are_deterministic(tmp_path: Path) -> None:
    first, second = summary(tmp_path / "a"), summary(tmp_path / "b")
    assert page_of(first) == page_of(second)


def test_the_same_anchors_in_all_languages(tmp_path: Path) -> None:
    record = summary(tmp_path)
    anchors = [
        sorted(re.findall(r'(?:id="|\{#)([a-z0-9-]+)', page_of(record, language)))
        for language in SITE_LANGUAGES
    ]
    assert anchors[0] == anchors[1] == anchors[2]
    assert {*record.alignment.segments} <= {*anchors[0]}


def test_each_text_stands_once_and_whole(tmp_path: Path) -> None:
    record = summary(tmp_path)
    page = page_of(record)
    for side in ("zh", "en"):
        section = re.search(rf'<section class="side side--{side}".*?</section>', page, re.DOTALL)
        assert section is not None
        found = re.findall(r'class="seg" id="(\w+)"', section[0])
        assert found == [s.id for s in record.alignment.side(side)]  # type: ignore[arg-type]


def said(page: str, classes: str) -> list[str]:
    """The words beside the rows, without markup."""
    return [re.sub("<[^>]*>", "", text) for text in re.findall(rf'<p class="{classes}"[^>]*>(.*?)</p>', page)]


def test_what_is_missing_is_said_in_words_where_it_is_missing(tmp_path: Path) -> None:
    english = page_of(summary(tmp_path))
    assert said(english, "absent unconfirmed in-zh on-zh") == [
        "Not in the Chinese summary: e6 (7 words, unconfirmed); see note 3",
        "Not in the Chinese summary: e9 (3 words, unconfirmed); see note 5",
        "Not in the Chinese summary: e1 (5 words, unconfirmed)",
    ]
    assert said(english, "absent unconfirmed in-zh on-en") == [
        "Only in the Chinese summary: z2 (54 characters, unconfirmed)",
        "Only in the Chinese summary: z8 (6 characters, unconfirmed)",
    ]
    assert len(said(english, "absent unconfirmed in-en on-zh")) == 3
    assert len(said(english, "absent unconfirmed in-en on-en")) == 2
    assert "Not translated: 20 passages are in Chinese only" in page_of(untranslated(tmp_path))
    assert "僅見於中文綜述" in page_of(summary(tmp_path), LANGS["zh-Hant"])


def test_every_open_finding_is_a_note_and_its_address_leads_there(tmp_path: Path) -> None:
    """Also where several are shown as one."""
    made = summary(tmp_path)
    flags = made.alignment.flags
    same = [flag(n, "addition", f"z{n}", "", message=flags[0].message) for n in (2, 8)]
    alike = replace(made.alignment, flags=(*flags, *same, flag(9, "addition", "z4 z5", "")))
    for record in (made, replace(made, resolved=replace(made.resolved, alignment=alike))):
        plan = make_plan(record)
        noted = [flag.id for note in plan.notes for flag in note.finding.flags]
        assert sorted(noted) == sorted(f.id for f in plan.record.alignment.flags if f.state in OPEN)
        addresses = [a for note in plan.notes for a in (note.card.address, *note.finding.also)]
        assert sorted(addresses) == sorted(card.address for card in plan.cards)
        page = page_of(record)
        assert all(page.count(f'id="{address}"') == 1 for address in addresses)


def test_missing_content_is_said_though_findings_are_hidden(tmp_path: Path) -> None:
    record = summary(tmp_path)
    page = page_of(replace(record, config=replace(record.config, findings="confirmed")))
    assert "Not in the Chinese summary" in page
    assert page.count('role="note"') == 1
    assert {*re.findall(r'class="([^"]*unconfirmed[^"]*)"', page)} == {
        "absent unconfirmed in-zh on-zh", "absent unconfirmed in-en on-zh", "absent unconfirmed in-en on-en",
        "absent unconfirmed in-zh on-en", "vh unconfirmed",
    }  # fmt: skip
    assert 'data-state="issue"' not in divergences_page(
        collection([replace(record, config=replace(record.config, findings="confirmed"))])
    )


@pytest.mark.parametrize("shown", ["thorough", "careful", "confirmed", "none"])
@pytest.mark.parametrize("score", [0.9, 0.3])
def test_what_a_reader_found_conveyed_is_never_said_to_be_missing(
    tmp_path: Path, shown: Profile | Literal["confirmed", "none"], score: float
) -> None:
    record = summary(tmp_path)
    record = replace(record, config=replace(record.config, findings=shown))
    before = coverage(record.resolved, "en"), coverage(record.resolved, "zh")
    for state in ("dismissed", "issue"):
        proposal = flag(
            8, "other", "z8", "e9", mqm=PROPOSED_LINK, severity="neutral", check="reader", score=score
        )
        flags = tuple(f for f in record.alignment.flags if f.id not in ("f3", "f6"))
        flags = (*flags, replace(proposal, state=state))
        record = replace(record, resolved=resolve(replace(record.alignment, flags=flags), ()))
        for language in SITE_LANGUAGES:
            page = page_of(record, language)
            missing = re.findall(r'<p class="absent[^"]*"[^>]*>(.*?)</p>', page)
            named = {i for text in missing for i in re.findall(r'href="#([ez]\d+)"', text)}
            assert {"e6", "z2", "e1"} <= named and named.isdisjoint(("e9", "z8")) == (state == "issue")
            for passage in ("e9", "z8"):
                number = page.split(f'id="{passage}"')[1].split("</a>")[0]
                assert ('<span class="vh' in number) == (state == "dismissed")
            assert not re.search(r'<p class="[^"]*"[^>]*></p>', page)
            is_shown = state == "issue" and (shown == "thorough" or (shown == "careful" and score > 0.6))
            assert ('id="finding-z8"' in page) == is_shown
    after = coverage(record.resolved, "en"), coverage(record.resolved, "zh")
    assert [b.covered - a.covered for a, b in zip(before, after, strict=True)] == [1, 1]


def test_evidence_is_marked_in_both_texts_and_leads_to_its_note(tmp_path: Path) -> None:
    page = page_of(summary(tmp_path))
    assert page.index('<div id="finding-z5"') < page.index("Message 1.") < page.index('<div id="finding-z6"')
    for words in ("30亿", "3 billion"):
        assert f'<mark>{words}</mark><sup class="ref"' in page
        assert re.search(rf'<mark>{words}</mark><sup[^>]*><a href="#finding-z5"', page)


def test_the_other_text_elsewhere_is_referred_to(tmp_path: Path) -> None:
    found = said(page_of(summary(tmp_path)), "also in-zh on-en")
    assert found == ["Also conveys: e10 The cloud platform joins them all."]


def test_an_empty_record(tmp_path: Path) -> None:
    record = summary(tmp_path)
    empty = Alignment("summary", "none", "en", replace_segments(record, "zh"), replace_segments(record, "en"))
    page = page_of(replace(record, resolved=Resolved(empty)))
    assert "0 of 0 English passages" in page


def replace_segments(record: Record, side: str):  # type: ignore[no-untyped-def]
    return replace(record.alignment.side(side), segments=())  # type: ignore[arg-type]


def test_a_traditional_original_is_converted_the_other_way(tmp_path: Path) -> None:
    record = untranslated(tmp_path)
    zh = replace(record.alignment.zh, lang="zh-TW")
    changed = replace(record, resolved=Resolved(replace(record.alignment, zh=zh)))
    page = view(changed, LANGS["zh-Hans"])
    assert page.langs["zh"] == "zh-Hans"
    assert page.convert["zh"]("雲裡") == "云里"


@pytest.mark.parametrize("lang", LANGS)
def test_every_string_is_there(lang: str) -> None:
    words = load_catalogue("aligner.publish", LANGS[lang].lang)
    for severity in SEVERITIES:
        assert words.name("severity", severity)
    assert words.name("type", "omission") != "omission"
    assert words.name("type", "never-heard-of") == "never heard of"
    assert {*words.entries} == {*load_catalogue("aligner.publish", SITE_LANGUAGES[0].lang).entries}


def test_places_of_strings_agree() -> None:
    tables = [load_catalogue("aligner.publish", language.lang).entries for language in SITE_LANGUAGES]
    for key in tables[0]:
        places = [{*re.findall(r"\{(\w+)\}", str(table[key]))} - {"one", "other"} for table in tables]
        assert places[0] == places[1] == places[2], key


@pytest.mark.parametrize(
    ("lang", "page", "source"),
    [
        ("zh-Hans", "zh-Hans", ""),
        ("zh-Hans", "zh-Hant", "zh-Hans"),
        ("zh-Hans", "en", ""),
        ("zh-TW", "zh-Hans", "zh-Hant"),
        ("zh-TW", "zh-Hant", ""),
        ("zh-HK", "en", ""),
    ],
)
def test_a_page_says_which_text_was_converted(tmp_path: Path, lang: str, page: str, source: str) -> None:
    record = untranslated(tmp_path)
    zh = replace(record.alignment.zh, lang=lang)
    shown = view(replace(record, resolved=Resolved(replace(record.alignment, zh=zh))), LANGS[page])
    assert shown.converted_from == source
    assert ('class="converted"' in page_of(shown.record, LANGS[page])) is bool(source)


def test_the_manual_begins_with_the_page_for_readers() -> None:
    files = ["checks.md", "editors.md", "images/a.png", "index.md", "reading.md", "readers.md"]
    assert manual_pages(files) == ["readers.md", "editors.md", "checks.md"]
