"""XLIFF 1.2, the format that every translation tool takes, and XLIFF 2.1 with the same units.

Texts are plain. Borders between target segments are not marked by inline codes: some tools and libraries
spoil a target that holds any. They are found again by what is left of each segment's text, which stands with
all else that an import must know where tools keep it and do not show it: in a ``context-group`` (1.2), in the
Metadata module (2.1). The findings are notes, which tools show, and ITS records in the unit, to which no
``<mrk>`` in the text points, for the same reason.
"""

from __future__ import annotations

from aligner.exchange.notes import (
    ITS,
    MARK,
    PRIORITIES,
    flag_note,
    flag_subject,
    printed_notes,
    write_issues,
)
from aligner.exchange.units import Selection, TranslationUnit
from aligner.exchange.xml.write import Xml
from aligner.record.version import __version__

_CORE_12 = "urn:oasis:names:tc:xliff:document:1.2"
_CORE_21 = "urn:oasis:names:tc:xliff:document:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_STATES = {
    "empty": ("needs-translation", {"state": "initial"}),
    "flagged": ("needs-review-translation", {"state": "translated", "subState": f"{MARK}:needs-review"}),
    "settled": ("final", {"state": "reviewed"}),
    "translated": ("translated", {"state": "translated"}),
}
"""How each version says how far a unit has come."""


def _state(unit: TranslationUnit) -> tuple[str, dict[str, str]]:
    if not unit.target:
        return _STATES["empty"]
    return _STATES["flagged" if unit.flags else "settled" if unit.settled else "translated"]


def write_xliff12(selection: Selection) -> str:
    """The file's text; `InputError` if a text cannot be in an XML file."""
    selection.writable()
    out = Xml()
    root = {"xmlns": _CORE_12, "xmlns:its": ITS, "version": "1.2", "its:version": "2.0"}
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
                _trans_unit(out, selection, unit)
    return str(out)


def _trans_unit(out: Xml, selection: Selection, unit: TranslationUnit) -> None:
    reference = f"#issues-{unit.id}" if unit.flags else None
    with out.element("trans-unit", {"id": unit.id, "its:locQualityIssuesRef": reference}):
        out.text("source", selection.joined(unit.source, selection.source))
        out.text("target", selection.joined(unit.target, selection.target), {"state": _state(unit)[0]})
        _context(out, selection, unit)
        for flag in unit.flags:
            note = {"xml:lang": "en", "from": MARK, "priority": PRIORITIES[flag.severity]}
            note["annotates"] = flag_subject(flag, selection, unit)
            out.text("note", flag_note(flag, selection), note)
        for text in printed_notes(selection, unit):
            out.text("note", text, {"xml:lang": "en", "from": MARK, "annotates": "target"})
        if unit.flags:
            write_issues(out, unit)


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


def write_xliff21(selection: Selection) -> str:
    """The file's text; `InputError` if a text cannot be in an XML file."""
    selection.writable()
    out = Xml()
    root = {
        "xmlns": _CORE_21,
        "xmlns:mda": _METADATA,
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
        printed = printed_notes(selection, unit)
        if unit.flags or printed:
            with out.element("notes"):
                for flag in unit.flags:
                    note = {"id": flag.id, "appliesTo": flag_subject(flag, selection, unit)}
                    note |= {"category": f"{MARK}:{flag.type}", "priority": PRIORITIES[flag.severity]}
                    out.text("note", flag_note(flag, selection), note)
                for text in printed:
                    out.text("note", text, {"category": f"{MARK}:printed", "appliesTo": "target"})
        with out.element("segment", _state(unit)[1]):
            out.text("source", selection.joined(unit.source, selection.source))
            if unit.target:
                out.text("target", selection.joined(unit.target, selection.target))


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
