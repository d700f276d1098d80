"""Build the bilingual site: English, Simplified and Traditional Chinese.

example: aligner publish --out site
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_seeds, counted, glossary_path, select, talk
from aligner.exchange.formats import FORMATS, Writer
from aligner.exchange.units import select_units

if TYPE_CHECKING:
    from aligner.publish.record_page.downloads import Format
    from aligner.record.load import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="(site)")
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 if the site was built."""
    build_site(options.seeds, options.out)
    talk("look at it with 'aligner serve': opened as files, its links do not work")
    return 0


def build_site(seeds: Path, out: Path) -> None:
    """Build the site of all records and report what was done."""
    from aligner.language.conversion import load_names
    from aligner.publish import publish
    from aligner.publish.settings import load_settings
    from aligner.record.glossary import load_glossary

    path = glossary_path(seeds)
    names = seeds / "traditional.txt"
    report = publish(
        select(seeds, ()),
        out,
        glossary=load_glossary(path) if path else None,
        formats=formats(),
        names=load_names(names) if names.exists() else (),
        settings=load_settings(seeds),
    )
    talk(
        f"{counted(report.records, 'record')} ({report.rendered} changed), "
        f"{counted(report.pages, 'page')} ({report.built} built): "
        f"{out}"
    )


def formats() -> tuple[Format, ...]:
    """What readers can download besides our JSON and the plain texts."""
    from aligner.publish.record_page.downloads import Format

    return tuple(
        Format(row.name, row.suffix, row.mime, partial(_written, row.export))
        for row in FORMATS
        if row.export is not None and row.site and row.key != "json"
    )


def _written(write: Writer, record: Record) -> str:
    """A record whole, with what only one text has."""
    return write(select_units(record.alignment, unmatched=True))
