"""One record as one tree shows it: its words, its scripts, its rows and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aligner.publish.findings import absences, evidence, place, split, visible
from aligner.publish.rows import Row, build_rows, lead_side
from aligner.publish.scripts import Convert, converter, script_of
from aligner.publish.strings import Words
from aligner.publish.trees import Tree
from aligner.record.config import Names
from aligner.record.model import Flag, Segment, Side, Span, other
from aligner.record.record import Record

__all__ = ["View", "make_view"]


@dataclass(frozen=True, slots=True)
class View:
    """What the parts of a page are made from."""

    record: Record
    tree: Tree
    words: Words
    lead: Side
    rows: tuple[Row, ...]
    flags: Mapping[int, list[Flag]]
    """Flags by row, but for those that `absent` holds."""
    absent: Mapping[str, Flag]
    """For a passage shown as missing: the flag that says so."""
    spans: Mapping[str, list[Span]]
    """What is marked in each segment."""
    langs: Mapping[Side, str]
    """The language tag of each side as it is shown here."""
    convert: Mapping[Side, Convert]
    """What brings text of a side into the script shown here."""
    ui_convert: Convert
    """What brings Simplified words of ours (names, messages) into the tree's script."""

    def name(self, names: Names, side: Side | None = None) -> str:
        """A name in the tree's own language, or in the given one."""
        chosen = side or self.tree.side
        return self.zh_name(names.zh) if chosen == "zh" else names.en

    def zh_name(self, text: str) -> str:
        """Chinese from record.yml or a flag in the script that this tree shows."""
        return self.ui_convert(text)

    def other_side(self) -> Side:
        """The language that the tree's words are not in."""
        return other(self.tree.side)

    def follows(self) -> Side:
        """The side that does not lead."""
        return other(self.lead)

    def is_summary(self) -> bool:
        """Whether one side is said to summarise the other."""
        return self.record.config.kind == "summary"

    def starts_turn(self, segment: Segment, side: Side) -> bool:
        """Whether somebody begins to speak here."""
        document = self.record.alignment.document(side)
        position = document.position[segment.id]
        before = document.segments[position - 1] if position else None
        return before is None or (before.speaker, before.turn) != (segment.speaker, segment.turn)


def make_view(record: Record, tree: Tree, words: Words) -> View:
    """Lay a record out for a tree."""
    alignment = record.alignment
    lead = lead_side(alignment, record.config.kind)
    rows = build_rows(alignment, lead)
    flags = visible(record)
    said, others = split(rows, flags)
    zh = script_of(alignment.zh.lang)
    shown = tree.lang if tree.side == "zh" else zh
    return View(
        record=record,
        tree=tree,
        words=words,
        lead=lead,
        rows=rows,
        flags=place(rows, others),
        absent=absences(said),
        spans=evidence(flags),
        langs={"zh": shown, "en": script_of(alignment.en.lang)},
        convert={"zh": converter(zh, shown), "en": str},
        ui_convert=converter("zh-Hans", shown),
    )
