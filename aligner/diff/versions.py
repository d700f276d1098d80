"""The two sides of a diff: a git revision, a file, a folder or the working tree, as resolved records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from aligner.diff.git import Repository
from aligner.record.config import CONFIG_FILE, says_printed
from aligner.record.decisions import log
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.errors import InputError
from aligner.record.files.alignment_json import ALIGNMENT_FILE, loads
from aligner.record.files.text import read_text
from aligner.record.model import Alignment, Link

_P = TypeVar("_P", Path, PurePosixPath)

WORKING_TREE = "."
"""What the working tree is called on the command line."""


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a diff."""

    label: str
    records: Mapping[str, Resolved]
    file: bool = False
    """Whether it is a single file, compared whatever its record is called."""


def read_versions(
    a: str | None, b: str | None, seeds: Path, record: str | None = None
) -> tuple[Version, Version]:
    """Both versions; `a` is HEAD if left out, `b` the working tree.

    Two files are compared as they are, even if they name their records differently; a file is compared with
    its record in a folder or revision. `InputError` where there is nothing to compare.
    """
    old = _read_version("HEAD" if a is None else a, seeds, record)
    new = _read_version(WORKING_TREE if b is None else b, seeds, record)
    names = sorted({**old.records, **new.records})
    if not names:
        raise InputError(
            f"no aligned records in {old.label} or {new.label}",
            file=seeds,
            mend="set the folder of the records with --seeds",
        )
    if old.file and new.file:
        names = list(new.records)
        old = replace(old, records=dict(zip(names, old.records.values(), strict=True)))
    elif old.file or new.file:
        names = list(old.records if old.file else new.records)
    if record is not None and record not in names:
        raise InputError(
            f"no record '{_short(record)}' to compare", mend=f"choose one of: {', '.join(names)}"
        )
    wanted = names if record is None else [record]
    old, new = (
        replace(version, records={key: version.records[key] for key in wanted if key in version.records})
        for version in (old, new)
    )
    return old, new


def _read_version(name: str, seeds: Path, record: str | None) -> Version:
    """One side. What exists as a file or folder is that; anything else has to be a git revision.

    Of a folder or revision with many records only the one called `record` is read, where it is there.
    """
    if name == WORKING_TREE:
        return Version("the working tree", _folder(seeds, record) if seeds.is_dir() else {})
    path = _existing(name)
    if path is not None and path.is_dir():
        return Version(path.as_posix(), _folder(path, record, strict=True))
    if path is not None:
        return Version(path.as_posix(), _file(path), file=True)
    if name.endswith(".json") or name.startswith(("./", "../", "/", "~")):
        raise InputError("no such file or folder", file=name, mend="check the name")
    repository = Repository.around(seeds)
    commit = repository.commit(name)
    if commit is None:
        raise InputError(
            f"'{_short(name)}' is not a file, a folder or a git revision",
            mend="for example: aligner diff HEAD~1 . RECORD",
        )
    label = f"{name} ({commit[:7]})" if not commit.startswith(name) else commit[:7]
    return Version(label, _revision(repository, commit, seeds, record))


def _short(name: str) -> str:
    """A name on one line, at most 80 characters of it."""
    text = "".join(char if char.isprintable() else "?" for char in name)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _existing(name: str) -> Path | None:
    try:
        path = Path(name)
        return path if name and path.exists() else None
    except (OSError, ValueError):  # too long, or a null character
        return None


def _file(path: Path) -> dict[str, Resolved]:
    """A result file; an alignment.json takes the decisions that stand beside it."""
    beside = path.parent / log.FILE
    alignment, rejected = _parsed(read_text(path), path.as_posix())
    if path.name == ALIGNMENT_FILE and beside.exists():
        printed = _is_printed(path.parent)
        return {alignment.record: resolve(alignment, log.load(path.parent), as_printed=printed)}
    return {alignment.record: Resolved(alignment, rejected)}


def _parsed(text: str, place: str) -> tuple[Alignment, tuple[Link, ...]]:
    """The alignment and the rejected links, which `aligner show --format json` prints among the others."""
    alignment = loads(text, file=place)
    rejected = tuple(link for link in alignment.links if link.status == "rejected")
    links = tuple(link for link in alignment.links if link.status != "rejected")
    return replace(alignment, links=links), rejected


def _folder(folder: Path, wanted: str | None, *, strict: bool = False) -> dict[str, Resolved]:
    """The records of a seeds folder, or the record whose folder it is."""
    single = folder / ALIGNMENT_FILE
    paths = [single] if single.exists() else sorted(folder.glob(f"*/{ALIGNMENT_FILE}"))
    if strict and not paths:
        raise InputError(
            f"no {ALIGNMENT_FILE} in this folder or in the folders inside it",
            file=folder,
            mend="name a record's folder or the folder of the records, or run 'aligner update'",
        )
    return _records(
        (read_text(path), path.as_posix(), log.load(path.parent), _is_printed(path.parent))
        for path in _chosen(paths, wanted)
    )


def _is_printed(folder: Path) -> bool:
    """Whether the record of a folder is as it was printed."""
    path = folder / CONFIG_FILE
    return path.exists() and says_printed(read_text(path), path)


def _revision(repository: Repository, commit: str, seeds: Path, wanted: str | None) -> dict[str, Resolved]:
    """The records of the seeds folder as they were at a commit."""
    blobs = {blob.path: blob for blob in repository.files(commit, seeds)}
    depth = len(seeds.resolve().relative_to(repository.top.resolve()).parts)
    paths = [path for path in blobs if path.name == ALIGNMENT_FILE and len(path.parts) == depth + 2]

    def row(path: PurePosixPath) -> tuple[str, str, list[Decision], bool]:
        decisions: list[Decision] = []
        if blob := blobs.get(path.parent / log.FILE):
            place = f"{commit[:7]}:{blob.path}"
            decisions = [decision for _, decision in log.parse(repository.read(blob, place), Path(place))]
        printed = False
        if blob := blobs.get(path.parent / CONFIG_FILE):
            place = f"{commit[:7]}:{blob.path}"
            printed = says_printed(repository.read(blob, place), Path(place))
        place = f"{commit[:7]}:{path}"
        return repository.read(blobs[path], place), place, decisions, printed

    return _records(map(row, _chosen(paths, wanted)))


def _chosen(paths: Sequence[_P], wanted: str | None) -> list[_P]:
    """The wanted record by its folder's name; all of them where no folder has that name."""
    return [path for path in paths if path.parent.name == wanted] or list(paths)


def _records(rows: Iterable[tuple[str, str, Iterable[Decision], bool]]) -> dict[str, Resolved]:
    result: dict[str, Resolved] = {}
    places: dict[str, str] = {}
    for text, place, decisions, printed in rows:
        alignment, _ = _parsed(text, place)
        if alignment.record in result:
            raise InputError(
                f"the record '{alignment.record}' is also in {places[alignment.record]}",
                file=place,
                mend="give one of the two a different id",
            )
        places[alignment.record] = place
        result[alignment.record] = resolve(alignment, decisions, as_printed=printed)
    return result
