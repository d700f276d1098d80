"""Strict reading of YAML files that people write, with file and line in every error."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

from aligner.record.errors import ConfigError
from aligner.record.files.text import read_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file, with its position and its name."""

    raw: yaml.Node
    file: Path
    name: str

    @property
    def line(self) -> int:
        """1-based line of the value."""
        return int(self.raw.start_mark.line) + 1

    @property
    def is_null(self) -> bool:
        """Whether there is no value after the key."""
        return bool(self.raw.tag == "tag:yaml.org,2002:null")

    def fail(self, what: str, mend: str = "") -> NoReturn:
        """Raise `ConfigError` at this place."""
        raise ConfigError(what, file=self.file, line=self.line, mend=mend)

    def text(self) -> str:
        """A non-empty string (numbers and dates are taken as written)."""
        if not isinstance(self.raw, yaml.ScalarNode) or self.is_null:
            self.fail(f"'{self.name}' should be a text")
        value = str(self.raw.value).strip()
        if not value:
            self.fail(f"'{self.name}' is empty", "give it a text or delete the line")
        return value

    def choice(self, allowed: tuple[str, ...]) -> str:
        """One of the allowed words."""
        value = self.text()
        if value not in allowed:
            self.fail(f"'{self.name}' is {value!r}", f"use one of: {', '.join(allowed)}")
        return value

    def switch(self) -> bool:
        """``on``/``off``, ``true``/``false``, ``yes``/``no``."""
        words = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
        value = self.text().lower()
        if value not in words:
            self.fail(f"'{self.name}' is {value!r}", "use on or off")
        return words[value]

    def date(self) -> date:
        """A day written YYYY-MM-DD."""
        value = self.text()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{self.name}' is {value!r}, which is not a valid date", "write it as YYYY-MM-DD")

    def items(self) -> Iterator[Node]:
        """The entries of a list."""
        if not isinstance(self.raw, yaml.SequenceNode):
            self.fail(f"'{self.name}' should be a list", "start each entry with '- '")
        for item in self.raw.value:
            yield Node(item, self.file, self.name)

    def list_of(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """The entries of a list, each read by a function."""
        return tuple(read(item) for item in self.items())

    def fields(self, allowed: Collection[str] | None = None) -> dict[str, Node]:
        """The keys of a mapping; unknown and doubled ones are an error. None allows any key."""
        if not isinstance(self.raw, yaml.MappingNode):
            self.fail(f"'{self.name}' should be a set of 'key: value' lines")
        nodes: dict[str, Node] = {}
        for key_node, value_node in self.raw.value:
            key = str(key_node.value)
            place = Node(key_node, self.file, key)
            if allowed is not None and key not in allowed:
                place.fail(f"unknown key '{key}'", f"known keys here: {', '.join(allowed)}")
            if key in nodes:
                place.fail(f"key '{key}' appears twice", "delete one of the two")
            nodes[key] = Node(value_node, self.file, key)
        return nodes

    def values(self, required: Readers, optional: Readers | None = None) -> dict[str, Any]:
        """The values of a mapping, each read by the function of its key; a key that is left out has none."""
        readers = {**required, **(optional or {})}
        nodes = self.fields(readers)
        for key in required:
            if key not in nodes:
                self.fail(f"'{self.name}' has no '{key}'", f"add a line '{key}: …'")
        return {key: readers[key](node) for key, node in nodes.items()}


Readers = Mapping[str, Callable[[Node], Any]]
"""For each key of a mapping, what reads its value."""

_LEVEL = re.compile(r"[\[{]|[-?]\s")
# Signs of a level (brackets, dashes) and characters up to which a text is surely not too deep for libyaml,
# whose recursion ends the process some thousands of levels down.
_SHALLOW, _SMALL = 300, 1 << 14


def _compose(text: str) -> yaml.Node | None:
    """The root node. What is surely not deep is read with libyaml, ten times as fast.

    On a deep file libyaml's own recursion would end the process; and what it does not like is read once more
    for the complaint in plain words.
    """
    fast = getattr(yaml, "CSafeLoader", None)
    if fast and len(text) <= _SMALL and sum(1 for _ in _LEVEL.finditer(text)) <= _SHALLOW:
        with contextlib.suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=fast)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def load(path: Path) -> Node | None:
    """The root of a YAML file, or None if it holds nothing; `ConfigError` where it cannot be parsed."""
    return parse(read_text(path), path)


def parse(
    text: str,
    path: Path,
    compose: Callable[[str], yaml.Node | None] = _compose,
    mend: str = "check the indentation and quote texts that hold ': ' or '#'",
) -> Node | None:
    """The root of a file's text, or None if it holds nothing; `ConfigError` where it cannot be parsed."""
    try:
        root = compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        line = mark.line + 1 if mark else None
        raise ConfigError(f"this is not valid YAML: {problem}", file=path, line=line, mend=mend) from None
    except RecursionError:
        raise ConfigError("this YAML is nested too deeply", file=path) from None
    return None if root is None else Node(root, path, path.name)
