"""What the embedded reader learns from: originals with reports that are faithful, lose a little, or mislead.

Items (`contrast/`, and the given ones in ``contrast-dev`` of the folder that ALIGNER_BENCH names) stand by
themselves. Mirrored ones (`mirrored/`) are two originals that differ in one thing, with reports of each,
which mislead about the other, so that neither a report nor an original gives anything away by itself.
Records (`records/`) are whole texts with a report of ten passages or so, each written several times;
`press.jsonl` and `reports.jsonl` have passages of press reports of texts in the same folder.
Everything of one writer, and everything about texts of one set, is on one side of a split.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aligner.record.model import SIDES, Side, other
from tests.bench.press import summaries, text_lines

FOLDER = Path(__file__).parent
Label = Literal[0, 1, 2]
FAITHFUL: Label = 0
MINOR: Label = 1
MAJOR: Label = 2
SAME_KIND = {
    "body_replaced_or_dropped": "body_replaced",
    "question_premise_or_quotation_invented": "quotation_invented",
}
"""Names of kinds in the given items that we have split since."""


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a passage of a report."""

    text: str
    label: Label
    words: str = ""
    """The words that mislead; empty where none do."""
    source_words: str = ""
    """The words of the original that they contradict or leave out."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage of an original and several ways to report it."""

    writer: str
    id: str
    side: Side
    """The side of the report."""
    source: tuple[str, ...]
    versions: tuple[Version, ...]
    kind: str = ""
    """What the misleading version does; a name of the table ``reading_kinds``."""
    mirrored: str = ""
    """Shared with the item whose faithful versions are this one's misleading ones; empty if there is none."""


def items(bench: Path | None) -> list[Item]:
    """Ours, and the given ones where `bench` is not None."""
    given = sorted((bench / "contrast-dev").glob("*.jsonl")) if bench else []
    ours = sorted((FOLDER / "contrast").glob("*.jsonl"))
    mirrored = sorted((FOLDER / "mirrored").glob("*.jsonl"))
    records = sorted((FOLDER / "records").glob("*.jsonl"))
    return [
        *(_item(row, path.stem) for path in given for row in rows(path)),
        *(_item(row, f"contrast {path.stem[0]}") for path in ours for row in rows(path)),
        *(item for path in mirrored for row in rows(path) for item in mirrored_items(row, path.stem)),
        *(item for path in records for row in rows(path) for item in record_items(row, path.stem)),
        *((*press_items(bench), *report_items(bench)) if bench else ()),
    ]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file."""
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _item(row: dict[str, Any], writer: str) -> Item:
    original: Side = "en" if "en" in row else "zh"
    side = other(original)
    versions = [Version(row["faithful"], FAITHFUL)]
    if row.get("minor") and row["minor"] != row["faithful"]:
        versions.append(Version(row["minor"], MINOR))
    versions.append(Version(row["major"], MAJOR, row[f"{side}_span"], row[f"{original}_span"]))
    kind = SAME_KIND.get(row["kind"], row["kind"])
    return Item(writer, row["id"], side, tuple(row[original]), tuple(versions), kind)


def mirrored_items(row: dict[str, Any], writer: str) -> Iterator[Item]:
    """The two originals of a row, each with its own reports and those of the other."""
    for key, mirror, kind in (("a", "b", row["kind"]), ("b", "a", row["kind_back"])):
        own, others = row[key], row[mirror]
        misleading = zip(others["reports"], others["marks"], strict=True)
        yield Item(
            writer=f"mirrored {writer}",
            id=f"{row['id']}/{key}",
            side=other(row["original"]),
            source=tuple(own["source"]),
            versions=(
                *(Version(text, FAITHFUL) for text in own["reports"]),
                *(Version(text, MAJOR, marked, own["words"]) for text, marked in misleading),
            ),
            kind=kind,
            mirrored=row["id"],
        )


def record_items(record: dict[str, Any], writer: str) -> Iterator[Item]:
    """The passages of a record that tell something of the original."""
    source = record["source"]
    for number, passage in enumerate(record["report"]):
        if not passage.get("faithful"):
            continue
        yield Item(
            writer=f"record {writer}",
            id=f"{record['id']}/{number}",
            side=other(record["original"]),
            source=tuple(source[n] for n in passage["from"]),
            versions=tuple(_versions(passage)),
            kind=passage.get("kind", ""),
        )


def press_items(bench: Path) -> Iterator[Item]:
    """The passages of the press summaries (`tests.bench.press`), each as two items: the passage as it stands
    with a misleading version close to it, and another wording with one as free. Their writer is the set that
    the originals are from, so that none of these is on both sides of a split."""
    cases = [*summaries(bench)]
    for row in rows(FOLDER / "press.jsonl"):
        (name, side, case), number = cases[row["case"]], row["passage"]
        texts = {s: [segment.text for segment in getattr(case, s)] for s in SIDES}
        linked = sorted(pair[side == "zh"] for pair in case.pairs if pair[side == "en"] == number)
        stands = [] if row.get("already") else [Version(texts[side][number], FAITHFUL)]
        another = [Version(text, FAITHFUL) for text in row["faithful"]]
        minor = [Version(text, MINOR) for text in row["minor"]]
        for n, major in enumerate(row["major"]):
            others = [*stands, *another] if n or not stands else [*stands, *minor]
            yield Item(
                writer=f"press {name}",
                id=f"press {row['case']}/{number}/{n}",
                side=side,
                source=tuple(texts[other(side)][place] for place in linked),
                versions=(*others, Version(major["text"], MAJOR, major["words"], major["source"])),
                kind=major["kind"],
            )


def report_items(bench: Path) -> Iterator[Item]:
    """More passages of reports of the same texts (`reports.jsonl`), each as two items: the near wordings and
    the free ones."""
    for number, row in enumerate(rows(FOLDER / "reports.jsonl")):
        original: Side = row["original"]
        lines = text_lines(bench, row["doc"], original)
        near, free = (Version(text, FAITHFUL) for text in row["faithful"])
        minor = [Version(text, MINOR) for text in row["minor"]]
        for n, major in enumerate(row["major"]):
            misleading = Version(major["text"], MAJOR, major["words"], major["source"])
            yield Item(
                writer=f"press {row['doc'].partition('/')[0]}",
                id=f"report {number}/{n}",
                side=other(original),
                source=tuple(lines[place] for place in row["from"]),
                versions=(near, free, misleading) if n else (near, *minor, misleading),
                kind=major["kind"],
            )


def _versions(passage: dict[str, Any]) -> Iterator[Version]:
    yield from (Version(text, FAITHFUL) for text in passage["faithful"])
    if passage.get("minor"):
        yield Version(passage["minor"], MINOR)
    if passage.get("major"):
        yield Version(passage["major"], MAJOR, passage["report_span"], passage.get("source_span", ""))


def folds(items: Iterable[Item], number: int) -> dict[str, int]:
    """Which fold each writer is in: the largest first, each to where it makes both directions most even; the
    press summaries and the mirrored items last, so that the others stay where they were."""
    counts: dict[str, Counter[Side]] = defaultdict(Counter)
    for item in items:
        counts[item.writer][item.side] += 1
    sizes: list[Counter[Side]] = [Counter() for _ in range(number)]
    chosen = {}
    later = {"press": 1, "mirrored": 2}
    for writer in sorted(counts, key=lambda w: (later.get(w.split()[0], 0), -counts[w].total(), w)):
        grown = [
            sum((size[side] + counts[writer][side]) ** 2 - size[side] ** 2 for side in SIDES)
            for size in sizes
        ]
        fold = grown.index(min(grown))
        chosen[writer] = fold
        sizes[fold] += counts[writer]
    return chosen
