"""What can be downloaded of a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aligner.publish.html import html, lines, tag
from aligner.publish.record_page.citations import STYLES, citations
from aligner.publish.record_page.view import View
from aligner.record.files.alignment_json import dumps
from aligner.record.load import Record
from aligner.record.model import SIDES, Side

__all__ = [
    "Download",
    "Format",
    "citation_files",
    "download_list",
    "plain_text",
    "record_files",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that somebody else writes."""

    name: str
    """As people call it: TMX."""
    suffix: str
    """The end of the file's name, with its dot."""
    mime: str
    write: Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Download:
    """One file of a record."""

    label: str
    name: str
    mime: str
    size: int
    """In bytes."""


def record_files(record: Record, formats: Sequence[Format]) -> tuple[Mapping[str, str], tuple[Download, ...]]:
    """The files of a record by name, and what is said of them: our JSON, the formats given, plain text."""
    identifier = record.config.id
    made = [("JSON", f"{identifier}.json", "application/json", dumps(record.alignment))]
    made += [(f.name, identifier + f.suffix, f.mime, f.write(record)) for f in formats]
    made += [
        (f"text_{side}", f"{identifier}.{side}.txt", "text/plain", plain_text(record, side)) for side in SIDES
    ]
    downloads = tuple(
        Download(label, name, mime, len(text.encode("utf-8"))) for label, name, mime, text in made
    )
    return {name: text for _, name, _, text in made}, downloads


def plain_text(record: Record, side: Side) -> str:
    """One side as it reads: a paragraph a line, blank lines between."""
    gap = "" if side == "zh" else " "
    paragraphs: list[list[str]] = []
    last: object = None
    for segment in record.alignment.document(side):
        key = segment.paragraph, segment.turn, segment.kind == "heading"
        if key != last:
            paragraphs.append([])
            last = key
        paragraphs[-1].append(segment.shown)
    return "\n\n".join(gap.join(parts) for parts in paragraphs) + "\n"


def download_list(view: View, downloads: Sequence[Download]) -> str:
    """Links to the files of a record, which lie at the root of the site."""
    up = "../../../" if view.language.folder else "../../"
    folder = f"{up}records/{view.record.config.id}/"
    items = []
    for file in downloads:
        label = view.words(file.label) if file.label.startswith("text_") else file.label
        link = tag("a", html(label), href=folder + file.name, download=file.name, type=file.mime)
        size = tag("span", html(f"{max(1, round(file.size / 1000))} kB"), class_="size")
        items.append(tag("li", f"{link} {size}"))
    whole = tag("li", tag("a", html(view.words("archive")), href=f"{up}records.zip", download="records.zip"))
    label = tag("p", html(view.words("downloads")), class_="label")
    return (
        tag("div", lines([label, tag("ul", lines([*items, whole]))]), class_="downloads") if downloads else ""
    )


def citation_files(view: View, address: str) -> Mapping[str, str]:
    """The citations that programs read, as files."""
    suffixes = {"bibtex": ".bib", "csl": ".csl.json"}
    found = {c.style: c.text() for c in citations(view, address) if c.style in STYLES}
    return {view.record.config.id + suffix: found[style] + "\n" for style, suffix in suffixes.items()}
