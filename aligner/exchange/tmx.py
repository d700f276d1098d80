"""TMX 1.4b: translation memories, written so that every tool takes them, read from any tool.

Level 1 (plain text without codes) and language codes with a region. What an import must know again is in
``prop`` elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.exchange.fixes import Returning, clean
from aligner.exchange.languages import side_of
from aligner.exchange.notes import MARK, note
from aligner.exchange.units import Selection, Unit
from aligner.exchange.xml.read import Node
from aligner.exchange.xml.write import HEAD, Xml
from aligner.record.errors import InputError
from aligner.record.model import Side, other
from aligner.record.version import __version__

__all__ = ["units", "write"]

_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
_SILENT = ("bpt", "ept", "ph", "it", "ut", "sub")


def write(selection: Selection) -> str:
    """The file's text; `InputError` if a text cannot be in an XML file.

    A unit with one side only has one ``tuv``.
    """
    selection.writable()
    out = Xml(HEAD + _DOCTYPE)
    header = {
        "creationtool": MARK,
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "aligner/1",
        "adminlang": "en-US",
        "srclang": selection.codes[selection.source],
        "datatype": "plaintext",
    }
    with out.element("tmx", {"version": "1.4"}):
        with out.element("header", header):
            out.text("prop", selection.alignment.record, {"type": "x-record"})
            out.text("prop", selection.alignment.signature, {"type": "x-signature"})
        with out.element("body"):
            for unit in selection.units:
                _tu(out, selection, unit)
    return str(out)


def _tu(out: Xml, selection: Selection, unit: Unit) -> None:
    segtype = "sentence" if len(unit.source) < 2 > len(unit.target) else "block"
    with out.element("tu", {"tuid": f"{selection.alignment.record}:{unit.id}", "segtype": segtype}):
        for flag in unit.flags:
            out.text("note", note(flag, selection), {"xml:lang": "en"})
        for name, value in selection.facts(unit).items():
            out.text("prop", value, {"type": f"x-{name}"})
        for side, segments in ((selection.source, unit.source), (selection.target, unit.target)):
            if segments:
                with out.element("tuv", {"xml:lang": selection.codes[side]}):
                    out.text("seg", selection.joined(segments, side))


def units(root: Node, path: Path) -> Iterator[Returning]:
    """The units of a file, in order; `InputError` if it is no TMX file or has no Chinese and English.

    The target is the side that the unit or the header does not call the source; a unit without one of the two
    languages has that text empty.
    """
    body = root.first("body")
    if root.name != "tmx" or body is None:
        what = f"the root element is '{root.name}', not 'tmx'" if root.name != "tmx" else "there is no 'body'"
        raise InputError(what, file=path, line=root.line, mend="name a TMX file")
    header = root.first("header")
    source_language = header.get("srclang") if header is not None else ""
    languages: set[Side] = set()
    count = 0
    for count, tu in enumerate(body.all("tu"), 1):
        texts = _texts(tu)
        languages |= set(texts)
        yield _returning(tu, count, texts, tu.get("srclang") or source_language)
    if count and len(languages) < 2:
        raise InputError(
            "there are no pairs of Chinese and English",
            file=path,
            line=body.line,
            mend="the tuv elements need xml:lang zh-CN and en-US",
        )


def _texts(tu: Node) -> dict[Side, str]:
    """The texts by side, the first of each language."""
    found: dict[Side, str] = {}
    for tuv in tu.all("tuv"):
        side = side_of(tuv.get("lang"))
        segment = tuv.first("seg")
        if side is not None and segment is not None:
            found.setdefault(side, _flat(segment))
    return found


def _flat(node: Node) -> str:
    return "".join(
        item if isinstance(item, str) else "" if item.name in _SILENT else _flat(item)
        for item in node.content
    )


def _returning(tu: Node, place: int, texts: dict[Side, str], source_language: str) -> Returning:
    facts = {p.get("type").removeprefix("x-"): p.text.strip() for p in tu.all("prop")}
    source = side_of(facts.get("original", "")) or side_of(source_language) or "en"
    side = other(source)
    notes = (
        [n.text.strip() for n in tu.all("note")]
        if "source-segments" not in facts and "segments" not in facts
        else []
    )
    return Returning(
        unit=tu.get("tuid") or facts.get("segment-id") or facts.get("id") or f"tu{place}",
        line=tu.line,
        side=side,
        pieces=(texts[side],) if side in texts else (),
        facts=facts,
        source=clean(texts.get(source, "")),
        note="\n".join(text for text in notes if text),
    )
