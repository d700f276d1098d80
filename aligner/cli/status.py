"""Show the status of records: passages, links, coverage, open findings, and what needs attention.

example: aligner status
         aligner status trans-himalaya-2025 --format json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from aligner.cli.common import add_seeds, counted, emit, glossary_path, selection, talk
from aligner.record.errors import AlignerError
from aligner.record.load import load_record
from aligner.record.model import SEVERITIES, SIDES
from aligner.record.status import RecordStatus, record_status, total

_HEAD = ("record", "zh", "en", "links", "accepted", "added", "covered", *reversed(SEVERITIES), "to do")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("records", nargs="*", metavar="RECORD", help="records (all)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(text)")
    parser.add_argument("--model", metavar="M", help="model the records are aligned with (the embedded one)")
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 where there is nothing to do, 1 where a record waits for something, 2 where one cannot be read."""
    from aligner.pipeline.freshness import Job, up_to_date

    configs, failures = selection(options.seeds, options.records)
    glossary = glossary_path(options.seeds)
    rows = []
    for config in configs:
        try:
            record = load_record(config)
            fresh = up_to_date(Job(config, glossary, options.model, record.machine))
        except AlignerError as error:
            failures[config.id] = error
            continue
        rows.append(record_status(record, due=not fresh))
    if options.format == "json":
        data = {
            "records": [row.as_dict() for row in rows],
            "total": total(rows).as_dict() | {"records": len(rows)},
            "failed": [{"record": name, "error": str(error)} for name, error in sorted(failures.items())],
        }
        emit(json.dumps(data, ensure_ascii=False, indent=2))
    elif rows:
        emit(_table(rows))
    for failure in failures.values():
        talk(f"aligner: {failure}")
    return 2 if failures else int(any(row.is_waiting for row in rows))


def _table(rows: Sequence[RecordStatus]) -> str:
    """Columns of figures, apart by blanks; open flags by severity."""
    shown = [*rows, total(rows)] if len(rows) > 1 else rows
    cells = [_HEAD, *(_cells(row) for row in shown)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i in (0, len(_HEAD) - 1) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )


def _cells(row: RecordStatus) -> tuple[str, ...]:
    standing = sum(count for status, count in row.links.items() if status != "rejected")
    return (
        row.record,
        *(str(row.passages[side]) for side in SIDES),
        str(standing),
        str(row.links["accepted"]),
        str(row.links["manual"]),
        " ".join(f"{row.coverage(side):.0%}" for side in SIDES),
        *(str(row.open_flags(severity)) for severity in reversed(SEVERITIES)),
        ", ".join(_to_do(row)) or "nothing",
    )


def _to_do(row: RecordStatus) -> list[str]:
    items = []
    if row.due:
        items.append("update" if row.records == 1 else f"{row.due} updates")
    elif not row.links["auto"] + row.links["accepted"] + row.links["manual"] and all(row.passages.values()):
        items.append("nothing is linked: look at the texts")
    if row.stale:
        items.append(f"{counted(row.stale, 'decision')} out of date")
    if row.conflicts:
        items.append(counted(row.conflicts, "conflict"))
    return items
