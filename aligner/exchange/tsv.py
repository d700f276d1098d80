"""Tab-separated rows for spreadsheets: one link a row, unlinked segments with one side empty."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aligner.record.errors import InputError
from aligner.record.files import read_text
from aligner.record.model import Alignment, Link, Side

__all__ = ["COLUMNS", "Row", "read", "write"]

COLUMNS = ("id", "zh", "en", "relation", "score", "status", "zh_ids", "en_ids", "flags")


@dataclass(frozen=True, slots=True)
class Row:
    """A pair that somebody aligned."""

    id: str
    zh: str
    en: str
    line: int


def write(alignment: Alignment) -> str:
    """Header and rows, in the order of the Chinese side; what only the English has comes last."""
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    table.writerow(COLUMNS)
    position = alignment.zh.position
    rows = [
        (min((position[i] for i in link.zh), default=len(position)), row) for link, row in _links(alignment)
    ]
    rows += [
        (position.get(key, len(position)), _single(alignment, key, score))
        for key, score in alignment.absent.items()
    ]
    for _, row in sorted(rows, key=lambda pair: pair[0]):
        table.writerow([cell.replace("\t", " ") for cell in row])
    return out.getvalue()


def _links(alignment: Alignment) -> Iterator[tuple[Link, list[str]]]:
    for link in alignment.links:
        flags = [f.type for f in alignment.flags if set(f.zh) & set(link.zh) and set(f.en) & set(link.en)]
        yield (
            link,
            [
                link.id,
                _text(alignment, "zh", link.zh),
                _text(alignment, "en", link.en),
                link.relation,
                f"{link.score:.3f}",
                link.status,
                " ".join(link.zh),
                " ".join(link.en),
                " ".join(dict.fromkeys(flags)),
            ],
        )


def _single(alignment: Alignment, key: str, score: float) -> list[str]:
    in_zh = key in alignment.zh.by_id
    text = alignment.segments[key].text
    flags = " ".join(dict.fromkeys(f.type for f in alignment.flags if key in (*f.zh, *f.en)))
    sides = [text, ""] if in_zh else ["", text]
    ids = [key, ""] if in_zh else ["", key]
    return ["", *sides, "", f"{score:.3f}", "auto", *ids, flags]


def _text(alignment: Alignment, side: Side, keys: tuple[str, ...]) -> str:
    joiner = "" if side == "zh" else " "
    return joiner.join(alignment.document(side).by_id[key].text for key in keys)


def read(path: Path) -> list[Row]:
    """Pairs from a file with a header that has the columns ``id``, ``zh`` and ``en``."""
    text = read_text(path).removeprefix("\ufeff")
    lines = text.splitlines()
    if not lines:
        raise InputError("the file is empty", file=path, mend="give it a header 'id<TAB>zh<TAB>en' and rows")
    header = lines[0].split("\t")
    missing = [name for name in ("id", "zh", "en") if name not in header]
    if missing:
        raise InputError(
            f"the header has no column '{missing[0]}'",
            file=path,
            line=1,
            mend="name the columns id, zh and en",
        )
    places = [header.index(name) for name in ("id", "zh", "en")]
    rows = []
    for number, cells in enumerate(csv.reader(lines[1:], delimiter="\t"), start=2):
        if not cells:
            continue
        if len(cells) <= max(places):
            raise InputError(
                f"the row has {len(cells)} columns, the header {len(header)}",
                file=path,
                line=number,
                mend="separate the columns with tabs",
            )
        key, zh, en = (cells[place] for place in places)
        rows.append(Row(key, zh, en, number))
    return rows
