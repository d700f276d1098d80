"""One mkdocs configuration for each language, inheriting the project's own or ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from aligner.publish.html import html
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.record.files.text import read_text

ABOUT = "about.md"
NAV = (
    ("home", "index.md"),
    ("records", "records/index.md"),
    ("divergences", "divergences/index.md"),
    ("glossary", "glossary/index.md"),
    ("people_index", "people/index.md"),
    ("reading", "reading.md"),
    ("about_site", ABOUT),
)
"""The menu: the strings and pages of its entries."""
_MANUAL = ("readers.md", "translators.md", "editors.md")
"""The pages with which the manual begins, where a project has them."""

_SITE_URL = re.compile(r"^site_url:\s*['\"]?([^'\"\s#]+)", re.MULTILINE)


def package_file(name: str) -> Path:
    """A file or folder of this package on the disk."""
    return Path(str(files("aligner.publish").joinpath(name)))


def project_config(project: Path) -> Path | None:
    """The project's own mkdocs.yml, if it has one."""
    path = project / "mkdocs.yml"
    return path if path.is_file() else None


def site_address(config: Path | None, given: str | None) -> str:
    """The site's address: as given, or as the project's configuration says; empty if nobody knows."""
    match = _SITE_URL.search(read_text(config)) if config else None
    address = given or (match[1] if match else "")
    return address if not address or address.endswith("/") else f"{address}/"


def language_settings(
    language: SiteLanguage,
    *,
    inherited: Path | None,
    address: str,
    pages: Sequence[str],
    name: str,
    footer: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The configuration of a language version, ours over the project's own, but for the folders.

    `pages` are those of the manual, `name` what the site is called, `footer` what the foot of each page says.
    """
    common = yaml.safe_load(package_file("assets/mkdocs.yml").read_text(encoding="utf-8"))
    return {
        **({"INHERIT": str(inherited.resolve())} if inherited else {}),
        **common,
        "site_name": html(name),
        **({"site_url": address + language.prefix} if address else {}),
        "strict": True,
        "exclude_docs": "",
        "theme": {**common["theme"], **_theme(language)},
        "extra": {**_extra(language, address), "footer": dict(footer or {})},
        "nav": _nav(language, pages),
    }


def _theme(language: SiteLanguage) -> dict[str, Any]:
    return {
        "language": language.lang,
        "custom_dir": str(package_file("overrides")),
        "palette": [
            {
                "media": f"(prefers-color-scheme: {scheme})",
                "scheme": name,
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": icon, "name": language.words(toggle)},
            }
            for scheme, name, icon, toggle in (
                ("light", "default", "material/weather-night", "dark"),
                ("dark", "slate", "material/weather-sunny", "light"),
            )
        ],
    }


def _extra(language: SiteLanguage, address: str) -> dict[str, Any]:
    return {
        "generator": False,
        "search_dialog": language.words("search"),
        "search_results": {
            **{f"search.result.{n}": language.words(f"search_{n}") for n in ("none", "one", "other")},
            **{f"search.{n}": language.words(f"search_{n}") for n in ("failed", "again")},
        },
        "not_found": [_not_found(each, address) for each in _own_first(language)],
        "feed": language.words("feed"),
        "site_root": address,
        "up": "../" * bool(language.folder),
        "languages": [{"name": t.name, "lang": t.lang, "prefix": t.prefix} for t in SITE_LANGUAGES],
    }


def _own_first(language: SiteLanguage) -> list[SiteLanguage]:
    return sorted(SITE_LANGUAGES, key=lambda each: each != language)


def _not_found(language: SiteLanguage, address: str) -> dict[str, Any]:
    """What the page for a missing address says in a language, and where it leads on."""
    root = urlsplit(address or "/").path + language.prefix
    ways = {"": "home", "records/": "records", "divergences/": "divergences", "about/": "about_site"}
    return {
        "lang": language.lang,
        "title": language.words("not_found"),
        "said": language.words("not_found_said"),
        "ways": [{"href": root + page, "name": language.words(key)} for page, key in ways.items()],
        "search": language.words("search"),
    }


def manual_pages(by_hand: Iterable[str]) -> list[str]:
    """Which of the hand-written files are the manual, in the order of the menu."""
    in_menu = {page for _, page in NAV}
    names = sorted(name for name in by_hand if name.endswith(".md") and name not in in_menu)
    return sorted(names, key=lambda name: _MANUAL.index(name) if name in _MANUAL else len(_MANUAL))


def _nav(language: SiteLanguage, pages: Sequence[str]) -> list[Any]:
    """The pages about the collection, then the hand-written ones under their own titles.

    No record is named here: a new one must not change the pages of the others.
    """
    nav: list[Any] = [{html(language.words(key)): path} for key, path in NAV]
    if pages:
        nav.append({html(language.words("manual")): list(pages)})
    return nav
