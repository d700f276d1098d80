"""The glossary: terms, names, organisations and places in both languages, with the renderings to avoid.

A file (``seeds/glossary.yml``) looks like this::

    terms:
      - kind: organisation
        zh: {required: [亚洲基础设施投资银行], admitted: [亚投行]}
        en: {required: [Asian Infrastructure Investment Bank], admitted: [AIIB]}
        note: why, for the editor

Each language lists ``required`` renderings (use one of these), ``admitted`` ones (accepted, not preferred)
and ``forbidden`` ones (never). A single rendering may stand without its brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import yaml

from aligner.record.files.strict_yaml import Node, load
from aligner.record.model import SIDES, Both

TermKind = Literal["term", "name", "organisation", "place"]
TERM_KINDS: tuple[TermKind, ...] = get_args(TermKind)
LISTS = ("required", "admitted", "forbidden")
ENTRY_KEYS = ("kind", *SIDES, "note")


@dataclass(frozen=True, slots=True)
class Renderings:
    """How one language says a term."""

    required: tuple[str, ...]
    """The renderings to use, the preferred one first; never empty."""
    admitted: tuple[str, ...] = ()
    """Accepted as well: short forms, abbreviations, older names."""
    forbidden: tuple[str, ...] = ()
    """Never to be used for this term."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Required and admitted ones."""
        return self.required + self.admitted


@dataclass(frozen=True, slots=True)
class Term(Both[Renderings]):
    """One entry of the glossary."""

    kind: TermKind
    zh: Renderings
    en: Renderings
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, in the order of the file; shared by every record."""

    terms: tuple[Term, ...] = ()

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)


def load_glossary(path: Path | str) -> Glossary:
    """Read a glossary file.

    `ConfigError` names file, line and cure of the first unknown or doubled key, wrong type, missing rendering
    or rendering given twice; `InputError` says why a file cannot be read. An empty file is an empty glossary.
    """
    root = load(Path(path))
    if root is None:
        return Glossary()
    fields = root.fields(("terms",))
    if "terms" not in fields:
        root.fail("the key 'terms' is missing", "begin the file with 'terms:' and a list of entries")
    if fields["terms"].raw.tag == "tag:yaml.org,2002:null":
        return Glossary()
    seen: dict[tuple[str, str], int] = {}
    return Glossary(tuple(_term(node, seen) for node in fields["terms"].items()))


def _term(node: Node, seen: dict[tuple[str, str], int]) -> Term:
    fields = node.fields(ENTRY_KEYS)
    for key in ("kind", *SIDES):
        if key not in fields:
            node.fail(f"a glossary entry has no '{key}'", f"add a line '{key}: …'")
    return Term(
        kind=cast(TermKind, fields["kind"].choice(TERM_KINDS)),
        zh=_renderings(fields["zh"], seen),
        en=_renderings(fields["en"], seen),
        note=fields["note"].text() if "note" in fields else "",
    )


def _renderings(node: Node, seen: dict[tuple[str, str], int]) -> Renderings:
    lists = {key: _phrases(value, node.name, seen) for key, value in node.fields(LISTS).items()}
    if not lists.get("required"):
        node.fail(f"'{node.name}' has no 'required' rendering", "add 'required: [ … ]'")
    return Renderings(**lists)


def _phrases(node: Node, side: str, seen: dict[tuple[str, str], int]) -> tuple[str, ...]:
    nodes = (node,) if isinstance(node.raw, yaml.ScalarNode) else tuple(node.items())
    return tuple(_phrase(item, side, seen) for item in nodes)


def _phrase(node: Node, side: str, seen: dict[tuple[str, str], int]) -> str:
    """A rendering, which no other entry of the same language may hold."""
    value = node.text()
    key = (side, value.casefold())
    if key in seen:
        node.fail(f"the rendering '{value}' is already given in line {seen[key]}", "keep it in one place")
    seen[key] = node.line
    return value
