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
from aligner.exchange.xml.read import Node
from aligner.record.errors import InputError
from aligner.record.model import Side, other

__all__ = ["units"]

_SILENT = ("bpt", "ept", "ph", "it", "x", "bx", "ex", "sub", "sc", "ec", "sm", "em", "ut")
"""Inline codes: what is in them is markup of another format, not text."""
_FAMILY = "urn:oasis:names:tc:xliff:document:"
"""All versions; 1.0 had no namespace."""


def units(root: Node, path: Path) -> Iterator[Returning]:
    """The units of a file, in order; `InputError` if its root or languages are not what they should be."""
    if root.name != "xliff" or (root.namespace and not root.namespace.startswith(_FAMILY)):
        raise InputError(
            f"the root element is {_named(root)}, not 'xliff'",
            file=path,
            line=root.line,
            mend="name an XLIFF file",
        )
    if root.get("version").startswith("2") or root.get("srcLang"):
        yield from _two(root, path)
    else:
        yield from _one(root, path)


def _named(root: Node) -> str:
    return f"'{root.name}' of '{root.namespace}'" if root.namespace else f"'{root.name}'"


def _sides(source: str, target: str, node: Node, path: Path) -> Side:
    """The side of the target."""
    from_source, from_target = side_of(source), side_of(target)
    side = from_target or (other(from_source) if from_source and not target else None)
    if side is None or from_source == side:
        raise InputError(
            f"the languages are '{source or 'not given'}' and '{target or 'not given'}'",
            file=path,
            line=node.line,
            mend="one has to be Chinese (zh-CN), the other English (en-US)",
        )
    return side


# --- 1.2 ---------------------------------------------------------------------------------------------------


def _one(root: Node, path: Path) -> Iterator[Returning]:
    for file in root.all("file"):
        side = _sides(file.get("source-language"), file.get("target-language"), file, path)
        for body in file.all("body"):
            for unit in _nested(body, "trans-unit", "group"):
                yield _trans_unit(unit, file, side)


def _nested(node: Node, wanted: str, group: str) -> Iterator[Node]:
    for child in node.children:
        if child.name == wanted:
            yield child
        elif child.name == group:
            yield from _nested(child, wanted, group)


def _trans_unit(unit: Node, file: Node, side: Side) -> Returning:
    source, target = unit.first("source"), unit.first("target")
    facts = {
        context.get("context-type").removeprefix("x-"): context.text.strip()
        for group in unit.all("context-group")
        for context in group.all("context")
    }
    notes = [n.text.strip() for n in unit.all("note") if n.get("from") != MARK]
    return Returning(
        unit=unit.get("id"),
        line=unit.line,
        side=side,
        pieces=(_flat(target, side),) if target is not None else (),
        facts=facts,
        source=_flat(source, other(side)),
        state=target.get("state") if target is not None else "",
        note="\n".join(note for note in notes if note),
        record=file.get("original"),
    )


# --- 2.x ---------------------------------------------------------------------------------------------------


def _two(root: Node, path: Path) -> Iterator[Returning]:
    side = _sides(root.get("srcLang"), root.get("trgLang"), root, path)
    for file in root.all("file"):
        for unit in _nested(file, "unit", "group"):
            yield _unit(unit, file, side)


def _unit(unit: Node, file: Node, side: Side) -> Returning:
    parts = list(unit.all("segment", "ignorable"))
    sources = [_flat(part.first("source"), other(side)) for part in parts]
    targets = [(part.first("target"), part) for part in parts]
    given = [
        (_order(node, i), _flat(node, side)) for i, (node, _) in enumerate(targets, 1) if node is not None
    ]
    spaced = any(part.name == "ignorable" for part in parts)
    joiner = "" if side == "zh" or spaced else " "
    text = joiner.join(content for _, content in sorted(given, key=lambda pair: pair[0]))
    states = dict.fromkeys(p.get("state") for p in parts if p.name == "segment" and p.get("state"))
    notes = [
        n.text.strip()
        for group in unit.all("notes")
        for n in group.all("note")
        if not n.get("category").startswith(MARK)
    ]
    return Returning(
        unit=unit.get("id"),
        line=unit.line,
        side=side,
        pieces=(text,) if given else (),
        facts=_metadata(unit),
        source=("" if spaced or side == "en" else " ").join(sources),
        state=" ".join(states),
        note="\n".join(note for note in notes if note),
        record=file.get("original"),
    )


def _order(target: Node, place: int) -> int:
    """Where a target belongs: tools that reorder sentences number the targets."""
    order = target.get("order")
    return int(order) if order.isdigit() else place


def _metadata(unit: Node) -> dict[str, str]:
    for metadata in unit.all("metadata"):
        for group in metadata.all("metaGroup"):
            if group.get("category") == MARK:
                return {meta.get("type"): meta.text.strip() for meta in group.all("meta")}
    return {}


# --- text --------------------------------------------------------------------------------------------------


def _flat(node: Node | None, side: Side) -> str:
    """The text of a source or target, empty where there is none."""
    if node is None:
        return ""
    parts: list[str] = []
    after_segment = False
    for item in node.content:
        if isinstance(item, str):
            parts.append(item)
            after_segment = after_segment and not item
            continue
        segment = item.name == "mrk" and item.get("mtype") == "seg"
        if segment and after_segment and side == "en":
            parts.append(" ")  # sentences that a tool set apart with nothing between them
        if item.name == "cp":
            parts.append(_code_point(item.get("hex")))
        elif item.name not in _SILENT:
            parts.append(_flat(item, side))
        after_segment = segment
    return "".join(parts)


def _code_point(text: str) -> str:
    """A character that XML cannot hold, as XLIFF 2 writes it; nothing where the number is none."""
    try:
        value = int(text, 16)
    except ValueError:
        return ""
    return chr(value) if 0 < value < 0x110000 and not 0xD800 <= value <= 0xDFFF else ""
