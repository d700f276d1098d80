"""Which records were found up to date, so that a run with nothing to do need not read them.

A record is known again by one hash over the bytes of its files, what all records share (the program, the
model, the glossary, the project's word tables) by another. Only what the full check has found up to date is
noted, and only if no byte changed meanwhile. The notes lie in the cache folder and are never needed: without
them, or with damaged ones, every record is read and checked.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from aligner.language.tables import tables_fingerprint, words_folder
from aligner.record.errors import AlignerError
from aligner.record.files.alignment_json import ALIGNMENT_FILE
from aligner.record.files.text import MAX_BYTES, write_atomic
from aligner.record.version import embedded_model, program_hash

_ALWAYS = (ALIGNMENT_FILE, "decisions.yml", "record.yml")
_SUFFIX = ".seen"
_OLD = 90 * 86400.0  # seconds after which the notes about a folder are thrown away


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a record that was up to date."""

    id: str
    files: tuple[str, ...]
    """What it depends on, by name in its folder, whether there or not."""
    mark: str
    """The hash of their bytes."""


@dataclass(slots=True)
class Seen:
    """The notes about the records of one folder."""

    seeds: Path
    file: Path
    shared: str
    """The hash of what all its records depend on; empty where it cannot be read, and nothing is noted."""
    notes: dict[str, Note] = field(default_factory=dict)
    """By the name of the record's folder."""
    changed: bool = False

    @classmethod
    def load(cls, seeds: Path, cache: Path, glossary: Path | None = None, model: str | None = None) -> Seen:
        """The notes as they were saved; none if there are none, or if they no longer hold."""
        name = sha256(os.fsencode(seeds.resolve())).hexdigest()[:24]
        seen = cls(seeds, cache / f"{name}{_SUFFIX}", _shared(seeds, glossary, model))
        try:
            data = json.loads(seen.file.read_bytes())
            if seen.shared and data["shared"] == seen.shared and data["sum"] == _sum(data["records"]):
                for folder, (identifier, files, mark) in data["records"].items():
                    seen.notes[folder] = Note(identifier, tuple(files), mark)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            seen.notes.clear()
        return seen

    def unchanged(self) -> dict[str, str] | None:
        """The folder of every record by its id, if all are as they were found; None if one is not."""
        folder_of: dict[str, str] = {}
        try:
            with os.scandir(self.seeds) as entries:
                folders = [e.name for e in entries if Path(e.path, "record.yml").exists()]
        except OSError:
            return None
        for folder in folders:
            note = self.notes.get(folder)
            if note is None or note.id in folder_of or _hash(self.seeds / folder, note.files) != note.mark:
                return None
            folder_of[note.id] = folder
        return folder_of or None

    def mark(self, folder: Path, sources: Iterable[str]) -> str:
        """The hash of a record's files as they are now; empty if one cannot be read."""
        return _hash(folder, _names(sources))

    def holds(self, folder: Path, now: str) -> bool:
        """Whether a record with this hash was found up to date."""
        note = self.notes.get(folder.name)
        return note is not None and bool(now) and note.mark == now

    def note(self, identifier: str, folder: Path, sources: Iterable[str], before: str) -> None:
        """Note that a record is up to date, unless its files are not what they were before the check."""
        names = _names(sources)
        if not (self.shared and before) or folder.parent != self.seeds or _hash(folder, names) != before:
            return
        note = Note(identifier, names, before)
        self.changed |= self.notes.get(folder.name) != note
        self.notes[folder.name] = note

    def save(self) -> None:
        """Write what is new; a disk that is full or read-only is no reason to fail."""
        if not self.changed:
            return
        kept = {
            folder: (note.id, note.files, note.mark)
            for folder, note in sorted(self.notes.items())
            if (self.seeds / folder / "record.yml").exists()
        }
        plain = json.loads(json.dumps(kept))
        data = {"shared": self.shared, "sum": _sum(plain), "records": plain}
        with contextlib.suppress(AlignerError):
            write_atomic(self.file, json.dumps(data, ensure_ascii=False, indent=0) + "\n")
            self.changed = False
        forget(self.file.parent, older=_OLD)


def _hash(folder: Path, names: Iterable[str]) -> str:
    """The hash of some files of a folder; empty if one cannot be read or is larger than any that is."""
    total = sha256()
    for name in names:
        total.update(f"\0{name}\0".encode("utf-8", "surrogatepass"))
        try:
            with (folder / name).open("rb", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                if size > MAX_BYTES:
                    return ""
                total.update(b"%d\0" % size + file.read())
        except FileNotFoundError:
            total.update(b"none")
        except (OSError, ValueError):
            return ""
    return total.hexdigest()


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


def _names(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*_ALWAYS, *sources}))


def _sum(records: Mapping[str, object]) -> str:
    return sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()


def _shared(seeds: Path, glossary: Path | None, model: str | None) -> str:
    """The hash of what all records of a folder depend on; empty where some of it cannot be read."""
    try:
        parts = (program_hash(), tables_fingerprint(words_folder(seeds)), model or embedded_model())
    except AlignerError:
        return ""
    total = sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    if glossary is not None:
        words = _hash(glossary.parent, [glossary.name])
        if not words:
            return ""
        total.update(words.encode())
    return total.hexdigest()
