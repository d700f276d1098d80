"""The built site: three languages that hold together, and a build that never leaves half of one."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from aligner.language.conversion import converter
from aligner.publish.build.config import language_settings, project_config, site_address
from aligner.publish.build.folders import MARKER
from aligner.publish.languages import SITE_LANGUAGES
from aligner.record.decisions.resolved import Resolved
from aligner.record.errors import AlignerError
from aligner.record.files.alignment_json import dumps
from aligner.record.files.lock import locked
from aligner.record.load import Record
from tests.helpers.built_site import BuiltSite
from tests.helpers.records import HOSTILE, records, summary
from tests.helpers.site import ADDRESS, GLOSSARY, REPOSITORY, SETTINGS, build
from tests.helpers.site_claims import dead_links

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OWN = (
    "index.html",
    "records/index.html",
    "records/summary/index.html",
    "records/untranslated/index.html",
    "divergences/index.html",
    "glossary/index.html",
    "glossary/cloud-platform/index.html",
    "people/index.html",
    "reading/index.html",
    "about/index.html",
)


class Page(HTMLParser):
    """Ids, links and text with its language."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.scripts = 0
        self._open: list[tuple[str, str]] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attributes}
        self.ids += [values["id"]] if values.get("id") else []
        if name == "a" and "href" in values:
            self.links.append(values["href"])
        elif name in ("link", "script", "img", "iframe"):
            self.loaded += [values[key] for key in ("href", "src") if key in values]
        lang = values.get("lang") or (self._open[-1][1] if self._open else "")
        if name not in VOID:
            self._open.append((name, lang))

    def handle_endtag(self, name: str) -> None:
        while self._open and self._open.pop()[0] != name:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in ("script", "style") and data.strip():
            self.texts.append((self._open[-1][1], data.strip()))


def pages(site: Path) -> Iterator[tuple[str, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), Page(path)


def test_every_language_has_every_page(site: Path) -> None:
    for language in SITE_LANGUAGES:
        for page in OWN:
            path = site / language.folder / page
            assert f'<html lang="{language.lang}"' in path.read_text(encoding="utf-8"), path


def test_links_lead_somewhere(site: Path) -> None:
    assert dead_links(BuiltSite(site, {}, ADDRESS)) == []
    links = [(name, link) for name, page in pages(site) for link in page.links]
    for name, link in links:
        # The page for a missing address is shown anywhere, so its links begin at the root.
        assert "404" not in name or link.startswith(("/base/", "#", "mailto:")), (name, link)
        assert not link.startswith("mailto:") or urlsplit(link).path == SETTINGS.contact


def test_ids_are_unique(site: Path) -> None:
    for name, page in pages(site):
        assert [i for i, n in Counter(page.ids).items() if n > 1] == [], name


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for name, page in pages(site):
        elsewhere = [url for url in page.loaded if urlsplit(url).netloc not in ("", "records.example")]
        assert elsewhere == [], name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?https?:", sheet.read_text(encoding="utf-8")), sheet


def test_each_language_is_in_its_script(site: Path) -> None:
    simplified, traditional = converter("zh-Hant", "zh-Hans"), converter("zh-Hans", "zh-Hant")
    for name, page in pages(site):
        for lang, text in page.texts:
            if text in {language.name for language in SITE_LANGUAGES}:
                continue
            if lang == "en":
                assert not re.search(r"[\u4e00-\u9fff]", text), (name, text)
            if lang == "zh-Hans":
                assert simplified(text) == text, (name, text)
            if lang == "zh-Hant" and "html" not in text:
                assert traditional(text) == text or simplified(text) != text, (name, text)


def test_hostile_text_is_shown_as_it_is(site: Path) -> None:
    page = Page(site / "records" / "summary" / "index.html")
    shown = " ".join(text for _, text in page.texts)
    assert " ".join(shown.split()).count(HOSTILE) == 4
    assert not any("javascript:alert" in link for link in page.links)


@pytest.mark.parametrize("page", ["", "records/summary/", "glossary/yunnan/", "people/", "reading/"])
def test_the_language_menu_leads_to_the_same_page(site: Path, page: str) -> None:
    for language in SITE_LANGUAGES:
        here = f"http://site/{language.prefix}{page}"
        text = (site / language.folder / page / "index.html").read_text(encoding="utf-8")
        links = re.findall(r'href="([^"]*)" hreflang="([^"]*)" lang="[^"]*" class="md-select__link"', text)
        found = {lang: urljoin(here, link) for link, lang in links}
        assert found == {other.lang: f"http://site/{other.prefix}{page}" for other in SITE_LANGUAGES}
        assert re.findall(r'rel="alternate"[^>]*hreflang', text) == []


def test_the_contents_name_the_sections_in_their_language(site: Path) -> None:
    text = (site / "records" / "summary" / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<ul lang="zh-Hans"[^>]*>.*?<a href="#z3">云海平台</a>', text)
    assert re.search(r'<ul lang="en"[^>]*>.*?<a href="#e4">Money</a>', text)


def test_the_data_can_be_downloaded(site: Path, tmp_path: Path) -> None:
    folder = site / "records" / "summary"
    path = folder / "summary.json"
    assert path.read_text(encoding="utf-8") == dumps(summary(tmp_path).alignment)
    assert (folder / "summary.tsv").read_text(encoding="utf-8") == "id\tsummary\n"
    assert "She" not in (folder / "summary.zh.txt").read_text(encoding="utf-8")
    assert (
        "Small pilots should come first. They can be widened later."
        in (folder / "summary.en.txt").read_text()
    )
    assert json.loads((folder / "summary.csl.json").read_text())[0]["URL"] == f"{ADDRESS}records/summary/"
    with zipfile.ZipFile(site / "records.zip") as zipped:
        assert zipped.read("records/summary/summary.json") == path.read_bytes()
        assert len(zipped.namelist()) == 2 * len([p for p in folder.iterdir() if p.name != "index.html"])


def test_programs_learn_what_was_made_from_what(site: Path) -> None:
    text = (site / "records" / "summary" / "index.html").read_text(encoding="utf-8")
    head = text.split("</head>")[0]
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)[1])  # type: ignore[index]
    work = found["mainEntity"]
    assert (work["inLanguage"], work["isBasedOn"]["inLanguage"]) == ("zh-Hans", "en")
    assert found["url"] == f"{ADDRESS}records/summary/"
    assert found["isPartOf"] == {
        "@type": "Collection",
        "name": "Bilingual records",
        "creator": "Reed & Co",
        "copyrightNotice": "CC BY 4.0",
    }


def test_feeds_are_well_formed_and_name_the_records(site: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    for language in SITE_LANGUAGES:
        root = ElementTree.parse(site / language.folder / "feed.xml").getroot()
        entries = root.findall(f"{atom}entry")
        assert [e.find(f"{atom}link").attrib["href"] for e in entries] == [  # type: ignore[union-attr]
            f"{ADDRESS}{language.prefix}records/summary/"
        ]
        ids = [e.text for e in root.iter(f"{atom}id")]
        assert len(ids) == len({*ids}) == 2
        assert root.findtext(f"{atom}author/{atom}name") in ("Reed & Co", "里德工作室")


@pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
def test_sitemaps_name_the_other_languages(site: Path, language: object) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    alternates: dict[str, dict[str, str]] = {}
    for entry in ElementTree.parse(site / language.folder / "sitemap.xml").getroot():  # type: ignore[attr-defined]
        location = entry.findtext("s:loc", namespaces=names) or ""
        alternates[location] = {
            a.attrib["hreflang"]: a.attrib["href"] for a in entry.findall("x:link", names)
        }
    own = f"{ADDRESS}{language.prefix}records/summary/"  # type: ignore[attr-defined]
    assert alternates[own] == {t.lang: f"{ADDRESS}{t.prefix}records/summary/" for t in SITE_LANGUAGES}
    assert f"{ADDRESS}{language.prefix}manual/" not in alternates or language.side == "en"  # type: ignore[attr-defined]


@pytest.mark.parametrize("folder", ["", "zh-hans", "zh-hant"])
def test_the_search_shows_passages_as_they_read(site: Path, folder: str) -> None:
    index = json.loads((site / folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert [record for record, _ in index["docs"]] == ["summary", "untranslated"]
    for record, count in index["docs"]:
        text = json.loads((site / folder / "search" / "texts" / f"{record}.json").read_text(encoding="utf-8"))
        assert len(text["passages"]) == count and text["address"] == f"records/{record}/"
    terms = (site / folder / index["config"]["root"] / "search" / "terms").glob("*.json")
    assert "valleys" in {term for path in terms for term in json.loads(path.read_text(encoding="utf-8"))}
    text = json.loads((site / folder / "search" / "texts" / "summary.json").read_text(encoding="utf-8"))
    passages = dict(text["passages"])
    assert passages["e8"].startswith('<script>alert("x")</script>')
    assert ("頭髮" if folder == "zh-hant" else "头发") in passages["z2"]


def test_nothing_of_the_search_of_the_theme_is_left(site: Path) -> None:
    assert [p.name for p in site.rglob("*") if "lunr" in p.name or "worker" in p.name] == []


def test_only_our_files_are_left(site: Path) -> None:
    assert (site / MARKER).is_file()
    assert [p.name for p in site.parent.iterdir() if p.name.startswith(".")] == []


def test_a_failing_build_leaves_the_old_site(tmp_path: Path) -> None:
    out, docs = tmp_path / "site", tmp_path / "docs"
    out.mkdir()
    (out / MARKER).touch()
    (out / "index.html").write_text("old")
    docs.mkdir()
    (docs / "guide.md").write_text("# Guide\n\n[nowhere](missing.md)\n")
    with pytest.raises(AlignerError, match=r"missing\.md") as error:
        build(tmp_path, records(tmp_path / "seeds"))
    assert "\n" not in str(error.value)
    assert (out / "index.html").read_text() == "old"
    assert {p.name for p in tmp_path.iterdir()} == {"site", "docs", "seeds", "work"}


def test_a_project_may_have_an_address(tmp_path: Path) -> None:
    own = tmp_path / "mkdocs.yml"
    own.write_text("site_name: In one language\nsite_url: https://our.example/x\n")
    assert (project_config(tmp_path), project_config(tmp_path / "none")) == (own, None)
    address = site_address(own, None)
    assert address == "https://our.example/x/" and site_address(own, "https://b/") == "https://b/"
    made = {
        t.lang: language_settings(t, inherited=own, address=address, pages=[], name=t.words("site_name"))
        for t in SITE_LANGUAGES
    }
    assert {made["en"]["INHERIT"], made["zh-Hant"]["INHERIT"]} == {str(own)}
    assert (made["en"]["site_name"], made["zh-Hant"]["site_name"]) == ("Bilingual records", "雙語對照")
    assert made["zh-Hans"]["site_url"] == "https://our.example/x/zh-hans/"
    assert made["en"]["theme"]["font"] is False


def test_a_missing_source_is_one_sentence(tmp_path: Path) -> None:
    made = records(tmp_path / "seeds")
    (tmp_path / "seeds" / "summary" / "source.md").unlink()
    with pytest.raises(AlignerError, match="source cannot be read"):
        build(tmp_path, made)
    assert not (tmp_path / "site").exists()


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def changed(record: Record) -> Record:
    """The record with another first sentence, which holds a glossary term."""
    english = record.alignment.en
    first = replace(english.segments[0], text="How can the cloud platform in Yunnan grow?")
    document = replace(english, segments=(first, *english.segments[1:]))
    return replace(record, resolved=Resolved(replace(record.alignment, en=document)))


def copied(site: Path, base: Path) -> None:
    """The sample site with all it was made from, in a folder of its own."""
    for name in ("site", "work", "docs", "seeds"):
        shutil.copytree(site.parent / name, base / name)


def test_a_build_of_what_changed_is_a_build_from_nothing(site: Path, tmp_path: Path) -> None:
    copied(site, tmp_path)
    made = records(tmp_path / "seeds")
    nothing = build(tmp_path, made)
    assert nothing.built == nothing.rendered == 0
    assert files(tmp_path / "site") == files(site)
    now = (changed(made[0]), made[1])
    part = build(tmp_path, now)
    assert part.rendered == 1 and 3 <= part.built < part.pages
    partial = files(tmp_path / "site")
    for name in ("site", "work"):
        shutil.rmtree(tmp_path / name)
    whole = build(tmp_path, now)
    assert whole.built == whole.pages == part.pages
    again = files(tmp_path / "site")
    assert {n for n in partial.keys() | again.keys() if partial.get(n) != again.get(n)} == set()
    gone = build(tmp_path, now[1:])
    left = files(tmp_path / "site")
    assert gone.rendered == 0 and not any("records/summary" in name for name in left)
    assert b"summary" not in left["zh-hans/sitemap.xml"] + left["search/search_index.json"]


@pytest.mark.parametrize("damage", ["page", "markdown", "download", "cache"])
def test_what_is_damaged_or_gone_is_made_again(site: Path, tmp_path: Path, damage: str) -> None:
    copied(site, tmp_path)
    if damage == "page":
        (tmp_path / "site" / "records" / "summary" / "index.html").write_text("changed")
    elif damage == "markdown":
        (tmp_path / "work" / "zh-Hans" / "records" / "summary" / "index.md").unlink()
    elif damage == "download":
        (tmp_path / "work" / "en" / "records" / "summary" / "summary.en.txt").unlink()
    else:
        for path in (tmp_path / "work" / ".cache").iterdir():
            path.write_text('{"html": "')
    build(tmp_path, records(tmp_path / "seeds"))
    assert files(tmp_path / "site") == files(site)


def test_a_title_in_the_menu_changes_every_page(site: Path, tmp_path: Path) -> None:
    """Pages of records too show the titles of the pages by hand."""
    copied(site, tmp_path)
    manual = tmp_path / "docs" / "manual.md"
    manual.write_text(manual.read_text(encoding="utf-8").replace("# Manual", "# Handbook"), encoding="utf-8")
    build(tmp_path, records(tmp_path / "seeds"))
    assert "Handbook" in (tmp_path / "site" / "records" / "summary" / "index.html").read_text(
        encoding="utf-8"
    )


def test_a_page_by_hand_may_lead_to_a_record(site: Path, tmp_path: Path) -> None:
    """Whether the record's page is built or was built before."""
    copied(site, tmp_path)
    with (tmp_path / "docs" / "manual.md").open("a", encoding="utf-8") as manual:
        manual.write("\n[a record](records/summary/index.md#z4)\n")
    build(tmp_path, records(tmp_path / "seeds"))
    page = (tmp_path / "site" / "manual" / "index.html").read_text(encoding="utf-8")
    assert 'href="../records/summary/#z4"' in page


def test_two_builds_do_not_meet(tmp_path: Path) -> None:
    """The second one waits until the first has let go, and says so; then it gives up."""
    messages: list[str] = []
    busy = AlignerError("still running")

    def lock(patience: float) -> AbstractContextManager[None]:
        waiting = partial(messages.append, "waiting")
        return locked(tmp_path / "work" / ".lock", busy, patience=patience, on_wait=waiting)

    with lock(10), pytest.raises(AlignerError, match="still running"), lock(0.2):
        pass
    with lock(0.2):
        assert messages == ["waiting"]


def test_this_repository_builds(tmp_path: Path) -> None:
    """Its own mkdocs.yml and hand-written pages, in all three languages, strictly."""
    said: list[str] = []
    build(
        tmp_path,
        records(tmp_path / "seeds"),
        docs=REPOSITORY / "docs",
        project=REPOSITORY,
        glossary=GLOSSARY,
        progress=said.append,
    )
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'href="records/summary/"' in home
    assert said[-1] == "building"
