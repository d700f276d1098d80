"""Reading the alignment sets, and the scoring that the field agrees on."""

from __future__ import annotations

import ast
import json
import os
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aligner.record.model import Document, Segment, Source

__all__ = [
    "Bead", "Count", "Pair", "bench_folder", "by_type", "deleted", "document", "lax", "nulls", "read_set",
    "strict",
]  # fmt: skip

Bead = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions on the Chinese side, positions on the English side."""


@dataclass(frozen=True)
class Pair:
    """One file pair and its gold."""

    name: str
    zh: list[str]
    en: list[str]
    gold: list[Bead]


@dataclass(frozen=True)
class Count:
    """What was found, what there is, and what of each is right."""

    right_found: int = 0
    found: int = 0
    right_gold: int = 0
    gold: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.right_found + other.right_found,
            self.found + other.found,
            self.right_gold + other.right_gold,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return self.right_found / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that is found."""
        return self.right_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def bench_folder() -> Path:
    """The development data: ``ALIGNER_BENCH``, or ``../shared/bench`` beside the repository.

    Without it the program ends with one sentence and exit status 2.
    """
    default = Path(__file__).resolve().parents[2].parent / "shared" / "bench"
    folder = Path(os.environ.get("ALIGNER_BENCH", default))
    if not folder.is_dir():
        message = f"no development data at {folder}: set ALIGNER_BENCH to the folder that holds it"
        print(message, file=sys.stderr)
        sys.exit(2)
    return folder


def read_set(folder: Path, name: str) -> list[Pair]:
    """Every file pair of the set ``mac-dev``, ``mag``, ``aca`` or ``textberg-dev`` (of which the German is
    taken for Chinese, and the French for English).
    """
    pairs = []
    for gold in sorted((folder / name).glob("*.gold")):
        suffixes = (".de", ".fr") if gold.with_suffix(".de").exists() else (".zh", ".en")
        zh, en = (_lines(gold.with_suffix(suffix)) for suffix in suffixes)
        pairs.append(
            Pair(f"{name}/{gold.stem}", zh, en, [_bead(line) for line in _lines(gold) if line.strip()])
        )
    return pairs


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _bead(line: str) -> Bead:
    zh, en = line.split(":")[:2]
    return tuple(ast.literal_eval(zh.strip())), tuple(ast.literal_eval(en.strip()))


def beginning(pair: Pair, count: int) -> Pair:
    """The first `count` Chinese sentences, or a few more, and the English of their beads: up to the first
    place behind them that no bead of the gold reaches across.
    """
    zh = en = kept = 0
    for k, bead in enumerate(pair.gold, 1):
        zh, en = max([zh, *(i + 1 for i in bead[0])]), max([en, *(j + 1 for j in bead[1])])
        if zh >= count and all(min([zh, *x]) >= zh and min([en, *y]) >= en for x, y in pair.gold[k:]):
            kept = k
            break
    if not kept:
        return pair
    return Pair(f"{pair.name}:{count}", pair.zh[:zh], pair.en[:en], pair.gold[:kept])


def deleted(folder: Path, share: float = 0.15, seed: int = 5) -> list[Pair]:
    """The documents of NTREX-128, with that share of the segments of either side deleted at random."""
    rng = random.Random(seed)
    return [
        _deleted(json.loads(line), share, rng) for line in _lines(folder / "ntrex-dev" / "documents.jsonl")
    ]


def _deleted(data: dict[str, list[str]], share: float, rng: random.Random) -> Pair:
    pair = Pair(f"ntrex-dev/{data['doc']}", [], [], [])
    for zh, en in zip(data["zh"], data["en"], strict=True):
        stays = rng.random() >= share, rng.random() >= share
        bead = (len(pair.zh),) * stays[0], (len(pair.en),) * stays[1]
        pair.zh.extend([zh] * stays[0])
        pair.en.extend([en] * stays[1])
        if any(stays):
            pair.gold.append(bead)
    return pair


def document(lines: Iterable[str], lang: str) -> Document:
    """A document of plain lines."""
    segments = (
        Segment(f"{lang[0]}{i}", line, "sentence", Source("lines", 0, len(line), i + 1), paragraph=i)
        for i, line in enumerate(lines)
    )
    return Document(lang, tuple(segments))


def _full(beads: Iterable[Bead]) -> list[Bead]:
    return [bead for bead in beads if bead[0] and bead[1]]


def strict(found: Iterable[Bead], gold: Iterable[Bead]) -> Count:
    """Beads with both sides, right when exactly equal."""
    ours, theirs = set(_full(found)), set(_full(gold))
    right = len(ours & theirs)
    return Count(right, len(ours), right, len(theirs))


def lax(found: Iterable[Bead], gold: Iterable[Bead]) -> Count:
    """Beads with both sides, right when they overlap one of the other on both sides."""
    ours, theirs = _full(found), _full(gold)
    cells_ours = {(i, j) for bead in ours for i in bead[0] for j in bead[1]}
    cells_theirs = {(i, j) for bead in theirs for i in bead[0] for j in bead[1]}
    return Count(
        sum(any((i, j) in cells_theirs for i in bead[0] for j in bead[1]) for bead in ours),
        len(ours),
        sum(any((i, j) in cells_ours for i in bead[0] for j in bead[1]) for bead in theirs),
        len(theirs),
    )


def by_type(found: Iterable[Bead], gold: Iterable[Bead]) -> dict[str, Count]:
    """Strict counts of beads of each type: ``1-1``, ``1-2``, ``2-1``, ``1-3+``, ``3+-1``, ``m-n``."""
    ours, theirs = set(_full(found)), set(_full(gold))
    counts: dict[str, Count] = {}
    for bead in ours | theirs:
        right, type_ = bead in ours and bead in theirs, _type(bead)
        fresh = Count(right, bead in ours, right, bead in theirs)
        counts[type_] = counts.get(type_, Count()) + fresh
    return counts


def _type(bead: Bead) -> str:
    m, n = len(bead[0]), len(bead[1])
    if min(m, n) > 1:
        return "m-n"
    return f"{min(m, 3)}-{min(n, 3)}".replace("3", "3+")


def nulls(found: Iterable[Bead], gold: Iterable[Bead], sizes: tuple[int, int]) -> Count:
    """Sentences without a counterpart, on both sides together."""
    ours, theirs = _alone(found, sizes), _alone(gold, sizes)
    right = len(ours & theirs)
    return Count(right, len(ours), right, len(theirs))


def _alone(beads: Iterable[Bead], sizes: tuple[int, int]) -> set[tuple[int, int]]:
    linked = {(0, i) for bead in _full(beads) for i in bead[0]}
    linked |= {(1, j) for bead in _full(beads) for j in bead[1]}
    return {(side, k) for side in (0, 1) for k in range(sizes[side])} - linked
