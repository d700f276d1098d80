"""TBX, the standard of term bases (ISO 30042): the glossary for other tools, and their terms for it.

Written as TBX-Basic of 2008 (``martif``), which the tools read; read also as of 2019, in both of its styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aligner.exchange.fixes import Left
from aligner.exchange.languages import CODES, side_of
from aligner.exchange.notes import MARK
from aligner.exchange.xml.read import Element, all_text, line_of, read_xml
from aligner.exchange.xml.write import Xml
from aligner.record.errors import InputError
from aligner.record.glossary import TERM_KINDS, Glossary, Renderings, Term, TermKind
from aligner.record.model import SIDES, Side

_STATUSES = {
    "required": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
"""What TBX-Basic calls the standing of a rendering."""
_READ = {
    "preferred": "required",
    "standardized": "required",
    "recommended": "required",
    "admitted": "admitted",
    "deprecated": "forbidden",
    "superseded": "forbidden",
    "forbidden": "forbidden",
}
"""The same by the words with which all versions begin it."""
_ENTRIES = ("conceptEntry", "termEntry")
_LANGUAGES = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")


@dataclass(frozen=True, slots=True)
class TermFile:
    """The terms of a file, and what of it is passed over."""

    terms: tuple[Term, ...]
    left: tuple[Left, ...]


def write_tbx(glossary: Glossary) -> str:
    """All terms, one entry each; every rendering with its standing, the first required one first."""
    out = Xml()
    with out.element("martif", {"type": "TBX-Basic", "xml:lang": "en-US"}):
        with out.element("martifHeader"), out.element("fileDesc"), out.element("sourceDesc"):
            out.text("p", f"written by {MARK}")
        with out.element("text"), out.element("body"):
            for number, term in enumerate(glossary, 1):
                _entry(out, number, term)
    return str(out)


def _entry(out: Xml, number: int, term: Term) -> None:
    with out.element("termEntry", {"id": f"t{number}"}):
        out.text("descrip", term.kind, {"type": "subjectField"})
        if term.note:
            out.text("note", term.note)
        for side in SIDES:
            with out.element("langSet", {"xml:lang": CODES[side]}):
                for standing, status in _STATUSES.items():
                    for rendering in getattr(term.side(side), standing):
                        with out.element("tig"):
                            out.text("term", rendering)
                            out.text("termNote", status, {"type": "administrativeStatus"})


def read_tbx(path: Path) -> TermFile:
    """The terms of a file in Chinese and English; `InputError` if it is no TBX file or has none.

    A rendering belongs to the first entry that has it, as the glossary wants it.
    """
    root = read_xml(path)
    if root.tag not in ("tbx", "martif", "TBX"):
        what = f"the root element is '{root.tag}', not 'tbx'"
        raise InputError(what, file=path, line=line_of(root), mend="name a TBX file")
    terms: list[Term] = []
    left: list[Left] = []
    seen: dict[tuple[Side, str], Element] = {}
    for entry in root.iter(*_ENTRIES):
        term = _term(entry, seen)
        if isinstance(term, Left):
            left.append(term)
        else:
            terms.append(term)
    if not terms:
        raise InputError(
            "there are no terms in Chinese and English",
            file=path,
            line=line_of(root),
            mend="the language sections need xml:lang zh-CN and en-US",
        )
    return TermFile(tuple(terms), tuple(left))


def _term(entry: Element, seen: dict[tuple[Side, str], Element]) -> Term | Left:
    """An entry as a term, or why it is none."""
    key, line = entry.get("id", ""), line_of(entry)
    given: dict[Side, dict[str, list[str]]] = {side: {} for side in SIDES}
    doubled = ""
    for side, text, standing in _renderings(entry):
        home = seen.setdefault((side, text.casefold()), entry)
        if home is entry:
            given[side].setdefault(standing, []).append(text)
        else:
            doubled = f"'{text}' is already given in line {line_of(home)}"
    sides = {side: _standings(rows) for side, rows in given.items()}
    missing = [side for side in SIDES if not sides[side].required]
    if missing:
        language = {"zh": "Chinese", "en": "English"}[missing[0]]
        return Left(key, line, doubled or f"the entry has no {language} term to use")
    note = entry.find("note")
    return Term(_kind(entry), sides["zh"], sides["en"], "" if note is None else all_text(note))


def _renderings(entry: Element) -> Iterator[tuple[Side, str, str]]:
    """Each rendering of an entry: its side, its text on one line, its standing (empty where not given)."""
    for section in entry.iter(*_LANGUAGES):
        side = side_of(section.get("lang", ""))
        if side is None:
            continue
        for group in section.iter(*_TERMS):
            term = group.find(".//term")
            text = "" if term is None else " ".join(all_text(term).split())
            if text:
                yield side, text, _standing(group)


def _standing(group: Element) -> str:
    noted = [note for note in group.iter("termNote") if note.get("type", "").endswith("Status")]
    noted += group.iter("administrativeStatus", "normativeAuthorization")
    words = (all_text(note).lower() for note in noted)
    return next((_READ[begin] for word in words for begin in _READ if word.startswith(begin)), "")


def _standings(rows: Mapping[str, Iterable[str]]) -> Renderings:
    """Renderings by their standing; those without one are to be used, or admitted beside preferred ones."""
    required, admitted = [*rows.get("required", ())], [*rows.get("admitted", ())]
    plain = rows.get("", ())
    (admitted if required else required).extend(plain)
    if not required and admitted:
        required.append(admitted.pop(0))
    return Renderings(*(tuple(dict.fromkeys(r)) for r in (required, admitted, rows.get("forbidden", ()))))


def _kind(entry: Element) -> TermKind:
    """What kind of term an entry says it is; an entry of another tool is a term."""
    fields = [d for d in entry.iter("descrip") if d.get("type") == "subjectField"]
    fields += entry.iter("subjectField")
    named = {all_text(field).lower() for field in fields}
    return next((kind for kind in TERM_KINDS if kind in named), "term")
