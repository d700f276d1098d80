"""record.yml: what a person says about a record (titles, people, which text is which side)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal, cast

from aligner.record.errors import ConfigError
from aligner.record.files.strict_yaml import Node, load
from aligner.record.model import SIDES, Both, Side

RecordKind = Literal["summary", "translation", "auto"]
Findings = Literal["open", "confirmed"]

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_KEYS = (
    "id",
    "title",
    "date",
    "place",
    "original",
    "kind",
    "sides",
    "people",
    "organisations",
    "furniture",
    "breaks",
    "checks",
    "site",
    "note",
)


@dataclass(frozen=True, slots=True)
class Names(Both[str]):
    """One thing, named in both languages."""

    zh: str
    en: str


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
    start: str | None = None
    """The side begins where this text stands in the file; None: at its beginning."""
    end: str | None = None
    """The side ends before this text; None: at the end of the file."""


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """A text of this record that is not content: a stamp, a notice, a running head."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordConfig:
    """A record as its record.yml describes it."""

    id: str
    path: Path
    title: Names
    original: Side
    parts: tuple[Part, Part]
    """The Chinese side, the English side. One file without markers is told apart by language."""
    kind: RecordKind = "auto"
    date: date | None = None
    place: Names | None = None
    people: tuple[Party, ...] = ()
    organisations: tuple[Party, ...] = ()
    furniture: tuple[FurnitureRule, ...] = ()
    breaks: tuple[str, ...] = ()
    """Beginnings of passages that are never joined to the one before, though it ends without a full stop."""
    checks_off: tuple[str, ...] = ()
    findings: Findings = "open"
    """Whether the site shows open machine findings (labelled) or only confirmed ones."""
    note: Names | None = None
    """A line for the reader about what the record is."""

    @property
    def folder(self) -> Path:
        """The record's folder."""
        return self.path.parent

    def part(self, side: Side) -> Part:
        """Which text is this side."""
        return self.parts[0] if side == "zh" else self.parts[1]


def load_config(path: Path) -> RecordConfig:
    """Read a record.yml; `ConfigError` names file, line and cure of the first thing that is wrong."""
    root = load(path)
    if root is None:
        raise ConfigError(
            "the file is empty", file=path, mend="see docs/record-format.md for what belongs in it"
        )
    nodes = root.fields(_KEYS)
    for key in ("title", "original", "sides"):
        if key not in nodes:
            root.fail(f"the key '{key}' is missing", "see docs/record-format.md")
    return RecordConfig(
        id=_id(nodes["id"]) if "id" in nodes else path.parent.name,
        path=path,
        title=_names(nodes["title"]),
        original=cast(Side, nodes["original"].choice(SIDES)),
        parts=_parts(nodes["sides"]),
        kind=cast(
            RecordKind,
            nodes["kind"].choice(("summary", "translation", "auto")) if "kind" in nodes else "auto",
        ),
        date=nodes["date"].date() if "date" in nodes else None,
        place=_names(nodes["place"]) if "place" in nodes else None,
        people=nodes["people"].list_of(_party) if "people" in nodes else (),
        organisations=nodes["organisations"].list_of(_party) if "organisations" in nodes else (),
        furniture=nodes["furniture"].list_of(_furniture) if "furniture" in nodes else (),
        breaks=nodes["breaks"].list_of(Node.text) if "breaks" in nodes else (),
        checks_off=_checks_off(nodes["checks"]) if "checks" in nodes else (),
        findings=_findings(nodes["site"]) if "site" in nodes else "open",
        note=_names(nodes["note"]) if "note" in nodes else None,
    )


def _id(node: Node) -> str:
    value = node.text()
    if not ID.fullmatch(value):
        node.fail(f"'{value}' is not a valid id", "use lower-case letters, digits, '.', '_' and '-'")
    return value


def _names(node: Node) -> Names:
    nodes = node.fields(SIDES)
    for side in SIDES:
        if side not in nodes:
            node.fail(f"'{node.name}' has no '{side}'", "give it in both languages")
    return Names(zh=nodes["zh"].text(), en=nodes["en"].text())


def _parts(node: Node) -> tuple[Part, Part]:
    nodes = node.fields(SIDES)
    for side in SIDES:
        if side not in nodes:
            node.fail(f"'sides' has no '{side}'", "say which file or part of a file is each side")
    return _part(nodes["zh"], "zh-Hans"), _part(nodes["en"], "en")


def _part(node: Node, lang: str) -> Part:
    nodes = node.fields(("file", "lang", "from", "to"))
    file = nodes["file"].text() if "file" in nodes else "source.md"
    if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts or "\\" in file:
        nodes["file"].fail(f"'{file}' is outside the record's folder", "put the file beside record.yml")
    return Part(
        file=file,
        lang=nodes["lang"].text() if "lang" in nodes else lang,
        start=nodes["from"].text() if "from" in nodes else None,
        end=nodes["to"].text() if "to" in nodes else None,
    )


def _party(node: Node) -> Party:
    nodes = node.fields(("zh", "en", "aliases", "role"))
    for side in SIDES:
        if side not in nodes:
            node.fail(f"an entry of '{node.name}' has no '{side}'", "give the name in both languages")
    return Party(
        names=Names(zh=nodes["zh"].text(), en=nodes["en"].text()),
        aliases=nodes["aliases"].list_of(Node.text) if "aliases" in nodes else (),
        role=_names(nodes["role"]) if "role" in nodes else None,
    )


def _furniture(node: Node) -> FurnitureRule:
    nodes = node.fields(("name", "text"))
    for key in ("name", "text"):
        if key not in nodes:
            node.fail(f"an entry of 'furniture' has no '{key}'", "give a name and the exact text")
    return FurnitureRule(name=nodes["name"].text(), text=nodes["text"].text())


def _checks_off(node: Node) -> tuple[str, ...]:
    return tuple(name for name, value in node.fields().items() if not value.switch())


def _findings(node: Node) -> Findings:
    nodes = node.fields(("findings",))
    if "findings" not in nodes:
        return "open"
    return cast(Findings, nodes["findings"].choice(("open", "confirmed")))
