"""How well the translation decoder sees that a short text lost sentences, and leaves a whole one alone.

    python -m tests.bench.short [--cache FOLDER] [--sets zh zh_tw books sections] [--by damage]

Sets: `zh` and `zh_tw`, passages of 3 to 12 segments of the documents of NTREX-128, which take no part in
training; `books`, as many beads of mac-dev, mag and aca, which do. Of every passage there is one that is
whole, one without a segment, one without two or three here and there, and one without a section (two or three
in a row), at either side. In a quarter of the passages of NTREX-128 two neighbours of one side are one
segment, so that not every bead is 1-1. `sections`: three headlines of NTREX-128, each with one to three
segments of its text, of which one side may have lost a section with its heading, or a segment or two.

Printed for each length: of the segments that are said to have no counterpart how many have none and the other
way round (`null P`, `null R`), strict F1 of the beads, and lax recall: how many right links are lost.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.encode import CachedEncoder, load_encoder
from aligner.match.translation.decoder import decode
from aligner.record.encoding import Encoder
from tests.bench.data import Bead, Count, Pair, bench_folder, lax, nulls, read_set, strict
from tests.helpers.encoders import read

__all__ = ["Short", "short_texts", "shortened"]

SETS = ("zh", "zh_tw", "books", "sections")
LENGTHS = range(3, 13)
DAMAGES = ("whole", "one", "some", "section")
MERGED = 0.25
"""Share of the passages of 1-1 segments in which two neighbours become one."""
EVERY = 2
"""A passage of each length starts so many passages after the one before."""

Beads = Sequence[tuple[Sequence[str], Sequence[str]]]
"""Sentences of both sides that say the same."""


@dataclass(frozen=True)
class Short:
    """A short pair and what happened to it."""

    pair: Pair
    length: int
    """Beads of the passage before the damage."""
    damage: str
    headings: frozenset[str] = frozenset()
    """The segments that are headings."""


def short_texts(name: str, folder: Path, seed: int = 7) -> Iterator[Short]:
    """The damaged and whole passages of a set."""
    chance = random.Random(f"{name} {seed}")
    if name == "sections":
        yield from _sectioned(folder, chance)
        return
    for beads in books(folder) if name == "books" else news(folder, name):
        for length in LENGTHS:
            for passage in passages(beads, length):
                is_merged = name != "books" and chance.random() < MERGED
                part = _merged(passage, chance) if is_merged else passage
                for damage in DAMAGES:
                    side = chance.randrange(2)
                    gone = _gone(len(part), damage, chance)
                    yield Short(_pair(part, side, gone), length, damage)


def _sectioned(folder: Path, chance: random.Random) -> Iterator[Short]:
    every = [news(folder, "zh"), news(folder, "zh_tw")]
    for _ in range(300):
        documents = chance.sample(chance.choice(every), 3)
        sizes = [chance.randint(2, 4) for _ in documents]
        beads = [bead for text, size in zip(documents, sizes, strict=True) for bead in text[:size]]
        headings = frozenset(line for text in documents for side in text[0] for line in side)
        starts = [sum(sizes[:k]) for k in range(3)]
        text = [k for k in range(len(beads)) if k not in starts]
        lost = chance.randrange(3)
        for damage in DAMAGES:
            section = set(range(starts[lost], starts[lost] + sizes[lost]))
            some = set(chance.sample(text, 2 if damage == "some" else 1))
            gone = {"whole": set[int](), "section": section}.get(damage, some)
            yield Short(_pair(beads, chance.randrange(2), gone), len(beads), damage, headings)


def news(folder: Path, lang: str) -> list[Beads]:
    """The documents of NTREX-128, segment by segment."""
    lines = (folder / "ntrex-dev" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [[([zh], [en]) for zh, en in zip(row[lang], row["en"], strict=True)] for row in rows]


def books(folder: Path) -> list[Beads]:
    """The files of mac-dev, mag and aca."""
    return [_full(pair) for name in ("mac-dev", "mag", "aca") for pair in read_set(folder, name)]


def _full(pair: Pair) -> Beads:
    """A file bead by bead, without what stands alone."""
    full = sorted(bead for bead in pair.gold if all(bead))
    return [([pair.zh[i] for i in zh], [pair.en[j] for j in en]) for zh, en in full]


def shortened(pair: Pair, seed: int = 3) -> Iterator[Pair]:
    """Passages of one file to learn from, each whole or damaged; their names are the file's with a ``~``."""
    chance = random.Random(f"{pair.name} {seed}")
    for length in LENGTHS:
        for part in passages(_full(pair), length):
            gone = _gone(len(part), chance.choice(DAMAGES), chance)
            yield replace(_pair(part, chance.randrange(2), gone), name=f"{pair.name}~")


def passages(beads: Beads, length: int) -> Iterator[Beads]:
    """Passages of `length` beads: of long texts only every tenth."""
    step = length * (EVERY if len(beads) < 100 else 10)
    for start in range(0, len(beads) - length + 1, step):
        yield beads[start : start + length]


def _merged(beads: Beads, chance: random.Random) -> Beads:
    """With two neighbours joined into one segment at one side, and still two at the other."""
    at, side = chance.randrange(len(beads) - 1), chance.randrange(2)
    (zh, en), (zh2, en2) = beads[at], beads[at + 1]
    joined = (["".join([*zh, *zh2])], [*en, *en2]) if side else ([*zh, *zh2], [" ".join([*en, *en2])])
    return [*beads[:at], joined, *beads[at + 2 :]]


def _gone(count: int, damage: str, chance: random.Random) -> set[int]:
    """The beads that one side loses: never more than half."""
    most = max(1, min(3, count // 2))
    number = {"whole": 0, "one": 1}.get(damage, chance.randint(min(2, most), most))
    if damage == "section":
        start = chance.randrange(count - number + 1)
        return set(range(start, start + number))
    return set(chance.sample(range(count), number))


def _pair(beads: Beads, side: int, gone: set[int]) -> Pair:
    pair = Pair("", [], [], [])
    for k, bead in enumerate(beads):
        places: list[tuple[int, ...]] = []
        for which, (text, lines) in enumerate(zip((pair.zh, pair.en), bead, strict=True)):
            stays = which != side or k not in gone
            places.append(tuple(range(len(text), len(text) + len(lines) * stays)))
            text.extend(lines if stays else [])
        zh, en = places
        pair.gold.extend([(zh, en)] if zh and en else [*(((i,), ()) for i in zh), *(((), (j,)) for j in en)])
    return pair


def beads_of(short: Short, encoder: Encoder) -> list[Bead]:
    """What the translation decoder makes of a pair."""
    sides = (short.pair.zh, short.pair.en)
    decoded = decode(*(read(lines, encoder, [line in short.headings for line in lines]) for lines in sides))
    return [(tuple(range(a, a2)), tuple(range(b, b2))) for (a, a2, b, b2) in decoded.beads]


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, help="folder for encodings; a temporary one without it")
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    parser.add_argument("--by", default="length", choices=["length", "damage"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        encoder = CachedEncoder(load_encoder(), options.cache or Path(temporary))
        for name in options.sets:
            totals: dict[str, list[Count]] = {}
            for short in short_texts(name, bench_folder()):
                found, pair = beads_of(short, encoder), short.pair
                counts = (
                    nulls(found, pair.gold, (len(pair.zh), len(pair.en))),
                    strict(found, pair.gold),
                    lax(found, pair.gold),
                    Count(gold=1),
                )
                for key in (str(getattr(short, options.by)), "all"):
                    before = totals.setdefault(key, [Count()] * len(counts))
                    totals[key] = [a + b for a, b in zip(before, counts, strict=True)]
            for key in sorted(totals, key=lambda key: (key == "all", len(key), key)):
                null, exact, loose, texts = totals[key]
                print(
                    f"{name:6}{key:8}{texts.gold:5} texts   null P {null.precision:.2f} R {null.recall:.2f}"
                    f"   strict F1 {exact.f1:.3f}   lax P {loose.precision:.3f} R {loose.recall:.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
