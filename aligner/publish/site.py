"""The bilingual site: Markdown of every record in three languages, built with mkdocs into one folder.

What an earlier build made of the same sources is used again: a record that has not changed is not read, and a
page whose Markdown has not changed is not built. The result is that of a build from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.language.conversion import Names, converter
from aligner.publish.build.archive import join_parts, make_part
from aligner.publish.build.config import language_settings, own_config, package_file, site_address, written
from aligner.publish.build.documents import HOME, documents
from aligner.publish.build.folders import MARKER, check_apart, claim, keep_only, prepare, put, replacing
from aligner.publish.build.mkdocs import Source, build_languages, page_address
from aligner.publish.build.search import WordParter, entries, fragment
from aligner.publish.build.state import State, page_marker, program, record_fingerprint
from aligner.publish.build.stylesheet import page_sheet, without_comments
from aligner.publish.collection_pages.collection import Collection, newest_first
from aligner.publish.collection_pages.concordance import occurrences
from aligner.publish.collection_pages.digest import Digest, load_digest, make_digest, save_digest
from aligner.publish.collection_pages.divergences import divergences_page
from aligner.publish.collection_pages.feed import FEED, atom, sitemap
from aligner.publish.collection_pages.glossary import glossary_pages, term_list
from aligner.publish.collection_pages.home import home_page, records_page
from aligner.publish.collection_pages.people import people_page
from aligner.publish.collection_pages.status import ADDRESS as STATUS
from aligner.publish.collection_pages.status import status_page
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.downloads import Format, citation_files, record_files
from aligner.publish.record_page.page import record_address, record_page
from aligner.publish.record_page.view import make_view
from aligner.record.config import RecordConfig
from aligner.record.errors import AlignerError
from aligner.record.files.lock import locked
from aligner.record.glossary import Glossary
from aligner.record.load import Record, load_record

__all__ = ["Report", "publish"]

_PATIENCE = 600.0  # seconds that a second build waits for the first: longer than the largest takes

Progress = Callable[[str], None]
ARCHIVE = "records.zip"


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    records: int
    rendered: int
    """Records whose pages were written anew."""
    pages: int
    built: int
    """Pages that mkdocs built; all others were taken from the old site."""


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a build works, and with what."""

    work: Path
    docs: Path
    own: Path | None
    site: str
    glossary: Glossary
    formats: Sequence[Format]
    names: Names
    words: Mapping[str, Catalogue]
    part: WordParter

    @property
    def kept(self) -> Path:
        """What is kept from build to build."""
        return self.work / ".kept"

    def search(self, language: SiteLanguage, identifier: str) -> Path:
        """A record's part of the search index of a language."""
        return self.kept / "search" / language.lang / f"{identifier}.json"

    def part_of_archive(self, identifier: str) -> Path:
        """A record's part of the archive of all records."""
        return self.kept / "archive" / f"{identifier}.part"

    def folder(self, language: SiteLanguage) -> Path:
        """The Markdown of a language."""
        return self.work / language.lang


def publish(
    configs: Sequence[RecordConfig],
    out: Path,
    *,
    load: Callable[[RecordConfig], Record] = load_record,
    glossary: Glossary | None = None,
    formats: Sequence[Format] = (),
    names: Names = (),
    work: Path = Path("build/docs"),
    docs: Path = Path("docs"),
    project: Path = Path(),
    site_url: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build the site of the records into `out`; if anything fails, what was there stays.

    `load` reads a record that has changed. `formats` are files offered for download besides our own,
    `names` words with Traditional forms of their own. `work`
    receives the Markdown and what the next build can use again. `docs` holds hand-written pages, `project`
    may hold a mkdocs.yml of one's own. `progress` is told what begins.
    """
    tell = progress or (lambda _: None)
    check_apart(out, work)
    claim(out)
    prepare(work)
    busy = AlignerError(
        "another build is still running in this folder", file=work, mend="wait for it to end, or stop it"
    )
    with locked(
        work / ".lock",
        busy,
        patience=600,
        on_wait=lambda: tell("waiting for another build in the same folder"),
    ):
        own = own_config(project)
        (work / ".kept").mkdir(exist_ok=True)
        room = _Room(
            work=work,
            docs=docs,
            own=own,
            site=site_address(own, site_url),
            glossary=glossary or Glossary(),
            formats=formats,
            names=names,
            words={
                language.lang: load_catalogue("aligner.publish", language.lang) for language in SITE_LANGUAGES
            },
            part=WordParter(work / ".kept"),
        )
        return _publish(configs, out, load, room, tell)


def _publish(
    configs: Sequence[RecordConfig],
    out: Path,
    load: Callable[[RecordConfig], Record],
    room: _Room,
    tell: Progress,
) -> Report:
    made_by = program()
    digests, rendered = _digests(configs, load, room, made_by, tell)
    tell("writing the pages of the collection")
    sources = [_write_language(language, configs, digests, room) for language in SITE_LANGUAGES]
    state_file = room.kept / "state.json"
    state = State.load(state_file)
    if _marker(out) != state.marker:
        state = State()
    with replacing(out) as site:
        tell("building")
        pages, built = build_languages(sources, state, out, site, room.kept, made_by)
        _finish(site, sources, room)
        room.part.save()
        marker = page_marker(pages)
        put(site / MARKER, marker + "\n")
    State(marker, pages).save(state_file)
    return Report(len(configs), rendered, len(pages), built)


def _marker(site: Path) -> str:
    path = site / MARKER
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _digests(
    configs: Sequence[RecordConfig],
    load: Callable[[RecordConfig], Record],
    room: _Room,
    made_by: str,
    tell: Progress,
) -> tuple[dict[str, Digest], int]:
    """The digest of every record; those that changed are rendered."""
    kept = room.kept / "records"
    found: dict[str, Digest] = {}
    rendered = 0
    extra = (room.site, repr(room.names), *(f.suffix for f in room.formats))
    for config in configs:
        fingerprint = record_fingerprint(config, made_by, room.glossary, extra)
        path = kept / f"{config.id}.json"
        digest = load_digest(path, fingerprint)
        if digest is None or not _is_written(room, digest):
            tell(f"writing {config.id}")
            digest = _render(load(config), fingerprint, room)
            save_digest(digest, path)
            rendered += 1
        found[config.id] = digest
    if kept.is_dir():
        keep_only(kept, {f"{config.id}.json" for config in configs})
        keep_only(room.part_of_archive("").parent, {f"{config.id}.part" for config in configs})
        for language in SITE_LANGUAGES:
            keep_only(room.search(language, "").parent, {f"{config.id}.json" for config in configs})
    return found, rendered


def _is_written(room: _Room, digest: Digest) -> bool:
    pages = (
        path
        for language in SITE_LANGUAGES
        for path in (room.folder(language) / _page_file(digest.id), room.search(language, digest.id))
    )
    return all(path.is_file() for path in pages) and all(
        (room.folder(SITE_LANGUAGES[0]) / record_address(digest.id) / name).is_file() for name in digest.files
    )


def _page_file(identifier: str) -> str:
    return f"{record_address(identifier)}index.md"


def _render(record: Record, fingerprint: str, room: _Room) -> Digest:
    """Write a record's pages and files; returns its digest."""
    plan = make_plan(record)
    address = record_address(record.config.id)
    files, downloads = record_files(record, room.formats)
    terms = occurrences(plan, room.glossary)
    for language in SITE_LANGUAGES:
        view = make_view(plan, language, room.words[language.lang], room.names)
        if not language.folder:
            files = {**files, **citation_files(view, f"{room.site}{address}")}
        page = record_page(view, downloads, room.site, term_list(view, room.glossary, terms))
        put(room.folder(language) / _page_file(record.config.id), page)
        put(room.search(language, record.config.id), fragment(entries(view, address, room.part)))
    for name, content in files.items():
        put(room.folder(SITE_LANGUAGES[0]) / address / name, content)
    packed = {address + name: content.encode("utf-8", "replace") for name, content in files.items()}
    make_part(packed, room.part_of_archive(record.config.id))
    return make_digest(plan, fingerprint, terms, tuple(files))


def _write_language(
    language: SiteLanguage, configs: Sequence[RecordConfig], digests: Mapping[str, Digest], room: _Room
) -> Source:
    """Write what a language version has besides the pages of the records; returns what is to be built."""
    folder, words = room.folder(language), room.words[language.lang]
    written_pages = documents(language, room.docs, room.names)
    home = next((d.content for d in written_pages if d.name == HOME and isinstance(d.content, str)), None)
    collection = Collection(
        language=language,
        words=words,
        items=newest_first(configs, digests),
        glossary=room.glossary,
        site=room.site,
        ui_convert=converter("zh-Hans", language.lang if language.side == "zh" else "zh-Hans", room.names),
        names=room.names,
    )
    made: dict[str, str | bytes] = {d.name: d.content for d in written_pages if d.name != HOME}
    made |= {
        HOME: home_page(collection, home),
        "records/index.md": records_page(collection),
        "divergences/index.md": divergences_page(collection),
        "people/index.md": people_page(collection),
        f"{STATUS}index.md": status_page(collection),
        FEED: atom(collection),
        **dict(glossary_pages(collection)),
    }
    for name in ("aligner.css", "aligner.js"):
        made[f"assets/{name}"] = without_comments(package_file(f"assets/{name}"))
    made["assets/pages.css"] = page_sheet()
    for name, content in made.items():
        put(folder / name, content)
    of_records = {_page_file(identifier) for identifier in digests}
    if not language.folder:
        of_records |= _write_archive(folder, digests, room)
    keep_only(folder, {*made, *of_records})
    by_hand = {d.name for d in written_pages if d.name.endswith(".md") and d.name != HOME}
    pages = sorted(by_hand - {"reading.md"})
    settings = language_settings(language, words, own=room.own, address=room.site, pages=pages)
    put(
        room.work / f"mkdocs.{language.lang}.yml",
        written(settings, folder, room.work.parent / "by-hand" / language.folder),
    )
    search = [room.search(language, item.config.id) for item in collection.items]
    return Source(language, folder, settings, by_hand | {HOME}, search, room.part)


def _write_archive(folder: Path, digests: Mapping[str, Digest], room: _Room) -> set[str]:
    """All files of all records in one archive; returns their names and its own."""
    put(folder / ARCHIVE, join_parts(room.part_of_archive(identifier) for identifier in sorted(digests)))
    return {*(record_address(d.id) + name for d in digests.values() for name in d.files), ARCHIVE}


def _finish(site: Path, sources: Sequence[Source], room: _Room) -> None:
    """What mkdocs does not make: sitemaps over all pages, and a mark for hosts that would leave files out."""
    for source in sources:
        names = [path.relative_to(source.docs).as_posix() for path in source.docs.rglob("*.md")]
        pages = [(page_address(name), _is_everywhere(name, sources)) for name in names]
        put(site / source.language.folder / "sitemap.xml", sitemap(source.language, room.site, pages))
    put(site / ".nojekyll", b"")


def _is_everywhere(name: str, sources: Sequence[Source]) -> bool:
    return all((source.docs / name).is_file() for source in sources)
