"""Markdown in; two documents of segments, and the furniture between them, out."""

from __future__ import annotations

from aligner.ingest.document import Ingested, ingest, ingest_files, ingest_lines, ingest_texts
from aligner.ingest.turns import unnamed_speakers

__all__ = [
    "INGEST_VERSION",
    "Ingested",
    "ingest",
    "ingest_files",
    "ingest_lines",
    "ingest_texts",
    "unnamed_speakers",
]

INGEST_VERSION = "3"
"""Raised when the same source would give other segments."""
