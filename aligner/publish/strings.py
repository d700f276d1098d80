"""The words around the records, from strings.yml, in the language of a tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import cast

from aligner.publish.scripts import Convert, converter
from aligner.publish.trees import Tree

__all__ = ["Words", "load_words"]

Entry = str | Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """The strings of one language."""

    entries: Mapping[str, Entry]

    def __call__(self, key: str, **values: object) -> str:
        """The string of a key, its ``{places}`` filled; with ``n`` it chooses between one and other."""
        entry = self.entries[key]
        if not isinstance(entry, str):
            entry = entry["one" if values.get("n") == 1 else "other"]
        return entry.format(**values)

    def name(self, group: str, key: str) -> str:
        """The name of a value of the data, such as a flag's type; the value itself where we have no name."""
        entry = self.entries.get(f"{group}.{key}")
        return entry if isinstance(entry, str) else key.replace("-", " ").replace("_", " ")

    @cached_property
    def colon(self) -> str:
        """What stands between a label and its value."""
        return self("colon")


@cache
def _table() -> dict[str, dict[str, dict[str, Entry]]]:
    """All strings in both languages."""
    import yaml  # noqa: PLC0415

    text = files("aligner.publish").joinpath("assets/strings.yml").read_text(encoding="utf-8")
    return cast(
        dict[str, dict[str, dict[str, Entry]]],
        yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)),
    )


def load_words(tree: Tree) -> Words:
    """The strings of a tree; those of the Traditional tree are the Simplified ones converted."""
    table = _table()
    convert = converter("zh-Hans", tree.lang) if tree.side == "zh" else str
    return Words(
        {
            f"{group}.{key}" if group != "words" else key: _converted(entry[tree.side], convert)
            for group, entries in table.items()
            for key, entry in entries.items()
        }
    )


def _converted(entry: Entry, convert: Convert) -> Entry:
    if isinstance(entry, str):
        return convert(entry)
    return {key: convert(value) for key, value in entry.items()}
