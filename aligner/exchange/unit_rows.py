"""Units and links as rows of a table for a spreadsheet or a word processor, and units read back from one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aligner.exchange.fixes import Returning, UnitStatus
from aligner.exchange.languages import joiner, side_of
from aligner.exchange.notes import flag_said, printed_notes
from aligner.exchange.pair_rows import PairRow
from aligner.exchange.tables.columns import pair_columns
from aligner.exchange.tables.rows import Table, escape_formula, unescape_formula
from aligner.exchange.tables.text import format_table
from aligner.exchange.tables.word import WORD_COMMENTS, format_document
from aligner.exchange.tables.workbook import format_workbook
from aligner.exchange.units import Selection, TranslationUnit
from aligner.record.chains import by_key
from aligner.record.decisions.evidence import text_hash
from aligner.record.errors import InputError
from aligner.record.model import SIDES, Flag, Link, Segment, Side, other

_COLUMNS = ("id", "zh", "en", "relation", "score", "status")
_IDS = ("zh_ids", "en_ids")
_LINK_COLUMNS = (*_COLUMNS, *_IDS, "flags")
_FACTS = ("record", "original", "seen")
_KEPT = (*_IDS, *_FACTS, "source_seen")
_UNIT_COLUMNS = (*_COLUMNS, "flags", "findings", "comment", *_KEPT)
_KEEP = "for the import"
"""The column of a Word document with all that an import needs to know again."""
_BORDER = " ¶ "
"""Between segments of one cell; a pilcrow of the text itself is doubled."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BORDERS = re.compile(r" ?(?<!¶)¶(?!¶) ?")


def write_links_tsv(selection: Selection) -> str:
    """Header and a row for each link, in the order of the Chinese; an unlinked passage has one side empty.

    What only the English has comes last. The score of an unlinked passage is the probability that nothing
    corresponds; it has none if a reader would link it.
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
    is_known = bool(link.id) or alignment.proposed.isdisjoint((*link.zh, *link.en))
    texts = [
        selection.joined((alignment.segments[key] for key in link.side(side)), side).replace("\t", " ")
        for side in SIDES
    ]
    return [
        link.id,
        *texts,
        link.relation if link.id else "",
        f"{link.score:.3f}" if is_known else "",
        link.status,
        " ".join(link.zh),
        " ".join(link.en),
        " ".join(dict.fromkeys(alignment.flags[n].type for n in flags)),
    ]


def write_units_tsv(selection: Selection) -> str:
    """Header and a row for each unit, for people to work on and send back (see `read_rows`).

    Cells that a spreadsheet would take for a formula begin with an apostrophe; a pilcrow stands between the
    segments of one cell.
    """
    return format_table(_unit_rows(selection))


def write_units_csv(selection: Selection) -> str:
    """The same with commas, as Excel opens it: with a byte order mark and Windows line ends."""
    text = format_table(_unit_rows(selection), ",")
    return "\ufeff" + text.replace("\n", "\r\n")


def write_units_workbook(selection: Selection) -> bytes:
    """The same as an Excel workbook."""
    selection.writable()
    return format_workbook(_unit_rows(selection), ("zh", "en", "findings", "comment"))


def write_units_document(selection: Selection) -> bytes:
    """The same as a Word document; what only an import needs is in its last column."""
    selection.writable()
    shown = [_UNIT_COLUMNS.index(name) for name in ("id", "zh", "en", "findings", "comment")]
    rows = []
    for cells in _unit_rows(selection):
        kept = zip(_UNIT_COLUMNS, cells, strict=True)
        facts = " | ".join(f"{name}={cell}" for name, cell in kept if name in _KEPT and cell)
        rows.append([*(cells[place] for place in shown), facts])
    rows[0][-1] = _KEEP
    return format_document(rows, selection.alignment.record)


def _unit_rows(selection: Selection) -> list[Sequence[str]]:
    selection.refuse(_SURROGATE, "half a character (a lone surrogate)", "remove it from the source")
    return [_UNIT_COLUMNS, *(_unit_row(selection, unit) for unit in selection.units)]


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
        escape_formula(" | ".join([*map(_finding, unit.flags), *_printed(selection, unit)])),
        "",
        *(" ".join(s.id for s in sides[side]) for side in SIDES),
        *(facts.get(name, "") for name in _FACTS),
        text_hash(cells[selection.source]) if unit.source else "",
    ]


def _finding(flag: Flag) -> str:
    return " ".join(filter(None, flag_said(flag)))


def _printed(selection: Selection, unit: TranslationUnit) -> list[str]:
    return [note.replace("\n", " ") for note in printed_notes(selection, unit)]


def _cell(selection: Selection, segments: Sequence[Segment]) -> str:
    texts = [selection.text(segment) for segment in segments]
    return texts[0] if len(texts) == 1 else _BORDER.join(text.replace("¶", "¶¶") for text in texts)


def pair_rows(table: Table) -> Iterator[PairRow]:
    """The pairs of a table with a column for each language, or for source and target; rows without an id are
    known by their place.

    A target that is empty is not translated yet where the header speaks of a target; elsewhere, the text
    beside it has no counterpart.
    """
    columns = pair_columns(table)
    exported = not {"seen", _KEEP}.isdisjoint(table.header)
    for line, cells in table.rows_of(max(columns.zh, columns.en)):
        key = (cells[columns.id].strip() if columns.id is not None else "") or str(line)
        zh, en = cells[columns.zh], cells[columns.en]
        if exported:
            zh, en = _plain(zh, "zh"), _plain(en, "en")
        target = {"zh": en, "en": zh}.get(columns.original or "", "-")
        status: UnitStatus = "translated" if target.strip() else "untranslated"
        yield PairRow(key, zh, en, line, original=columns.original, status=status)
        texts = {zh, en, ""}
        for variant in ((cells[a], cells[b]) for a, b in columns.further):
            if not texts.issuperset(variant):
                yield PairRow(key, *variant, line)
                texts.update(variant)


def _plain(cell: str, side: Side) -> str:
    text = unescape_formula(cell)
    return (
        joiner(side).join(part.replace("¶¶", "¶") for part in _BORDERS.split(text)) if "¶" in text else text
    )


def returned_rows(table: Table) -> Iterator[Returning]:
    """The rows of an exported file that comes back; `InputError` if it lacks a column that is needed."""
    path = table.path
    if _KEEP in table.header:
        table = _with_kept(table)
    needed = ("id", "zh", "en", "zh_ids", "en_ids", "original", "seen")
    for line, cells in table.named(needed):
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
            note="\n".join(
                filter(None, (cells.get(name, "").strip() for name in ("comment", WORD_COMMENTS)))
            ),
        )


def _with_kept(table: Table) -> Table:
    """A table with a column for each fact that a Word document has in one."""
    place = table.header.index(_KEEP)
    rows = []
    for line, cells in table.rows:
        kept = cells[place] if place < len(cells) else ""
        facts = dict(part.split("=", 1) for part in kept.split(" | ") if "=" in part)
        filled = [*cells, *[""] * (len(table.header) - len(cells))]
        rows.append((line, [*filled, *(facts.get(name, "") for name in _KEPT)]))
    return Table(table.path, (*table.header, *_KEPT), rows, table.line)
