"""Plain lists of segments, one a line, as the field's benchmarks have them."""

from __future__ import annotations

from pathlib import Path

from aligner.record.errors import InputError
from aligner.record.files.text import read_text
from aligner.record.model import Document, Segment, Side, Source


def ingest_lines(path: Path, side: Side, lang: str) -> Document:
    """Every line of a file is a segment, as it stands; the id is the side's letter and the line's number.

    Empty lines keep their number, so that results index lines, but make no segment.
    """
    text = read_text(path)
    segments = []
    position = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip("\r")
        core = line.strip("\ufeff \t\u3000")
        if core:
            begin = position + line.index(core)
            source = Source(path.name, begin, begin + len(core), number)
            segments.append(Segment(f"{side[0]}{number}", core, "sentence", source, paragraph=number))
        position += len(raw) + 1
    if not segments:
        raise InputError("the file is empty", file=path, mend="give it one segment a line")
    return Document(lang, tuple(segments))
