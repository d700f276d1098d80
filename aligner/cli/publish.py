"""Build the bilingual site: English, Simplified and Traditional Chinese.

example: aligner publish --out site
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_seeds, glossary_path, select, talk

if TYPE_CHECKING:
    from aligner.publish.record_page.downloads import Format
    from aligner.record.load import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="(site)")
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 where the site was built."""
    build(options.seeds, options.out)
    return 0


def build(seeds: Path, out: Path, say: Callable[[str], None] = talk) -> None:
    """Build the site of all records and say what was done."""
    from aligner.language.conversion import load_names
    from aligner.publish import publish
    from aligner.record.glossary import load_glossary

    path = glossary_path(seeds)
    names = seeds / "traditional.txt"
    report = publish(
        select(seeds, ()),
        out,
        glossary=load_glossary(path) if path else None,
        formats=formats(),
        names=load_names(names) if names.exists() else (),
    )
    say(
        f"{report.records} records ({report.rendered} changed), {report.pages} pages ({report.built} built): "
        f"{out / 'index.html'}"
    )


def formats() -> tuple[Format, ...]:
    """What readers can download besides our JSON and the plain texts."""
    from aligner.publish.record_page.downloads import Format

    table = (
        ("TSV", "tsv", ".tsv", "text/tab-separated-values"),
        ("TMX", "tmx", ".tmx", "application/x-tmx+xml"),
        ("XLIFF 1.2", "xliff", ".xlf", "application/x-xliff+xml"),
        ("XLIFF 2.1", "xliff2", ".xliff2.xlf", "application/xliff+xml"),
        ("TEI", "tei", ".tei.xml", "application/tei+xml"),
    )
    return tuple(Format(name, suffix, mime, partial(_written, style)) for name, style, suffix, mime in table)


def _written(style: str, record: Record) -> str:
    """A record in a format of `aligner.exchange`: whole, with what only one text has."""
    from aligner.exchange.formats import write
    from aligner.exchange.units import select as units

    return write(units(record.alignment, unmatched=True), style)
