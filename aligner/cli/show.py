"""Print a record: its links, its findings, and the passages without a counterpart.

example: aligner show trans-himalaya-2025
         aligner show trans-himalaya-2025 --profile thorough
         aligner show trans-himalaya-2025 --format json > record.json
"""

from __future__ import annotations

import argparse
from dataclasses import replace

from aligner.cli.common import add_profile, add_seeds, emit, select
from aligner.record.files.alignment_json import dumps
from aligner.record.load import load_record
from aligner.report.record_text import record_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("record", metavar="RECORD", help="id of the record")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(text)")
    add_profile(parser)
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 if the record could be shown."""
    (config,) = select(options.seeds, [options.record])
    record = load_record(config)
    if options.format == "json":
        resolved = record.resolved
        emit(dumps(replace(resolved.alignment, links=(*resolved.alignment.links, *resolved.rejected))))
    else:
        emit(record_text(record, options.profile or config.profile))
    return 0
