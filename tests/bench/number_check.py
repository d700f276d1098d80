"""Recall and false flags of the number check on the development data: ``python -m tests.bench.number_check``.

The data lies in the folder that ALIGNER_BENCH names (default ``../shared/bench``); none of it is in this
repository.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator

from aligner.checks.context import Context
from aligner.checks.numbers import CHECK
from aligner.record.model import Document, Flag, Link, Segment, Source
from tests.bench.data import bench_folder

DIGIT = re.compile(r"\d|[零二两三四五六七八九十百千万亿]")
PAIR_SCORE = 0.7
"""At or above it, both sides give a number that the other lacks."""

Pair = tuple[str, str]


def flags(pair: Pair) -> list[Flag]:
    """What the number check says of a linked pair of sentences."""
    segments = {
        side: Segment(id=side, text=text, kind="sentence", source=Source(side, 0, len(text), 1))
        for side, text in zip(("zh", "en"), pair, strict=True)
    }
    context = Context(
        zh=Document("zh-Hans", (segments["zh"],)),
        en=Document("en", (segments["en"],)),
        original="zh",
        kind="translation",
        links=(Link("l1", ("zh",), ("en",), "equivalent", 1.0),),
    )
    return list(CHECK.find(context))


def demetr() -> Iterator[tuple[Pair, Pair, Pair]]:
    """Number perturbations: reference, good and bad translation of each source."""
    with (bench_folder() / "demetr-dev" / "pairs.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if "number" in row["pert_name"]:
                yield tuple((row["zh"], row[key]) for key in ("en_ref", "en_good", "en_bad"))  # type: ignore[misc]


def extract(name: str) -> Iterator[tuple[Pair, bool]]:
    """One of the matched extracts: pair, whether raters found that kind of error."""
    csv.field_size_limit(10**7)
    with (bench_folder() / "mqm-dev" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield (row["zh"], row["en"]), row["label"] == "1"


def clean() -> Iterator[tuple[str, Pair]]:
    """Segments with digits in which no rater found any accuracy error, by data set; each source pair once."""
    with gzip.open(bench_folder() / "mqm-dev" / "segments.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if re.search(r"\d", row["zh"]) and not any(
                e["category"].startswith("Accuracy") for e in row["errors"]
            ):
                yield row["set"], (row["zh"], row["en"])


def translated() -> Iterator[Pair]:
    """Professional translations of English news with numbers (NTREX)."""
    with (bench_folder() / "ntrex-dev" / "documents.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield from (pair for pair in zip(row["zh"], row["en"], strict=True) if DIGIT.search(pair[0]))


SWAPS = (
    ["million", "billion", "trillion", "thousand"],
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirty"],
    ["January", "February", "March", "April", "June", "July", "August", "September", "October", "November"],
)
TOKEN = re.compile(r"(?<![\w.,-])(?:\d(?:[\d,.]*\d)?|[A-Za-z]+)(?![\w-])")


def damaged(english: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The text with one number changed, for each kind of number in it: the kind, the damaged text."""
    for token in TOKEN.finditer(english):
        kind, new = "", ""
        for words in SWAPS:
            if token[0] in words:
                kind, new = f"word like {words[0]}", chance.choice([w for w in words if w != token[0]])
        if token[0][0].isdigit():
            at = chance.choice([i for i, char in enumerate(token[0]) if char.isdigit()])
            other = chance.choice([d for d in "123456789" if d != token[0][at]])
            kind, new = "figures", token[0][:at] + other + token[0][at + 1 :]
        if new:
            yield kind, english[: token.start()] + new + english[token.end() :]


def planted(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Clean pairs that are not flagged, each with one of its numbers changed, by kind of number."""
    chance = random.Random(1)
    found: dict[str, list[Pair]] = {}
    for chinese, english in dict.fromkeys(pairs):
        if not flags((chinese, english)):
            for kind, bad in damaged(english, chance):
                found.setdefault(kind, []).append((chinese, bad))
    return found


def rates(pairs: Iterable[Pair]) -> str:
    """How many of the pairs are flagged: at all, and by two differing numbers."""
    rows = [[flag.score for flag in flags(pair)] for pair in pairs]
    if not rows:
        return "none"
    n = len(rows)
    every = sum(bool(scores) for scores in rows)
    differing = sum(any(score >= PAIR_SCORE for score in scores) for scores in rows)
    shares = [f"{count:5} ({100 * count / n:5.1f} %)" for count in (every, differing)]
    return f"{n:6} pairs   any flag {shares[0]}   differing {shares[1]}"


def show(pairs: Iterable[Pair], limit: int) -> None:
    """Print flagged pairs, for reading."""
    for pair in pairs:
        found = flags(pair)
        if found and limit:
            limit -= 1
            print(pair[0], pair[1], *(f"    {f.score} {f.message.en}" for f in found), sep="\n")


def main(arguments: list[str]) -> None:
    """Print the table; ``--show N`` adds flagged clean pairs and missed planted errors."""
    triples = list(demetr())
    for name, column in (("reference", 0), ("good", 1), ("bad", 2)):
        print(f"DEMETR numbers, {name:18}", rates(row[column] for row in triples))
    for name in ("number", "omission", "name", "addition"):
        rows = list(extract(name))
        print(
            f"MQM {name + ', with error':29}",
            rates(pair for pair, label in rows if label and DIGIT.search(pair[0])),
        )
        digits = [pair for pair, label in rows if not label and re.search(r"\d", pair[0])]
        print(f"MQM {name + ', clean with digits':29}", rates(digits))
    sets: dict[str, list[Pair]] = {}
    for name, pair in clean():
        sets.setdefault(name, []).append(pair)
    for name, pairs in sets.items():
        print(f"MQM {name + ', no accuracy error':29}", rates(pairs))
    print(f"{'NTREX, professional translation':33}", rates(translated()))
    for kind, bad in sorted(planted(pair for pairs in sets.values() for pair in pairs).items()):
        print(f"{'changed by us, ' + kind:33}", rates(bad))
    if "--show" in arguments:
        limit = int(arguments[arguments.index("--show") + 1])
        show((row[1] for row in triples), limit)
        print("MISSED", *(row[2] for row in triples if not flags(row[2])), sep="\n")
        for name, pairs in sets.items():
            print("#", name)
            show(list(dict.fromkeys(pairs))[:: max(1, len(pairs) // 2000)], limit)


if __name__ == "__main__":
    main(sys.argv[1:])
