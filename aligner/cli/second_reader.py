"""Commands that have a language model read passages: their options, and the reading."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aligner.cli.common import counted, talk
from aligner.record.config import RecordConfig, ServerModel
from aligner.record.errors import InputError
from aligner.record.readings import LOCAL_READER

if TYPE_CHECKING:
    from pathlib import Path

    from aligner.reader.tasks import Reader

LOCAL, NOBODY = "local", "none"
"""What --reader may say instead of an address."""
_STOPPED = 130
"""Exit code after Ctrl-C."""


def add_reader(parser: argparse.ArgumentParser) -> None:
    """``--reader``, ``--reader-model`` and ``--at-once``."""
    parser.add_argument(
        "--reader",
        metavar="URL",
        help="who reads the passages: address of an OpenAI-compatible server, 'local' for the model of"
        " aligner[reader], 'none' for nobody (local if it is installed)",
    )
    parser.add_argument("--reader-model", metavar="NAME", help="the model there")
    parser.add_argument(
        "--at-once", type=int, default=4, metavar="N", help="requests to it at the same time (4)"
    )


def named_reader(options: argparse.Namespace) -> Reader:
    """The reader that the options name; `InputError` if they do not name its model."""
    if options.reader == LOCAL:
        return local_reader()
    if not options.reader_model:
        raise InputError("the reader's model is not named", mend="add --reader-model NAME")
    return _endpoint(options.reader, options.reader_model, options.at_once)


def local_reader() -> Reader:
    """The model of aligner[reader]; `ModelError` if it is not installed."""
    from aligner.reader.local.passages import LocalReader

    return LocalReader()


def _endpoint(url: str, model: str, at_once: int) -> Reader:
    from aligner.reader.endpoint import Endpoint

    if at_once < 1:
        raise InputError("--at-once should be a number from 1", mend="leave it out for 4")
    return Endpoint(url, model, at_once)


def readers(
    options: argparse.Namespace, configs: Sequence[RecordConfig]
) -> list[tuple[Reader, str, list[RecordConfig]]]:
    """Who is to read which records, and where that is: the reader that the options name, else those that the
    project names; `InputError` where nobody is named."""
    if options.reader:
        return [(named_reader(options), options.reader, list(configs))]
    named: dict[ServerModel, list[RecordConfig]] = {}
    for config in configs:
        if config.reader is None:
            mend = (
                "give one of --reader local, --reader URL, --export FILE and --import FILE, or set 'reader:'"
                " in record.yml"
            )
            raise InputError(f"it is not clear who is to read the passages of {config.id}", mend=mend)
        named.setdefault(config.reader, []).append(config)
    return [
        (_endpoint(server.url, options.reader_model or server.model, options.at_once), server.url, records)
        for server, records in named.items()
    ]


def read_locally(configs: Sequence[RecordConfig], seeds: Path, *, wanted: bool) -> int | None:
    """Have the local reader read what nobody has read of summaries, where its model is installed: in a
    process of its own, which gives its memory back. The exit code; None if there was nothing to read.

    `wanted`: `ModelError` where the model is not installed.
    """
    from aligner.pipeline.read import open_tasks
    from aligner.reader.local.model import find_model, has_model
    from aligner.reader.local.passages import is_read

    if wanted:
        find_model()
    if not has_model():
        return None
    ids = [c.id for c in configs if any(map(is_read, open_tasks(c, LOCAL_READER)))]
    if not ids:
        return None
    command = [sys.executable, "-m", "aligner", "read", "--reader", LOCAL, "--seeds", str(seeds), *ids]
    code = _STOPPED
    try:
        code = subprocess.run(command, check=False).returncode
    finally:
        if code:
            talk("not every passage was read: run 'aligner update --reader local'")
    return code


def lapsed_message(config: RecordConfig) -> str:
    """That passages of a record are no longer as they were read; empty where all are, or nobody read it."""
    from aligner.pipeline.read import unread_passages

    unread, of = unread_passages(config)
    return f"{unread} of {counted(of, 'passage')} unread: run 'aligner read'" if unread else ""


def reading(configs: Sequence[RecordConfig], reader: Reader) -> int:
    """Have records read, with progress; 0 if every passage is read, 2 if some got no usable answer."""
    from aligner.cli.progress import progress_bar
    from aligner.pipeline.read import read_record

    failed = 0
    for config in configs:
        with progress_bar(f"reading {config.id}") as progress:
            result = read_record(config, reader, progress)
        failed += len(result.failed)
        passages = counted(result.read, "passage")
        talk(f"{config.id}: {passages} read, {result.known} known, {len(result.failed)} unread")
        if result.failed:
            talk(f"{config.id}: {result.failed[0].task.passage}: {result.failed[0].why}")
    return 2 if failed else 0
