"""What is cited, and as whose words: a table of cases in both languages and scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aligner.publish.languages import SITE_LANGUAGES
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.citations import citations
from aligner.publish.record_page.quotations import quotations
from aligner.publish.record_page.view import make_view
from aligner.record.config import Party
from aligner.record.decisions.resolved import Resolved
from aligner.record.load import Record
from aligner.record.model import Mode, Names, Side
from aligner.record.publication import NOTHING, Author, Publication
from tests.helpers.records import alignment, flag, segment, summary

URL, DAY, VERSION = "https://records.example/r/", "2026-11-30", "VERSION"
AUTHORS = tuple(
    Author(Names(zh, en))
    for zh, en in (
        ("聂晓伟", "Nie Xiaowei"),
        ("潘小多", "Pan Xiaoduo"),
        ("张卓颖", "Zhang Zhuoying"),
        ("龚心语", "Gong Xinyu"),
    )
)
IN_JOURNAL = {"volume": "38", "issue": "9", "pages": "1350-1362", "doi": "10.16418/x.2023"}


def paper(folder: Path) -> Record:
    """A paper in a journal with a name in each language."""
    zh = Publication(authors=AUTHORS, journal="中国科学院院刊", date=date(2023, 9, 20), **IN_JOURNAL)
    en = Publication(journal="Bulletin of CAS", date=date(2023, 9, 20), **IN_JOURNAL)
    return named(folder, Names("“一带一路”的实践", "Practice on the Road"), "auto", "zh", (zh, en))


def speech(folder: Path) -> Record:
    """What somebody said, and the press summary of it."""
    title = Names("蓝博士献策：高原大有前途", "Dr Lan on the plateau")
    return named(folder, title, "summary", "en", (NOTHING, NOTHING))


def report(folder: Path) -> Record:
    """A summary that a body has signed."""
    body = Author(Names("新华社", "Xinhua"), is_body=True)
    signed = Publication(authors=(body,), publisher="新华网", form=Names("新闻稿", "news release"))
    return named(folder, Names("要点", "Main points"), "summary", "en", (signed, NOTHING))


def named(
    folder: Path, title: Names, kind: Mode, original: Side, publications: tuple[Publication, Publication]
) -> Record:
    record = summary(folder)
    people = (Party(Names("蓝伟光博士", "Dr Lan Weiguang")),)
    config = replace(
        record.config,
        title=title,
        kind=kind,
        original=original,
        people=people,
        date=date(2025, 6, 27),
        publications=publications,
    )
    turned = replace(record.resolved.alignment, original=original)
    return replace(record, config=config, resolved=replace(record.resolved, alignment=turned))


def cited(record: Record, style: str, side: Side, passage: str = "", lang: str = "en") -> str:
    language = next(each for each in SITE_LANGUAGES if each.lang == lang)
    view = make_view(make_plan(record), language)
    found = next(each for each in citations(view) if (each.style, each.side) == (style, side))
    place = view.cited_words(found.language)("cite_at", n=1, passage=passage) if passage else ""
    text = found.text(URL, DAY, passage, place)
    version = next(c for c in citations(view) if c.style == "csl").whole.split('"version": "')[1][:8]
    return text.replace(version, VERSION)


MAKERS = {make.__name__: make for make in (paper, speech, report)}
TABLE = (Path(__file__).parent / "citations.txt").read_text(encoding="utf-8").strip().split("\n\n")
ENGLISH = ("apa", "chicago")


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.split("\n")[0])
def test_citations(tmp_path: Path, case: str) -> None:
    names, _, expected = case.partition("\n")
    make, style, side, passage = names.split()
    assert cited(MAKERS[make](tmp_path), style, side, passage.strip("-")) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "side", "author"),
    [
        (paper, "zh", {"family": "聂", "given": "晓伟"}),
        (paper, "en", {"family": "Nie", "given": "Xiaowei"}),
        (speech, "zh", None),
        (speech, "en", {"family": "Lan", "given": "Weiguang"}),
        (report, "zh", {"literal": "新华社"}),
    ],
)
def test_programs_are_given_family_and_given_names(
    tmp_path: Path, make: Callable[[Path], Record], side: Side, author: dict[str, str] | None
) -> None:
    item = json.loads(cited(make(tmp_path), "csl", side, "z5"))
    assert item.get("author", [None])[0] == author
    assert (item["id"], item["URL"], item["section"]) == ("summary-z5", f"{URL}#z5", "z5")


def test_a_traditional_page_cites_in_traditional_characters(tmp_path: Path) -> None:
    text = cited(speech(tmp_path), "gbt7714", "zh", "z5", "zh-Hant")
    assert "藍博士獻策" in text and "新聞綜述，轉述藍偉光的講話" in text and "雙語對照，第z5段" in text
    assert text.startswith("佚名. ")
    text = cited(paper(tmp_path), "gbt7714", "zh", "z5", "zh-Hant")
    assert "「一帶一路」的實踐" in text and "中國科學院院刊" in text


@pytest.mark.parametrize(
    ("lang", "chinese", "english"),
    [
        ("en", "“她说‘先试点’，再推广。”", "“She said ‘pilots first’. Then widen.”"),
        ("zh-Hans", "“她说‘先试点’，再推广。”", "“She said ‘pilots first’. Then widen.”"),
        ("zh-Hant", "「她說『先試點』，再推廣。」", "“She said ‘pilots first’. Then widen.”"),
    ],
)
def test_a_quotation_has_the_marks_of_its_script(
    tmp_path: Path, lang: str, chinese: str, english: str
) -> None:
    """Those within it become single ones; several passages are cited as several."""
    zh = (segment("z1", "她说“先试点”，"), segment("z2", "再推广。"))
    en = (segment("e1", "She said “pilots first”."), segment("e2", "Then widen."))
    meant = flag(1, "mistranslation", "z1 z2", "e1 e2")
    made = replace(summary(tmp_path), resolved=Resolved(alignment("summary", "en", zh, en, flags=(meant,))))
    plan = make_plan(made)
    (language,) = (x for x in SITE_LANGUAGES if x.lang == lang)
    parts = quotations(make_view(plan, language), plan.cards, URL)["finding-z1"].split("\n\n")
    assert [part.split("\n")[0] for part in parts] == [chinese, english]
    assert "passages z1, z2" in parts[0] if lang == "en" else "第z1、z2段" in parts[0]
    assert "passages e1, e2" in parts[1]
