"""TMX 1.4b: translation memories, written so that every tool takes them, read from any tool.

Level 1 (plain text without codes) and language codes with a region. What an import must know again is in
``prop`` elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.exchange.fixes import Returning, clean
from aligner.exchange.languages import side_of
from aligner.exchange.notes import MARK, flag_note
from aligner.exchange.units import Selection, TranslationUnit
from aligner.exchange.xml.read import Element, all_text, flat_text, line_of, read_xml
from aligner.exchange.xml.write import HEAD, Xml
from aligner.record.errors import InputError
from aligner.record.model import Side, other
from aligner.record.version import __version__

_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'


def write_tmx(selection: Selection) -> str:
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


def _tu(out: Xml, selection: Selection, unit: TranslationUnit) -> None:
    segtype = "sentence" if len(unit.source) < 2 > len(unit.target) else "block"
    with out.element("tu", {"tuid": f"{selection.alignment.record}:{unit.id}", "segtype": segtype}):
        for flag in unit.flags:
            out.text("note", flag_note(flag, selection), {"xml:lang": "en"})
        for name, value in selection.facts(unit).items():
            out.text("prop", value, {"type": f"x-{name}"})
        for side, segments in ((selection.source, unit.source), (selection.target, unit.target)):
            if segments:
                with out.element("tuv", {"xml:lang": selection.codes[side]}):
                    out.text("seg", selection.joined(segments, side))


def read_tmx(path: Path) -> Iterator[Returning]:
    """The units of a file, in order; `InputError` if it is not a TMX file or has no Chinese and English.

    The target is the side that the unit or the header does not call the source; a unit without one of the two
    languages has that text empty.
    """
    root = read_xml(path)
    body, header = root.find("body"), root.find("header")
    if root.tag != "tmx" or body is None:
        what = f"the root element is '{root.tag}', not 'tmx'" if root.tag != "tmx" else "there is no 'body'"
        raise InputError(what, file=path, line=line_of(root), mend="name a TMX file")
    source_language = "" if header is None else header.get("srclang", "")
    languages: set[Side] = set()
    count = 0
    for count, tu in enumerate(body.iterchildren("tu"), 1):
        texts = _texts(tu)
        languages |= set(texts)
        yield _returning(tu, count, texts, tu.get("srclang") or source_language)
    if count and len(languages) < 2:
        raise InputError(
            "there are no pairs of Chinese and English",
            file=path,
            line=line_of(body),
            mend="the tuv elements need xml:lang zh-CN and en-US",
        )


def _texts(tu: Element) -> dict[Side, str]:
    """The texts by side, the first of each language."""
    texts: dict[Side, str] = {}
    for tuv in tu.iterchildren("tuv"):
        side = side_of(tuv.get("lang", ""))
        segment = tuv.find("seg")
        if side is not None and segment is not None:
            texts.setdefault(side, flat_text(segment, side))
    return texts


def _returning(tu: Element, place: int, texts: dict[Side, str], source_language: str) -> Returning:
    facts = {p.get("type", "").removeprefix("x-"): all_text(p) for p in tu.iterchildren("prop")}
    source = side_of(facts.get("original", "")) or side_of(source_language) or "en"
    side = other(source)
    exported = "source-segments" in facts or "segments" in facts
    notes = [] if exported else [all_text(note) for note in tu.iterchildren("note")]
    return Returning(
        unit=tu.get("tuid") or facts.get("segment-id") or facts.get("id") or f"tu{place}",
        line=line_of(tu),
        side=side,
        pieces=(texts[side],) if side in texts else (),
        facts=facts,
        source=clean(texts.get(source, "")),
        note="\n".join(text for text in notes if text),
    )
