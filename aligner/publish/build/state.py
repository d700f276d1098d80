"""What is kept from build to build, and how it is known to be still good."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from aligner.record.config import RecordConfig
from aligner.record.errors import InputError
from aligner.record.files.text import write_atomic
from aligner.record.glossary import Glossary
from aligner.record.version import program_hash

__all__ = ["State", "digest_of", "page_marker", "program", "record_fingerprint"]


def digest_of(*parts: bytes | str) -> str:
    """SHA-256 of several parts, each with its length, so that none runs into the next."""
    total = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def program() -> str:
    """What identifies the program: its own files and the versions of what renders the pages."""
    names = ("mkdocs", "mkdocs-material", "markdown", "opencc", "jieba")
    return digest_of(program_hash(), *(version(name) for name in names))


def record_fingerprint(config: RecordConfig, made_by: str, glossary: Glossary, extra: Iterable[str]) -> str:
    """What a record's pages and files are made from: its files, the glossary, the program."""
    names = {"record.yml", "alignment.json", "decisions.yml", *(part.file for part in config.parts)}
    here = replace(config, path=Path(config.path.name))
    parts: list[bytes | str] = [made_by, repr(here), repr(glossary), *extra]
    for name in sorted(names):
        path = config.folder / name
        try:
            parts += [name, path.read_bytes() if path.exists() else b"\x00"]
        except OSError as error:
            raise InputError(f"the file cannot be read ({error.strerror})", file=path) from None
    return digest_of(*parts)


@dataclass(slots=True)
class State:
    """The state of the last build: which site it made, and of which parts."""

    marker: str = ""
    """What the site's own marker says: the site is ours, and unchanged, if the two agree."""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """For each page (``zh-hans/records/x/index.html``) the hash of what it was made from, and of itself."""

    @classmethod
    def load(cls, path: Path) -> State:
        """The state as it was saved; an empty one if there is none or it is damaged."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            pages = {name: (str(source), str(made)) for name, (source, made) in data["pages"].items()}
            return cls(str(data["marker"]), pages)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def save(self, path: Path) -> None:
        """Write it whole."""
        write_atomic(path, json.dumps({"marker": self.marker, "pages": self.pages}, indent=0))

    def reusable(self, name: str, source: str, site: Path) -> bool:
        """Whether a page of the old site was made from this very source and is still as it was made."""
        if self.pages.get(name, ("", ""))[0] != source:
            return False
        try:
            return sha256((site / name).read_bytes()).hexdigest() == self.pages[name][1]
        except OSError:
            return False


def page_marker(pages: Mapping[str, tuple[str, str]]) -> str:
    """What a site's marker says: the hash of all its pages."""
    return digest_of(*(part for name in sorted(pages) for part in (name, *pages[name])))
