"""List the divergences of records, or of pairs that somebody else aligned (a .tsv with id, zh, en).

example: aligner check                       everything, as text
         aligner check trans-himalaya-2025 --format markdown
         aligner check --format github --fail-on major
         aligner check pairs.tsv --original zh --format jsonl
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_model, add_seeds, emit, encoder, glossary_path, progress_bar, select
from aligner.exchange.findings import FORMATS, Finding, findings, render
from aligner.record.errors import InputError
from aligner.record.model import SEVERITIES
from aligner.record.record import load_record

if TYPE_CHECKING:
    from aligner.pipeline import Checked

_FOREIGN = (".tsv", ".tmx", ".xlf", ".xliff")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "records", nargs="*", metavar="RECORD|FILE", help="records (all), or one file of pairs"
    )
    parser.add_argument("--format", choices=(*FORMATS, "jsonl"), default="text", help="(text)")
    parser.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        default="minor",
        metavar="SEVERITY",
        help="exit 1 from this severity on: neutral, minor, major, critical (minor)",
    )
    parser.add_argument("--original", choices=("zh", "en"), default="en", help="for a file of pairs (en)")
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 where nothing of the chosen severity is open, 1 where something is."""
    files = [name for name in options.records if Path(name).suffix.lower() in _FOREIGN]
    if files and len(options.records) > 1:
        raise InputError("one file of pairs at a time", mend="call the command once for each")
    if files:
        return _file(Path(files[0]), options)
    if options.format == "jsonl":
        raise InputError("jsonl is for files of pairs", mend="use --format json for records")
    found: list[Finding] = []
    for config in select(options.seeds, options.records):
        found += findings(load_record(config).alignment, config.folder.as_posix())
    emit(render(found, options.format))
    return _verdict(found, options.fail_on)


def _verdict(found: Sequence[Finding], fail_on: str) -> int:
    least = SEVERITIES.index(fail_on)
    return int(any(SEVERITIES.index(f.flag.severity) >= least for f in found))


def _file(path: Path, options: argparse.Namespace) -> int:
    from aligner.exchange import tsv
    from aligner.pipeline import check_pairs
    from aligner.record.glossary import Glossary, load_glossary

    if path.suffix.lower() != ".tsv":
        raise InputError(
            f"{path.suffix} files cannot be checked yet", file=path, mend="export the pairs as TSV"
        )
    glossary_file = glossary_path(options.seeds)
    glossary = load_glossary(glossary_file) if glossary_file else Glossary()
    rows = tsv.read(path)
    with progress_bar("checking") as progress:
        checked = check_pairs(
            [(row.id, row.zh, row.en) for row in rows],
            original=options.original,
            glossary=glossary,
            encoder=encoder(options),
            progress=progress,
        )
    found = [
        Finding(path.stem, flag, path.as_posix(), row.line, (row.zh, row.en))
        for row, result in zip(rows, checked, strict=True)
        for flag in result.flags
    ]
    if options.format == "jsonl":
        emit("".join(_json_line(row.id, path, result) for row, result in zip(rows, checked, strict=True)))
    else:
        emit(render(found, options.format))
    return _verdict(found, options.fail_on)


def _json_line(key: str, path: Path, checked: Checked) -> str:
    """A pair with the score of each type of divergence, and its flags."""
    rows = [Finding(path.stem, flag, path.as_posix(), 1, ("", "")).as_dict() for flag in checked.flags]
    keep = ("check", "type", "mqm", "severity", "zh_span", "en_span", "score", "message")
    row = {
        "id": key,
        "scores": {name: round(score, 3) for name, score in checked.scores.items()},
        "flags": [{name: r[name] for name in keep} for r in rows],
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
