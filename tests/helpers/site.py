"""The sample site and its pages; the built site stands where every test of the session finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from aligner.publish import Report, publish
from aligner.publish.collection_pages.collection import Collection, Item, make_collection
from aligner.publish.collection_pages.concordance import occurrences
from aligner.publish.collection_pages.glossary import term_list
from aligner.publish.collection_pages.summary import summarise
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import PagePlan, make_plan
from aligner.publish.record_page.downloads import Format
from aligner.publish.record_page.page import record_page
from aligner.publish.record_page.quotations import quotations
from aligner.publish.record_page.view import View, make_view
from aligner.publish.settings import NO_SETTINGS, SiteSettings
from aligner.record.files.alignment_json import dumps
from aligner.record.glossary import Glossary, Renderings, Term
from aligner.record.load import Record
from aligner.record.model import Names
from tests.helpers.records import records

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://records.example/base/"
TABLE = Format("TSV", ".tsv", "text/tab-separated-values", lambda record: f"id\t{record.config.id}\n")

MANUAL = """# Manual

[How to read](reading.md)

| name | what it does | where it stands | what it weighs | since |
|---|---|---|---|---|
| `inconsistent-entities` | accuracy/mistranslation/entity | between the two texts | major | always |
"""

SETTINGS = SiteSettings(
    by=Names(zh="里德工作室", en="Reed & Co"),
    why=Names(zh="让人看得见里面的出入。", en="To show what <summaries> leave out."),
    contact="right+wrong@records.example",
    rights=Names(zh="CC BY 4.0", en="CC BY 4.0"),
)

GLOSSARY = Glossary(
    (
        Term("term", Renderings(("云海平台",)), Renderings(("cloud platform",), forbidden=("cloud deck",))),
        Term("place", Renderings(("云南",)), Renderings(("Yunnan",)), note="不译为 Cloud South"),
        Term("term", Renderings(("试点",)), Renderings(("pilot",))),
        Term("name", Renderings(("无人",)), Renderings(("Nobody",))),
    )
)


def build(base: Path, made: Sequence[Record], **options: object) -> Report:
    """The site of some records in ``base/site``; their files are written first, as they would lie there."""
    for record in made:
        path = record.config.folder / "alignment.json"
        path.write_text(dumps(record.alignment), encoding="utf-8")
    loaded = {record.config.id: record for record in made}
    values: dict[str, object] = {
        "load": lambda config: loaded[config.id],
        "glossary": GLOSSARY,
        "formats": (TABLE,),
        "settings": SETTINGS,
        "work": base / "work",
        "docs": base / "docs",
        "project": base,
        "site_url": ADDRESS,
        **options,
    }
    return publish([record.config for record in made], base / "site", **values)  # type: ignore[arg-type]


def built_site(factory: pytest.TempPathFactory) -> Path:
    """The site of the sample records, with one page by hand and no mkdocs.yml."""
    base = factory.getbasetemp() / "published"
    if not (base / "site").exists():
        (base / "docs").mkdir(parents=True)
        (base / "docs" / "manual.md").write_text(MANUAL, encoding="utf-8")
        build(base, records(base / "seeds"))
    return base / "site"


def view(record: Record, language: SiteLanguage = SITE_LANGUAGES[0]) -> View:
    return make_view(make_plan(record), language)


def page_of(record: Record, language: SiteLanguage = SITE_LANGUAGES[0]) -> str:
    shown = view(record, language)
    return record_page(shown, terms=term_list(shown, GLOSSARY, occurrences(shown.plan, GLOSSARY)))


def quoted(plan: PagePlan) -> dict[str, Mapping[str, str]]:
    """What the cards of a record quote in each language, on a site without an address."""
    return {x.lang: quotations(make_view(plan, x), plan.cards, "") for x in SITE_LANGUAGES}


def collection(
    made: Sequence[Record],
    language: SiteLanguage = SITE_LANGUAGES[0],
    site: str = "",
    settings: SiteSettings = NO_SETTINGS,
) -> Collection:
    plans = [make_plan(record) for record in made]
    items = [
        Item(plan.record.config, summarise(plan, occurrences(plan, GLOSSARY), quoted(plan))) for plan in plans
    ]
    return make_collection(items, language, GLOSSARY, site, settings=settings)
