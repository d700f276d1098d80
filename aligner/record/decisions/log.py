"""decisions.yml: an append-only YAML list, one decision a line.

Each line is a JSON object behind a dash, which is valid YAML. One line per decision lets git
keep both sides of a merge by lines (``seeds/*/decisions.yml merge=union`` in .gitattributes): longer entries
would be woven into one another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from aligner.record.decisions.decision import Decision, decision_from, in_order, now
from aligner.record.errors import ConfigError
from aligner.record.files.strict_yaml import Node
from aligner.record.files.strict_yaml import parse as parse_yaml
from aligner.record.files.text import read_text, write_atomic

FILE = "decisions.yml"

_HEAD = (
    "# What people decided about this record: one decision a line, added at the end, never changed.\n"
    "# After a merge keep the lines of both sides, in any order.\n"
)
# How deep a decision is nested: its flag, the flag's message, and one to spare.
_DEPTH = 4
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def load(folder: Path) -> tuple[Decision, ...]:
    """The decisions of a record's folder by time; `ConfigError` names the line of what does not fit."""
    path = folder / FILE
    return in_order(decision for _, decision in parse(read_text(path), path)) if path.exists() else ()


def parse(text: str, path: Path, *, stamp: dict[str, str] | None = None) -> list[tuple[int, Decision]]:
    """(line, decision) for every entry, in the file's order; `ConfigError` where one does not fit.

    `stamp` fills in ``at`` and ``by`` if an entry leaves them out.
    """
    if stamp is None:
        with suppress(ValueError, RecursionError):  # what does not fit is named below
            return [(line, _remembered(raw)) for line, raw in _lines(text, path)]
    return [(line, _decision(row, path, line, stamp)) for line, row in _rows(text, path)]


@lru_cache(maxsize=8192)  # of some 3 kB: the workbench reads a log again after every act
def _remembered(line: str) -> Decision:
    return decision_from(_json(line))


def parse_for_records(
    text: str, path: Path, *, stamp: dict[str, str] | None = None
) -> list[tuple[int, str, Decision]]:
    """The same with the record that each entry names under ``record`` (empty where it names none)."""
    result = []
    for line, row in _rows(text, path):
        name = row.pop("record", None) if isinstance(row, dict) else None
        if name is not None and not isinstance(name, str):
            raise ConfigError("'record' should be the id of a record", file=path, line=line)
        result.append((line, name or "", _decision(row, path, line, stamp)))
        if stamp is not None:  # the order of the lines is the order of the decisions
            stamp = {**stamp, "at": now(after=stamp["at"])}
    return result


def _decision(row: Any, path: Path, line: int, stamp: dict[str, str] | None) -> Decision:
    try:
        if not isinstance(row, dict):
            raise ValueError("a decision should be a set of 'key: value' pairs")
        return decision_from(row, stamp=stamp)
    except ValueError as error:
        raise ConfigError(str(error), file=path, line=line) from None


def append(folder: Path, decisions: Sequence[Decision]) -> None:
    """Add decisions to the record's log, all or none; the caller holds the lock (`locked`)."""
    path = folder / FILE
    for orphan in folder.glob(f".{FILE}.*.tmp"):  # of a writer that was killed: we hold the lock
        orphan.unlink(missing_ok=True)
    text = read_text(path) if path.exists() else _HEAD
    if text and not text.endswith("\n"):
        text += "\n"
    write_atomic(path, text + dumps(decisions))


def dumps(decisions: Sequence[Decision]) -> str:
    """The lines of some decisions."""
    return "".join(f"- {json.dumps(d.as_dict(), ensure_ascii=False)}\n".translate(_BREAKS) for d in decisions)


# Characters that YAML takes for a line end or refuses, but JSON writes as they are.
_BREAKS = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)}
_BREAKS |= {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}


def _lines(text: str, path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line that says something."""
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = raw.strip()
        if line.startswith(_MARKERS):
            raise ConfigError(
                "this is an unresolved git merge conflict",
                file=path,
                line=number,
                mend="keep the decisions of both sides and delete the marker lines",
            )
        if line and not line.startswith("#"):
            yield number, raw


def _rows(text: str, path: Path) -> Iterator[tuple[int, Any]]:
    """Line and plain data of each entry: a line of JSON each, or any other YAML list."""
    try:
        return iter([(number, _json(line)) for number, line in _lines(text, path)])
    except (ValueError, RecursionError):
        return _yaml(text.removeprefix("\ufeff"), path)


def _json(line: str) -> Any:
    if not line.startswith("- {"):
        raise ValueError
    return json.loads(line[2:], object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


class _PlainLoader(yaml.SafeLoader):
    """Without aliases, which a log has no use for and which can make a few lines as large as memory."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """One node; an alias is an error."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed in a log", mark)
        return super().compose_node(parent, index)


def _yaml(text: str, path: Path) -> Iterator[tuple[int, Any]]:
    """The entries of a list in any YAML spelling; every scalar is read as a text."""
    compose = partial(yaml.compose, Loader=_PlainLoader)
    root = parse_yaml(text, path, compose, "restore the line from version control; each decision is one line")
    for item in root.items() if root else ():
        yield item.line, _plain(item)


def _plain(node: Node, depth: int = 0) -> Any:
    """Texts, lists and mappings below a node, no deeper than a decision needs."""
    if depth > _DEPTH:
        node.fail("this decision is nested too deeply")
    if isinstance(node.raw, yaml.SequenceNode):
        return [_plain(item, depth + 1) for item in node.items()]
    if isinstance(node.raw, yaml.MappingNode):
        return {key: _plain(value, depth + 1) for key, value in node.fields().items()}
    return None if node.is_null else str(node.raw.value)
