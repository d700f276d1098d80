"""The formats of exchange: one row a format; the commands, the site's downloads and the readers use them.

A new format is its own file, its row here, its case in tests/exchange and its place in docs/exchange.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.exchange.fixes import Left, Returning
from aligner.exchange.pairs import write_pairs
from aligner.exchange.tables.rows import Table
from aligner.exchange.tables.text import read_text_table
from aligner.exchange.tables.word import read_document
from aligner.exchange.tables.workbook import read_workbook
from aligner.exchange.tbx import TermFile, read_tbx, write_tbx
from aligner.exchange.tei import write_tei
from aligner.exchange.tmx import read_tmx, write_tmx
from aligner.exchange.unit_rows import (
    write_links_tsv,
    write_units_csv,
    write_units_document,
    write_units_tsv,
    write_units_workbook,
)
from aligner.exchange.units import Selection
from aligner.exchange.xliff.read import read_xliff
from aligner.exchange.xliff.write import write_xliff12, write_xliff21
from aligner.exchange.xml.read import read_xml
from aligner.record.errors import InputError
from aligner.record.files.alignment_json import dumps
from aligner.record.glossary import Glossary

Writer = Callable[[Selection], str]
"""The text of a file; `InputError` if the format cannot hold a text of the record."""
OfficeWriter = Callable[[Selection], bytes]
"""The content of a file of an office program."""


@dataclass(frozen=True, slots=True)
class ExchangeFormat:
    """A file format: what it is called, how it is written, how it is read."""

    key: str
    """As in ``--format``."""
    name: str
    """As readers of the site know it."""
    suffix: str
    """Of a download; no two formats have the same one."""
    mime: str
    export: Writer | None = None
    """For people to work on, and for the site: units of passages with their findings."""
    align: Writer | None = None
    """For `aligner align`, where it differs from `export`."""
    office: OfficeWriter | None = None
    """The same as `export`, for a format that is no text; not for the site."""
    site: bool = True
    """Whether readers of the site can download it."""
    endings: tuple[str, ...] = ()
    """Of the files that are read as this format."""
    read: Callable[[Path], Iterator[Returning | Left]] | None = None
    """The units of a file that comes back, and what of it is passed over; `InputError` if it cannot be
    read."""
    table: Callable[[Path], Table] | None = None
    """The rows of a file that is a table."""
    write_terms: Callable[[Glossary], str] | None = None
    """The glossary, for a format that holds terms."""
    read_terms: Callable[[Path], TermFile] | None = None
    """The terms of a file."""


def write_json(selection: Selection) -> str:
    """Our own JSON, as `aligner show --format json` prints it.

    Of a selection of what is flagged, only its links and flags, and both texts whole.
    """
    alignment = selection.alignment
    if not selection.flagged:
        return dumps(alignment)
    links = {link.id for unit in selection.units for link in unit.links}
    flags = {flag.id for unit in selection.units for flag in unit.flags}
    kept_links = tuple(link for link in alignment.links if link.id in links)
    kept_flags = tuple(flag for flag in alignment.flags if flag.id in flags)
    return dumps(replace(alignment, links=kept_links, flags=kept_flags))


_MEND = "give an XLIFF, TMX, TSV, CSV, Excel (.xlsx) or Word (.docx) file"
_PACKAGES = {
    **dict.fromkeys((".mqxlz", ".mqout"), "the .mqxliff file in it"),
    **dict.fromkeys((".sdlppx", ".sdlrpx"), "the .sdlxliff files in it"),
    **dict.fromkeys((".zip", ".xlz", ".wsxz"), "the .xlf files in it"),
}
"""Archives that hold files which are read."""
_XLIFF_ENDINGS = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf")

FORMATS = (
    ExchangeFormat("json", "JSON", ".json", "application/json", write_json),
    ExchangeFormat("pairs", "pairs", ".pairs", "text/plain", align=write_pairs),
    ExchangeFormat(
        "tsv",
        "TSV",
        ".tsv",
        "text/tab-separated-values",
        write_units_tsv,
        write_links_tsv,
        endings=(".tsv", ".tab"),
        table=read_text_table,
    ),
    ExchangeFormat(
        "csv",
        "CSV",
        ".csv",
        "text/csv",
        write_units_csv,
        site=False,
        endings=(".csv",),
        table=read_text_table,
    ),
    ExchangeFormat(
        "xlsx",
        "Excel",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        office=write_units_workbook,
        endings=(".xlsx", ".xlsm"),
        table=read_workbook,
    ),
    ExchangeFormat(
        "docx",
        "Word",
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        office=write_units_document,
        endings=(".docx",),
        table=read_document,
    ),
    ExchangeFormat(
        "tmx", "TMX", ".tmx", "application/x-tmx+xml", write_tmx, endings=(".tmx",), read=read_tmx
    ),
    ExchangeFormat(
        "xliff",
        "XLIFF 1.2",
        ".xlf",
        "application/x-xliff+xml",
        write_xliff12,
        endings=_XLIFF_ENDINGS,
        read=read_xliff,
    ),
    ExchangeFormat("xliff2", "XLIFF 2.1", ".xliff2.xlf", "application/xliff+xml", write_xliff21),
    ExchangeFormat("tei", "TEI", ".tei.xml", "application/tei+xml", write_tei),
    ExchangeFormat(
        "tbx",
        "TBX",
        ".tbx",
        "application/x-tbx+xml",
        endings=(".tbx",),
        write_terms=write_tbx,
        read_terms=read_tbx,
    ),
)
EXPORTERS: dict[str, Writer | OfficeWriter] = {
    row.key: export for row in FORMATS if (export := row.export or row.office)
}
SOURCED = ("xliff", "xliff2", "tmx")
"""Formats of tools that hide, or refuse, a unit without a source."""
PROPOSED = ("xliff", "xliff2", "tsv", "csv", "xlsx", "docx")
"""Formats in which translators go on with what was proposed for a printed passage, with a note of what was
printed. Any other has what was printed."""
ALIGNERS = {row.key: align for row in FORMATS if (align := row.align or row.export)}
READABLE = {ending: row for row in FORMATS for ending in row.endings}
"""By the endings of files that are read."""


def write(selection: Selection, key: str) -> str:
    """The units in a format that is text (``xliff`` … ``tsv``); `InputError` if it cannot hold a text."""
    return next(row.export for row in FORMATS if row.key == key and row.export)(selection)


GLOSSARY_WRITERS = {row.key: row.write_terms for row in FORMATS if row.write_terms}


def format_of(path: Path) -> ExchangeFormat:
    """The format of a file, by its ending or, for ``.xml``, by its root element.

    `InputError` if such files are not read.
    """
    ending = path.suffix.lower()
    if ending == ".xml":
        ending = f".{read_xml(path).tag}"
    ending = ".tbx" if ending == ".martif" else ending
    if ending not in READABLE:
        what = f"{ending} files are not supported" if ending else "the file's name has no ending"
        mend = f"unpack it and give {_PACKAGES[ending]}" if ending in _PACKAGES else _MEND
        raise InputError(what, file=path, mend=mend)
    return READABLE[ending]


def is_pair_file(name: str) -> bool:
    """Whether an argument names a file rather than a record: by its ending, or because it is there."""
    path = Path(name)
    return path.suffix.lower() in (*READABLE, *_PACKAGES) or path.is_file()
