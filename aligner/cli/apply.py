"""Add decisions from a file to the logs of their records, either all of them or none.

The file is a list of decisions as in decisions.yml. The keys 'at', 'by', 'seen' and 'over' are optional, and
'record' names the record a decision belongs to.

example: aligner apply decisions-from-beijing.yml --record trans-himalaya-2025
         aligner apply review.yml --as "Wang Min"
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from aligner.cli.common import add_reviewer, add_seeds, counted, record_for, reviewer, select, talk
from aligner.record.config import RecordConfig
from aligner.record.decisions import log
from aligner.record.decisions.decision import Decision, now
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Entry
from aligner.record.decisions.take import stamped
from aligner.record.errors import InputError
from aligner.record.files.lock import records_locked
from aligner.record.files.text import read_text
from aligner.record.load import load_record

_STANDINGS = {"stale": "out of date", "conflict": "in conflict"}
"""How decisions that change nothing are named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="YAML file of decisions")
    parser.add_argument("--record", metavar="RECORD", help="record of decisions that do not name one")
    add_reviewer(parser)
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 where all decisions apply, 1 where some are out of date or in conflict, 2 where one does not fit."""
    stamp = {"by": reviewer(options), "at": now()}
    rows = log.parse_for_records(read_text(options.file), options.file, stamp=stamp)
    if not rows:
        raise InputError("this file contains no decisions", file=options.file)
    by_record: defaultdict[str, list[tuple[int, Decision]]] = defaultdict(list)
    for line, name, decision in rows:
        by_record[record_for(name, options, what="decision", line=line)].append((line, decision))
    configs = {config.id: config for config in select(options.seeds, sorted(by_record))}
    with records_locked(config.folder for config in configs.values()):
        plans = {name: _plan(configs[name], by_record[name], options.file) for name in sorted(by_record)}
        for name, (fresh, _) in plans.items():
            if fresh:
                log.append(configs[name].folder, fresh)
    return max(_report(name, *plan) for name, plan in plans.items())


def _plan(
    config: RecordConfig, rows: list[tuple[int, Decision]], file: Path
) -> tuple[list[Decision], list[Entry]]:
    """The decisions to add to a record's log, and what becomes of them there; nothing is written."""
    record = load_record(config)
    machine, resolved = record.machine, record.resolved
    assert machine is not None
    logged = {entry.decision.id for entry in resolved.log}
    decisions = [entry.decision for entry in resolved.log]
    fresh = []
    for line, decision in rows:
        if decision.id in logged:
            continue
        if not decision.seen:
            for key in decision.segments:
                if key not in resolved.alignment.segments:
                    raise InputError(f"{config.id} has no passage '{key}'", file=file, line=line)
            decision = stamped(resolved, decision)  # noqa: PLW2901
        fresh.append(decision)
        decisions.append(decision)
        resolved = resolve(machine, decisions, as_printed=config.as_printed)
    ids = {decision.id for decision in fresh}
    return fresh, [entry for entry in resolved.log if entry.decision.id in ids]


def _report(name: str, fresh: list[Decision], entries: list[Entry]) -> int:
    """Say what became of a record's decisions; 1 if some change nothing."""
    talk(f"{name}: {counted(len(fresh), 'decision')} added")
    bad = [entry for entry in entries if entry.standing in _STANDINGS]
    for entry in bad:
        decision = entry.decision
        about = " ".join(decision.segments)
        why = (
            entry.why.en if entry.why else "someone else decided differently; resolve it in 'aligner review'"
        )
        talk(f"  {_STANDINGS[entry.standing]}: {decision.verb} {about} by {decision.by}: {why}")
    return int(bool(bad))
