"""Citations of each text of a record and of its passages: GB/T 7714, APA, Chicago, BibTeX, CSL-JSON, RIS.

The first three are made by citeproc-py from styles in assets/csl. A passage is cited as a passage of its own
text: of a summary as its author's words, never as those of whom it reports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from aligner.publish.record_page.view import View
from aligner.publish.record_page.works import CitedName, Work, kind_of_text, record_version, work_of
from aligner.record.model import SIDES, Side

FILES = {"bibtex": ".bib", "csl": ".csl.json", "ris": ".ris"}
"""The styles that programs read, with the endings of their files."""
URL, TODAY, PASSAGE, PLACE = "\ue000", "\ue001", "\ue002", "\ue003"
"""Stand for the address, the day of access, the number of a passage, and the words for where it stands."""
# A day that no record is read on: the processor sets it, and `TODAY` takes its place.
_NO_DAY = (1111, 11, 11)
_LANGUAGE: Mapping[str, Side] = {"apa": "en", "chicago": "en"}
"""Styles in one language; the others are in that of the text."""
_SLOTS = re.compile("[\ue000-\ue003]")


@dataclass(frozen=True, slots=True)
class Citation:
    """One form of citation, with the places that `URL`, `TODAY`, `PASSAGE` and `PLACE` stand for."""

    style: str
    """``gbt7714``, ``apa``, ``chicago``, ``bibtex``, ``csl`` or ``ris``."""
    side: Side
    """The text that is cited."""
    language: Side
    whole: str
    """Of the whole text."""
    passage: str
    """Of a passage of it."""

    @property
    def pieces(self) -> Iterator[tuple[str, str]]:
        """The citation of the whole text in pieces, with what follows each: ``url``, ``today`` or nothing."""
        names = {URL: "url", TODAY: "today"}
        parts = re.split(f"([{URL}{TODAY}])", self.whole)
        for text, slot in zip(parts[::2], [*parts[1::2], ""], strict=True):
            yield text, names.get(slot, "")

    def text(self, address: str, today: str, passage: str = "", place: str = "") -> str:
        """The citation of the text, or of a passage that `place` names in words."""
        filled = {URL: f"{address}#{passage}" if passage else address, TODAY: today}
        filled |= {PASSAGE: passage, PLACE: place}
        return _SLOTS.sub(lambda slot: filled[slot[0]], self.passage if passage else self.whole)


PROSE = ("gbt7714", "apa", "chicago")
"""The styles that people read."""


def citations(view: View, styles: Collection[str] = (*PROSE, *FILES)) -> Iterator[Citation]:
    """The forms for both texts of a record, in some styles."""
    for side in SIDES:
        work = work_of(view, view.record.config, side)
        for style in filter(styles.__contains__, PROSE):
            language = _LANGUAGE.get(style, side)
            whole, passage = (_formatted(view, work, style, language, place) for place in ("", PLACE))
            yield Citation(style, side, language, whole, passage)
        if "bibtex" in styles:
            yield Citation("bibtex", side, side, _bibtex(view, work, ""), _bibtex(view, work, PASSAGE))
        if "csl" in styles:
            yield Citation("csl", side, side, *(_json(_item(view, work, key)) for key in ("", PASSAGE)))
        if "ris" in styles:
            yield Citation("ris", side, side, *(_ris(view, work, key) for key in ("", PASSAGE)))


def _site(view: View, language: Side, place: str) -> str:
    """Where the text is read: the site, the passage, the version of the record."""
    words = view.cited_words(language)
    version = words("cite_version", version=record_version(view.record))
    return words("comma").join(filter(None, (view.site_name(language), place, version)))


def _formatted(view: View, work: Work, style: str, language: Side, place: str) -> str:
    item = _item(view, work, "")
    said, title = kind_of_text(view, work, language), _clean(work.title.side(work.side))
    literal = language == "zh" or style == "chicago"
    names = [_json_name(author, language, literal=literal) for author in work.authors]
    if style == "gbt7714":
        title = view.cited_words(language)("cite_title", title=title, said=said) if said else title
        item["title"] = f"{title}[{'J' if work.publication.journal else 'EB'}/OL]"
        names = names or [{"literal": view.cited_words(language)("cite_unknown")}]
    elif style == "apa":
        also = work.title.en if work.side == "zh" else ""
        item["title"] = title + "".join(f" [{text}]" for text in (also, said[:1].upper() + said[1:]) if text)
    else:
        also = f" [{work.title.en}]" if work.side == "zh" else ""
        stop = "" if title[-1:] in "?!？！" else "."
        item["title"] = f"“{_inner_quotes(title)}{also}{stop}”" + (
            f" {said[:1].upper()}{said[1:]}." if said else ""
        )
    item |= {
        "author": names,
        "accessed": {"date-parts": [list(_NO_DAY)]},
        "archive": _site(view, language, place),
    }
    item["URL"] = URL
    shown = {key: value for key, value in item.items() if value and key not in ("version", "note", "genre")}
    return _processed(style, language, json.dumps(shown, sort_keys=True))


# Citations that are remembered: those of a record, which its pages in three languages and its files ask for.
@lru_cache(maxsize=64)
def _processed(style: str, language: Side, item: str) -> str:
    source = CiteProcJSON([{**json.loads(item), "id": "a", "type": "article-journal"}])
    bibliography = CitationStylesBibliography(_style(style, language), source, formatter.plain)
    bibliography.register(Cited([CitationItem("a")]))
    text = " ".join(str(bibliography.bibliography()[0]).split())
    return text.replace("-".join(map(str, _NO_DAY)), TODAY)


@cache
def _style(style: str, language: Side) -> CitationStylesStyle:
    path = files("aligner.publish").joinpath(f"assets/csl/{style}.csl")
    return CitationStylesStyle(str(path), locale="zh-CN" if language == "zh" else "en-US", validate=False)


def _clean(text: str) -> str:
    return _SLOTS.sub("", " ".join(text.split()))


def _inner_quotes(text: str) -> str:
    return text.translate(str.maketrans("“”", "‘’"))


def _json_name(author: CitedName, language: Side, *, literal: bool = False) -> dict[str, str]:
    """A name for programs; `literal`: as one piece, where the style writes the family name first anyway."""
    name = author.side(language)
    if author.is_body or not name.given:
        return {"literal": name.family}
    if literal and name.family_first:
        return {"literal": name.plain}
    return {"family": name.family, "given": name.given}


def _item(view: View, work: Work, passage: str) -> dict[str, Any]:
    """A text, or a passage of it, as CSL-JSON."""
    published, config = work.publication, view.record.config
    item = {
        "id": f"{config.id}-{passage or work.side}",
        "type": "article-journal" if published.journal else "webpage",
        "title": _clean(work.title.side(work.side)),
        "author": [_json_name(author, work.side) for author in work.authors],
        "issued": {"date-parts": [[work.date.year, work.date.month, work.date.day]]} if work.date else None,
        "container-title": published.journal,
        "volume": published.volume,
        "issue": published.issue,
        "page": published.pages,
        "publisher": published.publisher,
        "DOI": published.doi,
        "genre": kind_of_text(view, work, work.side),
        "archive": view.site_name(work.side),
        "language": view.langs[work.side],
        "version": record_version(view.record),
        "section": passage,
    }
    return {key: value for key, value in item.items() if value}


def _json(item: dict[str, Any]) -> str:
    read = {"id": item["id"], "URL": URL, "accessed": TODAY}
    text = json.dumps(read | item, ensure_ascii=False, indent=1)
    return text.replace(f'"{TODAY}"', f'{{"raw": "{TODAY}"}}')


def _bibtex(view: View, work: Work, passage: str) -> str:
    item = _item(view, work, passage)
    names = [_json_name(author, work.side) for author in work.authors]
    parts = [[_escaped(part) for part in name.values()] for name in names]
    authors = " and ".join(", ".join(part) if len(part) > 1 else f"{{{part[0]}}}" for part in parts)
    site = ", ".join(filter(None, (item["archive"], passage)))
    fields = {
        "author": authors,
        "title": f"{{{_escaped(item['title'])}}}",
        "titleaddon": _escaped(item.get("genre", "")),
        "journaltitle": _escaped(item.get("container-title", "")),
        "volume": item.get("volume", ""),
        "number": item.get("issue", ""),
        "pages": item.get("page", "").replace("-", "--"),
        "publisher": _escaped(item.get("publisher", "")),
        "date": work.date.isoformat() if work.date else "",
        "langid": "chinese" if work.side == "zh" else "english",
        "doi": item.get("DOI", ""),
        "version": item["version"],
        "note": _escaped(site),
        "url": URL,
        "urldate": TODAY,
    }
    rows = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = "article" if work.publication.journal else "online"
    return "\n".join([f"@{kind}{{{item['id']},", *rows, "}"])


def _escaped(text: str) -> str:
    """A value of BibTeX: TeX's own characters escaped, braces and backslashes left out."""
    safe = re.sub(r"[\\{}]", "", text)
    return re.sub(r"[&%$#_]", lambda match: f"\\{match[0]}", safe)


def _ris(view: View, work: Work, passage: str) -> str:
    """The format of Reference Manager, which most programs read."""
    item = _item(view, work, passage)
    authors = [", ".join(_json_name(author, work.side).values()) for author in work.authors]
    first, _, last = item.get("page", "").partition("-")
    fields = (
        ("TY", "JOUR" if work.publication.journal else "ELEC"),
        *(("AU", author) for author in authors),
        ("TI", item["title"]),
        ("M3", item.get("genre", "")),
        ("T2", item.get("container-title", "")),
        ("VL", item.get("volume", "")),
        ("IS", item.get("issue", "")),
        ("SP", first),
        ("EP", last),
        ("PB", item.get("publisher", "")),
        ("PY", f"{work.date:%Y}" if work.date else ""),
        ("DA", f"{work.date:%Y/%m/%d}" if work.date else ""),
        ("LA", item["language"]),
        ("DO", item.get("DOI", "")),
        ("N1", ", ".join(filter(None, (item["archive"], passage, item["version"])))),
        ("UR", URL),
        ("Y2", TODAY),
    )
    return "\n".join([*(f"{name}  - {value}" for name, value in fields if value), "ER  - "])


def for_file(citation: Citation, address: str) -> str:
    """The citation of a text as a file has it, which nobody has read on any day; `address` is empty if nobody
    knows it.
    """
    unknown = TODAY if address else TODAY + URL
    lines = (line for line in citation.whole.split("\n") if not set(unknown) & set(line))
    return "\n".join(lines).replace(URL, address)
