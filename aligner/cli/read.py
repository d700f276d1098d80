"""Have a language model, or a person, compare each passage of a report with what it was made from.

The model of aligner[reader] reads on this machine. Nothing leaves it unless an address is named, here or
under 'reader:' in a file of the project. What a reader said is kept in readings.jsonl beside the record and
shown as findings after 'aligner update'. The key of a service is read from ALIGNER_READER_KEY.

example: aligner read --reader local
         aligner read --reader http://localhost:11434/v1 --reader-model qwen3:8b
         aligner read forum-2026 --reader https://llm.example.org/v1 --reader-model NAME --dry-run
         aligner read forum-2026 --export tasks.jsonl --reader-model NAME     for a batch service, or by hand
         aligner read forum-2026 --import answers.jsonl
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_seeds, counted, select, talk
from aligner.cli.second_reader import LOCAL, add_reader, readers, reading
from aligner.record.config import RecordConfig
from aligner.record.errors import InputError
from aligner.record.files.text import write_atomic

if TYPE_CHECKING:
    from aligner.reader.tasks import ReadingTask

# Answers that could not be used, of which the reason is printed.
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("records", nargs="*", metavar="RECORD", help="records (all)")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write the open tasks to a file")
    parser.add_argument("--import", type=Path, dest="answers", metavar="FILE", help="read a file of answers")
    parser.add_argument(
        "--dry-run", action="store_true", help="say how many passages and characters would be sent, and stop"
    )
    add_reader(parser)
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 if every passage is read in the end, or the file is written; 2 if some got no usable answer."""
    if (options.export is not None) + (options.answers is not None) + bool(options.reader) > 1:
        mend = "give one of --reader URL, --export FILE and --import FILE"
        raise InputError("it is not clear who is to read the passages", mend=mend)
    configs = select(options.seeds, options.records)
    if options.answers is not None:
        return _import(configs, options)
    if options.export is not None:
        tasks = _open_tasks(configs, options.reader_model or "")
        return _dry_run(tasks, options.export.as_posix()) if options.dry_run else _export(tasks, options)
    chosen = readers(options, configs)
    if options.dry_run:
        return max(_dry_run(_open_tasks(records, reader.model), where) for reader, where, records in chosen)
    return max(reading(records, reader) for reader, _, records in chosen)


def _open_tasks(configs: Sequence[RecordConfig], model: str) -> list[ReadingTask]:
    from aligner.pipeline.read import open_tasks

    return [task for config in configs for task in open_tasks(config, model)]


def _dry_run(tasks: Sequence[ReadingTask], where: str) -> int:
    from aligner.reader.instructions import instructions

    if where == LOCAL:
        talk(f"{counted(len(tasks), 'passage')} would be read on this machine; nothing is sent")
        return 0
    size, overhead = sum(task.size for task in tasks), len(tasks) * len(instructions())
    passages = counted(len(tasks), "passage")
    talk(f"{passages} with {size:,} characters would go to {where}, each with our instructions")
    talk(f"({overhead:,} characters in all); nothing was sent")
    return 0


def _export(tasks: Sequence[ReadingTask], options: argparse.Namespace) -> int:
    from aligner.reader.batch_files import task_line

    lines = [task_line(task, options.reader_model or "MODEL") for task in tasks]
    write_atomic(options.export, "".join(lines))
    count = counted(len(tasks), "task")
    talk(f"{options.export}: {count}; bring the answers back with 'aligner read --import FILE'")
    return 0


def _import(configs: Sequence[RecordConfig], options: argparse.Namespace) -> int:
    from aligner.pipeline.read import keep_readings, record_tasks
    from aligner.reader.batch_files import read_answers

    by_record = {config.id: record_tasks(config) for config in configs}
    every_task = [task for tasks in by_record.values() for task in tasks]
    answers = read_answers(options.answers, every_task, options.reader_model or "")
    for config in configs:
        own = [answers.readings[task.id] for task in by_record[config.id] if task.id in answers.readings]
        if own:
            keep_readings(config, by_record[config.id], own)
            talk(f"{config.id}: {len(own)} of {counted(len(by_record[config.id]), 'passage')} read")
    if answers.outdated:
        count = counted(answers.outdated, "answer")
        talk(f"{count} left out: to texts that have changed since, or to other records")
    if answers.misquoted:
        count = counted(answers.misquoted, "quotation")
        talk(f"{count} left out: of words that no passage has")
    for line, why in answers.refused[:_SHOWN]:
        talk(f"{options.answers}:{line}: {why}")
    if len(answers.refused) > _SHOWN:
        talk(f"… and {len(answers.refused) - _SHOWN} more answers that cannot be used")
    if answers.readings:
        talk("run 'aligner update' to see the findings")
    return 2 if answers.refused else 0
