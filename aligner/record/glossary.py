"""The glossary: terms, names, organisations and places in both languages, with the renderings to avoid.

A file (``seeds/glossary.yml``) looks like this::

    terms:
      - kind: organisation
        zh: {required: [亚洲基础设施投资银行], admitted: [亚投行]}
        en: {required: [Asian Infrastructure Investment Bank], admitted: [AIIB]}
        note: why, for the editor
        near: [bank, 银行]

Each language lists ``required`` renderings (use one of these), ``admitted`` ones (accepted, not preferred)
and ``forbidden`` ones (never). A single rendering needs no brackets. A term with ``near`` is only meant in
passages that have one of these words, of either language: it tells two senses of a word apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Literal, get_args

import yaml

from aligner.record.files.strict_yaml import Node, Readers, load
from aligner.record.model import SIDES, Both

STARTER = Path(__file__).parent / "starter_glossary.yml"
"""Terms, bodies and places of politics and institutions, for a project to start from."""

TermKind = Literal["term", "name", "organisation", "place"]
TERM_KINDS: tuple[TermKind, ...] = get_args(TermKind)


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
    near: tuple[str, ...] = ()
    """The term is only meant in passages with one of these words; empty: everywhere."""


@dataclass(frozen=True)
class Glossary:
    """All terms, in the order of the file; shared by every record."""

    terms: tuple[Term, ...] = ()

    @cached_property
    def _hash(self) -> int:
        return hash(self.terms)

    def __hash__(self) -> int:
        return self._hash  # every passage asks for it

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)


def load_glossary(path: Path | str) -> Glossary:
    """Read a glossary file.

    `ConfigError` names file, line and remedy of the first unknown or doubled key, wrong type, missing
    rendering or rendering given twice; `InputError` says why a file cannot be read. An empty
    file is an empty glossary.
    """
    root = load(Path(path))
    if root is None:
        return Glossary()
    seen: dict[tuple[str, str], int] = {}
    return Glossary(root.values({"terms": partial(_terms, seen=seen)})["terms"])


def _terms(node: Node, seen: dict[tuple[str, str], int]) -> tuple[Term, ...]:
    return () if node.is_null else node.list_of(partial(_term, seen=seen))


def _term(node: Node, seen: dict[tuple[str, str], int]) -> Term:
    renderings = partial(_renderings, seen=seen)
    required: Readers = {"kind": partial(Node.choice, allowed=TERM_KINDS), **dict.fromkeys(SIDES, renderings)}
    return Term(**node.values(required, {"note": Node.text, "near": _words}))


def _words(node: Node) -> tuple[str, ...]:
    nodes = (node,) if isinstance(node.raw, yaml.ScalarNode) else node.items()
    return tuple(item.text() for item in nodes)


def _renderings(node: Node, seen: dict[tuple[str, str], int]) -> Renderings:
    phrases = partial(_phrases, side=node.name, seen=seen)
    values = node.values({}, dict.fromkeys(("required", "admitted", "forbidden"), phrases))
    if not values.get("required"):
        node.fail(f"'{node.name}' has no 'required' rendering", "add 'required: [ … ]'")
    return Renderings(**values)


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
