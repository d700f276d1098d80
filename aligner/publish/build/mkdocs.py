"""The pages through mkdocs: only those that changed, and the old site's files for all others.

A page's HTML depends on its own Markdown and on the settings of its language: no menu names a record. So a
page whose source and settings are those of the last build is taken from the old site. Of unchanged pages of
the menu mkdocs needs to see the titles only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from aligner.language.conversion import Convert
from aligner.publish.build.config import NAV, written
from aligner.publish.build.folders import emptied, put
from aligner.publish.build.search import Entry, join_index, parted
from aligner.publish.build.state import State, digest_of
from aligner.publish.languages import SiteLanguage
from aligner.record.errors import AlignerError

__all__ = ["Source", "build_languages", "page_address"]

_THEME = ("assets", "404.html")
"""What mkdocs makes besides the pages, and needs no change of ours."""


@dataclass(frozen=True, slots=True)
class Source:
    """A language to be built."""

    language: SiteLanguage
    docs: Path
    """Its Markdown and its files, all of them."""
    settings: Mapping[str, Any]
    by_hand: Collection[str]
    """The Markdown files that people wrote; mkdocs checks the links between them."""
    search: Sequence[Path]
    """Files with the entries of the search index that are ours."""
    part: Convert
    """What parts Simplified Chinese into words."""


@dataclass(slots=True)
class _Job:
    """What is to be done for a language."""

    source: Source
    settings_hash: str
    pages: dict[str, str] = field(default_factory=dict)
    """Every Markdown file and the hash of what its page is made from."""
    wanted: set[str] = field(default_factory=set)
    """Those to be built."""


def build_languages(
    sources: Sequence[Source], state: State, old: Path, new: Path, room: Path, made_by: str
) -> tuple[dict[str, tuple[str, str]], int]:
    """Build all languages into `new`. `room` is ours, and kept.

    Returns the hashes of every page (of what it was made from, and its own) and how many were built.
    """
    jobs = [_plan(source, state, old, made_by) for source in sources]
    stage = emptied(room / "stage")
    configs = [_stage(job, stage, new) for job in jobs if job.wanted]
    if configs:
        _run(configs, room)
    pages: dict[str, tuple[str, str]] = {}
    for job in jobs:
        pages |= _gather(job, old, new)
        _join_search(job, old, new, room)
    return pages, sum(len(job.wanted) for job in jobs)


def page_name(language: SiteLanguage, markdown: str) -> str:
    """The file of a page, seen from the root of the site."""
    stem = markdown.removesuffix(".md")
    name = stem + ".html" if stem.split("/")[-1] == "index" else f"{stem}/index.html"
    return language.prefix + name


def _plan(source: Source, state: State, old: Path, made_by: str) -> _Job:
    """Which pages of a language must be built."""
    settings = digest_of(
        made_by, json.dumps(source.settings, ensure_ascii=False, sort_keys=True), _inherited(source)
    )
    job = _Job(source, settings)
    for path in sorted(source.docs.rglob("*.md")):
        name = path.relative_to(source.docs).as_posix()
        job.pages[name] = digest_of(settings, path.read_bytes())
        if not state.reusable(page_name(source.language, name), job.pages[name], old):
            job.wanted.add(name)
    if not all((old / source.language.folder / name).exists() for name in _THEME):
        job.wanted |= {*job.pages}
    if job.wanted & {*source.by_hand}:
        job.wanted |= {name for name in job.pages if name in source.by_hand or name in _menu()}
    return job


def _inherited(source: Source) -> str:
    """The text of the project's own settings, which ours inherit."""
    own = source.settings.get("INHERIT")
    return Path(own).read_text(encoding="utf-8") if own else ""


def _menu() -> set[str]:
    return {path for _, path in NAV}


def _stage(job: _Job, stage: Path, new: Path) -> Path:
    """Put what mkdocs is to see into a folder: pages to build whole, other pages of the menu as titles."""
    language = job.source.language
    folder = stage / language.lang
    for name in job.pages:
        path = job.source.docs / name
        if name in job.wanted:
            put(folder / name, path.read_bytes())
        elif name in job.source.by_hand or name in _menu():
            put(folder / name, _title_only(path.read_text(encoding="utf-8")))
    for top in job.source.docs.iterdir():
        for path in [top] if top.is_file() else top.rglob("*") if top.name != "records" else ():
            name = path.relative_to(job.source.docs).as_posix()
            if path.is_file() and path.suffix != ".md" and not name.startswith("records."):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / name)
    config = stage / f"mkdocs.{language.lang}.yml"
    put(config, written(job.source.settings, folder, new / language.folder))
    return config


def _title_only(markdown: str) -> str:
    """A page's metadata and its first heading: what the menu shows of it."""
    meta = re.match(r"\A---\n.*?\n---\n", markdown, flags=re.DOTALL)
    title = re.search(r"^# .*$", markdown, flags=re.MULTILINE)
    return f"{meta[0] if meta else ''}\n{title[0] if title else ''}\n"


def _run(configs: Sequence[Path], room: Path) -> None:
    """Run mkdocs; its complaints become one `AlignerError`."""
    scratch = room / "scratch"
    scratch.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "TMPDIR": str(scratch.resolve()),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-m", "aligner.publish.build.worker", *map(str, configs)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise AlignerError(
            "the site could not be built: "
            + (" | ".join(lines[-8:]) or f"mkdocs ended with {done.returncode}"),
            file=room.parent,
            mend="mend the page it names; the old site is as it was",
        )


def _gather(job: _Job, old: Path, new: Path) -> dict[str, tuple[str, str]]:
    """Take unchanged pages from the old site, and all other files from the folder of the language."""
    language, made = job.source.language, {}
    for name, source in job.pages.items():
        page = page_name(language, name)
        if name not in job.wanted:
            (new / page).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old / page, new / page)
        made[page] = (source, sha256((new / page).read_bytes()).hexdigest())
    if not job.wanted:
        shutil.copytree(
            old / language.folder / "assets", new / language.folder / "assets", dirs_exist_ok=True
        )
        shutil.copyfile(old / language.folder / "404.html", new / language.folder / "404.html")
    for path in job.source.docs.rglob("*"):
        if path.is_file() and path.suffix != ".md":
            target = new / language.folder / path.relative_to(job.source.docs)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for leftover in ("sitemap.xml.gz",):
        (new / language.folder / leftover).unlink(missing_ok=True)
    return made


def _join_search(job: _Job, old: Path, new: Path, room: Path) -> None:
    """The search index of a language: mkdocs' entries of the pages built, those kept, and ours."""
    language = job.source.language
    kept_file = room / f"search.{language.lang}.json"
    path = new / language.folder / "search" / "search_index.json"
    try:
        kept = json.loads(kept_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {"index": {}, "docs": {}}
    if job.wanted:
        index = json.loads(path.read_text(encoding="utf-8"))
        built = {page_address(name) for name in job.wanted}
        fresh: dict[str, list[Entry]] = {address: [] for address in built}
        for entry in index.pop("docs"):
            address = entry["location"].split("#")[0]
            if address in built:
                shown = {key: parted(entry[key], job.source.part) for key in ("title", "text")}
                fresh[address].append({**entry, **shown})
        kept = {"index": index, "docs": {**kept["docs"], **fresh}}
    addresses = {page_address(name) for name in job.pages}
    kept["docs"] = {
        address: kept["docs"][address] for address in sorted(kept["docs"]) if address in addresses
    }
    put(kept_file, json.dumps(kept, ensure_ascii=False))
    docs = [entry for entries in kept["docs"].values() for entry in entries]
    fragments = (file.read_text(encoding="utf-8") for file in job.source.search)
    put(path, join_index({**kept["index"], "docs": docs}, fragments))


def page_address(markdown: str) -> str:
    """The address of a page, seen from the root of its language version."""
    stem = markdown.removesuffix(".md")
    return stem.removesuffix("index") if stem.split("/")[-1] == "index" else f"{stem}/"
