"""Markdown into pages, through mkdocs; the pages of records and terms only where they changed.

A page's HTML depends on its own Markdown, on the settings of its language, and on the titles in the menu,
which names no record and no term. So a page of a record or a term is taken from the cache where all of these
are as they were. All other pages are built each time: mkdocs checks the links between them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aligner.publish.build.cache import Cache, hash_of
from aligner.publish.build.folders import put
from aligner.publish.build.theme_style import lighter
from aligner.publish.languages import SiteLanguage
from aligner.record.errors import AlignerError

# Lines of mkdocs' complaints that a message quotes: the last ones name the page. Chosen, not measured.
_COMPLAINTS = 8
# The pages that rest on nothing but themselves, for gitignore: those of records and of terms.
_INDEPENDENT = ("/records/*/index.md", "/glossary/*/index.md")
_SEARCH_OF_THE_THEME = ("assets/javascripts/lunr", "assets/javascripts/workers")
_TITLE = re.compile(r"^(?:title:|# ).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LanguageSource:
    """One language of the site before it is built."""

    language: SiteLanguage
    docs: Path
    """Its Markdown and all its other files."""
    settings: Mapping[str, Any]
    independent: Collection[str]
    """Markdown files that no menu or hand-written page depends on: those of records and terms."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A source with what is known of its pages."""

    source: LanguageSource
    keys: Mapping[str, str]
    """Every Markdown file, and the key of its page in the cache."""
    changed: Collection[str]
    """Those whose pages the cache does not hold."""

    @property
    def from_cache(self) -> list[str]:
        """Pages that mkdocs need not build."""
        return [name for name in self.keys if name in self.source.independent and name not in self.changed]


def build_pages(
    sources: Sequence[LanguageSource], site: Path, work: Path, cache: Cache, builder: str
) -> tuple[int, int]:
    """Build all languages into `site`; how many pages there are, and how many of them the cache did not hold.

    `work` receives the settings of mkdocs, `builder` identifies the program.
    """
    jobs = [_plan(source, cache, builder) for source in sources]
    _run([_configure(job, site, work) for job in jobs], work)
    for job in jobs:
        _complete(job, site / job.source.language.folder, cache)
    return sum(len(job.keys) for job in jobs), sum(len(job.changed) for job in jobs)


def page_address(markdown: str) -> str:
    """The address of a page, seen from the root of its language."""
    return _html_file(markdown).removesuffix("index.html")


def _html_file(markdown: str) -> str:
    stem = markdown.removesuffix(".md")
    return f"{stem}.html" if stem.split("/")[-1] == "index" else f"{stem}/index.html"


def _plan(source: LanguageSource, cache: Cache, builder: str) -> _Job:
    paths = sorted(source.docs.rglob("*.md"))
    pages = {path.relative_to(source.docs).as_posix(): path.read_bytes() for path in paths}
    titles = [
        title
        for name, page in pages.items()
        if name not in source.independent
        for title in _TITLE.findall(page.decode("utf-8", "replace"))
    ]
    parent = source.settings.get("INHERIT")
    inherited = Path(parent).read_bytes() if parent else b""
    around = hash_of(builder, json.dumps(source.settings, sort_keys=True), inherited, *titles)
    keys = {name: hash_of(around, name, page) for name, page in pages.items()}
    return _Job(source, keys, {name for name, key in keys.items() if cache.get(key) is None})


def _configure(job: _Job, site: Path, work: Path) -> Path:
    """Write the settings under which mkdocs leaves out what is taken from the cache."""
    source = job.source
    left_out: list[str] = []
    if leaving := {*job.from_cache}:
        left_out = [*_INDEPENDENT, *(f"!/{name}" for name in job.keys if name not in leaving)]
    path = work / f"mkdocs.{source.language.lang}.yml"
    settings = {
        **source.settings,
        "exclude_docs": "\n".join(left_out),
        "docs_dir": str(source.docs.resolve()),
        "site_dir": str((site / source.language.folder).resolve()),
    }
    put(path, yaml.safe_dump(settings, allow_unicode=True, sort_keys=False))
    return path


def _run(configs: Sequence[Path], work: Path) -> None:
    """Run mkdocs; its complaints become one `AlignerError`."""
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    result = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-m", "aligner.publish.build.worker", *map(str, configs)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode:
        lines = [line.strip() for line in (result.stderr or result.stdout).splitlines() if line.strip()]
        raise AlignerError(
            "the site could not be built: "
            + (" | ".join(lines[-_COMPLAINTS:]) or f"mkdocs ended with {result.returncode}"),
            file=work,
            mend="correct the page named here; the old site is unchanged",
        )


def _complete(job: _Job, site: Path, cache: Cache) -> None:
    """Keep new pages, add those that mkdocs left out, and remove what nobody asks for."""
    left_out = {*job.from_cache}
    for name in job.keys:
        page = site / _html_file(name)
        if name in job.changed:
            cache.keep(job.keys[name], page.read_text(encoding="utf-8"))
        elif name in left_out:
            put(page, cache.get(job.keys[name]))
    (site / "sitemap.xml.gz").unlink(missing_ok=True)
    _lighten(site / "assets")
    for folder in _SEARCH_OF_THE_THEME:
        shutil.rmtree(site / folder, ignore_errors=True)


def _lighten(assets: Path) -> None:
    """Leave rules that no page needs out of the theme's style sheets."""
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in assets.rglob("*.*")
        if path.suffix in (".css", ".js")
    }
    for path in sorted(assets.glob("stylesheets/*.css")):
        texts[path] = lighter(texts[path], *(text for other, text in texts.items() if other != path))
        put(path, texts[path])
        path.with_name(f"{path.name}.map").unlink(missing_ok=True)
