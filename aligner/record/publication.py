"""Where a text of a record was published, by whom, and under which rights: what its citation needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol

import yaml

from aligner.record.files.strict_yaml import Node, Readers
from aligner.record.model import SIDES, Names

_DOI = re.compile(r"10\.\d{4,9}/\S+")
WEB = re.compile(r"https?://[^\s/]+\S*")
"""A web address."""
_NUMBERED = ("volume", "issue", "pages")
"""What only a text in a journal has."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote or said a text."""

    names: Names
    family: Names | None = None
    """The family names, where the names themselves do not tell."""
    is_body: bool = False
    """Whether it is an organisation."""


class Named(Protocol):
    """Somebody who is listed in record.yml."""

    @property
    def names(self) -> Names:
        """In both languages."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other forms of the name."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What record.yml says of one text as it was published; everything may be unknown."""

    authors: tuple[Author, ...] = ()
    form: Names | None = None
    """What kind of text it is: "interview", "speech"."""
    publisher: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    date: date | None = None
    doi: str = ""
    url: str = ""
    rights: Names | None = None

    @property
    def address(self) -> str:
        """Where the text was published on the web: as given, or by its DOI; empty if nobody knows."""
        return self.url or (f"https://doi.org/{self.doi}" if self.doi else "")


NOTHING = Publication()
"""A text of which nothing is known."""


def read_publications(node: Node) -> tuple[Publication, Publication]:
    """Those of the Chinese and of the English text; `ConfigError` names the first mistake."""
    values = node.values({}, dict.fromkeys(SIDES, _publication))
    return values.get("zh", NOTHING), values.get("en", NOTHING)


def with_listed(
    publications: tuple[Publication, Publication],
    people: Sequence[Named],
    organisations: Sequence[Named],
    node: Node,
) -> tuple[Publication, Publication]:
    """The publications with what record.yml lists under the names of their authors."""
    found: dict[str, Author] = {}
    for parties, is_body in ((organisations, True), (people, False)):
        for party in parties:
            author = Author(party.names, is_body=is_body)
            found |= dict.fromkeys((*party.aliases, party.names.zh, party.names.en), author)

    def listed(author: Author) -> Author:
        if author.names.zh != author.names.en:
            return author
        if author.names.zh not in found:
            node.fail(
                f"the author '{author.names.zh}' is not listed under 'people' or 'organisations'",
                "list the name there, or write it in both languages: {zh: …, en: …}",
            )
        return found[author.names.zh]

    zh, en = (replace(each, authors=tuple(map(listed, each.authors))) for each in publications)
    return zh, en


def _publication(node: Node) -> Publication:
    values = node.values({}, _FIELDS)
    for name in _NUMBERED:
        if name in values and "journal" not in values:
            node.fields()[name].fail(
                f"'{name}' without 'journal'", "add a line 'journal: …' or delete this one"
            )
    return Publication(**values)


def _author(node: Node) -> Author:
    """A name alone is that of somebody whom record.yml lists; `with_listed` looks."""
    if isinstance(node.raw, yaml.ScalarNode):
        return Author(in_both(node))
    values = node.values(_BOTH, {"family": _names})
    author = Author(Names(values["zh"], values["en"]), values.get("family"))
    for side in SIDES:
        if author.family and author.family.side(side) not in author.names.side(side):
            node.fail(
                f"the family name '{author.family.side(side)}' is not part of '{author.names.side(side)}'",
                "write it as it stands in the name",
            )
    return author


def _names(node: Node) -> Names:
    return Names(**node.values(_BOTH))


def in_both(node: Node) -> Names:
    """A text for each language, or one for both; `ConfigError` for anything else."""
    if isinstance(node.raw, yaml.ScalarNode):
        return Names(node.text(), node.text())
    return _names(node)


def _matching(node: Node, pattern: re.Pattern[str], what: str, mend: str) -> str:
    value = node.text()
    if not pattern.fullmatch(value):
        node.fail(f"'{value}' is not {what}", mend)
    return value


_BOTH: Readers = dict.fromkeys(SIDES, Node.text)
_WORDS = ("publisher", "journal", *_NUMBERED)
_FIELDS: dict[str, Callable[[Node], Any]] = {
    "authors": partial(Node.list_of, read=_author),
    "form": in_both,
    **dict.fromkeys(_WORDS, Node.text),
    "date": Node.date,
    "doi": partial(
        _matching, pattern=_DOI, what="a DOI", mend="write it as 10.1234/abcd, without 'https://doi.org/'"
    ),
    "url": partial(
        _matching, pattern=WEB, what="a web address", mend="write it in full, with 'https://' in front"
    ),
    "rights": in_both,
}
