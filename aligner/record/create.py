"""A new record's folder: sources copied byte for byte, a record.yml to start from; all or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from aligner.record.config import ID
from aligner.record.errors import AlignerError, InputError
from aligner.record.files.text import read_text
from aligner.record.load import find_configs
from aligner.record.model import Side


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What a person says about a record that is to be made."""

    id: str
    sources: Mapping[str, Path]
    """Name in the record's folder → the given document: one, or the Chinese and then the English one."""
    titles: Mapping[Side, str | None]
    date: date | None
    original: Side
    kind: str


def create(seeds: Path, wanted: NewRecord, titles: Callable[[Path], Mapping[str, str]]) -> Path:
    """Make ``seeds/<id>``; ``titles`` reads the draft and says what each document calls itself.

    Raises `AlignerError` (and leaves nothing behind) where the id is taken or a document cannot be read.
    """
    if not ID.fullmatch(wanted.id):
        raise InputError(
            f"'{wanted.id}' is not a valid id", mend="use lower-case letters, digits, '.', '_' and '-'"
        )
    folder = seeds / wanted.id
    if folder.exists() or (seeds.is_dir() and any(c.id == wanted.id for c in find_configs(seeds))):
        raise InputError(f"there is already a record '{wanted.id}'", file=folder, mend="choose another id")
    for path in wanted.sources.values():
        read_text(path)
    try:
        seeds.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=seeds) as name:
            draft = Path(name) / wanted.id
            draft.mkdir()
            for target, path in wanted.sources.items():
                shutil.copyfile(path, draft / target)
            _write(draft, wanted, {"zh": "(标题)", "en": "(title)"})
            own_titles = titles(draft)
            _write(draft, wanted, {s: wanted.titles.get(s) or own_titles[s] for s in ("zh", "en")})
            draft.rename(folder)
    except AlignerError as error:
        raise _with_given_name(error, wanted) from None
    except OSError as error:
        raise AlignerError(
            f"the record cannot be created ({error.strerror})",
            file=folder,
            mend="check the folder's permissions and the free disk space",
        ) from None
    return folder


def _with_given_name(error: AlignerError, wanted: NewRecord) -> AlignerError:
    """The same complaint about the file that the person gave, not about its copy."""
    given = wanted.sources.get(Path(error.file or "").name)
    file = given or next(iter(wanted.sources.values()))
    return InputError(error.what, file=file, line=error.line, mend=error.mend)


def _write(folder: Path, wanted: NewRecord, titles: Mapping[str, str]) -> None:
    files = list(wanted.sources)
    data: dict[str, object] = {"id": wanted.id, "title": {"zh": titles["zh"], "en": titles["en"]}}
    if wanted.date:
        data["date"] = wanted.date
    data["original"] = wanted.original
    data["kind"] = wanted.kind
    data["sides"] = {"zh": {"file": files[0]}, "en": {"file": files[-1]}}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    (folder / "record.yml").write_text(text, encoding="utf-8")
