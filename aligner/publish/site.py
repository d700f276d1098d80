"""The bilingual site: Markdown of every record in three languages, built with mkdocs into one folder.

A record whose files are those of the last build is not read again, and its pages are not built again. The
result is that of a build from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from aligner.card.shown_card import card_style
from aligner.language.conversion import Names
from aligner.publish.build.cache import Cache, builder_hash, hash_of
from aligner.publish.build.config import (
    ABOUT,
    language_settings,
    manual_pages,
    package_file,
    project_config,
    site_address,
)
from aligner.publish.build.documents import HOME, documents
from aligner.publish.build.folders import (
    MARKER,
    check_apart,
    claim,
    keep_only,
    pack,
    prepare_folder,
    put,
    replacing,
)
from aligner.publish.build.mkdocs import LanguageSource, build_pages, page_address
from aligner.publish.build.search import (
    MANIFEST,
    SearchedRecord,
    make_index,
    manifest,
    record_text,
    searched_record,
    text_file,
)
from aligner.publish.collection_pages.about import about_page, footer
from aligner.publish.collection_pages.collection import Collection, Item, make_collection
from aligner.publish.collection_pages.concordance import occurrences
from aligner.publish.collection_pages.divergences import divergences_page
from aligner.publish.collection_pages.feed import FEED, atom, sitemap
from aligner.publish.collection_pages.glossary import glossary_page, term_list, term_pages
from aligner.publish.collection_pages.home import home_page, records_page
from aligner.publish.collection_pages.people import people_page
from aligner.publish.collection_pages.status import ADDRESS as STATUS
from aligner.publish.collection_pages.status import status_page
from aligner.publish.collection_pages.summary import RecordSummary, summarise
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.downloads import Format, citation_files, record_files
from aligner.publish.record_page.page import record_address, record_page, record_url
from aligner.publish.record_page.quotations import quotations
from aligner.publish.record_page.view import make_view
from aligner.publish.settings import NO_SETTINGS, SiteSettings
from aligner.record.config import RecordConfig
from aligner.record.errors import AlignerError
from aligner.record.files.lock import locked
from aligner.record.files.shape import read
from aligner.record.files.text import read_bytes
from aligner.record.glossary import Glossary
from aligner.record.load import Record, load_record

ARCHIVE = "records.zip"
_ASSETS = ("aligner.css", "aligner.js", "search.js")
# Seconds that a second build waits for the first: longer than the largest takes. With less, the second of two
# builds at the same time would end with an error.
_PATIENCE = 600.0

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    records: int
    rendered: int
    """Records that were read and written anew."""
    pages: int
    built: int
    """Pages that differ from those of the last build."""


@dataclass(frozen=True, slots=True)
class _Build:
    """What one build works with."""

    work: Path
    """Receives the Markdown and the cache."""
    docs: Path
    """Hand-written pages."""
    config: Path | None
    """The project's own mkdocs.yml."""
    site: str
    """The site's address with a slash at its end; empty if nobody knows it."""
    glossary: Glossary
    formats: Sequence[Format]
    names: Names
    """Words with Traditional forms of their own."""
    settings: SiteSettings
    cache: Cache
    builder: str
    """The hash of the program."""


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A record whose pages and files are written."""

    summary: RecordSummary
    search: SearchedRecord
    written: tuple[str, ...]
    """Pages and files, seen from the folder of the build."""


def publish(
    configs: Sequence[RecordConfig],
    out: Path,
    *,
    load: Callable[[RecordConfig], Record] = load_record,
    glossary: Glossary | None = None,
    formats: Sequence[Format] = (),
    names: Names = (),
    settings: SiteSettings = NO_SETTINGS,
    work: Path = Path("build/docs"),
    docs: Path = Path("docs"),
    project: Path = Path(),
    site_url: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build the site of the records into `out`; if anything fails, what was there stays.

    `load` reads a record that has changed. `formats` are files offered for download besides our own,
    `names` words with Traditional forms of their own, `settings` what the site says about itself. `work`
    receives the Markdown and what the next build can use again. `docs` holds hand-written
    pages, `project` may hold a mkdocs.yml of its own. `progress` is called with the name of each step.

    Raises `AlignerError` where the folder is not ours to replace, a file cannot be read or written, or mkdocs
    refuses a page, and `InputError` where a record is not valid.
    """
    tell = progress or (lambda _: None)
    check_apart(out, work)
    claim(out)
    prepare_folder(work)
    busy = AlignerError(
        "another build is still running in this folder", file=work, mend="wait until it ends, or stop it"
    )
    waiting = partial(tell, "waiting for another build in the same folder")
    with locked(work / ".lock", busy, patience=_PATIENCE, on_wait=waiting):
        config = project_config(project)
        build = _Build(
            work=work,
            docs=docs,
            config=config,
            site=site_address(config, site_url),
            glossary=glossary or Glossary(),
            formats=formats,
            names=names,
            settings=settings,
            cache=Cache(work / ".cache"),
            builder=builder_hash(),
        )
        return _publish(configs, out, load, build, tell)


def _publish(
    configs: Sequence[RecordConfig],
    out: Path,
    load: Callable[[RecordConfig], Record],
    build: _Build,
    tell: Progress,
) -> Report:
    records: dict[str, _Rendered] = {}
    changed = 0
    for config in configs:
        key = _record_key(config, build)
        rendered = _from_cache(key, build)
        if rendered is None:
            tell(f"writing {config.id}")
            rendered = _render(load(config), build)
            build.cache.keep(key, asdict(rendered))
            changed += 1
        records[config.id] = rendered
    tell("writing the pages of the collection")
    sources = [_write_language(language, configs, records, build) for language in SITE_LANGUAGES]
    with replacing(out) as site:
        tell("building")
        pages, built = build_pages(sources, site, build.work, build.cache, build.builder)
        _finish(site, sources, [record.search for record in records.values()], build)
    build.cache.prune()
    return Report(len(configs), changed, pages, built)


def _record_key(config: RecordConfig, build: _Build) -> str:
    """What a record's pages and files are made from: its files, the glossary, the program."""
    names = {"record.yml", "alignment.json", "decisions.yml", *(part.file for part in config.parts)}
    settings = replace(config, path=Path(config.path.name))
    suffixes = [each.suffix for each in build.formats]
    parts: list[bytes | str] = [
        build.builder,
        repr((settings, build.glossary, build.site, build.names, build.settings, suffixes)),
    ]
    for name in sorted(names):
        path = config.folder / name
        parts += [name, read_bytes(path) if path.exists() else b"\x00"]
    return hash_of(*parts)


def _from_cache(key: str, build: _Build) -> _Rendered | None:
    """A record as an earlier build rendered it, if what it wrote is still there."""
    kept = build.cache.get(key)
    if kept is None or not all((build.work / name).is_file() for name in kept["written"]):
        return None
    return read(_Rendered, kept, "record")


def _page_file(identifier: str) -> str:
    return f"{record_address(identifier)}index.md"


def _render(record: Record, build: _Build) -> _Rendered:
    """Write a record's pages and files."""
    plan = make_plan(record)
    address = record_address(record.config.id)
    files, downloads = record_files(plan.record, build.formats)
    terms = occurrences(plan, build.glossary)
    contents: dict[str, str] = {}
    quoted: dict[str, Mapping[str, str]] = {}
    for language in SITE_LANGUAGES:
        view = make_view(plan, language, build.names, build.settings)
        if not language.folder:
            files = {**files, **citation_files(view, record_url(view, build.site))}
        quoted[language.lang] = quotations(view, plan.cards, record_url(view, build.site))
        page = record_page(view, downloads, build.site, term_list(view, build.glossary, terms))
        contents[f"{language.lang}/{_page_file(record.config.id)}"] = page
        contents[f"{language.lang}/{text_file(record.config.id)}"] = record_text(view, address)
    contents |= {f"{SITE_LANGUAGES[0].lang}/{address}{name}": content for name, content in files.items()}
    for name, content in contents.items():
        put(build.work / name, content)
    return _Rendered(summarise(plan, terms, quoted), searched_record(plan.record), tuple(contents))


def _write_language(
    language: SiteLanguage,
    configs: Sequence[RecordConfig],
    records: Mapping[str, _Rendered],
    build: _Build,
) -> LanguageSource:
    """Write what a language has besides the pages of the records; returns what is to be built."""
    folder = build.work / language.lang
    by_hand = documents(language, build.docs, build.names)
    items = [Item(config, records[config.id].summary) for config in configs]
    collection = make_collection(items, language, build.glossary, build.site, build.names, build.settings)
    terms = term_pages(collection)
    about_all = _collection_pages(collection, by_hand.get(HOME))
    pages: dict[str, str | bytes] = {ABOUT: about_page(collection), **by_hand, **about_all, **terms}
    prefix = f"{language.lang}/"
    written = {n.removeprefix(prefix) for r in records.values() for n in r.written if n.startswith(prefix)}
    if not language.folder:
        pages[ARCHIVE] = pack(folder, filter(_is_download, written))
    for name, content in pages.items():
        put(folder / name, content)
    keep_only(folder, {*pages, *written})
    return LanguageSource(
        language,
        folder,
        language_settings(
            language,
            inherited=build.config,
            address=build.site,
            pages=manual_pages(by_hand),
            name=collection.site_name(),
            footer=footer(collection),
        ),
        {*map(_page_file, records), *terms},
    )


def _collection_pages(collection: Collection, home: str | bytes | None) -> dict[str, str | bytes]:
    """The pages about all records, and what they need; `home` is the hand-written home page."""
    assets = {f"assets/{name}": package_file(f"assets/{name}").read_bytes() for name in _ASSETS}
    assets["assets/aligner.css"] += card_style()
    return {
        HOME: home_page(collection, home if isinstance(home, str) else None),
        "records/index.md": records_page(collection),
        "divergences/index.md": divergences_page(collection),
        "glossary/index.md": glossary_page(collection),
        "people/index.md": people_page(collection),
        f"{STATUS}index.md": status_page(collection),
        FEED: atom(collection),
        **assets,
    }


def _is_download(name: str) -> bool:
    """Whether a file that is written for a record is offered with its page."""
    return name.startswith("records/") and not name.endswith(".md")


def _finish(
    site: Path, sources: Sequence[LanguageSource], searched: Sequence[SearchedRecord], build: _Build
) -> None:
    """What mkdocs does not make: sitemaps, the search index, a mark for hosts that would leave files out, and
    ours."""
    index = make_index(searched)
    files: dict[str, str | bytes] = {**index.files}
    for source in sources:
        language = source.language
        names = [path.relative_to(source.docs).as_posix() for path in source.docs.rglob("*.md")]
        pages = [(page_address(name), all((s.docs / name).is_file() for s in sources)) for name in names]
        files[f"{language.prefix}sitemap.xml"] = sitemap(language, build.site, pages)
        files[f"{language.prefix}{MANIFEST}"] = manifest(language, index)
    for name, content in {**files, ".nojekyll": b"", MARKER: b""}.items():
        put(site / name, content)
