"""XLIFF 1.2 and 2.x as translation tools write it, from the file's elements to units.

What tools do to a file: put attributes in another order, indent and wrap, change states, split a unit
into ``<mrk mtype="seg">`` or several ``<segment>`` elements, wrap text in CDATA and inline codes, choose
prefixes of their own, add elements of their own. Everything is known by its local name, and text is read
through all codes that hold text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from aligner.exchange.coded_text import CodedText
from aligner.exchange.fixes import Left, Returning, UnitPart, UnitStatus
from aligner.exchange.languages import joiner, side_of, usual_code
from aligner.exchange.notes import MARK
from aligner.exchange.xml.inline import coded_text
from aligner.exchange.xml.read import Element, all_text, line_of, read_xml
from aligner.record.errors import InputError
from aligner.record.model import Side, other

_FAMILY = "urn:oasis:names:tc:xliff:document:"
"""All versions; 1.0 had no namespace."""


_UNTRANSLATED = frozenset(("new", "needs-translation", "initial", "NotStarted"))
"""What XLIFF 1.2, XLIFF 2 and memoQ call a unit that nobody has translated."""


def read_xliff(path: Path) -> Iterator[Returning | Left]:
    """The units of a file, in order; `InputError` if its root or languages are not what they should be."""
    root = read_xml(path)
    house = root.nsmap.get(None, "")
    if root.tag != "xliff" or (house and not house.startswith(_FAMILY)):
        what = f"the root element is '{root.tag}'" + (f" of '{house}'" if house else "")
        raise InputError(f"{what}, not 'xliff'", file=path, line=line_of(root), mend="name an XLIFF file")
    if root.get("version", "").startswith("2") or root.get("srcLang"):
        yield from _read_2(root, path)
    else:
        yield from _read_1(root, path)


def _target_side(source: str, target: str) -> Side | None:
    """The side of the targets; None where the languages are not Chinese and English. A language that is not
    given is the other of the two.
    """
    from_source, from_target = side_of(source), side_of(target)
    if from_source == from_target or (source and not from_source) or (target and not from_target):
        return None
    return from_target or (other(from_source) if from_source else None)


def _wrong_languages(source: str, target: str) -> tuple[str, str]:
    """What is wrong with two languages, and how to mend it."""
    meant = [f"'{name}' should be '{usual}'" for name in (source, target) if (usual := usual_code(name))]
    mend = "one must be Chinese (zh-CN), the other English (en-US)"
    what = f"the languages are '{source or 'not given'}' and '{target or 'not given'}'"
    return what, "; ".join([mend, *meant])


# --- 1.2 ---------------------------------------------------------------------------------------------------


def _read_1(root: Element, path: Path) -> Iterator[Returning | Left]:
    """The units of all files between Chinese and English; other languages are passed over beside them."""
    files = [
        (file, _language(file, "source"), _language(file, "target")) for file in root.iterchildren("file")
    ]
    if files and not any(_target_side(source, target) for _, source, target in files):
        file, source, target = files[0]
        what, mend = _wrong_languages(source, target)
        raise InputError(what, file=path, line=line_of(file), mend=mend)
    for file, source, target in files:
        side = _target_side(source, target)
        if side is None:
            yield Left(file.get("original", ""), line_of(file), _wrong_languages(source, target)[0])
            continue
        for unit in file.iter("trans-unit"):
            yield _trans_unit(unit, file, side)


def _language(file: Element, role: str) -> str:
    """The language of a file's sources or targets: as it says, or else as the first of them says."""
    given = file.get(f"{role}-language")
    return given or next((lang for text in file.iter(role) if (lang := text.get("lang"))), "")


def _trans_unit(unit: Element, file: Element, side: Side) -> Returning:
    source, target = unit.find("source"), unit.find("target")
    facts = {
        context.get("context-type", "").removeprefix("x-"): all_text(context)
        for context in unit.iterfind("context-group/context")
    }
    notes = [all_text(n) for n in unit.iterchildren("note") if n.get("from") != MARK]
    coded = {other(side): coded_text(source, other(side))}
    if target is not None:
        coded[side] = coded_text(target, side)
    state = "" if target is None else target.get("state", "")
    return Returning(
        unit=unit.get("id", ""),
        line=line_of(unit),
        side=side,
        pieces=(coded[side].plain(side),) if target is not None else (),
        facts=facts,
        source=coded[other(side)].plain(other(side)),
        state=state,
        note="\n".join(note for note in notes if note),
        record=file.get("original", ""),
        coded=coded,
        status=_status(unit, {state, unit.get("status", "")}),
        parts=_sentences(unit, source, target, side),
    )


def _sentences(
    unit: Element, source: Element | None, target: Element | None, side: Side
) -> tuple[UnitPart, ...]:
    """The sentences that a tool marked in the source, with the targets of the same number."""
    segmented = unit.find("seg-source")
    marked = source if segmented is None else segmented
    if marked is None or target is None:
        return ()
    targets = {mark.get("mid"): mark for mark in target.iter("mrk") if mark.get("mtype") == "seg"}
    return tuple(
        UnitPart(line_of(mark), coded_text(mark, other(side)), coded_text(targets.get(mark.get("mid")), side))
        for mark in marked.iter("mrk")
        if mark.get("mtype") == "seg"
    )


def _status(unit: Element, states: Collection[str]) -> UnitStatus:
    """What the file says of a unit; ``translate`` holds for all that is in an element."""
    near = (unit, *unit.iterancestors())
    if next((value for element in near if (value := element.get("translate"))), "yes") == "no":
        return "protected"
    return "translated" if _UNTRANSLATED.isdisjoint(states) else "untranslated"


# --- 2.x ---------------------------------------------------------------------------------------------------


def _read_2(root: Element, path: Path) -> Iterator[Returning]:
    source, target = root.get("srcLang", ""), root.get("trgLang", "")
    side = _target_side(source, target)
    if side is None:
        what, mend = _wrong_languages(source, target)
        raise InputError(what, file=path, line=line_of(root), mend=mend)
    for file in root.iterchildren("file"):
        for unit in file.iter("unit"):
            yield _unit(unit, file, side)


def _unit(unit: Element, file: Element, side: Side) -> Returning:
    parts = list(unit.iterchildren("segment", "ignorable"))
    sources = [coded_text(part.find("source"), other(side)) for part in parts]
    targets = [(part.find("target"), i) for i, part in enumerate(parts, 1)]
    given = [(_order(target, i), coded_text(target, side)) for target, i in targets if target is not None]
    given.sort(key=lambda pair: pair[0])
    spaced = any(part.tag == "ignorable" for part in parts)
    coded = {other(side): CodedText.join(sources, "" if spaced else joiner(other(side)))}
    if given:
        coded[side] = CodedText.join((text for _, text in given), "" if spaced else joiner(side))
    states = dict.fromkeys(part.get("state", "") for part in parts if part.tag == "segment")
    notes = [all_text(n) for n in unit.iterfind("notes/note") if not n.get("category", "").startswith(MARK)]
    metadata = unit.iterfind(f"metadata/metaGroup[@category='{MARK}']/meta")
    return Returning(
        unit=unit.get("id", ""),
        line=line_of(unit),
        side=side,
        pieces=(coded[side].plain(side),) if given else (),
        facts={meta.get("type", ""): all_text(meta) for meta in metadata},
        source=coded[other(side)].plain(other(side)),
        state=" ".join(filter(None, states)),
        note="\n".join(note for note in notes if note),
        record=file.get("original", ""),
        coded=coded,
        status=_status(unit, states),
        parts=tuple(
            UnitPart(line_of(part), text, coded_text(part.find("target"), side))
            for part, text in zip(parts, sources, strict=True)
            if part.tag == "segment"
        ),
    )


def _order(target: Element, place: int) -> int:
    """Where a target belongs: tools that reorder sentences number the targets."""
    order = target.get("order", "")
    return int(order) if order.isascii() and order.isdigit() and len(order) < 10 else place
