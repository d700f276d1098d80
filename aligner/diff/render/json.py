"""The diff as data, format ``aligner-diff/1`` (docs/aligner-diff-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from aligner.diff.changes import (
    DecisionChange,
    EditChange,
    FlagChange,
    PairChange,
    RecordDiff,
    Runs,
    TextChange,
    counts,
)
from aligner.diff.compare import Diff
from aligner.diff.detect.flags import rests_on
from aligner.diff.link_texts import link_texts
from aligner.diff.words import word_changes
from aligner.record.decisions.evidence import fingerprint
from aligner.record.decisions.resolved import Entry, Resolved
from aligner.record.files.alignment_json import to_dict
from aligner.record.model import SIDES, Alignment, Document, Flag, Link

DIFF_FORMAT = "aligner-diff/1"
# What JSON allows as it is, but a terminal or a line reader takes for something else.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F))}
_ESCAPED |= {code: f"\\u{code:04x}" for code in (*range(0x2066, 0x206A), *range(0xD800, 0xE000))}


def as_json(diff: Diff) -> str:
    """The document's text."""
    return json.dumps(diff_dict(diff), ensure_ascii=False, indent=1).translate(_ESCAPED) + "\n"


def diff_dict(diff: Diff) -> dict[str, Any]:
    """The document as plain data."""
    return {
        "format": DIFF_FORMAT,
        "a": diff.a,
        "b": diff.b,
        "records": [_record(record) for record in diff.records],
    }


def _record(diff: RecordDiff) -> dict[str, Any]:
    row: dict[str, Any] = {"record": diff.record, "kind": diff.kind, "counts": counts(diff)}
    if diff.old is None or diff.new is None:
        return row
    links = _Rows(diff.old, diff.new)
    return row | {
        "pairs": [_pair(change, diff, links) for change in diff.pairs],
        "flags": [_flag(change, links) for change in diff.flags],
        "texts": [_text(change) for change in diff.texts],
        "edits": [_edit(change) for change in diff.edits],
        "decisions": [
            {
                "kind": change.kind,
                "old": _standing(change.old),
                "new": _standing(change.new),
                "decision": change.entry.decision.as_dict(),
            }
            for change in diff.decisions
        ],
        "conflicts": [
            {
                "kind": change.kind,
                "thing": list(change.conflict.thing),
                "decisions": [decision.id for decision in change.conflict.decisions],
            }
            for change in diff.conflicts
        ],
    }


class _Rows:
    """Links and flags as they stand in a result file, flags with their fingerprints."""

    def __init__(self, old: Resolved, new: Resolved) -> None:
        self._evidence = [rests_on(version) for version in (old, new)]
        empty = Document("", ())
        self._bare = Alignment("", "", "en", empty, empty)

    def links(self, links: Iterable[Link]) -> list[dict[str, Any]]:
        """Some links."""
        rows: list[dict[str, Any]] = to_dict(replace(self._bare, links=tuple(links)))["links"]
        return rows

    def flag(self, flag: Flag | None, version: int) -> dict[str, Any] | None:
        """A flag of the older (0) or newer (1) version."""
        if flag is None:
            return None
        row: dict[str, Any] = to_dict(replace(self._bare, flags=(flag,)))["flags"][0]
        return row | {"fingerprint": fingerprint(self._evidence[version][flag.id])}


def _pair(change: PairChange, diff: RecordDiff, rows: _Rows) -> dict[str, Any]:
    assert diff.old is not None and diff.new is not None
    old, new = diff.old.alignment, diff.new.alignment
    return {
        "kind": change.kind,
        "what": list(change.what),
        "old": rows.links(change.old),
        "new": rows.links(change.new),
        "words": {side: _runs(link_texts(change, side, old, new)) for side in SIDES},
        "by": _by(change.by),
    }


def _flag(change: FlagChange, rows: _Rows) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "what": list(change.what),
        "old": rows.flag(change.old, 0),
        "new": rows.flag(change.new, 1),
        "by": _by(change.by),
    }


def _text(change: TextChange) -> dict[str, Any]:
    old, new = change.old, change.new
    row: dict[str, Any] = {
        "kind": change.kind,
        "side": change.side,
        "segment": change.segment.id,
        "what": list(change.what),
    }
    for name, segment in (("old", old), ("new", new)):
        if segment is not None:
            row[name] = {"text": segment.text, "kind": segment.kind, "speaker": segment.speaker}
    if "text" in change.what and old is not None and new is not None:
        row["words"] = _runs(word_changes(old.text, new.text))
    return row


def _edit(change: EditChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "side": change.side,
        "segment": change.new.id,
        "source": change.new.text,
        "old": change.old.shown,
        "new": change.new.shown,
        "words": _runs(word_changes(change.old.shown, change.new.shown)),
        "by": _by(change.by),
    }


def _standing(entry: Entry | None) -> Mapping[str, str] | None:
    return None if entry is None else {"standing": entry.standing, "why": entry.why}


def _runs(runs: Runs) -> list[list[str]]:
    return [[op, text] for op, text in runs]


def _by(changes: Iterable[DecisionChange]) -> list[str]:
    return [change.entry.decision.id for change in changes]
