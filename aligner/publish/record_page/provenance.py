"""Where a record's texts come from, and what was done to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from aligner.publish.html import html, tag
from aligner.publish.record_page.facts import terms
from aligner.publish.record_page.history import edited_passages, history, reviewers
from aligner.publish.record_page.view import View
from aligner.record.errors import InputError
from aligner.record.files.text import LineIndex
from aligner.record.model import SIDES, Side
from aligner.record.version import __version__

__all__ = ["provenance", "source_hash"]


def provenance(view: View) -> str:
    """Source, hash, review, repairs and versions, folded away; what people changed, and when."""
    box = tag("summary", html(view.words("provenance"))) + "\n" + terms(_provenance(view))
    parts = [edited_passages(view), tag("details", box, class_="provenance"), history(view)]
    return "\n\n".join(filter(None, parts))


def source_hash(view: View, file: str) -> str:
    """SHA-256 of a source file as it lies in the record's folder."""
    return sha256(_source(view, file)).hexdigest()


def _source(view: View, file: str) -> bytes:
    path = view.record.config.folder / file
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the source cannot be read ({error.strerror})",
            file=path,
            mend="restore it, or name it in record.yml",
        ) from None


def _place(view: View, side: Side) -> str:
    """The file of a side, and the lines from its first passage to its last."""
    segments = view.record.alignment.document(side).segments
    if not segments:
        return view.words("source_none")
    file = segments[0].source.file
    index = LineIndex(_source(view, file).decode("utf-8", "replace"))
    ends = [s.source.end for s in segments if s.source.file == file]
    first = min(s.source.line for s in segments if s.source.file == file)
    return view.words("source_place", file=file, first=first, last=max(first, index.line(max(ends) - 1)))


def _provenance(view: View) -> Iterator[tuple[str, str]]:
    alignment, words = view.record.alignment, view.words
    for side in SIDES:
        yield words(f"source_{side}"), html(_place(view, side))
    for file in dict.fromkeys(s.source.file for side in SIDES for s in alignment.document(side)):
        yield words("sha", file=file), tag("code", html(source_hash(view, file)))
    repaired = [s for side in SIDES for s in alignment.document(side) if s.repairs]
    names = Counter(name for segment in repaired for name in segment.repairs)
    yield words("repairs"), _listing(view, "repairs", "repair", len(repaired), names)
    left_out = Counter(piece.name for piece in alignment.furniture)
    yield words("furniture"), _listing(view, "furniture", "furniture", left_out.total(), left_out)
    yield words("reviewed"), reviewers(view)
    yield words("signature"), tag("code", html(alignment.signature))
    yield words("version"), tag("code", html(f"aligner {__version__}"))


def _listing(view: View, key: str, group: str, n: int, names: Counter[str]) -> str:
    words = view.words
    if not n:
        return html(words("no_repairs"))
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    parts = (words("item_count", name=words.name(group, name), n=count) for name, count in ordered)
    return html(words(f"{key}_count", n=n, list=words("separator").join(parts)))
