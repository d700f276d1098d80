"""record.yml: what a person says about a record (titles, people, which text is which side)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeVar, get_args

from aligner.record.errors import ConfigError
from aligner.record.files.strict_yaml import Node, Readers, load, parse
from aligner.record.model import MODES, SIDES, Mode, Names, Side
from aligner.record.profiles import PROFILES, Profile
from aligner.record.publication import NOTHING, Publication, read_publications, with_listed
from aligner.record.server_address import SERVER_ADDRESS, is_server_address

T = TypeVar("T")

SiteFindings = Literal["confirmed", "careful", "thorough", "none"]
SITE_FINDINGS: tuple[SiteFindings, ...] = get_args(SiteFindings)
DEFAULTS_FILE = "defaults.yml"
"""In the folder of the records: settings of all of them, unless a record's own record.yml has them."""
RETIRED_CHECKS = frozenset(("attribution", "bodies", "claims", "fused", "purpose"))
"""Checks of version 0.1 whose work the reader does. Records may still switch them off, and people have
decided about their findings."""

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Party:
    """A person or an organisation of the record."""

    names: Names
    aliases: tuple[str, ...] = ()
    """Other forms the documents print, such as ``Dr Lan``."""
    role: Names | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which text is one side of the record."""

    file: str
    lang: str
    """BCP 47, such as ``zh-Hant``; empty for Chinese whose characters are to tell."""
    start: str | None = None
    """The side begins at this text; None: at the beginning of the file."""
    end: str | None = None
    """The side ends before this text; None: at the end of the file."""


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """A text of this record that is not content: a stamp, a notice, a running head."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ServerModel:
    """A language model that is to read the passages, as the project names it."""

    url: str
    """Address of the server. What it is asked with is never written down here."""
    model: str


@dataclass(frozen=True, slots=True)
class RecordConfig:
    """A record as its record.yml describes it."""

    id: str
    path: Path
    title: Names
    original: Side
    parts: tuple[Part, Part]
    """The Chinese side, the English side. One file without markers is split by language."""
    kind: Mode = "auto"
    date: date | None = None
    place: Names | None = None
    people: tuple[Party, ...] = ()
    organisations: tuple[Party, ...] = ()
    furniture: tuple[FurnitureRule, ...] = ()
    breaks: tuple[str, ...] = ()
    """Beginnings of passages that are never joined to the one before, though it ends without a full stop."""
    checks_off: tuple[str, ...] = ()
    profile: Profile = "careful"
    """How sure a finding has to be before people are shown it."""
    findings: SiteFindings = "careful"
    """What the site shows: confirmed findings alone, those of a profile beside them, or none at all."""
    reader: ServerModel | None = None
    """Where ``aligner read`` has the passages read; None: nowhere, unless its options say where."""
    note: Names | None = None
    """A line for the reader about what the record is."""
    publications: tuple[Publication, Publication] = (NOTHING, NOTHING)
    """The Chinese text and the English text as they were published."""

    @property
    def folder(self) -> Path:
        """The record's folder."""
        return self.path.parent

    @property
    def as_printed(self) -> bool:
        """Whether the translation is a report that has appeared in print, and so is evidence as the original
        is. An edit of it is a proposal beside the printed words."""
        return self.kind == "summary"

    def part(self, side: Side) -> Part:
        """Which text is this side."""
        return self.parts[0] if side == "zh" else self.parts[1]

    def publication(self, side: Side) -> Publication:
        """This side as it was published."""
        return self.publications[0] if side == "zh" else self.publications[1]


def load_config(path: Path, defaults: Mapping[str, Any] | None = None) -> RecordConfig:
    """Read a record.yml; `ConfigError` names file, line and remedy of the first mistake.

    `defaults`: what `load_defaults` gave for its folder, if that has been read already.
    """
    root = load(path)
    if root is None:
        raise ConfigError(
            "the file is empty", file=path, mend="see docs/record-format.md for what belongs in it"
        )
    shared = load_defaults(path.parent.parent) if defaults is None else defaults
    values = {"id": path.parent.name, **shared, **root.values(_REQUIRED, _OPTIONAL)}
    for key, name in _FIELDS.items():
        if key in values:
            values[name] = values.pop(key)
    if "publications" in values:
        listed = (values.get("people", ()), values.get("organisations", ()))
        values["publications"] = with_listed(values["publications"], *listed, root.fields()["publication"])
    return RecordConfig(path=path, **values)


def says_printed(text: str, path: Path) -> bool:
    """Whether the text of a record.yml says that a record is `as_printed`; it does not if it is no YAML."""
    try:
        root = parse(text, path)
        return root is not None and root.fields()["kind"].text() == "summary"
    except (ConfigError, KeyError):
        return False


def load_defaults(folder: Path) -> dict[str, Any]:
    """The settings of all records under a folder, as its defaults.yml has them; `ConfigError` as above."""
    path = folder / DEFAULTS_FILE
    root = load(path) if path.exists() else None
    return {} if root is None else root.values({}, _SHARED)


def _choice(*allowed: str) -> Callable[[Node], str]:
    return partial(Node.choice, allowed=allowed)


def _list(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    return partial(Node.list_of, read=read)


def _id(node: Node) -> str:
    value = node.text()
    if not ID.fullmatch(value):
        node.fail(f"'{value}' is not a valid id", "use lower-case letters, digits, '.', '_' and '-'")
    return value


def _names(node: Node) -> Names:
    return Names(**node.values(_BOTH))


def _parts(node: Node) -> tuple[Part, Part]:
    values = node.values(dict.fromkeys(SIDES, _part))
    return values["zh"], values["en"]


def _part(node: Node) -> Part:
    values = node.values({}, {"file": _file, "lang": Node.text, "from": Node.text, "to": Node.text})
    lang = values.get("lang", "" if node.name == "zh" else "en")
    return Part(values.get("file", "source.md"), lang, values.get("from"), values.get("to"))


def _file(node: Node) -> str:
    path = PurePosixPath(node.text())
    if path.is_absolute() or ".." in path.parts or "\\" in node.text():
        node.fail(f"'{node.text()}' is outside the record's folder", "put the file beside record.yml")
    return node.text()


def _party(node: Node) -> Party:
    values = node.values(_BOTH, {"aliases": _list(Node.text), "role": _names})
    return Party(Names(values.pop("zh"), values.pop("en")), **values)


def _furniture(node: Node) -> FurnitureRule:
    return FurnitureRule(**node.values({"name": Node.text, "text": Node.text}))


def _checks_off(node: Node) -> tuple[str, ...]:
    off = [name for name, value in node.fields().items() if not value.switch()]
    return tuple(name for name in off if name not in RETIRED_CHECKS)


def _findings(node: Node) -> str:
    return str(node.values({"findings": _site_findings})["findings"])


def _site_findings(node: Node) -> str:
    """One of `SITE_FINDINGS`; up to version 0.1, ``open`` was the name of ``thorough``."""
    return "thorough" if node.text() == "open" else node.choice(SITE_FINDINGS)


def _reader(node: Node) -> ServerModel:
    fields = node.fields()
    if "key" in fields:
        fields["key"].fail("a key is not for a file that others read", "set ALIGNER_READER_KEY instead")
    return ServerModel(**node.values({"url": _server, "model": Node.text}))


def _server(node: Node) -> str:
    if not is_server_address(node.text()):
        node.fail(f"'{node.text()}' is not an address that can be asked", SERVER_ADDRESS)
    return node.text()


CONFIG_FILE = "record.yml"
"""Name of the file in a record's folder."""
_FIELDS = {"sides": "parts", "checks": "checks_off", "site": "findings", "publication": "publications"}
"""Keys whose fields have names of their own."""
_BOTH: Readers = dict.fromkeys(SIDES, Node.text)
_REQUIRED: Readers = {"title": _names, "original": _choice(*SIDES), "sides": _parts}
_SHARED: Readers = {"profile": _choice(*PROFILES), "site": _findings, "reader": _reader}
"""What can be set for all records."""
_OPTIONAL: Readers = {
    "id": _id,
    "date": Node.date,
    "place": _names,
    "kind": _choice(*MODES),
    "people": _list(_party),
    "organisations": _list(_party),
    "furniture": _list(_furniture),
    "breaks": _list(Node.text),
    "checks": _checks_off,
    "note": _names,
    "publication": read_publications,
    **_SHARED,
}
