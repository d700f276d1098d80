"""Build the bilingual site: English, Simplified and Traditional Chinese.

example: aligner publish --out site
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aligner.cli.common import add_seeds, select, talk
from aligner.record.record import load_record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="(site)")
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 where the site was built."""
    from aligner.publish import publish

    records = [load_record(config) for config in select(options.seeds, ())]
    publish(records, options.out)
    talk(f"{len(records)} records published: {options.out / 'index.html'}")
    return 0
