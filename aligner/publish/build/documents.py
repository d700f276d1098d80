"""The hand-written pages: ours about reading, and those in the project's docs folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.language.conversion import Names, convert_markdown, interface_converter
from aligner.publish.build.config import package_file
from aligner.publish.html import front_matter
from aligner.publish.languages import SiteLanguage
from aligner.record.files.text import read_text

HOME = "index.md"


def documents(language: SiteLanguage, docs: Path, names: Names = ()) -> dict[str, str | bytes]:
    """The files of a language by path. A page of the project replaces ours of the same name."""
    return {**dict(_our_pages(language)), **dict(_project_files(language, docs, names))}


def _our_pages(language: SiteLanguage) -> Iterator[tuple[str, str]]:
    for page in sorted(package_file(f"assets/pages/{language.lang}").iterdir()):
        name = page.stem
        metadata = front_matter(
            {"description": language.words(f"{name}_description"), "alternates": f"{name}/"}
        )
        yield page.name, f"{metadata}\n\n{page.read_text(encoding='utf-8')}"


def _project_files(language: SiteLanguage, docs: Path, names: Names) -> Iterator[tuple[str, str | bytes]]:
    """English pages lie in the docs folder itself, Chinese ones (Simplified) in its folder ``zh``."""
    root = docs if language.side == "en" else docs / "zh"
    convert = interface_converter(language.lang, names)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        is_hidden = any(part.startswith(".") for part in name.parts)
        is_chinese = language.side == "en" and name.parts[0] == "zh"
        if is_hidden or is_chinese or not path.is_file():
            continue
        if path.suffix == ".md":
            yield name.as_posix(), convert_markdown(read_text(path).removeprefix("\ufeff"), convert)
        else:
            yield name.as_posix(), path.read_bytes()
