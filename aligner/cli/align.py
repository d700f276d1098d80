"""Align any two files: a Chinese one and an English one.

example: aligner align summary.zh.md answers.en.md --format tsv
         aligner align chapter.zh chapter.en --lines --format pairs
         aligner align chapter.zh.md chapter.en.md --format tmx -o chapter.tmx
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aligner.cli.common import add_model, emit, encoder, progress_bar

FORMATS = ("json", "pairs", "tsv", "tmx", "xliff", "xliff2", "tei")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("zh", type=Path, metavar="ZH", help="the Chinese text")
    parser.add_argument("en", type=Path, metavar="EN", help="the English text")
    parser.add_argument("--lines", action="store_true", help="one segment a line, taken as it stands")
    parser.add_argument(
        "--mode", choices=("auto", "translation", "summary"), default="auto", help="kind of pair (auto)"
    )
    parser.add_argument("--original", choices=("zh", "en"), default="en", help="written first (en)")
    parser.add_argument("--format", choices=FORMATS, default="json", help="(json)")
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="write to a file")
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 where the files were aligned."""
    from aligner.checks import CHECKS
    from aligner.exchange import pairs, tsv
    from aligner.exchange.formats import write
    from aligner.exchange.units import select
    from aligner.ingest import Ingested, ingest_files, ingest_lines
    from aligner.pipeline.align import align_documents
    from aligner.record.files.alignment_json import dumps

    if options.lines:
        zh, en = ingest_lines(options.zh, "zh", "zh-Hans"), ingest_lines(options.en, "en", "en")
        ingested = Ingested(zh, en, ())
    else:
        ingested = ingest_files(options.zh, options.en)
    with progress_bar("encoding", then="aligning") as progress:
        alignment = align_documents(
            ingested,
            encoder(options),
            record=options.zh.stem,
            original=options.original,
            mode=options.mode,
            checks_off=CHECKS if options.format == "pairs" else (),  # they have no place for what is found
            progress=progress,
        )
    if options.format == "pairs":
        text = pairs.write(alignment, lines=options.lines)
    elif options.format in ("json", "tsv"):
        text = tsv.write(alignment) if options.format == "tsv" else dumps(alignment)
    else:
        text = write(select(alignment), options.format)
    emit(text, options.out)
    return 0
