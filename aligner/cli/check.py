"""List the findings of records, or of pairs aligned elsewhere (.tmx, .xlf, .tsv with id, zh, en).

example: aligner check                       everything, as text
         aligner check trans-himalaya-2025 --format markdown
         aligner check --format github --fail-on major
         aligner check pairs.tsv --original zh --format jsonl
         aligner check memory.tmx --fail-on major
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_model, add_seeds, emit, open_encoder, select, shared_glossary, talk
from aligner.exchange.formats import READABLE
from aligner.exchange.read import read_pairs
from aligner.exchange.tsv import PairRow
from aligner.record.decisions.evidence import text_hash
from aligner.record.errors import InputError
from aligner.record.files.alignment_json import flag_dict
from aligner.record.files.text import LineIndex, read_text
from aligner.record.load import load_record
from aligner.record.model import SEVERITIES, SIDES, Alignment, Flag
from aligner.report.finding import PlacedFlag, findings
from aligner.report.formats import FINDING_FORMATS, render_findings

if TYPE_CHECKING:
    from aligner.pipeline.check import Checked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "records", nargs="*", metavar="RECORD|FILE", help="records (all), or one file of aligned pairs"
    )
    parser.add_argument("--format", choices=(*FINDING_FORMATS, "jsonl"), default="text", help="(text)")
    parser.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        default="minor",
        metavar="SEVERITY",
        help="exit with 1 if a finding is at least this severe: neutral, minor, major, critical (minor)",
    )
    parser.add_argument(
        "--original",
        choices=("zh", "en"),
        help="original language of a file of pairs (as given in the file, else en)",
    )
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 if no finding of the chosen severity or above is open, 1 if one is."""
    files = [name for name in options.records if Path(name).suffix.lower() in READABLE]
    if files and len(options.records) > 1:
        raise InputError(
            "only one file of pairs can be checked at a time", mend="run the command once for each"
        )
    if files:
        return _file(Path(files[0]), options)
    if options.format == "jsonl":
        raise InputError("jsonl is for files of pairs", mend="use --format json for records")
    placed: list[PlacedFlag] = []
    for config in select(options.seeds, options.records):
        alignment = load_record(config).alignment
        placed += findings(alignment, config.folder.as_posix(), _lines(config.folder, alignment))
    _show(placed, options.format)
    return _exit_code(placed, options.fail_on)


def _lines(folder: Path, alignment: Alignment) -> dict[str, LineIndex]:
    """The lines of a record's files by name, without files that no longer exist."""
    names = {segment.source.file for segment in alignment.segments.values()}
    return {name: LineIndex(read_text(folder / name)) for name in names if (folder / name).exists()}


def _show(placed: Sequence[PlacedFlag], style: str) -> None:
    """To standard output; on a terminal, text in colour and in its width."""
    if style != "text" or not sys.stdout.isatty():
        emit(render_findings(placed, style))
        return
    from rich.console import Console

    from aligner.report.terminal import styled_report

    console = Console()
    for line in styled_report(placed, console.width):
        console.print(line, soft_wrap=True)


def _exit_code(placed: Sequence[PlacedFlag], fail_on: str) -> int:
    least = SEVERITIES.index(fail_on)
    return int(any(SEVERITIES.index(f.flag.severity) >= least for f in placed))


def _file(path: Path, options: argparse.Namespace) -> int:
    from aligner.cli.progress import progress_bar
    from aligner.pipeline.check import check_pairs

    glossary = shared_glossary(options.seeds)
    pairs = read_pairs(path)
    rows = pairs.rows
    for left in pairs.passed:
        talk(f"{path}:{left.line}: passed over: {left.why}")
    with progress_bar("checking") as progress:
        checked = check_pairs(
            [(row.id, row.zh, row.en) for row in rows],
            original=options.original or pairs.original or "en",
            glossary=glossary,
            encoder=open_encoder(options),
            progress=progress,
        )
    placed = [
        _placed(flag, row, path) for row, result in zip(rows, checked, strict=True) for flag in result.flags
    ]
    if options.format == "jsonl":
        emit("".join(_json_line(row.id, result) for row, result in zip(rows, checked, strict=True)))
    else:
        _show(placed, options.format)
    return _exit_code(placed, options.fail_on)


def _placed(flag: Flag, row: PairRow, path: Path) -> PlacedFlag:
    """A flag of a pair; its fingerprint is made of the pair's id and the words it marks."""
    words = [
        text[slice(*span)] if (span := flag.span(side)) else text
        for side, text in zip(SIDES, (row.zh, row.en), strict=True)
    ]
    evidence = text_hash("\0".join((flag.check, flag.type, row.id, *words)))
    named = replace(flag, id=f"{row.id} {flag.id}" if row.id else flag.id)
    return PlacedFlag(path.stem, named, path.as_posix(), row.line, (row.zh, row.en), evidence)


def _json_line(key: str, checked: Checked) -> str:
    """A pair with the score of each type of divergence, and its flags."""
    keep = ("check", "type", "mqm", "severity", "zh_span", "en_span", "score", "message")
    flags = [flag_dict(flag) for flag in checked.flags]
    row = {
        "id": key,
        "scores": {name: round(score, 3) for name, score in checked.scores.items()},
        "flags": [{name: flag[name] for name in keep} for flag in flags],
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
