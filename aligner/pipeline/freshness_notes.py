"""Which records were found up to date, so that a run with nothing to do need not read them.

A note holds one hash over the bytes of a record's files and over what all records share: the program, the
model, the glossary, the project's word tables. Only what the full check has found up to date is noted, and
only if no byte changed meanwhile. The notes are in the cache folder and can always be deleted: without them,
or with damaged ones, every record is read and checked.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from aligner.language.tables import tables_fingerprint, words_folder
from aligner.record.config import RecordConfig
from aligner.record.errors import AlignerError
from aligner.record.files.alignment_json import ALIGNMENT_FILE
from aligner.record.files.shape import read
from aligner.record.files.text import MAX_BYTES, write_atomic
from aligner.record.version import embedded_model, program_hash

_ALWAYS = (ALIGNMENT_FILE, "decisions.yml", "readings.jsonl", "record.yml")
_SUFFIX = ".seen"
# Seconds after which the notes about a folder are deleted, so that those of folders long gone do not pile up;
# a folder that nobody updated for so long is checked in full once.
_OLD = 90 * 86400.0


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a record that was up to date."""

    id: str
    files: tuple[str, ...]
    """What it depends on, by name in its folder, whether there or not."""
    mark: str
    """The hash of their bytes and of what all records share."""


@dataclass(slots=True)
class FreshnessNotes:
    """The notes about the records of one folder; as built without arguments, nothing is ever noted."""

    seeds: Path = Path()
    file: Path = Path()
    shared: str = ""
    """The hash of what all its records depend on; empty where nothing is noted."""
    notes: dict[str, Note] = field(default_factory=dict)
    """By the name of the record's folder."""
    changed: bool = False

    @classmethod
    def load(
        cls, seeds: Path, cache: Path, glossary: Path | None = None, model: str | None = None
    ) -> FreshnessNotes:
        """The notes as they were saved; none where there are none or the file is damaged."""
        name = sha256(os.fsencode(seeds.resolve())).hexdigest()[:24]
        result = cls(seeds, cache / f"{name}{_SUFFIX}", _shared(seeds, glossary, model))
        with contextlib.suppress(OSError, ValueError, AttributeError, RecursionError):
            rows = json.loads(result.file.read_bytes())
            result.notes = {folder: read(Note, row, folder) for folder, row in rows.items()}
        return result

    def unchanged(self) -> set[str] | None:
        """The ids of all records, if all are as they were found; None if one is not."""
        ids: set[str] = set()
        try:
            with os.scandir(self.seeds) as entries:
                folders = [entry.name for entry in entries if Path(entry.path, "record.yml").exists()]
        except OSError:
            return None
        for folder in folders:
            note = self.notes.get(folder)
            if note is None or note.id in ids or self._mark(folder, note.id, note.files) != note.mark:
                return None
            ids.add(note.id)
        return ids or None

    def mark(self, config: RecordConfig) -> str:
        """The hash of a record's files as they are now; empty if nothing is noted or one cannot be read."""
        return self._mark(config.folder.name, config.id, _files(config))

    def _mark(self, folder: str, identifier: str, files: tuple[str, ...]) -> str:
        total = sha256(f"{self.shared}\0{identifier}".encode("utf-8", "surrogatepass"))
        try:
            for name in files:
                total.update(
                    f"\0{name}\0".encode("utf-8", "surrogatepass") + _content(self.seeds / folder / name)
                )
        except (OSError, ValueError):
            return ""
        return total.hexdigest() if self.shared else ""

    def holds(self, config: RecordConfig, mark: str) -> bool:
        """Whether a record with this hash was found up to date."""
        note = self.notes.get(config.folder.name)
        return note is not None and bool(mark) and note.mark == mark

    def note(self, config: RecordConfig, before: str) -> None:
        """Note that a record is up to date, unless its files are not what they were before the check."""
        if not before or config.folder.parent != self.seeds or self.mark(config) != before:
            return
        note = Note(config.id, _files(config), before)
        self.changed |= self.notes.get(config.folder.name) != note
        self.notes[config.folder.name] = note

    def save(self) -> None:
        """Write what is new; a disk that is full or read-only is no reason to fail."""
        if not self.changed:
            return
        rows = {
            folder: asdict(note)
            for folder, note in sorted(self.notes.items())
            if (self.seeds / folder / "record.yml").exists()
        }
        with contextlib.suppress(AlignerError):
            write_atomic(self.file, json.dumps(rows, ensure_ascii=False, indent=0) + "\n")
            self.changed = False
        forget(self.file.parent, older=_OLD)


def forget(cache: Path, *, older: float = -1.0) -> int:
    """Delete the notes in a cache folder that are older than so many seconds; bytes that came free."""
    free = 0
    with contextlib.suppress(OSError):
        for path in cache.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                facts = path.stat()
                if time.time() - facts.st_mtime > older:
                    path.unlink()
                    free += facts.st_size
    return free


def _files(config: RecordConfig) -> tuple[str, ...]:
    return tuple(sorted({*_ALWAYS, *(part.file for part in config.parts)}))


def _content(path: Path) -> bytes:
    """The length and the bytes of a file; OSError where it cannot be read or is larger than any that is."""
    try:
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:
                raise OSError
            return b"%d\0" % size + file.read()
    except FileNotFoundError:
        return b"none"


def _shared(seeds: Path, glossary: Path | None, model: str | None) -> str:
    """The hash of what all records of a folder depend on; empty where some of it cannot be read."""
    try:
        parts = (program_hash(), tables_fingerprint(words_folder(seeds)), model or embedded_model())
        words = _content(glossary) if glossary is not None else b""
    except (AlignerError, OSError):
        return ""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass") + words).hexdigest()
