"""Commands that have a language model read passages: their options, and the reading."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aligner.cli.common import counted, talk
from aligner.record.config import RecordConfig, ServerModel
from aligner.record.errors import InputError

if TYPE_CHECKING:
    from aligner.reader.endpoint import Endpoint


def add_reader(parser: argparse.ArgumentParser) -> None:
    """``--reader``, ``--reader-model`` and ``--at-once``."""
    parser.add_argument(
        "--reader",
        metavar="URL",
        help="address of an OpenAI-compatible server whose model reads the passages (none)",
    )
    parser.add_argument("--reader-model", metavar="NAME", help="the model there")
    parser.add_argument(
        "--at-once", type=int, default=4, metavar="N", help="requests to it at the same time (4)"
    )


def endpoint(options: argparse.Namespace) -> Endpoint:
    """The reader that the options name; `InputError` if they do not name its model."""
    if not options.reader_model:
        raise InputError("the reader's model is not named", mend="add --reader-model NAME")
    return _endpoint(options.reader, options.reader_model, options.at_once)


def _endpoint(url: str, model: str, at_once: int) -> Endpoint:
    from aligner.reader.endpoint import Endpoint

    if at_once < 1:
        raise InputError("--at-once should be a number from 1", mend="leave it out for 4")
    return Endpoint(url, model, at_once)


def endpoints(
    options: argparse.Namespace, configs: Sequence[RecordConfig]
) -> list[tuple[Endpoint, list[RecordConfig]]]:
    """Who is to read which records: the reader that the options name, else those that the project names;
    `InputError` where nobody is named."""
    if options.reader:
        return [(endpoint(options), list(configs))]
    named: dict[ServerModel, list[RecordConfig]] = {}
    for config in configs:
        if config.reader is None:
            mend = "give one of --reader URL, --export FILE and --import FILE, or set 'reader:' in record.yml"
            raise InputError(f"it is not clear who is to read the passages of {config.id}", mend=mend)
        named.setdefault(config.reader, []).append(config)
    return [
        (_endpoint(reader.url, options.reader_model or reader.model, options.at_once), records)
        for reader, records in named.items()
    ]


def lapsed_message(config: RecordConfig) -> str:
    """That passages of a record are no longer as they were read; empty where all are, or nobody read it."""
    from aligner.pipeline.read import unread_passages

    unread, of = unread_passages(config)
    return f"{unread} of {counted(of, 'passage')} unread: run 'aligner read'" if unread else ""


def reading(configs: Sequence[RecordConfig], reader: Endpoint) -> int:
    """Have records read, with progress; 0 if every passage is read, 2 if some got no usable answer."""
    from aligner.cli.progress import progress_bar
    from aligner.pipeline.read import read_record

    failed = 0
    for config in configs:
        with progress_bar(f"reading {config.id}") as progress:
            result = read_record(config, reader, progress)
        failed += len(result.failed)
        read = counted(result.read, "passage")
        talk(f"{config.id}: {read} read, {result.known} known, {len(result.failed)} unread")
        if result.failed:
            talk(f"{config.id}: {result.failed[0].task.passage}: {result.failed[0].why}")
    return 2 if failed else 0
