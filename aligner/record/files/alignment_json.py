"""The result JSON ("aligner/1"): written with one segment, link or flag a line, read back with checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from aligner.record.errors import InputError
from aligner.record.files.shape import MisfitError, read, short
from aligner.record.files.validate import validate
from aligner.record.model import (
    SIDES,
    Alignment,
    Both,
    Document,
    Flag,
    Furniture,
    Link,
    Message,
    Segment,
    Side,
    Source,
)

__all__ = ["ALIGNMENT_FILE", "FORMAT", "dumps", "flag_dict", "from_dict", "loads", "to_dict"]

FORMAT = "aligner/1"
"""Within a format, keys may be added that a reader can do without; a new one is for changes that an older
program would misread."""
_NEWER = re.compile(r"aligner/([2-9]|[1-9]\d+)")
ALIGNMENT_FILE = "alignment.json"
"""Name of the file in a record's folder."""
_RESTORE = "restore it from version control, or delete it and run 'aligner update', which assigns new ids"


_KEYS: Mapping[type, tuple[str, ...]] = {
    Segment: (
        "id", "text", "kind", "section", "speaker", "paragraph",
        "level", "turn", "repairs", "edited", "proposed", "source",
    ),
    Source: ("file", "start", "end", "line", "pieces"),
    Link: ("id", "zh", "en", "relation", "score", "status"),
    Flag: (
        "id", "type", "mqm", "severity", "state", "check",
        "zh", "en", "zh_span", "en_span", "score", "message",
    ),
    Message: ("en", "zh"),
    Furniture: ("name", "file", "start", "end", "line"),
}  # fmt: skip
"""The keys of each class in the order of the published schema."""
_LEFT_OUT = {"level": 0, "turn": None, "repairs": (), "edited": None, "proposed": None, "pieces": ()}
"""Keys that are only written where their values differ from these."""


def _plain(value: Any) -> Any:
    """A part of an alignment as JSON has it."""
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return round(value, 3)
    parts = ((key, getattr(value, key)) for key in _KEYS[type(value)])
    return {key: _plain(part) for key, part in parts if key not in _LEFT_OUT or part != _LEFT_OUT[key]}


def flag_dict(flag: Flag) -> dict[str, Any]:
    """A flag as plain data, keys in the order of the published schema."""
    return cast(dict[str, Any], _plain(flag))


def to_dict(alignment: Alignment) -> dict[str, Any]:
    """The alignment as plain data, keys in the order of the published schema."""
    return {
        "format": FORMAT,
        "record": alignment.record,
        "signature": alignment.signature,
        "original": alignment.original,
        "documents": {
            side: {"lang": alignment.side(side).lang, "segments": _plain(alignment.side(side).segments)}
            for side in SIDES
        },
        "links": _plain(alignment.links),
        "flags": _plain(alignment.flags),
        "unlinked": [{"id": key, "score": round(value, 3)} for key, value in alignment.absent.items()],
        "furniture": _plain(alignment.furniture),
    }


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _lines(items: Iterable[Mapping[str, Any]], indent: str) -> str:
    rows = [indent + _compact(item) for item in items]
    return "[\n" + ",\n".join(rows) + "\n" + indent[:-2] + "]" if rows else "[]"


def dumps(alignment: Alignment) -> str:
    """The file's text: each segment, link and flag on its own line, so that a git diff reads well."""
    data = to_dict(alignment)
    documents = ",\n".join(
        f'    "{side}": {{"lang": {_compact(doc["lang"])}, "segments": {_lines(doc["segments"], " " * 6)}}}'
        for side, doc in data["documents"].items()
    )
    head = [f'  "{key}": {_compact(data[key])}' for key in ("format", "record", "signature", "original")]
    tail = [f'  "{key}": {_lines(data[key], " " * 4)}' for key in ("links", "flags", "unlinked", "furniture")]
    body = [*head, f'  "documents": {{\n{documents}\n  }}', *tail]
    return "{\n" + ",\n".join(body) + "\n}\n"


@dataclass(frozen=True, slots=True)
class _Unlinked:
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class _Documents(Both[Document]):
    zh: Document
    en: Document


@dataclass(frozen=True, slots=True)
class _File:
    """What a result file holds."""

    record: str
    signature: str
    original: Side
    documents: _Documents
    links: tuple[Link, ...]
    flags: tuple[Flag, ...]
    unlinked: tuple[_Unlinked, ...] = ()
    furniture: tuple[Furniture, ...] = ()


def from_dict(data: object) -> Alignment:
    """The reverse of `to_dict`; `MisfitError` (`aligner.record.files.shape`) where a value cannot be."""
    if not isinstance(data, dict):
        raise MisfitError("it should be an object")
    name = data.get("format")
    if name != FORMAT:
        is_newer = isinstance(name, str) and _NEWER.fullmatch(name)
        raise MisfitError(
            f"format {short(name)} is {'newer than this program' if is_newer else 'not known'}",
            mend="install a newer aligner" if is_newer else "",
        )
    file = read(_File, data, "it")
    alignment = Alignment(
        file.record,
        file.signature,
        file.original,
        file.documents.zh,
        file.documents.en,
        file.links,
        file.flags,
        file.furniture,
        {row.id: row.score for row in file.unlinked},
    )
    validate(alignment)
    return alignment


def loads(text: str, *, file: Path | str) -> Alignment:
    """Parse a result file; `InputError` names the file and line of what does not fit."""
    try:
        data = json.loads(text)
        if "\\u" in text:  # half of a surrogate pair, which JSON can express and a file cannot hold
            json.dumps(data, ensure_ascii=False).encode()
        return from_dict(data)
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not JSON ({error.msg})", file=file, line=error.lineno, mend=_RESTORE
        ) from None
    except MisfitError as error:
        what = f"this is not an {FORMAT} result: {error.item}{': ' if error.item else ''}{error}"
        line = _line(text, error.item)
        raise InputError(what, file=file, line=line, mend=error.mend or _RESTORE) from None
    except UnicodeEncodeError:
        raise InputError("a text has half a character in it", file=file, mend=_RESTORE) from None
    except RecursionError:
        raise InputError("this JSON is nested too deeply", file=file, mend=_RESTORE) from None
    except ValueError as error:  # a number with thousands of digits
        raise InputError(f"this is not JSON ({error})", file=file, mend=_RESTORE) from None


def _line(text: str, item: str) -> int | None:
    """The line where an item is given its id, as `dumps` writes it."""
    at = text.find(f'{{"id": {json.dumps(item, ensure_ascii=False)}') if item else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None
