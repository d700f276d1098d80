"""Where a record's texts come from, what was done to them, and who has reviewed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from aligner.record.chains import by_key
from aligner.record.errors import InputError
from aligner.record.files.text import LineIndex
from aligner.record.load import Record
from aligner.record.model import SIDES, Document, Side
from aligner.record.version import __version__

SourcePlace = tuple[str, int, int]
"""Where a text stands in its source: the file, the lines of its first passage and of its last."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who decided something about a record."""

    name: str
    decisions: int
    when: str
    """The day, or the first and the last."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Sources, repairs and versions."""

    sources: tuple[tuple[Side, SourcePlace | None], ...]
    """None for a side without text."""
    hashes: tuple[tuple[str, str], ...]
    """Source files and their SHA-256."""
    repaired: int
    """Passages that were repaired for reading."""
    repairs: tuple[tuple[str, int], ...]
    """Names of repairs and how often each was made, the most frequent first."""
    furniture: tuple[tuple[str, int], ...]
    """The same for what was left out as no content."""
    version: str


def provenance(record: Record) -> Provenance:
    """Where the texts come from; `InputError` for a source that cannot be read."""
    alignment = record.alignment
    segments = alignment.segments.values()
    sources = {file: read_source(record, file) for file in dict.fromkeys(s.source.file for s in segments)}
    repaired = [segment for segment in segments if segment.repairs]
    return Provenance(
        hashes=tuple((file, sha256(content).hexdigest()) for file, content in sources.items()),
        repaired=len(repaired),
        repairs=tuple(_counted(name for segment in repaired for name in segment.repairs)),
        furniture=tuple(_counted(piece.name for piece in alignment.furniture)),
        sources=tuple((side, _place(alignment.side(side), sources)) for side in SIDES),
        version=__version__,
    )


def reviewers(record: Record) -> tuple[Reviewer, ...]:
    """Who decided something about the record, by name; the program is no reviewer."""
    decisions = (entry.decision for entry in record.resolved.log if not entry.decision.is_by_checks)
    days = by_key((decision.at[:10], [decision.by]) for decision in decisions)
    return tuple(
        Reviewer(name, len(of_person), " – ".join(sorted({min(of_person), max(of_person)})))
        for name, of_person in sorted(days.items())
    )


def _counted(names: Iterator[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))


def read_source(record: Record, file: str) -> bytes:
    """A source of a record; `InputError` where it cannot be read."""
    path = record.config.folder / file
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the source cannot be read ({error.strerror})",
            file=path,
            mend="restore it, or name it in record.yml",
        ) from None


def _place(document: Document, sources: Mapping[str, bytes]) -> SourcePlace | None:
    """The file of a side, and the lines from its first passage to its last."""
    if not document.segments:
        return None
    file = document.segments[0].source.file
    index = LineIndex(sources[file].decode("utf-8", "replace"))
    places = [segment.source for segment in document if segment.source.file == file]
    first = min(place.line for place in places)
    return file, first, max(first, index.line(max(place.end for place in places) - 1))
