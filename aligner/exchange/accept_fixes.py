"""A translator's fixes as decisions on a record; what cannot be taken is listed with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aligner.exchange.fixes import Fix, Left, Remark, Returned, divide
from aligner.exchange.insertions import place_of
from aligner.exchange.one_line import without_hidden
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.recheck import FlagChange, compare_flags, resolutions
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide
from aligner.record.load import Record
from aligner.record.model import Alignment, Flag, other


@dataclass(frozen=True, slots=True)
class AcceptedFixes:
    """What is taken of a returned file for one record."""

    record: str
    decisions: tuple[Decision, ...]
    """Edits, resolved flags, comments, in this order: to be added to the record's log."""
    edits: int
    comments: int
    same: int
    """Texts that the record has already."""
    left: tuple[Left, ...]
    """What cannot be taken, and why."""
    flags: FlagChange
    """What became of the flags of the edited passages; empty if the checks were not run."""


def accept_fixes(
    record: Record,
    returned: Returned,
    *,
    by: str,
    file: str = "",
    unchecked: bool = False,
    recheck: Callable[[Alignment], Iterable[Flag]] | None = None,
) -> AcceptedFixes:
    """The decisions that a returned file brings to a record; nothing is written.

    Args:
        record: from `load_record`, under the lock of its folder if the decisions are to be written.
        returned: from `read_returned`; what names another record is passed over.
        by: who translated.
        file: the file's name, by which its edits are kept together.
        unchecked: take a text even if the file lost what the translator saw of the passage.
        recheck: the checks, to say which flags the edits resolve; without it no flag is.
    """
    fixes = [fix for fix in returned.fixes if fix.record in ("", record.config.id)]
    single, left = _one_each((fix for fix in fixes if not fix.missing), record)
    log = record.resolved.log
    group = f"import-{text_hash(file + by + (log[-1].decision.id if log else ''))}"
    taken: dict[str, Fix] = {}
    same = 0
    for fix in single:
        why = _unfit(fix, record, unchecked=unchecked)
        segment = record.alignment.segments[fix.segments[0]]
        if without_hidden(fix.after) in map(without_hidden, (segment.wording, segment.shown)):
            same += 1
        elif why:
            left.append(Left(fix.unit, fix.line, why, fix.after))
        else:
            taken[fix.segments[0]] = fix
    links: dict[str, frozenset[str]] = {}
    for fix in (fix for fix in fixes if fix.missing):
        place = place_of(fix, record.alignment)
        wording = record.alignment.segments[place.segment].wording if place else ""
        if place is None:
            why = f"there is no passage yet for the new text of {', '.join(fix.missing)}"
            left.append(Left(fix.unit, fix.line, why, fix.after))
        elif without_hidden(fix.after) in without_hidden(wording):
            same += 1
        else:
            taken[place.segment] = place.with_text(fix, taken.get(place.segment), wording)
            links[place.segment] = links.get(place.segment, frozenset()) | {*fix.missing}
    edits = [_edit(fix, record, by, group) for fix in taken.values()]
    if not record.config.as_printed:  # what is proposed conveys nothing yet
        edits += [_link(segment, missing, record, by, group) for segment, missing in links.items()]
    flags, resolved = FlagChange((), (), ()), list[Decision]()
    if edits and recheck is not None:
        flags, resolved = _recheck(record, edits, recheck, group)
    comments = list(_comments(returned.remarks, record, by))
    return AcceptedFixes(
        record=record.config.id,
        decisions=(*edits, *resolved, *comments),
        edits=len(taken),
        comments=len(comments),
        same=same,
        left=tuple(left),
        flags=flags,
    )


def _one_each(fixes: Iterable[Fix], record: Record) -> tuple[list[Fix], list[Left]]:
    """Fixes of one passage each, one per passage; the others with the reason."""
    segments = record.alignment.segments
    by_segment: defaultdict[str, list[Fix]] = defaultdict(list)
    left = []
    for fix in fixes:
        missing = [key for key in fix.segments if key not in segments]
        if missing:
            why = f"{record.config.id} has no passage {', '.join(missing)}"
            left.append(Left(fix.unit, fix.line, why, fix.after))
            continue
        for part in divide(fix, {key: segments[key].wording for key in fix.segments}):
            if len(part.segments) == 1:
                by_segment[part.segments[0]].append(part)
            else:
                why = f"it is not clear which part belongs to {' and which to '.join(part.segments)}"
                left.append(Left(part.unit, part.line, why, part.after))
    single = []
    for key, parts in by_segment.items():
        if len({part.after for part in parts}) > 1:
            why = f"the file has two texts for {key}"
            left += [Left(part.unit, part.line, why, part.after) for part in parts]
        else:
            single.append(parts[0])
    return single, left


def _unfit(fix: Fix, record: Record, *, unchecked: bool) -> str:
    """Why a fix cannot be taken; empty where it can."""
    key = fix.segments[0]
    wording = record.alignment.segments[key].wording
    if fix.side == record.config.original:
        return f"{key} belongs to the original, which cannot be edited"
    if not fix.seen and not unchecked and fix.before != wording:
        return f"the file no longer says which text of {key} was exported; check it and add --unchecked"
    if fix.seen and fix.seen[0] != text_hash(wording):
        return f"the text of {key} was changed after this file was exported"
    return ""


def _edit(fix: Fix, record: Record, by: str, group: str) -> Decision:
    zh, en = (fix.segments, ()) if fix.side == "zh" else ((), fix.segments)
    return decide(record.resolved, "edit", by=by, zh=zh, en=en, after=fix.after, reason=fix.note, group=group)


def _link(segment: str, missing: frozenset[str], record: Record, by: str, group: str) -> Decision:
    """The passage that took a new text in, linked with what it says now besides what it said before."""
    alignment = record.alignment
    keys = {segment, *missing}
    for link in alignment.links:
        if segment in link.side(other(alignment.original)):
            keys |= {*link.zh, *link.en}
    zh, en = keys & alignment.zh.by_id.keys(), keys & alignment.en.by_id.keys()
    return decide(record.resolved, "link", by=by, zh=zh, en=en, group=group)


def _recheck(
    record: Record,
    edits: Sequence[Decision],
    recheck: Callable[[Alignment], Iterable[Flag]],
    group: str,
) -> tuple[FlagChange, list[Decision]]:
    """What the checks find in the edited texts, and a `resolve` decision for each flag that is gone, but for
    what stays in print."""
    assert record.machine is not None  # `load_record` gives it
    after = resolve(record.machine, [*(entry.decision for entry in record.resolved.log), *edits])
    touched = [key for decision in edits for key in decision.segments]
    flags = compare_flags(record.resolved, after.alignment, recheck(after.alignment), touched)
    if record.config.as_printed:
        return flags, []
    reason = "the text was edited"
    return flags, resolutions(record.resolved, after, flags.gone, reason=reason, group=group)


def _comments(remarks: Iterable[Remark], record: Record, by: str) -> Iterable[Decision]:
    """Remarks as comments, but for those that the log has: the file was imported before."""
    log = (entry.decision for entry in record.resolved.log)
    said = {(d.zh, d.en, d.reason) for d in log if d.verb == "comment"}
    for remark in remarks:
        zh = [key for key in remark.segments if key in record.alignment.zh.by_id]
        en = [key for key in remark.segments if key in record.alignment.en.by_id]
        if remark.record in ("", record.config.id) and (zh or en):
            comment = decide(record.resolved, "comment", by=by, zh=zh, en=en, reason=remark.text)
            if (key := (comment.zh, comment.en, comment.reason)) not in said:
                said.add(key)
                yield comment
