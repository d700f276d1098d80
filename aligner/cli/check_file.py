"""The findings of a file of pairs, told as they are made."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import tee
from pathlib import Path

from rich.console import Console
from rich.text import Text

from aligner.cli.common import counted, emit, open_encoder, shared_glossary, talk
from aligner.cli.findings import exit_code, is_chosen, show_findings, tell_hidden, within_limit
from aligner.cli.progress import PairsUnderWay
from aligner.cli.second_reader import NOBODY, local_reader, named_reader
from aligner.exchange.pair_rows import PairReading, PairRow
from aligner.exchange.read import Pairs, read_pairs, read_terms
from aligner.language.tables import words_folder
from aligner.pipeline.check import Checked, Pair, checked_pairs
from aligner.pipeline.known_pairs import KnownPairs
from aligner.reader.local.model import has_model
from aligner.reader.tasks import Reader
from aligner.record.config import load_defaults
from aligner.record.decisions.evidence import text_hash
from aligner.record.errors import InputError
from aligner.record.files.alignment_json import flag_dict
from aligner.record.files.cache_folder import cache_folder, cache_limit
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.model import SIDES, Flag
from aligner.record.profiles import PROFILES, Profile, shown_flags
from aligner.report.finding import PlacedFlag
from aligner.report.terminal import styled_passages, styled_summary


def check_file(path: Path, options: argparse.Namespace) -> int:
    """0 if no pair has a finding of the chosen severity or above, 1 if one has.

    Text and jsonl are printed while the checks run; what was found before an interruption is printed in
    every format.
    """
    pairs = read_pairs(path)
    for left in pairs.passed:
        talk(f"{path}:{left.line}: passed over: {left.why}")
    report = _Report(path, options, len(pairs.rows))
    try:
        with ExitStack() as stack:
            stack.enter_context(report.progress.bars)
            for reading, checked in _checked(pairs, options, stack):
                report.add(reading, checked)
    except KeyboardInterrupt:
        report.finish()
        raise
    report.finish()
    return exit_code(report.placed, options.fail_on)


def _checked(
    pairs: Pairs, options: argparse.Namespace, stack: ExitStack
) -> Iterator[tuple[PairReading, Checked]]:
    """Each pair as it is read, with what the checks say of it."""
    made = (PairReading(row, options.original or row.original or "en") for row in pairs.rows)
    readings, ahead = tee(made)
    kind = options.kind or "translation"
    texts: Iterable[Pair] = (Pair(r.row.id, r.zh, r.en, r.original, r.checks, kind) for r in ahead)
    reader = _reader(options, kind)
    if reader is not None:
        texts = _read(list(texts), reader)
    glossary, encoder, words = _glossary(options), open_encoder(options), words_folder(options.seeds)
    scored = options.format == "jsonl"

    def check(pairs: Iterable[Pair]) -> Iterator[Checked]:
        if options.jobs == 1:
            return checked_pairs(pairs, glossary=glossary, encoder=encoder, scored=scored)
        from aligner.batch.executors import open_engine
        from aligner.batch.pairs import checked_in_processes

        engine = stack.enter_context(open_engine(options.jobs, None))
        cached, model = not options.no_cache, options.model
        return checked_in_processes(
            pairs, engine, glossary=glossary, model=model, cached=cached, words=words, scored=scored
        )

    if options.no_cache:
        results = check(texts)
    else:
        folder, limit = cache_folder(), cache_limit()
        known = KnownPairs(
            folder, glossary=glossary, encoder=encoder, words=words, limit=limit, scored=scored
        )
        results = stack.enter_context(closing(known.results(texts, check)))
    return zip(readings, results, strict=True)


def _reader(options: argparse.Namespace, kind: str) -> Reader | None:
    """Who reads the pairs: the one that is named, or of summaries the local reader, if it is installed."""
    if options.reader is None:
        return local_reader() if kind == "summary" and has_model() else None
    return None if options.reader == NOBODY else named_reader(options)


def _read(pairs: Sequence[Pair], reader: Reader) -> Sequence[Pair]:
    """The pairs with what the reader says of them."""
    from aligner.cli.progress import progress_bar
    from aligner.pipeline.read import read_pairs_by

    with progress_bar("reading") as progress:
        read, failed = read_pairs_by(reader, pairs, progress)
    if failed:
        talk(f"{counted(len(failed), 'pair')} got no usable answer; the first: {failed[0].why}")
    return read


def _glossary(options: argparse.Namespace) -> Glossary:
    path: Path | None = options.glossary
    if path is None:
        return shared_glossary(options.seeds)
    if path.suffix.lower() in (".yml", ".yaml"):
        return load_glossary(path)
    file = read_terms(path)
    if file is None:
        raise InputError("this is not a glossary", file=path, mend="give a YAML or TBX file")
    for left in file.left:
        talk(f"{path}:{left.line}: passed over: {left.why}")
    return Glossary(file.terms)


class _Report:
    """The findings under way to standard output, in one format."""

    def __init__(self, path: Path, options: argparse.Namespace, total: int) -> None:
        self.placed: list[PlacedFlag] = []
        self.progress = PairsUnderWay(total)
        self._path, self._options, self._style = path, options, options.format
        self._profile: Profile = options.profile or load_defaults(options.seeds).get("profile", PROFILES[0])
        self._number = self._hidden = 0
        self._seen: Counter[str] = Counter()
        self._watched = sys.stdout.isatty()
        self._console = self.progress.console if self._watched and sys.stderr.isatty() else Console()

    def add(self, reading: PairReading, checked: Checked) -> None:
        """Print what was found in the next pair, where the format allows it."""
        chosen = [f for f in reading.findings(checked.flags) if is_chosen(f, self._options)]
        flags = shown_flags(chosen, self._profile)
        self._hidden += len(chosen) - len(flags)
        new = [self._placed(flag, reading.row) for flag in flags]
        self.placed += new
        self._number += 1
        self.progress.advance(self._number)
        if self._style == "jsonl":
            self._print([Text(_json_line(reading.row, self._path, checked, flags))])
        elif self._style == "text" and new and self._options.limit is None:
            self._print(styled_passages(new, self._console.width if self._watched else 120))

    def finish(self) -> None:
        """Print what could not be printed before."""
        limit = self._options.limit
        if self._style == "text" and limit is None:
            self._print([styled_summary(self.placed)])
        elif self._style != "jsonl":
            show_findings(within_limit(self.placed, limit, self._style), self._style)
        tell_hidden(self._hidden)

    def _print(self, lines: Iterable[Text]) -> None:
        for line in lines:
            if self._watched:
                self._console.print(line, soft_wrap=True)
            else:
                emit(f"{line.plain.rstrip()}\n")

    def _placed(self, flag: Flag, row: PairRow) -> PlacedFlag:
        """A flag of a pair; its fingerprint is made of the pair's id, the words it marks and, where a file
        has the same twice, which of them it is.
        """
        words = [
            text[slice(*span)] if (span := flag.span(side)) else text
            for side, text in zip(SIDES, (row.zh, row.en), strict=True)
        ]
        evidence = "\0".join((flag.check, flag.type, row.id, *words))
        self._seen[evidence] += 1
        again = f"\0{self._seen[evidence]}" if self._seen[evidence] > 1 else ""
        return PlacedFlag(
            record=self._path.stem,
            flag=replace(flag, id=f"{row.id} {flag.id}" if row.id else flag.id),
            file=self._path.as_posix(),
            line=row.line,
            quotes=(row.zh, row.en),
            fingerprint=text_hash(evidence + again),
            unit=row.id,
            passage=str(row.line),
        )


def _json_line(row: PairRow, path: Path, checked: Checked, flags: Sequence[Flag]) -> str:
    """A pair with its place, the score of each type of divergence, and its flags."""
    keep = ("check", "type", "mqm", "severity", "zh_span", "en_span", "score", "message")
    kinds = {"markup": 0.0, **checked.scores} | {
        flag.type: flag.score for flag in flags if flag.check == "codes"
    }
    data = {
        "id": row.id,
        "file": path.as_posix(),
        "line": row.line,
        "scores": {name: round(score, 3) for name, score in kinds.items()},
        "flags": [{name: flag_dict(flag)[name] for name in keep} for flag in flags],
    }
    return json.dumps(data, ensure_ascii=False)
