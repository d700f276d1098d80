"""Take a translator's fixes: each changed text becomes an edit, and the checks run again.

What does not fit is listed and left; what fits is taken, all of it in one writing.

example: aligner import back-from-translation.xlf
         aligner import fixes.tsv --record trans-himalaya-2025 --as "Wang Min" --dry-run
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import (
    add_model,
    add_reviewer,
    add_seeds,
    encoder,
    reviewer,
    select,
    shared_glossary,
    talk,
)
from aligner.exchange.fixes import Fix, Left, Remark, Returned, divide
from aligner.exchange.read import read_returned
from aligner.record.config import RecordConfig
from aligner.record.decisions import log
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.recheck import Mended, compare_flags, resolutions
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide
from aligner.record.errors import InputError
from aligner.record.files.lock import records_locked
from aligner.record.load import Record, load_record
from aligner.record.model import Flag

if TYPE_CHECKING:
    from aligner.record.encoding import Encoder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="XLIFF, TMX or TSV as 'aligner export' wrote it"
    )
    parser.add_argument("--record", metavar="RECORD", help="the record of units that name none")
    parser.add_argument(
        "--unchecked", action="store_true", help="take texts even where the file lost what the translator saw"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken; write nothing")
    add_reviewer(parser)
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 where everything was taken, 1 where something was left, 2 where the file cannot be read."""
    by = reviewer(options)
    returned = read_returned(options.file)
    changed: tuple[Fix | Remark, ...] = (*returned.fixes, *returned.remarks)
    records = sorted({_record(item, options) for item in changed})
    configs = {config.id: config for config in select(options.seeds, records)} if records else {}
    left = list(returned.left)
    model = encoder(options) if returned.fixes else None
    with records_locked(config.folder for config in configs.values()):
        plans = [_plan(configs[name], returned, by, model, options) for name in records]
        for plan in plans:
            if plan.decisions and not options.dry_run:
                log.append(plan.config.folder, plan.decisions)
    for plan in plans:
        left += plan.left
        _tell(plan, dry=options.dry_run)
    if not plans:
        talk(f"{options.file}: {_number(returned.units, 'unit')}, none of them changed")
    for item in sorted(left, key=lambda item: item.line):
        quote = f": {item.text}" if item.text else ""
        talk(f"{options.file}:{item.line}: left out: {item.why}{quote}")
    return int(bool(left))


@dataclass(slots=True)
class _Plan:
    """What is taken of a file for one record."""

    config: RecordConfig
    decisions: list[Decision] = field(default_factory=list)
    edits: int = 0
    comments: int = 0
    same: int = 0
    """Texts that the record has already."""
    mended: Mended = field(default_factory=lambda: Mended((), (), ()))
    left: list[Left] = field(default_factory=list)


def _record(item: Fix | Remark, options: argparse.Namespace) -> str:
    """The record that a unit is for: as it says, as the option says, or the only one."""
    if item.record or options.record:
        return str(item.record or options.record)
    configs = select(options.seeds, [])
    if len(configs) == 1:
        return configs[0].id
    raise InputError(
        "this unit does not say which record it is for",
        file=options.file,
        line=item.line,
        mend="add --record RECORD",
    )


def _plan(
    config: RecordConfig, returned: Returned, by: str, model: Encoder | None, options: argparse.Namespace
) -> _Plan:
    """The decisions that a file brings to one record; nothing is written."""
    record = load_record(config)
    plan = _Plan(config)
    group = f"import-{text_hash(options.file.name + by + _last(record.resolved))}"
    mine = [fix for fix in returned.fixes if _record(fix, options) == config.id]
    for fix in _single(mine, record, plan):
        segment = record.alignment.segments[fix.segments[0]]
        why = _unfit(fix, record, options)
        if fix.after == segment.shown:
            plan.same += 1
        elif why:
            plan.left.append(Left(fix.unit, fix.line, why, fix.after))
        else:
            sides = {fix.side: fix.segments}
            plan.decisions.append(
                decide(
                    record.resolved,
                    "edit",
                    by=by,
                    zh=sides.get("zh", ()),
                    en=sides.get("en", ()),
                    after=fix.after,
                    reason=fix.note,
                    group=group,
                )
            )
    plan.edits = len(plan.decisions)
    if plan.decisions and model is not None:
        _recheck(plan, record, group, model, options)
    segments = record.alignment.segments
    for remark in returned.remarks:
        about = [key for key in remark.segments if key in segments]
        if _record(remark, options) == config.id and about:
            zh = [key for key in about if key in record.alignment.zh.by_id]
            en = [key for key in about if key in record.alignment.en.by_id]
            plan.decisions.append(decide(record.resolved, "comment", by=by, zh=zh, en=en, reason=remark.text))
            plan.comments += 1
    return plan


def _single(fixes: Iterable[Fix], record: Record, plan: _Plan) -> list[Fix]:
    """Fixes of one known segment each, one a segment; the others are left with the reason."""
    segments = record.alignment.segments
    found: defaultdict[str, list[Fix]] = defaultdict(list)
    for fix in fixes:
        missing = [key for key in fix.segments if key not in segments]
        if missing:
            why = f"{record.config.id} has no passage {', '.join(missing)}"
            plan.left.append(Left(fix.unit, fix.line, why, fix.after))
            continue
        for part in divide(fix, {key: segments[key].shown for key in fix.segments}):
            if len(part.segments) == 1:
                found[part.segments[0]].append(part)
            else:
                why = f"it is not clear which part belongs to {' and which to '.join(part.segments)}"
                plan.left.append(Left(part.unit, part.line, why, part.after))
    result = []
    for key, parts in found.items():
        if len({part.after for part in parts}) > 1:
            why = f"the file has two texts for {key}"
            plan.left += [Left(part.unit, part.line, why, part.after) for part in parts]
        else:
            result.append(parts[0])
    return result


def _unfit(fix: Fix, record: Record, options: argparse.Namespace) -> str:
    """Why a fix cannot be taken; empty where it can."""
    key = fix.segments[0]
    shown = record.alignment.segments[key].shown
    if fix.side == record.config.original:
        return f"{key} is of the original, which is never edited"
    if not fix.seen and not options.unchecked and fix.before != shown:
        return f"the file lost what the translator saw of {key}; look at it and add --unchecked"
    if fix.seen and fix.seen[0] != text_hash(shown):
        return f"the text of {key} was changed after this file was exported"
    return ""


def _recheck(plan: _Plan, record: Record, group: str, model: Encoder, options: argparse.Namespace) -> None:
    """Run the checks on the mended texts; flags that are mended become `resolve` decisions."""
    from aligner.pipeline.check import check_alignment

    machine = record.machine
    assert machine is not None
    now = resolve(machine, [*(entry.decision for entry in record.resolved.log), *plan.decisions])
    fresh = check_alignment(
        now.alignment,
        model,
        glossary=shared_glossary(options.seeds),
        checks_off=record.config.checks_off,
    )
    touched = [key for decision in plan.decisions for key in decision.segments]
    plan.mended = compare_flags(record.resolved, now.alignment, fresh, touched)
    plan.decisions += resolutions(
        record.resolved, now, plan.mended.gone, reason="the text was mended", group=group
    )


def _last(resolved: Resolved) -> str:
    return resolved.log[-1].decision.id if resolved.log else ""


def _tell(plan: _Plan, *, dry: bool) -> None:
    """What was taken, and what became of the flags."""
    would = " (nothing written)" if dry else ""
    parts = [_number(plan.edits, "edit")]
    if plan.comments:
        parts.append(_number(plan.comments, "comment"))
    if plan.same:
        parts.append(f"{_number(plan.same, 'text')} that the record has already")
    talk(f"{plan.config.id}: {', '.join(parts)}{would}")
    for title, flags in (
        ("mended", plan.mended.gone),
        ("still there", plan.mended.remain),
        ("new", plan.mended.new),
    ):
        for flag in flags:
            talk(f"  {title}: {_flag(flag)}")
    if plan.edits and not dry:
        talk(f"  run 'aligner update {plan.config.id}' to align the new texts")


def _flag(flag: Flag) -> str:
    return f"{flag.severity} {flag.type} {' '.join((*flag.zh, *flag.en))}: {flag.message.en}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
