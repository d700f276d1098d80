"""The words of the alignment diff, in both languages, from diff_strings.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from aligner.record.model import Message

__all__ = ["Strings", "load_strings"]


@dataclass(frozen=True, slots=True)
class Strings:
    """The table of words."""

    table: Mapping[str, Mapping[str, Mapping[str, str]]]

    def __call__(self, key: str, **values: object) -> Message:
        """A sentence with its ``{places}`` filled."""
        entry = self.table["words"][key]
        return Message(en=entry["en"].format(**values), zh=entry["zh"].format(**values))

    def name(self, group: str, key: str) -> Message:
        """The name of a value of the data; the value itself where there is no name."""
        entry = self.table[group].get(key)
        return Message(entry["en"], entry["zh"]) if entry else Message(key, key)

    @property
    def sections(self) -> tuple[str, ...]:
        """``group.kind`` of all changes, in the order in which they are shown."""
        return tuple(self.table["changes"])

    def count(self, key: str, number: int) -> Message:
        """A number of changes of one kind, in words."""
        entry = self.table["changes"][key]
        return Message(
            en=entry["one" if number == 1 else "other"].format(n=number), zh=entry["number"].format(n=number)
        )


def load_strings() -> Strings:
    """Read the table."""
    import yaml  # noqa: PLC0415

    text = files("aligner.review").joinpath("diff_strings.yml").read_text(encoding="utf-8")
    return Strings(yaml.safe_load(text))
