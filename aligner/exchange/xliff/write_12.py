"""XLIFF 1.2, the format that every translation tool takes.

A unit is a ``trans-unit`` of plain text. Borders between target segments are not marked by inline codes:
some tools and libraries spoil a target that holds any. They are found again by what is left of each
segment's text, which stands with all else that an import must know in a ``context-group``; tools keep
those and do not show them. The findings are notes, which they show.
"""

from __future__ import annotations

from aligner.exchange.notes import ITS, MARK, PRIORITIES, flag_note, flag_subject, write_issues
from aligner.exchange.units import Selection, TranslationUnit
from aligner.exchange.xml.write import Xml
from aligner.record.version import __version__

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"


def write_xliff12(selection: Selection) -> str:
    """The file's text; `InputError` if a text cannot be in an XML file."""
    selection.writable()
    out = Xml()
    root = {"xmlns": NAMESPACE, "xmlns:its": ITS, "version": "1.2", "its:version": "2.0"}
    file = {
        "original": selection.alignment.record or "alignment",
        "source-language": selection.codes[selection.source],
        "target-language": selection.codes[selection.target],
        "datatype": "plaintext",
        "tool-id": MARK,
    }
    with out.element("xliff", root), out.element("file", file):
        with out.element("header"):
            out.empty("tool", {"tool-id": MARK, "tool-name": MARK, "tool-version": __version__})
        with out.element("body"):
            for unit in selection.units:
                _unit(out, selection, unit)
    return str(out)


def _unit(out: Xml, selection: Selection, unit: TranslationUnit) -> None:
    reference = f"#issues-{unit.id}" if unit.flags else None
    with out.element("trans-unit", {"id": unit.id, "its:locQualityIssuesRef": reference}):
        out.text("source", selection.joined(unit.source, selection.source))
        out.text("target", selection.joined(unit.target, selection.target), {"state": _state(unit)})
        _context(out, selection, unit)
        for flag in unit.flags:
            note = {"xml:lang": "en", "from": MARK, "priority": PRIORITIES[flag.severity]}
            note["annotates"] = flag_subject(flag, selection, unit)
            out.text("note", flag_note(flag, selection), note)
        if unit.flags:
            write_issues(out, unit)


def _state(unit: TranslationUnit) -> str:
    if not unit.target:
        return "needs-translation"
    if unit.flags:
        return "needs-review-translation"
    return "final" if unit.settled else "translated"


def _context(out: Xml, selection: Selection, unit: TranslationUnit) -> None:
    place = (*unit.target, *unit.source)[0].source
    groups = {
        "location": {"sourcefile": place.file, "linenumber": str(place.line)},
        f"x-{MARK}": {f"x-{name}": value for name, value in selection.facts(unit).items()},
        "information": {f"x-{name}": value for name, value in selection.surroundings(unit).items()},
    }
    for purpose, rows in groups.items():
        if rows:
            with out.element("context-group", {"purpose": purpose}):
                for name, value in rows.items():
                    out.text("context", value, {"context-type": name})
