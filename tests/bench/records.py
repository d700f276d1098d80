"""Reports with planted divergences, from the documents to the findings: ``python -m tests.bench.records``.

The records of ``tests/training/records``, each passage of the report in one of its faithful or lesser
versions or, one in four, in the misleading one, with the invented passages. They are matched and checked as a
user's would be. Each writer's records are read by the network that did not learn from them; with --local, by
the local reader, for which that is writer d. Printed: how many
planted and invented passages are caught by a major finding, how many get any that people are shown, how many
findings are right, and how many passages that are faithful have one.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aligner.checks.reading import judgement, network
from aligner.encode import CachedEncoder, load_encoder
from aligner.ingest.document import Ingested
from aligner.pipeline.align import align_documents
from aligner.pipeline.check import check_alignment
from aligner.reader.local.passages import LocalReader
from aligner.reader.tasks import reading_tasks
from aligner.record.model import Alignment, Document, Flag, Segment, Side, Source, other
from aligner.record.profiles import shown_flags
from tests.bench.data import bench_folder
from tests.training.reader_items import FOLDER, folds, items, rows

PLANTED = 0.25
"""How often a passage that has a misleading version is shown in it."""
MAJOR = ("major", "critical")
Truth = dict[str, str]
"""By segment id: ``ok``, ``minor``, a kind of divergence, or ``invented``."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--records", type=int, default=8, help="of each writer")
    parser.add_argument("--writers", default="c d e f h")
    parser.add_argument("--cache", type=Path, default=Path("build/reader"))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--local", action="store_true", help="read by the local reader (--writers d)")
    options = parser.parse_args()
    encoder = CachedEncoder(load_encoder(), options.cache, limit=4 << 30)
    fold_of = folds(items(bench_folder()), len(network.shipped_networks()))
    counts: Counter[str] = Counter()
    checks: Counter[tuple[str, bool]] = Counter()
    for writer in options.writers.split():
        one = network.shipped_networks()[fold_of[f"record {writer}"]]
        chosen = list(rows(FOLDER / "records" / f"{writer}.jsonl"))[: options.records]
        with patch.object(
            judgement, "compare", lambda a, b, side, one=one: network.compare(a, b, side, [one])
        ):
            results = [aligned(record, encoder) for record in chosen]
            if options.local:
                alignments = read_locally([alignment for alignment, _ in results], encoder)
                results = [(read, truth) for read, (_, truth) in zip(alignments, results, strict=True)]
            for alignment, truth in results:
                _count(alignment, truth, counts, checks, show=options.list)
    planted, flagged = counts["planted"] + counts["invented"], counts["major"]
    print(f"{counts['passages']} passages, {counts['planted']} planted, {counts['invented']} invented")
    print(
        f"caught by a major finding {(counts['caught'] + counts['invented caught']) / planted:.2f},"
        f" planted {counts['caught'] / counts['planted']:.2f}, by any shown {counts['noticed'] / planted:.2f}"
    )
    print(f"{flagged} major findings on the report, right {counts['major right'] / max(flagged, 1):.2f}")
    print(
        f"{counts['shown']} findings shown on it, right {counts['shown right'] / max(counts['shown'], 1):.2f}"
    )
    print(f"faithful passages with a major finding {counts['false'] / counts['faithful']:.3f}")
    for name in sorted({name for name, _ in checks}):
        print(f"  {name}: {checks[name, True]} right, {checks[name, False]} wrong majors")


def aligned(record: dict[str, Any], encoder: CachedEncoder) -> tuple[Alignment, Truth]:
    """A record with divergences planted, matched and checked; and what is true of each passage."""
    rng = random.Random(record["id"])
    original: Side = record["original"]
    source = _document(original, record["source"])
    texts, truth = [], {}
    for number, passage in enumerate(record["report"]):
        text, what = _version(passage, rng)
        texts.append(text)
        truth[f"{other(original)[0]}{number + 1}"] = what
    report = _document(other(original), texts)
    zh, en = (source, report) if original == "zh" else (report, source)
    mode = "translation" if record.get("mode") == "translation" else "summary"
    return align_documents(Ingested(zh, en, ()), encoder, original=original, mode=mode), truth


def read_locally(alignments: Sequence[Alignment], encoder: CachedEncoder) -> list[Alignment]:
    """The same with what the local reader says of their passages."""
    reader = LocalReader()
    read = []
    for alignment in alignments:
        readings = [*reader.read(reading_tasks(alignment))]
        read.append(replace(alignment, flags=check_alignment(alignment, encoder, readings=readings)))
    return read


def _version(passage: dict[str, Any], rng: random.Random) -> tuple[str, str]:
    if "invented" in passage:
        return passage["invented"], "invented"
    if passage.get("major") and rng.random() < PLANTED:
        return passage["major"], passage["kind"]
    options = [(text, "ok") for text in passage["faithful"]]
    if passage.get("minor"):
        options.append((passage["minor"], "minor"))
    return rng.choice(options)


def _document(side: Side, texts: Sequence[str]) -> Document:
    segments = []
    for number, text in enumerate(texts, 1):
        kind = "question" if text.startswith(("Q:", "Q：", "问：", "問：")) else "sentence"
        place = Source("text", 0, len(text), number)
        segments.append(Segment(f"{side[0]}{number}", text, kind, place, paragraph=number))
    return Document("zh-Hans" if side == "zh" else "en", tuple(segments))


def _count(
    alignment: Alignment, truth: Truth, counts: Counter[str], checks: Counter[tuple[str, bool]], *, show: bool
) -> None:
    side = other(alignment.original)
    shown = shown_flags(alignment.flags, "careful")
    for key, what in truth.items():
        own = [flag for flag in shown if key in flag.side(side)]
        major = [flag for flag in own if flag.severity in MAJOR]
        wrong = what not in ("ok", "minor")
        counts["passages"] += 1
        counts["invented" if what == "invented" else "planted" if wrong else "faithful"] += 1
        if wrong:
            counts["invented caught" if what == "invented" else "caught"] += bool(major)
            counts["noticed"] += bool(own)
        counts["major"] += bool(major)
        counts["major right"] += bool(major) and wrong
        counts["shown"] += bool(own)
        counts["shown right"] += bool(own) and what != "ok"
        counts["false"] += bool(major) and not wrong
        for name in {flag.check for flag in major}:
            checks[name, wrong] += 1
        if show and (major or wrong):
            for line in _lines(alignment, key, what, own):
                print(line)


def _lines(alignment: Alignment, key: str, what: str, flags: Sequence[Flag]) -> Iterator[str]:
    partners = [
        p for link in alignment.links if key in (*link.zh, *link.en) for p in link.side(alignment.original)
    ]
    yield f"{what.upper()}: {alignment.segments[key].shown}"
    yield "   < " + " ".join(alignment.segments[p].shown for p in partners)
    yield from (f"   {f.check} {f.severity} {f.score}: {f.message.en}" for f in flags)


if __name__ == "__main__":
    main()
