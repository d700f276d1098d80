"""Pairs that must be flagged, and pairs that must not: ``python -m tests.bench.pairs FOLDER [--list]``.

The folder holds tables (`id zh en`, tabs between) whose ids end in ``-clean`` or ``-broken``; an id without
either is clean. A pair counts as flagged from *minor* on, whichever check says so. Each table is checked in
both directions and in both scripts (Traditional by OpenCC); ``glossary-NAME.yml`` beside ``NAME.tsv`` is its
glossary, otherwise that of ``seeds/``. Counts are printed by the letters with which the ids begin.
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.encode import CachedEncoder, load_encoder
from aligner.exchange.pair_rows import PairReading
from aligner.exchange.read import read_pairs
from aligner.language.conversion import converter
from aligner.pipeline.check import Pair, checked_pairs
from aligner.record.encoding import Encoder
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.model import SIDES, Flag, Side

SCRIPTS = ("zh-Hans", "zh-Hant")
WEIGHTY = ("minor", "major", "critical")
SHARED_GLOSSARY = Path("seeds/glossary.yml")


@dataclass(frozen=True)
class Verdict:
    """What the checks said of one pair, read in one way."""

    table: str
    key: str
    original: Side
    script: str
    flags: tuple[Flag, ...]
    """Those that count."""

    @property
    def broken(self) -> bool:
        """Whether the pair must be flagged."""
        return self.key.endswith("-broken")

    @property
    def wrong(self) -> bool:
        """Whether it is flagged and must not be, or the other way round."""
        return self.broken != bool(self.flags)

    @property
    def family(self) -> str:
        """The table and the letters with which the id begins."""
        return f"{self.table} {re.match('[A-Za-z]*', self.key)[0]}"


def verdicts(
    table: Path, encoder: Encoder | None, scripts: Sequence[str], originals: Sequence[Side]
) -> Iterator[Verdict]:
    """Every pair of a table, in these scripts and directions."""
    own = table.with_name(f"glossary-{table.stem}.yml")
    shared = load_glossary(SHARED_GLOSSARY) if SHARED_GLOSSARY.exists() else Glossary()
    glossary = load_glossary(own) if own.exists() else shared
    rows = read_pairs(table).rows
    for script in scripts:
        convert = converter("zh-Hans", script)
        for original in originals:
            readings = [PairReading(replace(row, zh=convert(row.zh)), original) for row in rows]
            pairs = (Pair(r.row.id, r.zh, r.en, original, r.checks) for r in readings)
            results = checked_pairs(pairs, glossary=glossary, encoder=encoder)
            for row, reading, result in zip(rows, readings, results, strict=True):
                flags = tuple(f for f in reading.findings(result.flags) if f.severity in WEIGHTY)
                yield Verdict(table.stem, row.id, original, script, flags)


def main() -> None:
    """Print false and missed by family; with --list every pair that is judged wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of tables, or one table")
    parser.add_argument("--list", action="store_true", help="list the pairs that are judged wrongly")
    parser.add_argument("--script", choices=SCRIPTS, help="one script only")
    parser.add_argument("--original", choices=SIDES, help="one direction only")
    parser.add_argument("--only", default="", help="ids that begin with one of these (P,M)")
    options = parser.parse_args()
    folder: Path = options.folder
    tables = sorted(folder.glob("*.tsv")) if folder.is_dir() else [folder]
    tables = [table for table in tables if not table.stem.startswith("results")]
    encoder = CachedEncoder(load_encoder(), Path(os.environ.get("ALIGNER_CACHE", "build/encodings")))
    scripts = (options.script,) if options.script else SCRIPTS
    originals: Sequence[Side] = (options.original,) if options.original else SIDES
    begins = tuple(options.only.split(","))
    found = [
        verdict
        for table in tables
        for verdict in verdicts(table, encoder, scripts, originals)
        if verdict.key.startswith(begins)
    ]
    if options.list:
        _list(found)
    _count(found)


def _list(found: Sequence[Verdict]) -> None:
    for verdict in found:
        if verdict.wrong:
            name = "MISSED" if verdict.broken else "FALSE "
            print(name, verdict.table, verdict.key, verdict.original, verdict.script)
            for flag in verdict.flags:
                print(f"       {flag.severity} {flag.check}: {flag.message.en}")


def _count(found: Sequence[Verdict]) -> None:
    """A line a family, and one a script and direction."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in found:
        for group in (verdict.family, f"{verdict.script} --original {verdict.original}"):
            groups.setdefault(group, []).append(verdict)
    for group in (*sorted(groups), "all"):
        chosen = groups.get(group, found)
        wrong = Counter(verdict.broken for verdict in chosen if verdict.wrong)
        total = Counter(verdict.broken for verdict in chosen)
        shares = [
            f"{name} {wrong[broken]:3}/{total[broken]:3} {100 * wrong[broken] / max(total[broken], 1):5.1f} %"
            for name, broken in (("false", False), ("missed", True))
        ]
        print(f"{group:28} {'   '.join(shares)}")


if __name__ == "__main__":
    main()
