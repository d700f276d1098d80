"""Align and check records that have changed, and write their alignment.json.

An interrupted run continues where it stopped; records that are up to date are skipped.

example: aligner update                    all records under seeds/
         aligner update trans-himalaya-2025 --force
         aligner update --jobs 4           four processes, each with its own model
         aligner update --scheduler tcp://10.0.0.5:8786
         aligner update --reader local     also what was aligned before the local reader was installed
         aligner update --reader http://localhost:11434/v1 --reader-model qwen3:8b
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from aligner.cli.common import (
    add_jobs,
    add_model,
    add_seeds,
    glossary_path,
    say_alone,
    selection,
    talk,
)
from aligner.cli.second_reader import (
    LOCAL,
    NOBODY,
    add_reader,
    lapsed_message,
    named_reader,
    read_locally,
    reading,
)
from aligner.pipeline.freshness_notes import FreshnessNotes
from aligner.record.errors import InputError
from aligner.record.files.cache_folder import cache_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("records", nargs="*", metavar="RECORD", help="records to update (all)")
    parser.add_argument("--force", action="store_true", help="align again even if nothing changed")
    add_jobs(parser)
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask scheduler (tcp://HOST:8786), or MODULE:FUNCTION that returns an executor",
    )
    add_reader(parser)
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 if every record is up to date in the end, 2 if one failed; the others are still processed."""
    if options.scheduler and options.jobs > 1:
        raise InputError("--jobs and --scheduler cannot be combined", mend="leave one of them out")
    if options.reader in (None, LOCAL, NOBODY):
        return _with_local_reader(options)
    reader = named_reader(options)
    codes = [_update(options, force=options.force)[0]]
    codes.append(reading(selection(options.seeds, options.records)[0], reader))
    codes.append(_update(options, force=False)[0])  # what was read becomes findings
    return max(codes)


def _with_local_reader(options: argparse.Namespace) -> int:
    """The local reader reads what was written; if it is named, what nobody has read."""
    wanted = options.reader == LOCAL
    code, written = _update(options, force=options.force)
    if options.reader == NOBODY or not (wanted or written):
        return code
    configs, _ = selection(options.seeds, options.records)
    read = read_locally([c for c in configs if wanted or c.id in written], options.seeds, wanted=wanted)
    if read is None:
        return code
    code = max(code, _update(options, force=False)[0])  # what was read becomes findings
    return max(code, read) if wanted else code


def _update(options: argparse.Namespace, *, force: bool) -> tuple[int, set[str]]:
    """0, or 2 if a record failed; and the records that were written."""
    notes = FreshnessNotes()
    if not options.no_cache:
        notes = FreshnessNotes.load(
            options.seeds, cache_folder(), glossary_path(options.seeds), options.model
        )
    ids = None if force else notes.unchanged()
    if ids is not None and ids >= {*options.records}:
        _nothing_to_do(len({*options.records} or ids))
        return 0, set()
    return _run(options, notes, force=force)


def _run(options: argparse.Namespace, notes: FreshnessNotes, *, force: bool) -> tuple[int, set[str]]:
    from aligner.batch.executors import open_engine
    from aligner.batch.run import Outcome, Plan, update
    from aligner.cli.progress import Running

    say_alone(options.model)
    configs, failures = selection(options.seeds, options.records)
    by_id = {config.id: config for config in configs}
    written: set[str] = set()
    plan = Plan(glossary_path(options.seeds), options.model, not options.no_cache, force, notes)
    with ExitStack() as stack:
        running = Running(len(configs) + len(failures), {config.id: config.people for config in configs})
        stack.enter_context(running.bars)

        def report(outcome: Outcome) -> None:
            running.report(outcome)
            if outcome.state == "written":
                written.add(outcome.record)
            if outcome.state == "written" and (unread := lapsed_message(by_id[outcome.record])):
                running.line(f"{outcome.record}: {unread}")

        for name, error in failures.items():
            running.report(Outcome(name, "failed", error=str(error)))
        summary = update(
            configs,
            lambda: stack.enter_context(open_engine(options.jobs, options.scheduler, running.within)),
            plan,
            report,
        )
    for name, error in failures.items():
        summary.add(Outcome(name, "failed", error=str(error)))
    if summary.states["current"] == len(configs) and not failures:
        _nothing_to_do(len(configs))
    elif len(configs) > 1:
        running.table(summary)
    return 2 if summary.failures else 0, written


def _nothing_to_do(number: int) -> None:
    talk(f"{'1 record is' if number == 1 else f'{number} records are'} up to date, nothing to do")
