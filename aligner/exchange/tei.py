"""TEI: both texts as ``s`` elements, the links in ``standOff``.

A link is written twice over on the same element: as TEI has it (``target``, ``cert``, ``resp``), and as
InterText has it (``xtargets``, ``type``, ``status``, with ``toDoc`` and ``fromDoc`` on the group), which
TEI itself does not know.
"""

from __future__ import annotations

from itertools import groupby

from aligner.exchange.notes import flag_said
from aligner.exchange.units import Selection, TranslationUnit
from aligner.exchange.xml.write import Xml
from aligner.record.model import SIDES, Alignment, Link, Side
from aligner.record.version import __version__

NAMESPACE = "http://www.tei-c.org/ns/1.0"


def write_tei(selection: Selection) -> str:
    """The file's text, with both documents whole and the links of the selected units.

    Links of one side only (``1-0``) stand for selected passages that no link holds. `InputError` if a text
    cannot be in an XML file.
    """
    selection.writable()
    alignment, out = selection.alignment, Xml()
    with out.element("TEI", {"xmlns": NAMESPACE}):
        _header(out, alignment)
        with out.element("standOff"):
            ends = {"toDoc": f"#{selection.target}", "fromDoc": f"#{selection.source}"}
            with out.element("linkGrp", {"type": "translation", **ends}):
                for unit in selection.units:
                    for link in unit.links or (_single(unit, selection),):
                        _link(out, link, selection)
            flags = {flag.id: flag for unit in selection.units for flag in unit.flags}
            if flags:
                with out.element("spanGrp", {"type": "divergence"}):
                    for flag in flags.values():
                        about = {"xml:id": flag.id, "type": flag.type, "subtype": flag.severity}
                        about["target"] = " ".join(f"#{key}" for key in (*flag.zh, *flag.en))
                        out.text("span", " ".join(filter(None, flag_said(flag))), about)
        with out.element("text"), out.element("group"):
            for side in SIDES:
                _text(out, selection, side)
    return str(out)


def _single(unit: TranslationUnit, selection: Selection) -> Link:
    """What no link holds, as a link with one side."""
    ids = {selection.source: unit.source, selection.target: unit.target}
    zh, en = (tuple(segment.id for segment in ids[side]) for side in SIDES)
    return Link("", zh, en, "equivalent", 0.0)


def _header(out: Xml, alignment: Alignment) -> None:
    with out.element("teiHeader"), out.element("fileDesc"):
        with out.element("titleStmt"):
            out.text("title", alignment.record or "alignment")
            for key, resp, name in (
                ("auto", "links proposed by a program", f"aligner {__version__}"),
                ("man", "links accepted or drawn by people", "the editors"),
            ):
                with out.element("respStmt", {"xml:id": key}):
                    out.text("resp", resp)
                    out.text("name", name)
        with out.element("publicationStmt"):
            out.text("p", alignment.signature)
        with out.element("sourceDesc"):
            files = dict.fromkeys(s.source.file for side in SIDES for s in alignment.side(side))
            out.text("p", ", ".join(files))


def _link(out: Xml, link: Link, selection: Selection) -> None:
    hand = "man" if link.status in ("accepted", "manual") else "auto"
    ends = link.side(selection.target), link.side(selection.source)
    both = bool(link.id)
    out.empty(
        "link",
        {
            "xml:id": link.id or None,
            "target": " ".join(f"#{key}" for side in ends for key in side),
            "cert": f"{link.score:.3f}" if both else None,
            "resp": f"#{hand}",
            "type": "-".join(str(len(side)) for side in ends),
            "subtype": link.relation if both else None,
            "xtargets": ";".join(" ".join(side) for side in ends),
            "status": hand,
        },
    )


def _text(out: Xml, selection: Selection, side: Side) -> None:
    """A document: blocks of sentences."""
    document = selection.alignment.side(side)
    with out.element("text", {"xml:id": side, "xml:lang": document.lang}), out.element("body"):
        for number, block in groupby(document, key=lambda s: s.paragraph):
            segments = list(block)
            with out.element("ab", {"type": segments[0].kind, "n": str(number)}):
                for segment in segments:
                    out.text("s", selection.text(segment), {"xml:id": segment.id})
