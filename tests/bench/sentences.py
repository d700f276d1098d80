"""How well passages are split into sentences, beside the segmenters that others use.

    python -m tests.bench.sentences

Two measures. The **table** `sentences.tsv`: passages in both languages and scripts with their sentences
marked; a passage is right if all of them are found. The **joints**: the lines of NTREX and MAC-Dev
(`ALIGNER_BENCH`), four in a row set as one paragraph; how many of their joints are found, and how many cuts
there are inside a line, per hundred. Peers that are not installed (`pip install aligner[bench]`) are left
out.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from aligner.ingest.sentences import split
from aligner.record.model import Side
from tests.bench.data import bench_folder

TABLE = Path(__file__).with_name("sentences.tsv")
MARK = "¦"
RUN = 4
"""Sentences of a paragraph that is made for the joints."""

Segmenter = Callable[[str, Side], list[str]]


class Row(NamedTuple):
    """A passage of the table, its sentences with the blanks behind them."""

    side: Side
    group: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole passage."""
        return "".join(self.sentences)

    def is_right(self, found: list[str]) -> bool:
        """Whether these are its sentences; blanks at the ends aside."""
        return [text.strip() for text in found if text.strip()] == [text.strip() for text in self.sentences]


def read_rows() -> list[Row]:
    """The table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [
        Row("zh" if side == "zh" else "en", group, tuple(text.split(MARK))) for side, group, text in cells
    ]


def ours(text: str, side: Side) -> list[str]:
    """The program's sentences; clauses of a list are sentences as well."""
    return [text[begin:end] for begin, end, _ in split(text, side)]


def peers() -> Iterator[tuple[str, Segmenter]]:
    """Other segmenters, as far as they are installed."""
    if find_spec("pysbd"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pysbd

        by_side = {side: pysbd.Segmenter(language=side, clean=False) for side in ("zh", "en")}
        yield "pysbd", lambda text, side: list(by_side[side].segment(text))
    if find_spec("sentencex"):
        import sentencex

        yield "sentencex", lambda text, side: list(sentencex.segment(side, text))


def score(rows: list[Row], segment: Segmenter) -> Counter[str]:
    """Passages that come out right, by language and by group."""
    right = [row for row in rows if row.is_right(segment(row.text, row.side))]
    return Counter(name for row in right for name in (row.side, f"{row.side} {row.group}", "all"))


def paragraphs() -> Iterator[tuple[str, Side, list[str]]]:
    """Name of the set, language, and the sentences of a paragraph."""
    folder = bench_folder()
    lines = (folder / "ntrex-dev/documents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {("ntrex", "zh"): [], ("ntrex", "en"): [], ("mac", "zh"): [], ("mac", "en"): []}
    for line in lines:
        document = json.loads(line)
        for side in ("zh", "en"):
            texts["ntrex", side].append(document[side])
    for path in sorted((folder / "mac-dev").glob("*.??")):
        texts["mac", path.suffix[1:]].append(path.read_text(encoding="utf-8").splitlines())
    for (name, side), documents in texts.items():
        for sentences in documents:
            for start in range(0, len(sentences), RUN):
                yield (
                    name,
                    "zh" if side == "zh" else "en",
                    [s.strip() for s in sentences[start : start + RUN]],
                )


def joints(segment: Segmenter) -> Counter[tuple[str, str]]:
    """For each set: joints, those found, and cuts inside a sentence."""
    counts: Counter[tuple[str, str]] = Counter()
    for name, side, sentences in paragraphs():
        text = ("" if side == "zh" else " ").join(sentences)
        ends = _ends(sentences)
        cuts = _ends([part.strip() for part in segment(text, side) if part.strip()])
        key = f"{name} {side}"
        counts[key, "lines"] += len(sentences)
        counts[key, "joints"] += len(ends) - 1
        counts[key, "found"] += len(ends & cuts) - 1
        counts[key, "inside"] += len(cuts - ends)
    return counts


def _ends(parts: list[str]) -> set[int]:
    """Where each part ends, blanks not counted."""
    ends, at = set(), 0
    for part in parts:
        at += len("".join(part.split()))
        ends.add(at)
    return ends


def main() -> None:
    """Print both measures for every segmenter."""
    rows = read_rows()
    sizes = Counter(name for row in rows for name in (row.side, f"{row.side} {row.group}", "all"))
    segmenters: dict[str, Segmenter] = {"aligner": ours, **dict(peers())}
    scores = {name: score(rows, segment) for name, segment in segmenters.items()}
    print(f"{'passages that are right':<24}{'of':>6}", *(f"{name:>10}" for name in segmenters))
    for group in sorted(sizes, key=lambda name: (len(name.split()), name)):
        print(f"{group:<24}{sizes[group]:>6}", *(f"{scores[name][group]:>10}" for name in segmenters))
    for name, segment in segmenters.items():
        counts = joints(segment)
        for key in sorted({key for key, _ in counts}):
            found = counts[key, "found"] / counts[key, "joints"]
            inside = 100 * counts[key, "inside"] / counts[key, "lines"]
            print(f"{name:<10}{key:<10} joints found {found:.3f}   cuts inside a line, % {inside:5.1f}")


if __name__ == "__main__":
    main()
