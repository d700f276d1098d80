"""TMX 1.4b: translation memories, written so that every tool takes them, read from any tool.

Level 1 (plain text without codes) and language codes with a region. What an import must know again is in
``prop`` elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aligner.exchange.coded_text import CodedText
from aligner.exchange.fixes import Left, Returning
from aligner.exchange.languages import side_of
from aligner.exchange.notes import MARK, flag_note
from aligner.exchange.one_line import clean
from aligner.exchange.units import Selection, TranslationUnit
from aligner.exchange.xml.inline import coded_text
from aligner.exchange.xml.read import Element, all_text, line_of, read_xml
from aligner.exchange.xml.write import HEAD, Xml
from aligner.record.errors import InputError
from aligner.record.model import SIDES, Side, other
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


def read_tmx(path: Path) -> Iterator[Returning | Left]:
    """The units of a file, in order; `InputError` if it is not a TMX file or has no Chinese and English.

    The target is the side that the unit or the header does not call the source. A unit with several
    renderings in a language comes once for each. Units of other tools without one of the two languages are
    passed over, with one message for all.
    """
    root = read_xml(path)
    body, header = root.find("body"), root.find("header")
    if root.tag != "tmx" or body is None:
        what = f"the root element is '{root.tag}', not 'tmx'" if root.tag != "tmx" else "there is no 'body'"
        raise InputError(what, file=path, line=line_of(root), mend="name a TMX file")
    source_language = "" if header is None else header.get("srclang", "")
    languages: set[Side] = set()
    alone: list[Element] = []
    count = 0
    for count, tu in enumerate(body.iterchildren("tu"), 1):
        texts = _texts(tu)
        languages |= {side for side in SIDES if texts[side]}
        facts = {p.get("type", "").removeprefix("x-"): all_text(p) for p in tu.iterchildren("prop")}
        if all(texts.values()) or _exported(facts):
            yield from _returning(tu, count, texts, facts, tu.get("srclang") or source_language)
        else:
            alone.append(tu)
    if count and len(languages) < 2:
        raise InputError(
            "there are no pairs of Chinese and English",
            file=path,
            line=line_of(body),
            mend="the tuv elements need xml:lang zh-CN and en-US",
        )
    if alone:
        units = "1 unit is" if len(alone) == 1 else f"{len(alone)} units, the first of them here, are"
        yield Left(alone[0].get("tuid", ""), line_of(alone[0]), f"{units} not in both languages")


def _texts(tu: Element) -> dict[Side, list[tuple[Element, CodedText]]]:
    """The renderings by side, in the order of the file, each text once."""
    texts: dict[Side, list[tuple[Element, CodedText]]] = {side: [] for side in SIDES}
    for tuv in tu.iterchildren("tuv"):
        side = side_of(tuv.get("lang", ""))
        segment = tuv.find("seg")
        if side is not None and segment is not None:
            text = coded_text(segment, side)
            if all(text != earlier for _, earlier in texts[side]):
                texts[side].append((tuv, text))
    return texts


def _exported(facts: Mapping[str, str]) -> bool:
    """Whether a unit is one of ours."""
    return "source-segments" in facts or "segments" in facts


def _returning(
    tu: Element,
    place: int,
    texts: Mapping[Side, Sequence[tuple[Element, CodedText]]],
    facts: Mapping[str, str],
    source_language: str,
) -> Iterator[Returning]:
    source = side_of(facts.get("original", "")) or side_of(source_language) or "en"
    side = other(source)
    notes = [] if _exported(facts) else [all_text(note) for note in tu.iterchildren("note")]
    nothing = (tu, CodedText(""))
    sources, targets = texts[source] or [nothing], texts[side] or [nothing]
    rows = [(sources[0], target) for target in targets] + [(text, targets[0]) for text in sources[1:]]
    for number, ((from_tuv, from_text), (to_tuv, to_text)) in enumerate(rows):
        added = to_tuv if number < len(targets) else from_tuv
        yield Returning(
            unit=tu.get("tuid") or facts.get("segment-id") or facts.get("id") or f"tu{place}",
            line=line_of(added if number else tu),
            side=side,
            pieces=(to_text.plain(side),) if texts[side] else (),
            facts=facts,
            source=clean(from_text.plain(source)),
            note="\n".join(text for text in notes if text),
            coded={source: from_text, side: to_text},
            variant=number > 0,
        )
