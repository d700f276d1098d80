"""What a page says about its record: the facts above the text, the provenance below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from aligner.publish.markup import html, lines, tag
from aligner.publish.rows import is_passage
from aligner.publish.view import View
from aligner.record.config import Names, Party
from aligner.record.errors import InputError
from aligner.record.model import SIDES, Side, other
from aligner.record.version import __version__

__all__ = ["coverage", "data_file", "facts", "provenance", "source_hash"]


def data_file(identifier: str) -> str:
    """Name of the downloadable alignment."""
    return f"{identifier}.json"


def coverage(view: View) -> tuple[str, str]:
    """In words: how much of the original the other text carries, and how much the other text adds."""
    alignment = view.record.alignment
    carried, total = _counts(view, alignment.original)
    target = other(alignment.original)
    linked, count = _counts(view, target)
    return (
        view.words(f"carried_{alignment.original}", carried=carried, n=total),
        view.words(f"own_{target}", own=count - linked, n=count),
    )


def facts(view: View) -> str:
    """Date, place, people, original, coverage and findings."""
    return _terms(_facts(view))


def provenance(view: View) -> str:
    """Source, hash, repairs and versions, folded away; the data to download."""
    words, config = view.words, view.record.config
    up = "../../../" if view.tree.folder else "../../"
    link = tag(
        "a",
        html(words("download")),
        href=f"{up}records/{config.id}/{data_file(config.id)}",
        download=data_file(config.id),
        type="application/json",
    )
    box = tag("summary", html(words("provenance"))) + "\n" + _terms(_provenance(view))
    return tag("p", link, class_="download") + "\n\n" + tag("details", box, class_="provenance")


def source_hash(view: View, file: str) -> str:
    """SHA-256 of a source file as it lies in the record's folder."""
    path = view.record.config.folder / file
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(
            f"the source cannot be read ({error.strerror})",
            file=path,
            mend="restore it, or name it in record.yml",
        ) from None


def _terms(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of terms (text) and what belongs to them (HTML)."""
    rows = (tag("div", tag("dt", html(term)) + tag("dd", content)) for term, content in pairs)
    return tag("dl", lines(rows), class_="facts")


def _counts(view: View, side: Side) -> tuple[int, int]:
    """Passages of a side: how many a link holds, and how many there are."""
    linked = {i for row in view.rows for link in row.links for i in link.side(side)}
    segments = [s for s in view.record.alignment.document(side) if is_passage(s)]
    return sum(s.id in linked for s in segments), len(segments)


def _facts(view: View) -> Iterator[tuple[str, str]]:
    config, words = view.record.config, view.words
    if config.date:
        yield words("date"), tag("time", html(config.date.isoformat()), datetime=config.date.isoformat())
    if config.place:
        yield words("place"), _both(view, config.place)
    if config.people:
        yield words("people"), tag("ul", (tag("li", _person(view, person)) for person in config.people))
    original = view.record.alignment.original
    yield words("original"), html(words(f"{'summary' if view.is_summary() else 'original'}_{original}"))
    yield words("coverage"), "<br>".join(map(html, coverage(view)))
    yield words("findings"), html(_findings_count(view))


def _findings_count(view: View) -> str:
    shown = {f.id: f for flags in (*view.flags.values(), view.absent.values()) for f in flags}
    states = Counter(flag.state for flag in shown.values())
    if view.record.config.findings == "confirmed":
        return view.words("findings_confirmed", confirmed=states["error"])
    return view.words("findings_count", confirmed=states["error"], open=states["issue"])


def _both(view: View, names: Names) -> str:
    """A name in the tree's language, then in the other."""
    side = view.other_side()
    also = tag("span", html(view.name(names, side)), lang=view.langs[side], class_="also-named")
    return f"{html(view.name(names))} {also}"


def _person(view: View, person: Party) -> str:
    role = html(view.words("separator") + view.name(person.role)) if person.role else ""
    return _both(view, person.names) + role


def _provenance(view: View) -> Iterator[tuple[str, str]]:
    alignment, words = view.record.alignment, view.words
    files: dict[str, None] = {}
    for side in SIDES:
        segments = alignment.document(side).segments
        if segments:
            place = words("source_place", file=segments[0].source.file, line=segments[0].source.line)
            files |= dict.fromkeys(segment.source.file for segment in segments)
        yield words(f"source_{side}"), html(place if segments else words("source_none"))
    for file in files:
        yield words("sha", file=file), tag("code", html(source_hash(view, file)))
    repaired = [s for side in SIDES for s in alignment.document(side) if s.repairs]
    names = Counter(name for segment in repaired for name in segment.repairs)
    yield words("repairs"), _listing(view, "repairs", "repair", len(repaired), names)
    left_out = Counter(piece.name for piece in alignment.furniture)
    yield words("furniture"), _listing(view, "furniture", "furniture", left_out.total(), left_out)
    yield words("signature"), tag("code", html(alignment.signature))
    yield words("version"), tag("code", html(f"aligner {__version__}"))


def _listing(view: View, key: str, group: str, n: int, names: Counter[str]) -> str:
    words = view.words
    if not n:
        return html(words("no_repairs"))
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    parts = (words("item_count", name=words.name(group, name), n=count) for name, count in ordered)
    return html(words(f"{key}_count", n=n, list=words("separator").join(parts)))
