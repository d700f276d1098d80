"""The result JSON ("aligner/1"): written with one segment, link or flag a line, read back with checks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aligner.record.errors import InputError
from aligner.record.files.formats import FORMAT, UnknownFormatError, current
from aligner.record.files.validate import MisfitError, validate
from aligner.record.model import (
    SIDES,
    Alignment,
    Document,
    Flag,
    Furniture,
    Link,
    Message,
    Segment,
    Source,
)

__all__ = ["ALIGNMENT_FILE", "FORMAT", "dumps", "flag_dict", "from_dict", "loads", "to_dict"]

ALIGNMENT_FILE = "alignment.json"
"""Name of the file in a record's folder."""
_RESTORE = "restore it from version control, or delete it and run 'aligner update', which gives new ids"


def _segment_dict(segment: Segment) -> dict[str, Any]:
    source: dict[str, Any] = {
        "file": segment.source.file,
        "start": segment.source.start,
        "end": segment.source.end,
        "line": segment.source.line,
    }
    if segment.source.pieces:
        source["pieces"] = [list(piece) for piece in segment.source.pieces]
    out: dict[str, Any] = {
        "id": segment.id,
        "text": segment.text,
        "kind": segment.kind,
        "section": list(segment.section),
        "speaker": segment.speaker,
        "paragraph": segment.paragraph,
    }
    if segment.level:
        out["level"] = segment.level
    if segment.turn:
        out["turn"] = segment.turn
    if segment.repairs:
        out["repairs"] = list(segment.repairs)
    if segment.edited is not None:
        out["edited"] = segment.edited
    out["source"] = source
    return out


def _link_dict(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "zh": list(link.zh),
        "en": list(link.en),
        "relation": link.relation,
        "score": round(link.score, 3),
        "status": link.status,
    }


def flag_dict(flag: Flag) -> dict[str, Any]:
    """A flag as plain data, keys in the order of the published schema."""
    return {
        "id": flag.id,
        "type": flag.type,
        "mqm": flag.mqm,
        "severity": flag.severity,
        "state": flag.state,
        "check": flag.check,
        "zh": list(flag.zh),
        "en": list(flag.en),
        "zh_span": list(flag.zh_span) if flag.zh_span else None,
        "en_span": list(flag.en_span) if flag.en_span else None,
        "score": round(flag.score, 3),
        "message": {"en": flag.message.en, "zh": flag.message.zh},
    }


def _furniture_dict(piece: Furniture) -> dict[str, Any]:
    return {
        "name": piece.name,
        "file": piece.file,
        "start": piece.start,
        "end": piece.end,
        "line": piece.line,
    }


def to_dict(alignment: Alignment) -> dict[str, Any]:
    """The alignment as plain data, keys in the order of the published schema."""
    return {
        "format": FORMAT,
        "record": alignment.record,
        "signature": alignment.signature,
        "original": alignment.original,
        "documents": {
            side: {
                "lang": alignment.document(side).lang,
                "segments": [_segment_dict(s) for s in alignment.document(side)],
            }
            for side in SIDES
        },
        "links": [_link_dict(link) for link in alignment.links],
        "flags": [flag_dict(flag) for flag in alignment.flags],
        "unlinked": [{"id": key, "score": round(value, 3)} for key, value in alignment.absent.items()],
        "furniture": [_furniture_dict(piece) for piece in alignment.furniture],
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


def _span(value: Any) -> tuple[int, int] | None:
    return (int(value[0]), int(value[1])) if value else None


def _segment(data: Mapping[str, Any]) -> Segment:
    source = data["source"]
    return Segment(
        id=data["id"],
        text=data["text"],
        kind=data["kind"],
        section=tuple(data["section"]),
        speaker=data["speaker"],
        paragraph=data.get("paragraph", 0),
        level=data.get("level", 0),
        turn=data.get("turn"),
        repairs=tuple(data.get("repairs", ())),
        edited=data.get("edited"),
        source=Source(
            file=source["file"],
            start=source["start"],
            end=source["end"],
            line=source["line"],
            pieces=tuple((int(a), int(b)) for a, b in source.get("pieces", ())),
        ),
    )


def from_dict(data: Mapping[str, Any]) -> Alignment:
    """The reverse of `to_dict`; KeyError, TypeError or ValueError where the data has another shape.

    The ValueError is a `MisfitError` (`aligner.record.files.validate`) where a value cannot be, or an
    `UnknownFormatError` (`aligner.record.files.formats`).
    """
    if not isinstance(data, dict):
        raise TypeError("it should be an object")
    alignment = _alignment(current(data))
    validate(alignment)
    return alignment


def _alignment(data: Mapping[str, Any]) -> Alignment:
    documents = {
        side: Document(
            lang=data["documents"][side]["lang"],
            segments=tuple(_segment(s) for s in data["documents"][side]["segments"]),
        )
        for side in SIDES
    }
    return Alignment(
        record=data["record"],
        signature=data["signature"],
        original=data["original"],
        zh=documents["zh"],
        en=documents["en"],
        links=tuple(
            Link(
                id=link["id"],
                zh=tuple(link["zh"]),
                en=tuple(link["en"]),
                relation=link["relation"],
                score=link["score"],
                status=link["status"],
            )
            for link in data["links"]
        ),
        flags=tuple(
            Flag(
                id=flag["id"],
                type=flag["type"],
                mqm=flag["mqm"],
                severity=flag["severity"],
                state=flag["state"],
                check=flag.get("check", ""),
                zh=tuple(flag["zh"]),
                en=tuple(flag["en"]),
                zh_span=_span(flag.get("zh_span")),
                en_span=_span(flag.get("en_span")),
                score=flag["score"],
                message=Message(en=flag["message"]["en"], zh=flag["message"]["zh"]),
            )
            for flag in data["flags"]
        ),
        furniture=tuple(Furniture(**piece) for piece in data.get("furniture", ())),
        absent={row["id"]: row["score"] for row in data.get("unlinked", ())},
    )


def loads(text: str, *, file: Path | str) -> Alignment:
    """Parse a result file; `InputError` names the file and line of what does not fit."""
    try:
        data = json.loads(text)
        if "\\u" in text:  # half a character, which can be said in JSON but not written to a file
            json.dumps(data, ensure_ascii=False).encode()
        return from_dict(data)
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not JSON ({error.msg})", file=file, line=error.lineno, mend=_RESTORE
        ) from None
    except UnknownFormatError as error:
        raise InputError(str(error), file=file, mend=error.mend) from None
    except MisfitError as error:
        line = _line(text, error.item)
        raise InputError(
            f"this is not an {FORMAT} result: {error}", file=file, line=line, mend=_RESTORE
        ) from None
    except UnicodeEncodeError:
        raise InputError("a text has half a character in it", file=file, mend=_RESTORE) from None
    except RecursionError:
        raise InputError("this JSON is nested too deeply", file=file, mend=_RESTORE) from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        what = f"missing key {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(f"this is not an {FORMAT} result: {what}", file=file, mend=_RESTORE) from None


def _line(text: str, item: str) -> int | None:
    """The line where an item is given its id, as `dumps` writes it."""
    at = text.find(f'{{"id": {json.dumps(item, ensure_ascii=False)}') if item else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None
