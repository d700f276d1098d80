"""Export a record to translation tools (xliff, xliff2, tmx), spreadsheets (tsv, csv, xlsx), Word (docx) and
editions (tei); or the glossary as a term base (tbx).

example: aligner export trans-himalaya-2025 --format xliff --flagged --severity major -o fixes.xlf
         aligner export trans-himalaya-2025 --format tsv --bom -o record.tsv
         aligner export --format tbx -o glossary.tbx
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from aligner.cli.common import add_profile, add_seeds, counted, emit, select, shared_glossary, talk
from aligner.exchange.formats import EXPORTERS, GLOSSARY_WRITERS, PROPOSED, SOURCED
from aligner.exchange.languages import CODES, code
from aligner.exchange.units import select_units
from aligner.record.errors import InputError
from aligner.record.load import load_record
from aligner.record.model import SEVERITIES, SIDES, Severity


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("record", nargs="?", metavar="RECORD", help="the record; for tbx, leave it out")
    parser.add_argument(
        "--format",
        choices=(*EXPORTERS, *GLOSSARY_WRITERS),
        required=True,
        help="xliff is XLIFF 1.2, which every tool reads; xliff2 is XLIFF 2.1",
    )
    parser.add_argument("--flagged", action="store_true", help="only passages with an open finding")
    parser.add_argument(
        "--severity",
        type=_severities,
        default=SEVERITIES,
        metavar="LEVEL[..LEVEL]",
        help="only findings of this severity or above, or from one to another: minor..major",
    )
    add_profile(parser)
    parser.add_argument(
        "--include-unmatched", action="store_true", help="also passages without a counterpart"
    )
    parser.add_argument(
        "--bom", action="store_true", help="start a tsv file with a byte order mark, for Excel"
    )
    for side, usual in {**CODES, "zh": f"{CODES['zh']}; zh-TW for Traditional"}.items():
        parser.add_argument(
            f"--{side}-code",
            type=partial(_code, side=side),
            metavar="CODE",
            help=f"language code in the file ({usual})",
        )
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="write to a file")
    add_seeds(parser)


def _severities(text: str) -> tuple[Severity, ...]:
    first, dots, last = text.partition("..")
    try:
        low, high = SEVERITIES.index(first), SEVERITIES.index(last if dots else "critical")
    except ValueError:
        low, high = 1, 0
    if low > high:
        raise argparse.ArgumentTypeError(f"use one of {', '.join(SEVERITIES)}, or two as in minor..major")
    return SEVERITIES[low : high + 1]


def _code(text: str, side: str) -> str:
    try:
        return code(text, "zh" if side == "zh" else "en")
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(options: argparse.Namespace) -> int:
    """0 if the record was written, or the glossary."""
    if options.format in GLOSSARY_WRITERS:
        return _glossary(options)
    if options.record is None:
        raise InputError("no record", mend="name the one to export")
    if options.bom and options.format != "tsv":
        raise InputError(
            "--bom works with tsv only", mend="leave it out; other formats declare UTF-8 themselves"
        )
    (config,) = select(options.seeds, [options.record])
    selection = select_units(
        load_record(config).alignment,
        flagged=options.flagged,
        unmatched=options.include_unmatched,
        codes={side: given for side in SIDES if (given := getattr(options, f"{side}_code"))},
        profile=options.profile or config.profile,
        severities=options.severity,
        sourced=options.format in SOURCED,
        proposed=options.format in PROPOSED,
    )
    content = EXPORTERS[options.format](selection)
    if isinstance(content, bytes) and options.out is None and sys.stdout.isatty():
        raise InputError(f"{options.format} files are not text", mend="add -o FILE")
    emit("\ufeff" + content if options.bom and isinstance(content, str) else content, options.out)
    if options.out is not None:
        talk(f"{options.out}: {counted(len(selection.units), 'unit')}")
    return 0


def _glossary(options: argparse.Namespace) -> int:
    if options.record is not None:
        raise InputError(
            f"{options.format} holds the glossary, which all records share", mend="leave the record out"
        )
    glossary = shared_glossary(options.seeds)
    emit(GLOSSARY_WRITERS[options.format](glossary), options.out)
    if options.out is not None:
        talk(f"{options.out}: {counted(len(glossary), 'term')}")
    return 0
