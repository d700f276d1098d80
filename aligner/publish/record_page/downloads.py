"""What can be downloaded of a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from aligner.publish.record_page.citations import FILES, citations, for_file
from aligner.publish.record_page.view import View
from aligner.record.files.alignment_json import dumps
from aligner.record.load import Record
from aligner.record.model import SIDES, Side


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
    """The name of its format, or the key of a string."""
    name: str
    mime: str
    size: int
    """In bytes."""

    @property
    def kilobytes(self) -> int:
        """Its size, at least 1."""
        return max(1, round(self.size / 1000))


def record_files(record: Record, formats: Sequence[Format]) -> tuple[Mapping[str, str], tuple[Download, ...]]:
    """The files of a record by name, and what is said of them: our JSON, the formats given, plain text."""
    identifier = record.config.id
    files = [("JSON", f"{identifier}.json", "application/json", dumps(record.alignment))]
    files += [(f.name, identifier + f.suffix, f.mime, f.write(record)) for f in formats]
    files += [
        (f"text_{side}", f"{identifier}.{side}.txt", "text/plain", plain_text(record, side)) for side in SIDES
    ]
    downloads = tuple(
        Download(label, name, mime, len(text.encode("utf-8"))) for label, name, mime, text in files
    )
    return {name: text for _, name, _, text in files}, downloads


def plain_text(record: Record, side: Side) -> str:
    """One side as it reads: a paragraph a line, blank lines between."""
    gap = "" if side == "zh" else " "
    document = record.alignment.side(side)
    paragraphs = groupby(document, key=lambda s: (s.paragraph, s.turn, s.kind == "heading"))
    return "\n\n".join(gap.join(s.shown for s in segments) for _, segments in paragraphs) + "\n"


def citation_files(view: View, address: str) -> Mapping[str, str]:
    """The citations that programs read, as files: both texts in each."""
    every = tuple(citations(view))
    entries = {style: [for_file(each, address) for each in every if each.style == style] for style in FILES}
    contents = {style: "\n\n".join(texts) for style, texts in entries.items()}
    contents["csl"] = f"[{','.join(entries['csl'])}]"
    return {view.record.config.id + FILES[style]: f"{text}\n" for style, text in contents.items()}
