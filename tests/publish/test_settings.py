"""What a site says about itself: seeds/site.yml, the page about the site, the link by which readers write."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from aligner.publish.build.config import language_settings
from aligner.publish.collection_pages.about import about_page
from aligner.publish.collection_pages.divergences import divergences_page
from aligner.publish.collection_pages.feed import atom
from aligner.publish.collection_pages.home import home_page
from aligner.publish.languages import SITE_LANGUAGES, Interface, SiteLanguage
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.citations import citations
from aligner.publish.record_page.page import record_page
from aligner.publish.record_page.view import make_view
from aligner.publish.settings import NO_SETTINGS, SiteSettings, load_settings
from aligner.record.errors import AlignerError
from aligner.record.model import Names
from tests.helpers.records import records, summary
from tests.helpers.site import ADDRESS, SETTINGS, collection

ENGLISH, SIMPLIFIED, TRADITIONAL = SITE_LANGUAGES
FORM = "https://forms.example/new?title={subject}&text={body}&where={address}&what={record}/{passage}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, NO_SETTINGS),
        ("# nothing yet\n", NO_SETTINGS),
        ("by: Reed\n", SiteSettings(by=Names("Reed", "Reed"))),
        (
            "by: {zh: 里德, en: Reed}\nwhy: {zh: 为了看清。, en: To see.}\ncontact: a@b.example\nrights: CC0",
            SiteSettings(
                Names(zh="里德", en="Reed"),
                Names(zh="为了看清。", en="To see."),
                "a@b.example",
                Names("CC0", "CC0"),
            ),
        ),
        (f"contact: {FORM}\n", SiteSettings(contact=FORM)),
        ("contact: https://forms.example/\n", SiteSettings(contact="https://forms.example/")),
    ],
)
def test_settings(tmp_path: Path, text: str | None, expected: SiteSettings) -> None:
    if text is not None:
        (tmp_path / "site.yml").write_text(text, encoding="utf-8")
    assert load_settings(tmp_path) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("mail: a@b.example\n", "site.yml:1: unknown key 'mail'; known keys here: name, by, why, rights"),
        ("by: {zh: 里德}\n", "site.yml:1: 'by' has no 'en'; add a line 'en: …'"),
        ("contact: Reed\n", "site.yml:1: 'Reed' is neither an e-mail address nor a web address; write it as"),
        ("by: Reed\ncontact: a@b\n", "site.yml:2: 'a@b' is neither an e-mail address nor a web address"),
        ("contact: javascript:alert(1)\n", "'javascript:alert(1)' is neither"),
        (
            "contact: https://a.example/{page}\n",
            "unknown place '{page}' in 'contact'; known places: sub",
        ),
        ("- by\n", "site.yml:1: 'site.yml' should be a set of 'key: value' lines"),
        ("by: [\n", "site.yml:2: this is not valid YAML"),
    ],
)
def test_mistakes_in_settings(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "site.yml").write_text(text, encoding="utf-8")
    with pytest.raises(AlignerError) as caught:
        load_settings(tmp_path)
    assert complaint in str(caught.value) and "\n" not in str(caught.value)


def test_a_mail_names_record_passage_and_address() -> None:
    page = Interface(ENGLISH, "zh-Hans", (), settings=SETTINGS)
    link = page.tell_link("A & B?", "https://records.example/#z1", "talk", ("z1", "e2"))
    assert link.startswith("mailto:right+wrong@records.example?")
    fields = parse_qs(urlsplit(link).query)
    assert fields["subject"] == ["Bilingual records: A & B?, z1, e2"]
    assert fields["body"][0].split("\r\n") == [
        "A & B?", "Passages z1, e2", "https://records.example/#z1", "",
        "What is wrong, and where can it be checked?", "",
    ]  # fmt: skip


def test_a_form_gets_what_its_address_asks_for() -> None:
    page = Interface(TRADITIONAL, "zh-Hans", (), settings=SiteSettings(contact=FORM))
    link = page.tell_link("雲", "https://records.example/#z1", "talk", ("z1", "e2"))
    parts = urlsplit(link)
    fields = {key: values[0] for key, values in parse_qs(parts.query).items()}
    assert parts.netloc == "forms.example"
    assert fields["title"] == "雙語對照：雲，z1、e2" and fields["text"].startswith("雲\n涉及 z1、e2\n")
    assert (fields["where"], fields["what"]) == ("https://records.example/#z1", "talk/z1、e2")


@pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
def test_every_finding_can_be_disputed(tmp_path: Path, language: SiteLanguage) -> None:
    """On the page of the record and on the list of divergences; nowhere if there is nobody to write to."""
    record = summary(tmp_path)
    for settings in (SETTINGS, NO_SETTINGS):
        view = make_view(make_plan(record), language, settings=settings)
        pages = {
            record_page(view, site=ADDRESS): len(view.plan.notes),
            divergences_page(collection([record], language, ADDRESS, settings)): 6,
        }
        for page, findings in pages.items():
            links = [unquote(unescape(link)) for link in re.findall(r'href="(mailto:[^"]*)"', page)]
            assert len(links) == (findings if settings.contact else 0)
            for link in links:
                named = re.search(r"records/summary/#finding-(\w+)\r\n", link)
                assert named and named[1] in (*record.alignment.segments, "f7")


@pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
def test_the_page_about_the_site(tmp_path: Path, language: SiteLanguage) -> None:
    made = records(tmp_path)
    full = about_page(collection(made, language, ADDRESS, SETTINGS))
    bare = about_page(collection(made, language))
    empty = about_page(collection([], language))
    names = {ENGLISH: "Reed &amp; Co", SIMPLIFIED: "里德工作室", TRADITIONAL: "里德工作室"}
    assert names[language] in full and "mailto:right+wrong@records.example" in full
    assert "mailto:" not in bare and names[language] not in bare
    for page in (full, bare):
        assert page.count("../records/summary/") == page.count("../records/untranslated/") == 2
    assert "../records/summary/" not in empty
    if language == ENGLISH:
        assert "To show what &lt;summaries&gt; leave out." in full
        assert "Who makes this site is not stated." in bare
        assert "This site gives no address for corrections." in bare
        assert "people have decided about 2 findings (1 confirmed, 1 dismissed)" in bare
        assert "no person has decided about any finding" in empty
        assert bare.count("Rights: not stated") == 4


def test_the_foot_of_every_page_leads_on(site: Path) -> None:
    """Built pages, in each language; the page for a missing address names no address of its own."""
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        foot = page[page.index('class="md-copyright foot"') :]
        assert "Reed &amp; Co" in foot or "里德工作室" in foot, path
        (mail,) = re.findall(r'href="(mailto:[^"]*)"', foot)
        assert "PAGE-" not in mail, path
        where = re.search(r"https://records\.example/base/\S*", unquote(unescape(mail)))
        assert bool(where) is (path.name != "404.html"), path
    home = unquote(unescape((site / "zh-hans" / "index.html").read_text(encoding="utf-8")))
    assert "https://records.example/base/zh-hans/\r\n" in home


def test_a_missing_address_is_answered_in_three_languages(site: Path) -> None:
    for language in SITE_LANGUAGES:
        page = (site / language.folder / "404.html").read_text(encoding="utf-8")
        found = re.findall(r'<section lang="([^"]*)">', page)
        assert found[0] == language.lang and {*found} == {other.lang for other in SITE_LANGUAGES}
        for other in SITE_LANGUAGES:
            for way in ("", "records/", "divergences/", "about/"):
                assert f'href="/base/{other.prefix}{way}"' in page


@pytest.mark.parametrize(
    ("language", "name", "cited"),
    [
        (ENGLISH, "Our records", ["我们的文献", "Our records"]),
        (TRADITIONAL, "我們的文獻", ["我們的文獻", "Our records"]),
    ],
    ids=["en", "zh-Hant"],
)
def test_the_name_of_the_site(tmp_path: Path, language: SiteLanguage, name: str, cited: list[str]) -> None:
    """On pages, in the feed, in citations of each text, and in the head of every page."""
    settings = SiteSettings(name=Names(zh="我们的文献", en="Our records"))
    record = summary(tmp_path)
    every = collection([record], language, settings=settings)
    assert f"# {name}\n" in home_page(every, None) and f"<title>{name}</title>" in atom(every)
    made = citations(make_view(make_plan(record), language, settings=settings), ["gbt7714"])
    assert [said in form.whole for said, form in zip(cited, made, strict=True)] == [True, True]
    for given in (None, tmp_path / "mkdocs.yml"):
        head = language_settings(language, inherited=given, address="", pages=[], name=every.site_name())
        assert head["site_name"] == name
