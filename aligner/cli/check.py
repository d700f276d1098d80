"""List the findings of records, or of pairs aligned elsewhere (.tmx, .xlf, .tsv or .csv with id, zh, en).

example: aligner check                       everything, as text
         aligner check trans-himalaya-2025 --format markdown
         aligner check --format github --fail-on major
         aligner check forum-2026 --severity major --limit 10
         aligner check forum-2026 --profile thorough
         aligner check pairs.tsv --original zh --format jsonl
         aligner check memory.tmx --fail-on major
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aligner.cli.common import add_jobs, add_model, add_seeds, select, tell_languages
from aligner.cli.findings import (
    add_choice,
    check_choice,
    exit_code,
    is_chosen,
    show_findings,
    tell_hidden,
    within_limit,
)
from aligner.cli.second_reader import NOBODY, add_reader
from aligner.exchange.formats import is_pair_file
from aligner.record.errors import InputError
from aligner.record.files.text import LineIndex, read_text
from aligner.record.load import load_record
from aligner.record.model import SEVERITIES, Alignment
from aligner.record.profiles import is_shown
from aligner.report.finding import PlacedFlag, findings
from aligner.report.formats import FINDING_FORMATS


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
    parser.add_argument(
        "--glossary",
        type=Path,
        metavar="FILE",
        help="glossary for a file of pairs, as YAML or TBX (glossary.yml of the records)",
    )
    parser.add_argument(
        "--kind",
        choices=("translation", "summary"),
        help="what the target of a file of pairs is to its original (translation)",
    )
    add_choice(parser)
    add_reader(parser)
    add_jobs(parser)
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 if no finding of the chosen severity or above is open, 1 if one is."""
    check_choice(options)
    files = [name for name in options.records if is_pair_file(name)]
    if files and len(options.records) > 1:
        raise InputError(
            "only one file of pairs can be checked at a time", mend="run the command once for each"
        )
    if files:
        from aligner.cli.check_file import check_file

        return check_file(Path(files[0]), options)
    if options.glossary is not None:
        raise InputError(
            "--glossary is for files of pairs", mend="records share the glossary of their folder"
        )
    if options.kind is not None:
        raise InputError("--kind is for files of pairs", mend="set 'kind:' in the record's record.yml")
    if options.format == "jsonl":
        raise InputError("jsonl is for files of pairs", mend="use --format json for records")
    if options.reader and options.reader != NOBODY:
        _read_and_update(options)
    placed: list[PlacedFlag] = []
    hidden = 0
    for config in select(options.seeds, options.records):
        alignment = load_record(config).alignment
        tell_languages(config.id, alignment.zh, alignment.en)
        found = findings(alignment, config.folder.as_posix(), _lines(config.folder, alignment))
        chosen = [each for each in found if is_chosen(each.flag, options)]
        shown = [each for each in chosen if is_shown(each.flag, options.profile or config.profile)]
        hidden += len(chosen) - len(shown)
        placed += shown
    show_findings(within_limit(placed, options.limit, options.format), options.format)
    tell_hidden(hidden)
    return exit_code(placed, options.fail_on)


def _read_and_update(options: argparse.Namespace) -> None:
    """Have the records read first, and their findings renewed."""
    from aligner.cli import update

    update.run(argparse.Namespace(**vars(options) | {"force": False, "scheduler": None}))


def _lines(folder: Path, alignment: Alignment) -> dict[str, LineIndex]:
    """The lines of a record's files by name, without files that no longer exist."""
    names = {segment.source.file for segment in alignment.segments.values()}
    return {name: LineIndex(read_text(folder / name)) for name in names if (folder / name).exists()}
