"""Build the bilingual site: English, Simplified and Traditional Chinese.

example: aligner publish --out site
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aligner.cli.common import add_seeds, glossary_path, select, talk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="(site)")
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 where the site was built."""
    build(options.seeds, options.out)
    return 0


def build(seeds: Path, out: Path) -> None:
    """Build the site of all records and say what was done."""
    from aligner.publish import publish
    from aligner.record.glossary import load_glossary

    path = glossary_path(seeds)
    report = publish(
        select(seeds, ()), out, glossary=load_glossary(path) if path else None, 
    )
    talk(
        f"{report.records} records ({report.rendered} changed), {report.pages} pages ({report.built} built): "
        f"{out / 'index.html'}"
    )
