"""Tab-separated rows for spreadsheets: one link a row, unlinked segments with one side empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aligner.exchange.fixes import Returning
from aligner.exchange.languages import side_of
from aligner.exchange.pair_rows import PairRow
from aligner.exchange.tables.rows import escape_formula, unescape_formula
from aligner.exchange.tables.text import format_table, read_text_table
from aligner.exchange.units import Selection, TranslationUnit
from aligner.i18n.catalogue import shared_catalogue
from aligner.record.chains import by_key
from aligner.record.decisions.evidence import text_hash
from aligner.record.errors import InputError
from aligner.record.model import SIDES, Flag, Link, Segment, other

_COLUMNS = ("id", "zh", "en", "relation", "score", "status")
_IDS = ("zh_ids", "en_ids")
_LINK_COLUMNS = (*_COLUMNS, *_IDS, "flags")
_FACTS = ("record", "original", "seen")
_UNIT_COLUMNS = (*_COLUMNS, "flags", "findings", "comment", *_IDS, *_FACTS, "source_seen")
_BORDER = " ¶ "
"""Between segments of one cell; a pilcrow of the text itself is doubled."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BORDERS = re.compile(r" ?(?<!¶)¶(?!¶) ?")


def write_links_tsv(selection: Selection) -> str:
    """Header and a row for each link, in the order of the Chinese; an unlinked passage has one side empty.

    What only the English has comes last.
    """
    alignment = selection.alignment
    position = alignment.zh.position
    zh, en = (by_key((n, flag.side(side)) for n, flag in enumerate(alignment.flags)) for side in SIDES)
    rows: list[tuple[Link, Iterable[int]]] = []
    for link in alignment.links:
        both = {n for key in link.zh for n in zh[key]} & {n for key in link.en for n in en[key]}
        rows.append((link, sorted(both)))
    for key, score in alignment.absent.items():
        in_zh = key in position
        single = Link("", (key,) if in_zh else (), () if in_zh else (key,), "equivalent", score)
        rows.append((single, sorted({*zh[key], *en[key]})))
    rows.sort(key=lambda row: min((position[key] for key in row[0].zh), default=len(position)))
    return format_table([_LINK_COLUMNS, *(_link_row(selection, link, flags) for link, flags in rows)])


def _link_row(selection: Selection, link: Link, flags: Iterable[int]) -> list[str]:
    alignment = selection.alignment
    texts = [
        selection.joined((alignment.segments[key] for key in link.side(side)), side).replace("\t", " ")
        for side in SIDES
    ]
    return [
        link.id,
        *texts,
        link.relation if link.id else "",
        f"{link.score:.3f}",
        link.status,
        " ".join(link.zh),
        " ".join(link.en),
        " ".join(dict.fromkeys(alignment.flags[n].type for n in flags)),
    ]


def write_units_tsv(selection: Selection) -> str:
    """Header and a row for each unit, for people to work on and send back (see `read_tsv`).

    Cells that a spreadsheet would take for a formula begin with an apostrophe; a pilcrow stands between the
    segments of one cell.
    """
    selection.refuse(_SURROGATE, "half a character (a lone surrogate)", "remove it from the source")
    rows = [_UNIT_COLUMNS, *(_unit_row(selection, unit) for unit in selection.units)]
    return format_table(rows)


def _unit_row(selection: Selection, unit: TranslationUnit) -> list[str]:
    sides = {selection.source: unit.source, selection.target: unit.target}
    cells = {side: _cell(selection, segments) for side, segments in sides.items()}
    facts = selection.facts(unit)
    return [
        unit.id,
        escape_formula(cells["zh"]),
        escape_formula(cells["en"]),
        *(facts.get(name, "") for name in ("relation", "score", "status")),
        " ".join(dict.fromkeys(f.type for f in unit.flags)),
        escape_formula(" | ".join(map(_finding, unit.flags))),
        "",
        *(" ".join(s.id for s in sides[side]) for side in SIDES),
        *(facts.get(name, "") for name in _FACTS),
        text_hash(cells[selection.source]) if unit.source else "",
    ]


def _finding(flag: Flag) -> str:
    return f"{shared_catalogue('en').title(flag)}: {flag.message.en} {flag.message.zh}"


def _cell(selection: Selection, segments: Sequence[Segment]) -> str:
    texts = [selection.text(segment) for segment in segments]
    return texts[0] if len(texts) == 1 else _BORDER.join(text.replace("¶", "¶¶") for text in texts)


def read_pair_rows(path: Path) -> list[PairRow]:
    """Pairs from a file with a header that has the columns ``id``, ``zh`` and ``en``."""
    rows = []
    for line, cells in read_text_table(path).named(("id", "zh", "en")):
        exported = "seen" in cells  # by `write_units_tsv`
        zh, en = (_plain(cells[side]) if exported else cells[side] for side in SIDES)
        rows.append(PairRow(cells["id"], zh, en, line))
    return rows


def _plain(cell: str) -> str:
    text = unescape_formula(cell)
    return " ".join(part.replace("¶¶", "¶") for part in _BORDERS.split(text)) if "¶" in text else text


def read_tsv(path: Path) -> Iterator[Returning]:
    """The rows of an exported file that comes back; `InputError` if it lacks a column that is needed."""
    needed = ("id", "zh", "en", "zh_ids", "en_ids", "original", "seen")
    for line, cells in read_text_table(path).named(needed):
        source = side_of(cells["original"])
        if source is None:
            raise InputError(
                f"the original is '{cells['original']}'", file=path, line=line, mend="write zh or en"
            )
        side = other(source)
        ids = cells[f"{side}_ids"].split()
        target = unescape_formula(cells[side])
        parts = _BORDERS.split(target) if len(ids) > 1 else [target]
        yield Returning(
            unit=cells["id"],
            line=line,
            side=side,
            pieces=tuple(part.replace("¶¶", "¶") if len(ids) > 1 else part for part in parts),
            facts={
                "record": cells.get("record", ""),
                "segments": " ".join(ids),
                "source-segments": cells[f"{source}_ids"],
                "seen": cells["seen"],
                "source-seen": cells.get("source_seen", ""),
            },
            source=unescape_formula(cells[source]),
            note=cells.get("comment", "").strip(),
        )
