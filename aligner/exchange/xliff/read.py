"""XLIFF 1.2 and 2.x as translation tools write it, from the file's elements to units.

What tools do to a file: put attributes in another order, indent and wrap, change states, split a unit
into ``<mrk mtype="seg">`` or several ``<segment>`` elements, wrap text in CDATA and inline codes, choose
prefixes of their own, add elements of their own. Everything is known by its local name, and text is read
through all codes that hold text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.exchange.fixes import Returning
from aligner.exchange.languages import side_of
from aligner.exchange.notes import MARK
from aligner.exchange.xml.read import (
    Element,
    all_text,
    attribute_of,
    child,
    children,
    content,
    line_of,
    local_name,
    namespace,
    read_xml,
)
from aligner.record.errors import InputError
from aligner.record.model import Side, other

__all__ = ["read_xliff"]

_SILENT = ("bpt", "ept", "ph", "it", "x", "bx", "ex", "sub", "sc", "ec", "sm", "em", "ut")
"""Inline codes: what is in them is markup of another format, not text."""
_FAMILY = "urn:oasis:names:tc:xliff:document:"
"""All versions; 1.0 had no namespace."""


def read_xliff(path: Path) -> Iterator[Returning]:
    """The units of a file, in order; `InputError` if its root or languages are not what they should be."""
    root = read_xml(path)
    name, house = local_name(root), namespace(root)
    if name != "xliff" or (house and not house.startswith(_FAMILY)):
        what = f"the root element is '{name}'" + (f" of '{house}'" if house else "")
        raise InputError(f"{what}, not 'xliff'", file=path, line=line_of(root), mend="name an XLIFF file")
    if attribute_of(root, "version").startswith("2") or attribute_of(root, "srcLang"):
        yield from _read_2(root, path)
    else:
        yield from _read_1(root, path)


def _target_side(source: str, target: str, element: Element, path: Path) -> Side:
    from_source, from_target = side_of(source), side_of(target)
    side = from_target or (other(from_source) if from_source and not target else None)
    if side is None or from_source == side:
        raise InputError(
            f"the languages are '{source or 'not given'}' and '{target or 'not given'}'",
            file=path,
            line=line_of(element),
            mend="one has to be Chinese (zh-CN), the other English (en-US)",
        )
    return side


# --- 1.2 ---------------------------------------------------------------------------------------------------


def _read_1(root: Element, path: Path) -> Iterator[Returning]:
    for file in children(root, "file"):
        source, target = (attribute_of(file, f"{role}-language") for role in ("source", "target"))
        side = _target_side(source, target, file, path)
        for body in children(file, "body"):
            for unit in _nested(body, "trans-unit", "group"):
                yield _trans_unit(unit, file, side)


def _nested(element: Element, wanted: str, group: str) -> Iterator[Element]:
    """The elements of one name in groups at any depth."""
    for item in children(element, wanted, group):
        if local_name(item) == wanted:
            yield item
        else:
            yield from _nested(item, wanted, group)


def _trans_unit(unit: Element, file: Element, side: Side) -> Returning:
    source, target = child(unit, "source"), child(unit, "target")
    facts = {
        attribute_of(context, "context-type").removeprefix("x-"): all_text(context).strip()
        for group in children(unit, "context-group")
        for context in children(group, "context")
    }
    notes = [all_text(n).strip() for n in children(unit, "note") if attribute_of(n, "from") != MARK]
    return Returning(
        unit=attribute_of(unit, "id"),
        line=line_of(unit),
        side=side,
        pieces=(_flat(target, side),) if target is not None else (),
        facts=facts,
        source=_flat(source, other(side)),
        state=attribute_of(target, "state"),
        note="\n".join(note for note in notes if note),
        record=attribute_of(file, "original"),
    )


# --- 2.x ---------------------------------------------------------------------------------------------------


def _read_2(root: Element, path: Path) -> Iterator[Returning]:
    side = _target_side(attribute_of(root, "srcLang"), attribute_of(root, "trgLang"), root, path)
    for file in children(root, "file"):
        for unit in _nested(file, "unit", "group"):
            yield _unit(unit, file, side)


def _unit(unit: Element, file: Element, side: Side) -> Returning:
    parts = list(children(unit, "segment", "ignorable"))
    sources = [_flat(child(part, "source"), other(side)) for part in parts]
    targets = enumerate((child(part, "target") for part in parts), 1)
    given = [(_order(target, i), _flat(target, side)) for i, target in targets if target is not None]
    spaced = any(local_name(part) == "ignorable" for part in parts)
    joiner = "" if side == "zh" or spaced else " "
    text = joiner.join(content for _, content in sorted(given, key=lambda pair: pair[0]))
    states = dict.fromkeys(attribute_of(part, "state") for part in parts if local_name(part) == "segment")
    notes = [
        all_text(n).strip()
        for group in children(unit, "notes")
        for n in children(group, "note")
        if not attribute_of(n, "category").startswith(MARK)
    ]
    return Returning(
        unit=attribute_of(unit, "id"),
        line=line_of(unit),
        side=side,
        pieces=(text,) if given else (),
        facts=_metadata(unit),
        source=("" if spaced or side == "en" else " ").join(sources),
        state=" ".join(filter(None, states)),
        note="\n".join(note for note in notes if note),
        record=attribute_of(file, "original"),
    )


def _order(target: Element, place: int) -> int:
    """Where a target belongs: tools that reorder sentences number the targets."""
    order = attribute_of(target, "order")
    return int(order) if order.isascii() and order.isdigit() and len(order) < 10 else place


def _metadata(unit: Element) -> dict[str, str]:
    groups = (group for metadata in children(unit, "metadata") for group in children(metadata, "metaGroup"))
    group = next((group for group in groups if attribute_of(group, "category") == MARK), None)
    rows = () if group is None else children(group, "meta")
    return {attribute_of(meta, "type"): all_text(meta).strip() for meta in rows}


# --- text --------------------------------------------------------------------------------------------------


def _flat(element: Element | None, side: Side) -> str:
    """The text of a source or target, empty where there is none."""
    if element is None:
        return ""
    parts: list[str] = []
    after_segment = False
    for item in content(element):
        if isinstance(item, str):
            parts.append(item)
            after_segment = False
            continue
        name = local_name(item)
        segment = name == "mrk" and attribute_of(item, "mtype") == "seg"
        if segment and after_segment and side == "en":
            parts.append(" ")  # sentences that a tool set apart with nothing between them
        if name == "cp":
            parts.append(_code_point(attribute_of(item, "hex")))
        elif name not in _SILENT:
            parts.append(_flat(item, side))
        after_segment = segment
    return "".join(parts)


def _code_point(text: str) -> str:
    """A character that XML cannot hold, as XLIFF 2 writes it; nothing if it is not a character's number."""
    try:
        value = int(text, 16)
    except ValueError:
        return ""
    return chr(value) if 0 < value < 0x110000 and not 0xD800 <= value <= 0xDFFF else ""
