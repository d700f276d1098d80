"""Show what changed in the alignment between two versions: links, findings, texts, decisions.

A and B are git revisions, alignment.json files, or folders of records; '.' is the working tree. Nothing is
printed if there are no relevant changes.

example: aligner diff                          the working tree against the last commit
         aligner diff main . trans-himalaya-2025
         aligner diff HEAD~3 HEAD --format markdown
         aligner diff old.json new.json --format html -o diff.html
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from aligner.cli.common import add_seeds, emit
from aligner.diff.render.formats import DIFF_FORMATS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("a", nargs="?", metavar="A", help="old version (HEAD)")
    parser.add_argument("b", nargs="?", metavar="B", help="new version (., the working tree)")
    parser.add_argument("record", nargs="?", metavar="RECORD", help="only this record (all)")
    parser.add_argument("--format", choices=DIFF_FORMATS, default="text", help="(text)")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="write to a file")
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 if there are no relevant changes, 1 if there are."""
    from aligner.diff.compare import compare_all
    from aligner.diff.render.formats import render_diff
    from aligner.diff.render.text import print_text
    from aligner.diff.versions import read_versions

    old, new = read_versions(options.a, options.b, options.seeds, options.record)
    diff = compare_all(old.label, old.records, new.label, new.records)
    if options.format == "text" and options.out is None and sys.stdout.isatty():
        print_text(diff, sys.stdout)
        return int(bool(diff.records))
    text = render_diff(diff, options.format)
    if text or options.out is not None:
        emit(text, options.out)
    return int(bool(diff.records))
