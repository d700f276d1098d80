"""Adding terms to a glossary file without touching what is in it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aligner.record.errors import ConfigError, InputError
from aligner.record.files.text import read_text, write_atomic
from aligner.record.glossary import Glossary, Renderings, Term, load_glossary
from aligner.record.model import SIDES

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NewTerms:
    """Terms beside a glossary: which it lacks, and which it cannot take."""

    new: tuple[Term, ...]
    familiar: int
    """How many say nothing new."""
    conflicts: tuple[tuple[Term, str], ...]
    """Terms of which the glossary has a rendering in another entry, and that rendering."""


def new_terms(glossary: Glossary, terms: Sequence[Term]) -> NewTerms:
    """What a glossary can take of some terms: a rendering belongs to one entry only."""
    home = {
        (side, text.casefold()): place
        for place, term in enumerate(glossary)
        for side in SIDES
        for text in (*term.side(side).accepted, *term.side(side).forbidden)
    }
    new: list[Term] = []
    conflicts: list[tuple[Term, str]] = []
    familiar = 0
    for term in terms:
        given = [(side, t) for side in SIDES for t in (*term.side(side).accepted, *term.side(side).forbidden)]
        homes = {home[key]: text for side, text in given if (key := (side, text.casefold())) in home}
        if not homes:
            new.append(term)
        elif len(homes) == 1 and all((side, text.casefold()) in home for side, text in given):
            familiar += 1
        else:
            conflicts.append((term, next(iter(homes.values()))))
    return NewTerms(tuple(new), familiar, tuple(conflicts))


def add_terms(path: Path, terms: Sequence[Term]) -> None:
    """Write terms at the end of a glossary file, which is otherwise left as it is, or a new one.

    `InputError` if the file does not end with its terms.
    """
    text = read_text(path) if path.exists() else ""
    before = len(load_glossary(path)) if text else 0
    if not _ITEM.search(text):
        text = re.sub(r"^terms: *(\[ *\]|null|~)? *\n?", "", text, flags=re.MULTILINE) + "terms:\n"
    indent = (_ITEM.search(text) or re.match("(  )", "  "))[1]  # type: ignore[index]
    rows = yaml.safe_dump(
        [_entry(term) for term in terms],
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=110,
    )
    beside = path.with_name(f".{path.name}.new")
    try:
        write_atomic(beside, text.rstrip("\n") + "\n" + textwrap.indent(rows, indent))
        if len(load_glossary(beside)) != before + len(terms):
            raise ConfigError("")
    except ConfigError:
        raise InputError(
            "terms cannot be added at the end of this file", file=path, mend="let it end with its 'terms'"
        ) from None
    else:
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _entry(term: Term) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": term.kind}
    entry |= {side: _renderings(term.side(side)) for side in SIDES}
    return entry | ({"note": term.note} if term.note else {})


def _renderings(given: Renderings) -> dict[str, list[str]]:
    rows = {name: [*getattr(given, name)] for name in ("required", "admitted", "forbidden")}
    return {name: texts for name, texts in rows.items() if texts}
