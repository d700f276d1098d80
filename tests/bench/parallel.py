"""Human translations of the development data, as pairs to learn from without annotation."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass

from tests.bench.data import bench_folder, read_set

__all__ = ["Parallel", "parallel", "tidy"]

BLOCK = 40
"""Beads that count as one document where a set has no documents."""


@dataclass(frozen=True)
class Parallel:
    """A passage and its translation by a person."""

    doc: str
    zh: str
    en: str


def tidy(text: str) -> str:
    """One line."""
    return " ".join(text.split())


def parallel() -> list[Parallel]:
    """News (NTREX), novels, magazines, academic texts and talks; none of newstest2020, on which omissions
    are measured."""
    found, folder = [], bench_folder()
    with (folder / "ntrex-dev" / "documents.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found += [
                Parallel(f"ntrex {row['doc']}", tidy(z), tidy(e))
                for z, e in zip(row["zh"], row["en"], strict=True)
            ]
    for name in ("mag", "aca", "mac-dev"):
        for files in read_set(folder, name):
            beads = [(z, e) for z, e in files.gold if 1 <= len(z) <= 2 and 1 <= len(e) <= 2]
            found += [
                Parallel(
                    f"{files.name} {n // BLOCK}",
                    tidy("".join(files.zh[i] for i in z)),
                    tidy(" ".join(files.en[i] for i in e)),
                )
                for n, (z, e) in enumerate(beads)
            ]
    talks: dict[str, Parallel] = {}
    with gzip.open(folder / "mqm-dev" / "segments.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["set"] == "ted2021" and row["human"]:
                talks[tidy(row["zh"])] = Parallel(f"ted {row['doc']}", tidy(row["zh"]), tidy(row["en"]))
    found += talks.values()
    return [row for row in found if 6 <= len(row.zh) <= 130 and 20 <= len(row.en) <= 450]
