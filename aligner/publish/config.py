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
from aligner.record.files import read_text

__all__ = ["own_config", "package_file", "site_address", "tree_config"]

_SITE_URL = re.compile(r"^site_url:\s*['\"]?([^'\"\s#]+)", re.MULTILINE)


def package_file(name: str) -> Path:
    """A file or folder of this package on the disk."""
    return Path(str(files("aligner.publish").joinpath(name)))


def own_config(project: Path) -> Path | None:
    """The project's own mkdocs.yml, if it has one."""
    path = project / "mkdocs.yml"
    return path if path.is_file() else None


def site_address(own: Path | None, given: str | None) -> str:
    """The site's address: as given, or as the project's configuration says; empty if nobody knows."""
    match = _SITE_URL.search(read_text(own)) if own else None
    address = given or (match[1] if match else "")
    return address if not address or address.endswith("/") else f"{address}/"


def tree_config(
    tree: Tree,
    words: Words,
    *,
    own: Path | None,
    docs: Path,
    site: Path,
    address: str,
    pages: Sequence[str],
    views: Sequence[View],
    dictionary: Path | None,
) -> str:
    """The configuration of a tree as YAML: ours, over the project's own."""
    import yaml  # noqa: PLC0415

    common = yaml.safe_load(package_file("assets/mkdocs.yml").read_text(encoding="utf-8"))
    named = {} if own and tree.side == "en" else {"site_name": html(words("site_name"))}
    del common["site_name"]
    (search,) = common["plugins"]
    if dictionary:
        search["search"]["jieba_dict"] = str(dictionary.resolve())
    config: dict[str, Any] = {
        **({"INHERIT": str(own.resolve())} if own else {}),
        **common,
        **named,
        **({"site_url": address + tree.prefix} if address else {}),
        "docs_dir": str(docs.resolve()),
        "site_dir": str(site.resolve()),
        "strict": True,
        "exclude_docs": "",
        "theme": {**common["theme"], **_theme(tree, words)},
        "plugins": [search],
        "extra": _extra(tree, words, address),
        "nav": _nav(words, pages, views),
    }
    text: str = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    return text


def _theme(tree: Tree, words: Words) -> dict[str, Any]:
    return {
        "language": tree.lang,
        "custom_dir": str(package_file("overrides")),
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
    return {
        "generator": False,
        "search_dialog": words("search_dialog"),
        "site_root": address,
        "up": "../" * bool(tree.folder),
        "trees": [{"name": t.name, "lang": t.lang, "prefix": t.prefix} for t in TREES],
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
