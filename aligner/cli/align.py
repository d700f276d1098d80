"""Align any two files, one Chinese and one English.

example: aligner align summary.zh.md answers.en.md --format tsv
         aligner align chapter.zh chapter.en --lines --format pairs
         aligner align chapter.zh.md chapter.en.md --format tmx -o chapter.tmx
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aligner.cli.common import add_model, emit, open_encoder, tell_forms, tell_languages
from aligner.exchange.formats import ALIGNERS
from aligner.exchange.units import select_units


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("zh", type=Path, metavar="ZH", help="the Chinese text")
    parser.add_argument("en", type=Path, metavar="EN", help="the English text")
    parser.add_argument("--lines", action="store_true", help="take each line as one segment")
    parser.add_argument(
        "--mode", choices=("auto", "translation", "summary"), default="auto", help="kind of pair (auto)"
    )
    parser.add_argument(
        "--original", choices=("zh", "en"), default="en", help="language of the original (en)"
    )
    parser.add_argument("--format", choices=ALIGNERS, default="json", help="(json)")
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="write to a file")
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 if the files were aligned."""
    from aligner.checks import CHECKS
    from aligner.cli.progress import progress_bar
    from aligner.ingest import Ingested, ingest_files, ingest_lines
    from aligner.pipeline.align import align_documents

    tell_forms([options.zh, options.en])
    if options.lines:
        zh, en = ingest_lines(options.zh, "zh", "zh-Hans"), ingest_lines(options.en, "en", "en")
        ingested = Ingested(zh, en, ())
    else:
        ingested = ingest_files(options.zh, options.en)
    with progress_bar("encoding", then="aligning") as progress:
        alignment = align_documents(
            ingested,
            open_encoder(options),
            record=options.zh.stem,
            original=options.original,
            mode=options.mode,
            checks_off=CHECKS if options.format == "pairs" else (),  # which has no place for flags
            progress=progress,
        )
    if options.format != "pairs":
        tell_languages(options.zh.name, alignment.zh, alignment.en)
    emit(ALIGNERS[options.format](select_units(alignment, lines=options.lines)), options.out)
    return 0
