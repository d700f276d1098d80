"""The diff as data, format ``aligner-diff/1`` (docs/aligner-diff-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aligner.diff.changes import (
    Change,
    ConflictChange,
    DecisionChange,
    EditChange,
    FlagChange,
    PairChange,
    RecordDiff,
    SegmentChange,
    TextChange,
    counts,
)
from aligner.diff.compare import Diff
from aligner.diff.detect.flags import rests_on
from aligner.diff.words import link_texts, word_changes
from aligner.record.decisions.evidence import fingerprint
from aligner.record.decisions.resolved import Resolved
from aligner.record.files.alignment_json import to_dict
from aligner.record.model import SIDES, Alignment, Document, Flag, Segment

DIFF_FORMAT = "aligner-diff/1"
# What JSON allows as it is, but a terminal or a line reader takes for something else.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F))}
_ESCAPED |= {code: f"\\u{code:04x}" for code in (*range(0x2066, 0x206A), *range(0xD800, 0xE000))}


def as_json(diff: Diff) -> str:
    """The document's text."""
    document = {
        "format": DIFF_FORMAT,
        "a": diff.a,
        "b": diff.b,
        "records": [_record(record) for record in diff.records],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).translate(_ESCAPED) + "\n"


def _record(diff: RecordDiff) -> dict[str, Any]:
    row: dict[str, Any] = {"record": diff.record, "kind": diff.kind, "counts": counts(diff)}
    if diff.old is None or diff.new is None:
        return row
    rows = _Rows(diff.old, diff.new)
    return row | {
        "pairs": [rows.pair(change) for change in diff.pairs],
        "flags": [rows.flag(change) for change in diff.flags],
        "texts": [_text(change) for change in diff.texts],
        "edits": [_edit(change) for change in diff.edits],
        "decisions": [_decision(change) for change in diff.decisions],
        "conflicts": [_conflict(change) for change in diff.conflicts],
    }


class _Rows:
    """Links and flags as they stand in a result file, flags with their fingerprints."""

    def __init__(self, old: Resolved, new: Resolved) -> None:
        self._versions = old.alignment, new.alignment
        self._evidence = rests_on(old), rests_on(new)
        empty = Document("", ())
        self._bare = Alignment("", "", "en", empty, empty)

    def pair(self, change: PairChange) -> dict[str, Any]:
        """A change of links."""
        old, new = (to_dict(replace(self._bare, links=links))["links"] for links in (change.old, change.new))
        words = {side: link_texts(change, side, *self._versions) for side in SIDES}
        return {**_what(change), "old": old, "new": new, "words": words, "by": _by(change)}

    def flag(self, change: FlagChange) -> dict[str, Any]:
        """A change of a flag."""
        old, new = map(self._flag, (change.old, change.new), self._evidence)
        return {**_what(change), "old": old, "new": new, "by": _by(change)}

    def _flag(self, flag: Flag | None, evidence: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        if flag is None:
            return None
        row: dict[str, Any] = to_dict(replace(self._bare, flags=(flag,)))["flags"][0]
        return row | {"fingerprint": fingerprint(evidence[flag.id])}


def _text(change: TextChange) -> dict[str, Any]:
    old, new = change.old, change.new
    row = {**_where(change, change.latest), "what": list(change.what)}
    for name, segment in (("old", old), ("new", new)):
        if segment is not None:
            row[name] = {"text": segment.text, "kind": segment.kind, "speaker": segment.speaker}
    if "text" in change.what and old is not None and new is not None:
        row["words"] = word_changes(old.text, new.text)
    return row


def _edit(change: EditChange) -> dict[str, Any]:
    old, new = change.old.wording, change.new.wording
    row = {**_where(change, change.new), "source": change.new.text, "old": old, "new": new}
    return {**row, "words": word_changes(old, new), "by": _by(change)}


def _decision(change: DecisionChange) -> dict[str, Any]:
    old, new = (
        None if entry is None else {"standing": entry.standing, "why": entry.why.en if entry.why else ""}
        for entry in (change.old, change.new)
    )
    return {"kind": change.kind, "old": old, "new": new, "decision": change.latest.decision.as_dict()}


def _conflict(change: ConflictChange) -> dict[str, Any]:
    conflict = change.latest
    members = [decision.id for decision in conflict.decisions]
    return {"kind": change.kind, "thing": list(conflict.thing), "decisions": members}


def _what(change: Change[Any]) -> dict[str, Any]:
    return {"kind": change.kind, "what": list(change.what)}


def _where(change: SegmentChange[Any], segment: Segment) -> dict[str, Any]:
    return {"kind": change.kind, "side": change.side, "segment": segment.id}


def _by(change: Change[Any]) -> list[str]:
    return [decision.latest.decision.id for decision in change.by]
