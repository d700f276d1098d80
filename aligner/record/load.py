"""A record: its record.yml, its alignment, and people's decisions resolved into one view."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aligner.record.config import RecordConfig, load_config, load_defaults
from aligner.record.decisions.log import load as load_decisions
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.errors import AlignerError, ConfigError, InputError
from aligner.record.files.alignment_json import ALIGNMENT_FILE, loads
from aligner.record.files.text import read_text
from aligner.record.model import Alignment


@dataclass(frozen=True, slots=True)
class Record:
    """What everything that shows, exports or publishes starts from."""

    config: RecordConfig
    resolved: Resolved
    """The machine's proposal with people's decisions on top."""
    machine: Alignment | None = None
    """The proposal by itself, as alignment.json has it; None where the record was not read from its files."""

    @property
    def alignment(self) -> Alignment:
        """The effective links, the flags with their states, the texts with edits or proposals."""
        return self.resolved.alignment


def find_configs(seeds: Path) -> tuple[RecordConfig, ...]:
    """Every record under a folder, by id; `ConfigError` if one cannot be read or two share an id."""
    configs, failures = scan_configs(seeds)
    for error in failures.values():
        raise error
    return configs


def scan_configs(seeds: Path) -> tuple[tuple[RecordConfig, ...], dict[str, AlignerError]]:
    """Every record under a folder, by id, and what is wrong with those that cannot be read, by folder.

    `ConfigError` if there is no such folder, two records share an id, or defaults.yml cannot be read.
    """
    if not seeds.is_dir():
        raise ConfigError(
            "there is no such folder",
            file=seeds,
            mend="run the command in the folder that contains 'seeds', or set it with --seeds",
        )
    defaults = load_defaults(seeds)
    configs: dict[str, RecordConfig] = {}
    failures: dict[str, AlignerError] = {}
    for path in sorted(seeds.glob("*/record.yml")):
        try:
            config = load_config(path, defaults)
        except AlignerError as error:
            failures[path.parent.name] = error
            continue
        if config.id in configs:
            raise ConfigError(
                f"the id '{config.id}' is already used by {configs[config.id].path}",
                file=path,
                mend="give one of the two another id",
            )
        configs[config.id] = config
    return tuple(configs[key] for key in sorted(configs)), failures


def load_alignment(config: RecordConfig) -> Alignment:
    """The machine's proposal as it is committed; `InputError` if the record was never aligned."""
    path = config.folder / ALIGNMENT_FILE
    if not path.exists():
        raise InputError(
            "this record is not aligned yet", file=path, mend=f"run 'aligner update {config.id}'"
        )
    return loads(read_text(path), file=path)


def load_record(config: RecordConfig) -> Record:
    """The record with its committed alignment and decisions; `InputError` if it was never aligned."""
    machine = load_alignment(config)
    resolved = resolve(machine, load_decisions(config.folder), as_printed=config.as_printed)
    return Record(config, resolved, machine)
