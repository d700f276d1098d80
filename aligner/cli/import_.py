"""Import a translator's corrections: each changed text becomes an edit, and the checks run again.

Changes that do not fit the record are listed and skipped; the others are written all at once.

example: aligner import back-from-translation.xlf
         aligner import fixes.tsv --record trans-himalaya-2025 --as "Wang Min" --dry-run
         aligner import terms.tbx            terms that the glossary lacks
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path

from aligner.cli.common import (
    OpenRecords,
    add_model,
    add_reviewer,
    add_seeds,
    counted,
    record_for,
    reviewer,
    select,
    shared_glossary,
    talk,
)
from aligner.exchange.accept_fixes import AcceptedFixes, accept_fixes
from aligner.exchange.fixes import Returned
from aligner.exchange.read import read_returned, read_terms
from aligner.exchange.tbx import TermFile
from aligner.i18n.catalogue import shared_catalogue
from aligner.record.decisions import log
from aligner.record.files.lock import records_locked
from aligner.record.glossary_file import add_terms, new_terms
from aligner.record.load import load_record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="file made by 'aligner export' (XLIFF, TMX, a table), or a term base (TBX)",
    )
    parser.add_argument("--record", metavar="RECORD", help="record of units that do not name one")
    parser.add_argument(
        "--unchecked",
        action="store_true",
        help="accept texts even if the file no longer says which text was exported",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="report what would be imported without writing anything"
    )
    add_reviewer(parser)
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 if everything was imported, 1 if something was skipped, 2 if the file cannot be read."""
    terms = read_terms(options.file)
    if terms is not None:
        return _add_to_glossary(terms, options)
    by = reviewer(options)
    returned = _named(read_returned(options.file), options)
    records = sorted({x.record for x in returned.fixes} | {x.record for x in returned.remarks})
    configs = select(options.seeds, records) if records else ()
    check = OpenRecords(options).check
    with records_locked(config.folder for config in configs):
        accepted = [
            accept_fixes(
                load_record(config),
                returned,
                by=by,
                file=options.file.name,
                unchecked=options.unchecked,
                recheck=partial(check, config),
            )
            for config in configs
        ]
        for config, fixes in zip(configs, accepted, strict=True):
            if fixes.decisions and not options.dry_run:
                log.append(config.folder, fixes.decisions)
    left = list(returned.left)
    for config, fixes in zip(configs, accepted, strict=True):
        left += fixes.left
        _report(fixes, dry=options.dry_run, as_printed=config.as_printed)
    if not accepted:
        talk(f"{options.file}: {counted(returned.units, 'unit')}, none of them changed")
    for item in sorted(left, key=lambda item: item.line):
        quote = f": {item.text}" if item.text else ""
        talk(f"{options.file}:{item.line}: left out: {item.why}{quote}")
    return int(bool(left))


def _add_to_glossary(file: TermFile, options: argparse.Namespace) -> int:
    """Add the terms of a term base that the glossary lacks."""
    path = options.seeds / "glossary.yml"
    additions = new_terms(shared_glossary(options.seeds), file.terms)
    if additions.new and not options.dry_run:
        add_terms(path, additions.new)
    known = f", {counted(additions.familiar, 'term')} that it has already" if additions.familiar else ""
    talk(
        f"{path}: {counted(len(additions.new), 'term')} added{known}{' (nothing written)' * options.dry_run}"
    )
    for left in file.left:
        talk(f"{options.file}:{left.line}: left out: {left.why}")
    for term, rendering in additions.conflicts:
        pair = f"{term.zh.required[0]} / {term.en.required[0]}"
        talk(f"{options.file}: left out: {pair}: the glossary has “{rendering}” in another entry")
    return int(bool(file.left or additions.conflicts))


def _named(returned: Returned, options: argparse.Namespace) -> Returned:
    """The same, every fix and remark with the record that it is for."""
    record = partial(record_for, options=options, what="unit")
    return replace(
        returned,
        fixes=tuple(replace(fix, record=record(fix.record, line=fix.line)) for fix in returned.fixes),
        remarks=tuple(replace(note, record=record(note.record, line=note.line)) for note in returned.remarks),
    )


def _report(fixes: AcceptedFixes, *, dry: bool, as_printed: bool) -> None:
    """What was taken over, and what became of the findings, or would if a proposal were printed."""
    parts = [counted(fixes.edits, "proposal" if as_printed else "edit")]
    if fixes.comments:
        parts.append(counted(fixes.comments, "comment"))
    if fixes.same:
        parts.append(f"{counted(fixes.same, 'text')} that the record has already")
    talk(f"{fixes.record}: {', '.join(parts)}{' (nothing written)' if dry else ''}")
    change, words = fixes.flags, shared_catalogue("en")
    gone = "not in the new wording, still in print" if as_printed else "resolved"
    for outcome, flags in ((gone, change.gone), ("still there", change.remain), ("new", change.new)):
        for flag in flags:
            about = " ".join((*flag.zh, *flag.en))
            talk(f"  {outcome}: {words.title(flag)} {about}: {flag.message.en}")
    if fixes.edits and not dry and not as_printed:
        talk(f"  run 'aligner update {fixes.record}' to align the new texts")
