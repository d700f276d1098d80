"""One mkdocs configuration a tree, inheriting the project's own or ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from aligner.publish.markup import html
from aligner.publish.page import record_address
from aligner.publish.strings import Words
from aligner.publish.trees import TREES, Tree
from aligner.publish.view import View

__all__ = ["base_config", "site_address", "tree_config"]

_SITE_URL = re.compile(r"^site_url:\s*['\"]?([^'\"\s#]+)", re.MULTILINE)


def package_file(name: str) -> Path:
    """A file or folder of this package on the disk."""
    return Path(str(files("aligner.publish").joinpath(name)))


def base_config(project: Path) -> Path:
    """The project's mkdocs.yml, or ours where it has none."""
    own = project / "mkdocs.yml"
    return own if own.is_file() else package_file("assets/mkdocs.yml")


def site_address(base: Path, given: str | None) -> str:
    """The site's address: as given, or as the base configuration says; empty if nobody knows."""
    match = _SITE_URL.search(base.read_text(encoding="utf-8"))
    address = given or (match[1] if match else "")
    return address if not address or address.endswith("/") else f"{address}/"


def tree_config(
    tree: Tree,
    words: Words,
    *,
    base: Path,
    docs: Path,
    site: Path,
    address: str,
    pages: Sequence[str],
    views: Sequence[View],
    dictionary: Path | None,
) -> str:
    """The configuration of a tree as YAML."""
    import yaml  # noqa: PLC0415

    config: dict[str, Any] = {
        "INHERIT": str(base.resolve()),
        "docs_dir": str(docs.resolve()),
        "site_dir": str(site.resolve()),
        "strict": True,
        "exclude_docs": "",
        "theme": _theme(tree, words),
        "extra": _extra(tree, words, address),
        "extra_css": ["assets/aligner.css"],
        "nav": _nav(words, pages, views),
    }
    if tree.side != "en":
        config["site_name"] = html(words("site_name"))
    if address:
        config["site_url"] = address + tree.prefix
    if dictionary:
        config["plugins"] = {"search": {"jieba_dict": str(dictionary.resolve())}}
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def _theme(tree: Tree, words: Words) -> dict[str, Any]:
    return {
        "name": "material",
        "language": tree.lang,
        "custom_dir": str(package_file("overrides")),
        "font": False,
        "palette": [
            {
                "media": f"(prefers-color-scheme: {scheme})",
                "scheme": name,
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": icon, "name": words(toggle)},
            }
            for scheme, name, icon, toggle in (
                ("light", "default", "material/weather-night", "dark"),
                ("dark", "slate", "material/weather-sunny", "light"),
            )
        ],
    }


def _extra(tree: Tree, words: Words, address: str) -> dict[str, Any]:
    up = "../" * bool(tree.folder)
    return {
        "generator": False,
        "search_dialog": words("search_dialog"),
        "site_root": address,
        "trees": [{"lang": other.lang, "prefix": other.prefix} for other in TREES],
        "alternate": [
            {"name": other.name, "link": f"{up}{other.prefix}" or "./", "lang": other.lang} for other in TREES
        ],
    }


def _nav(words: Words, pages: Sequence[str], views: Sequence[View]) -> list[Any]:
    """Home, the records, how to read them, then the other hand-written pages under their own titles."""
    nav: list[Any] = [{html(words("home")): "index.md"}]
    if views:
        configs = [(view, view.record.config) for view in views]
        records = [{html(view.name(c.title)): f"{record_address(c.id)}index.md"} for view, c in configs]
        nav.append({html(words("records")): records})
    nav.append({html(words("reading")): "reading.md"})
    if pages:
        nav.append({html(words("manual")): list(pages)})
    return nav
