"""Whether an alignment was made from what there is now: the only definition.

Python source is deliberately left out: contributors raise a version by hand (as ``INGEST_VERSION``) where
a change of the program affects results, so that not every edit of a comment makes every record out of date.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aligner.checks import CHECKS_VERSION
from aligner.ingest import INGEST_VERSION
from aligner.language.tables import tables_fingerprint, word_files, words_folder
from aligner.match import MATCH_VERSION
from aligner.record.config import RecordConfig
from aligner.record.decisions.log import FILE as DECISIONS
from aligner.record.decisions.log import load as load_decisions
from aligner.record.decisions.resolve import binding
from aligner.record.model import Alignment
from aligner.record.readings import FILE as READINGS
from aligner.record.version import __version__, embedded_model

_SHOWING = re.compile(rb"^(?:profile|site|publication|reader):.*\n?(?:[ \t]+.*\n?)*", re.MULTILINE)
"""What record.yml says of showing findings, of the texts' publication and of a reader: no result depends on
it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One record and what it is to be aligned with."""

    config: RecordConfig
    glossary: Path | None = None
    """The shared glossary.yml, if there is one."""
    model: str | None = None
    """Name or folder of a sentence-transformers model; None: the embedded one."""
    previous: Alignment | None = None
    """The current alignment, whose segment ids are kept."""

    @property
    def words(self) -> Path:
        """The folder of the project's own word tables, whether there or not."""
        return words_folder(self.config.folder.parent)


def inputs_hash(job: Job) -> str:
    """Twelve hexadecimal digits that change when anything that the result depends on changes.

    Versions, model, word tables and weights (the package's and the project's), record.yml without what it
    says of showing findings and of publication, the sources, the readings, the glossary, and the decisions
    that bind the next alignment, but for those that accept what the program proposes: with them it proposes
    the same.
    """
    digest = hashlib.sha256()
    parts = [__version__, INGEST_VERSION, MATCH_VERSION, CHECKS_VERSION, job.model or embedded_model()]
    digest.update("\0".join([*parts, tables_fingerprint(job.words)]).encode())
    for path in _texts(job):
        digest.update(b"\0" + path.name.encode() + b"\0")
        content = path.read_bytes() if path.is_file() else b""
        digest.update(_SHOWING.sub(b"", content) if path == job.config.path else content)
    decisions = binding(load_decisions(job.config.folder), as_printed=job.config.as_printed)
    digest.update("".join(f"\0{d.id}" for d in decisions if d.verb != "accept").encode())
    return digest.hexdigest()[:12]


def _texts(job: Job) -> list[Path]:
    """The record's configuration, its sources, the readings of its passages, and the glossary."""
    files = {job.config.path, *(job.config.folder / part.file for part in job.config.parts)}
    readings = job.config.folder / READINGS
    optional = {readings} if readings.exists() else set()
    return sorted(files | optional | ({job.glossary} if job.glossary is not None else set()))


def up_to_date(job: Job) -> bool:
    """Whether the record's alignment was made from just these inputs, and under this name."""
    return (
        job.previous is not None
        and job.previous.record == job.config.id
        and job.previous.signature.endswith(f"|in:{inputs_hash(job)}")
    )


@dataclass(slots=True)
class Watch:
    """Whether records are up to date, for who asks at every page: a record is hashed again only where a file
    that it depends on has another time stamp, size or inode."""

    answers: dict[str, tuple[object, bool]] = field(default_factory=dict)
    """By record: what the answer rests on, and the answer."""

    def up_to_date(self, job: Job) -> bool:
        """As the function of that name."""
        made = (job.previous.record, job.previous.signature) if job.previous else None
        marks = (made, *_stamps(job))
        answer = self.answers.get(job.config.id)
        if answer is None or answer[0] != marks:
            answer = self.answers[job.config.id] = (marks, up_to_date(job))
        return answer[1]


def _stamps(job: Job) -> Iterator[tuple[Path, int, int, int]]:
    for path in (*_texts(job), job.config.folder / DECISIONS, job.words, *word_files(job.words)):
        try:
            facts = path.stat()
            yield path, facts.st_mtime_ns, facts.st_size, facts.st_ino
        except OSError:
            yield path, 0, 0, 0
