"""Read, match and check records; write alignment.json of what changed.

example: aligner update                    all records under seeds/
         aligner update trans-himalaya-2025 --force
"""

from __future__ import annotations

import argparse

from aligner.cli.common import (
    add_model,
    add_seeds,
    encoder,
    glossary_path,
    previous_alignment,
    progress_bar,
    select,
    talk,
)
from aligner.record.errors import AlignerError
from aligner.record.files import write_atomic
from aligner.record.result import dumps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("records", nargs="*", metavar="RECORD", help="records to update (all)")
    parser.add_argument("--force", action="store_true", help="align again even if nothing changed")
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 where every record is up to date in the end, 2 where one failed; the others are done all the same."""
    from aligner.pipeline import Job, up_to_date
    from aligner.pipeline import run as run_pipeline

    configs = select(options.seeds, options.records)
    glossary = glossary_path(options.seeds)
    jobs = []
    failed = 0
    for config in configs:
        try:
            job = Job(config, glossary, options.model, previous_alignment(config))
        except AlignerError as error:
            talk(f"aligner: {error}")
            failed += 1
            continue
        if options.force or not up_to_date(job):
            jobs.append(job)
    if not jobs and not failed:
        talk(f"{_count(len(configs))} up to date, nothing to do")
        return 0
    model = encoder(options) if jobs else None
    for job in jobs:
        assert model is not None
        try:
            with progress_bar(job.config.id) as progress:
                alignment = run_pipeline(job, model, progress=progress)
            write_atomic(job.config.folder / "alignment.json", dumps(alignment))
        except AlignerError as error:
            talk(f"aligner: {error}")
            failed += 1
            continue
        talk(
            f"{job.config.id}: {len(alignment.zh)} Chinese and {len(alignment.en)} English segments, "
            f"{len(alignment.links)} links, {len(alignment.flags)} flags"
        )
    return 2 if failed else 0


def _count(number: int) -> str:
    return "1 record is" if number == 1 else f"{number} records are"
