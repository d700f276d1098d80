"""The hand-written pages: ours about reading, and those in the project's docs folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from aligner.i18n.catalogue import load_catalogue
from aligner.language.conversion import Names, convert_markdown, converter, interface_converter
from aligner.publish.html import front_matter
from aligner.publish.languages import SiteLanguage
from aligner.record.files.text import read_text

__all__ = ["HOME", "Document", "documents"]

HOME = "index.md"


@dataclass(frozen=True, slots=True)
class Document:
    """One hand-written file of a language version."""

    name: str
    """Its path in the language version."""
    content: str | bytes


def documents(language: SiteLanguage, docs: Path, names: Names = ()) -> tuple[Document, ...]:
    """The files of a language version. The project's own page comes before ours of the same name."""
    found = {document.name: document for document in (*_ours(language), *_theirs(language, docs, names))}
    return tuple(found[name] for name in sorted(found))


def _ours(language: SiteLanguage) -> Iterator[Document]:
    pages = "en" if language.side == "en" else "zh-Hans"
    folder: Traversable = files("aligner.publish").joinpath("assets/pages").joinpath(pages)
    for page in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = page.name.removesuffix(".md")
        meta = front_matter(
            {
                "description": load_catalogue("aligner.publish", language.lang)(f"{name}_description"),
                "alternates": f"{name}/",
            }
        )
        text = convert_markdown(page.read_text(encoding="utf-8"), interface_converter(language.lang))
        yield Document(page.name, f"{meta}\n\n{text}")


def _theirs(language: SiteLanguage, docs: Path, names: Names) -> Iterator[Document]:
    """English pages lie in the docs folder itself, Chinese ones (Simplified) in its folder ``zh``."""
    root = docs if language.side == "en" else docs / "zh"
    if not root.is_dir():
        return
    convert = converter("zh-Hans", language.lang, names)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        if language.side == "en" and name.parts[0] == "zh":
            continue
        if path.suffix == ".md":
            text = convert_markdown(read_text(path).removeprefix("\ufeff"), convert)
            yield Document(name.as_posix(), text)
        else:
            yield Document(name.as_posix(), path.read_bytes())
