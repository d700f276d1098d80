"""A new record's folder: sources copied byte for byte, a record.yml to start from; all or nothing.

Of a document that is not UTF-8 text the record holds the text (`read_given`), and the document beside it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from aligner.record.config import ID
from aligner.record.errors import AlignerError, InputError
from aligner.record.files.given import read_given
from aligner.record.load import find_configs
from aligner.record.model import SIDES, Side

NO_TITLES = "(标题)", "(title)"
"""What record.yml has for titles that are not known, Chinese and English."""


def create(
    seeds: Path,
    settings: Mapping[str, object],
    sources: Mapping[str, Path],
    titles: Callable[[Path], Mapping[Side, str]],
    *,
    lang: str | None = None,
) -> Path:
    """Make ``seeds/<id>``.

    Args:
        settings: what record.yml says from the start, with an ``id``.
        sources: name in the record's folder → the given document: one, or the Chinese and then the English.
        titles: reads the draft and says how the record is called.
        lang: tag of the Chinese side; by default its characters tell.

    Raises `AlignerError` (and leaves nothing behind) where the id is taken or a document cannot be read.
    """
    identifier = str(settings["id"])
    if not ID.fullmatch(identifier):
        raise InputError(
            f"'{identifier}' is not a valid id", mend="use lower-case letters, digits, '.', '_' and '-'"
        )
    folder = seeds / identifier
    if folder.exists() or (seeds.is_dir() and any(c.id == identifier for c in find_configs(seeds))):
        raise InputError(f"there is already a record '{identifier}'", file=folder, mend="choose another id")
    given = {name: read_given(path) for name, path in sources.items()}
    texts = {f"{Path(name).stem}.md" if given[name].is_converted else name: name for name in sources}
    files = list(texts)
    sides = {"zh": {"file": files[0]} | ({"lang": lang} if lang else {}), "en": {"file": files[-1]}}
    try:
        seeds.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=seeds) as name:
            draft = Path(name) / identifier
            draft.mkdir()
            for target, source in texts.items():
                if given[source].form:
                    (draft / target).write_text(given[source].text, encoding="utf-8", newline="")
                    kept = f"{Path(source).stem}.given{sources[source].suffix}"
                    shutil.copyfile(sources[source], draft / kept)
                else:
                    shutil.copyfile(sources[source], draft / target)
            _write(draft, {"title": dict(zip(SIDES, NO_TITLES, strict=True)), **settings, "sides": sides})
            title = dict(titles(draft))
            _write(draft, {"id": identifier, "title": title, **settings, "sides": sides})
            draft.rename(folder)
    except AlignerError as error:
        # the same complaint about the file that the person gave, not about its copy
        document = sources[texts.get(Path(error.file or "").name, texts[files[0]])]
        raise InputError(error.what, file=document, line=error.line, mend=error.mend) from None
    except OSError as error:
        raise AlignerError(
            f"the record cannot be created ({error.strerror})",
            file=folder,
            mend="check the folder's permissions and the free disk space",
        ) from None
    return folder


def _write(folder: Path, data: Mapping[str, object]) -> None:
    text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=110)
    (folder / "record.yml").write_text(text, encoding="utf-8")
