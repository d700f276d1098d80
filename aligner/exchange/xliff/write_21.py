"""XLIFF 2.1: the same units as in XLIFF 1.2, with the facts in its Metadata module and the findings in
its ITS module.

The ITS records stand in the unit, and no ``<mrk>`` in the text points to them, for the reason that there
are no inline codes in `xliff`.
"""

from __future__ import annotations

from aligner.exchange.notes import ITS, MARK, PRIORITIES, flag_note, flag_subject, write_issues
from aligner.exchange.units import Selection, TranslationUnit
from aligner.exchange.xml.write import Xml

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"


def write_xliff21(selection: Selection) -> str:
    """The file's text; `InputError` if a text cannot be in an XML file."""
    selection.writable()
    out = Xml()
    root = {
        "xmlns": NAMESPACE,
        "xmlns:mda": METADATA,
        "xmlns:its": ITS,
        "version": "2.1",
        "srcLang": selection.codes[selection.source],
        "trgLang": selection.codes[selection.target],
        "its:version": "2.0",
    }
    file = {"id": "f1", "original": selection.alignment.record or "alignment"}
    with out.element("xliff", root), out.element("file", file):
        for unit in selection.units:
            _unit(out, selection, unit)
        if not selection.units:  # a file must hold something
            with out.element("unit", {"id": "none", "translate": "no"}), out.element("segment"):
                out.text("source", "")
    return str(out)


def _unit(out: Xml, selection: Selection, unit: TranslationUnit) -> None:
    with out.element("unit", {"id": unit.id, "canResegment": "yes"}):
        _metadata(out, selection, unit)
        if unit.flags:
            write_issues(out, unit)
            with out.element("notes"):
                for flag in unit.flags:
                    note = {"id": flag.id, "appliesTo": flag_subject(flag, selection, unit)}
                    note |= {"category": f"{MARK}:{flag.type}", "priority": PRIORITIES[flag.severity]}
                    out.text("note", flag_note(flag, selection), note)
        with out.element("segment", _state(unit)):
            out.text("source", selection.joined(unit.source, selection.source))
            if unit.target:
                out.text("target", selection.joined(unit.target, selection.target))


def _state(unit: TranslationUnit) -> dict[str, str]:
    if not unit.target:
        return {"state": "initial"}
    if unit.flags:
        return {"state": "translated", "subState": f"{MARK}:needs-review"}
    return {"state": "reviewed" if unit.settled else "translated"}


def _metadata(out: Xml, selection: Selection, unit: TranslationUnit) -> None:
    place = (*unit.target, *unit.source)[0].source
    groups = {
        MARK: selection.facts(unit),
        f"{MARK}:context": {"file": place.file, "line": str(place.line)} | selection.surroundings(unit),
    }
    with out.element("mda:metadata"):
        for category, rows in groups.items():
            with out.element("mda:metaGroup", {"category": category}):
                for name, value in rows.items():
                    out.text("mda:meta", value, {"type": name})
