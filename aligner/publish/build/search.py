"""The search index: in which passages a word or a pair of Chinese characters stands, and the texts to show.

Chinese is not cut into words: every two characters that follow each other are a term, so that any piece of a
sentence is found. What is indexed is folded: lower case, without accents and punctuation, in Simplified
characters; so one index serves all languages of the site, and either script is found in both. The worker in
`assets/search.js` folds what is typed in the same way. It loads only the files with the terms of a query, and
the texts of the few records that it shows.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from aligner.i18n.markup import one_line
from aligner.language.look_alikes import written_out
from aligner.language.scripts import simplified_forms
from aligner.publish.html import anchor
from aligner.publish.languages import SiteLanguage
from aligner.publish.record_page.view import View
from aligner.record.characters import HAN, HAN_CLASS
from aligner.record.load import Record
from aligner.record.model import SIDES

FOLDER = "search"
MANIFEST = f"{FOLDER}/search_index.json"
"""What the theme's script loads when the search is first used, and hands to the worker."""
# Bytes of a file of terms. With smaller files a query loads less, but the list of files gets longer. Chosen.
_FILE = 16_000
# A term in more passages than this says little: only its first ones are kept, and it excludes none. Chosen.
_COMMON = 8_000
_TOKEN = re.compile(f"[{HAN_CLASS}]+|[^{HAN_CLASS} ]+")
_JOINING = frozenset("'‘’ʼ`")
"""What is left out within a word, besides accents and what nobody sees: Temasek's is temaseks."""
_UNSEEN = frozenset(("Mn", "Mc", "Me", "Cf"))


@dataclass(frozen=True, slots=True)
class SearchedRecord:
    """A record as the index has it."""

    id: str
    passages: int
    terms: str
    """A term on each line, with the numbers of the passages that have it; 0 is the record's title."""


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What all languages of the site share."""

    files: Mapping[str, str]
    """Files of terms, by name."""
    starts: Sequence[str]
    """The first term of each file."""
    forms: str
    """Characters that may be typed or shown, each followed by the one that the index has in its place."""
    records: Sequence[tuple[str, int]]
    """Records in the order of their passages, with the number of these."""


def text_file(identifier: str) -> str:
    """Where the texts of a record lie, seen from the root of a language."""
    return f"{FOLDER}/texts/{identifier}.json"


def record_text(view: View, address: str) -> str:
    """What the search shows of a record: its title, what is said about it, and its passages in order."""
    config = view.record.config
    title = view.name(config.title)
    about = [
        view.name(config.title, view.other_side),
        *(view.name(n) for n in (config.place, config.note) if n),
    ]
    passages = [["", one_line(" · ".join((title, *about)))]]
    for side in SIDES:
        convert = view.convert[side]
        passages += (
            [anchor(segment.id), one_line(convert(segment.shown))]
            for segment in view.record.alignment.side(side)
        )
    chinese = len(view.record.alignment.zh)
    return _json(
        {"title": title, "address": address, "langs": view.langs, "chinese": chinese, "passages": passages}
    )


def searched_record(record: Record) -> SearchedRecord:
    """A record's passages in the order of `record_text`, and its terms."""
    config = record.config
    names = [config.title, *(n for n in (config.place, config.note) if n)]
    texts = [" · ".join(text for name in names for text in (name.zh, name.en))]
    texts += (segment.shown for side in SIDES for segment in record.alignment.side(side))
    terms: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for term in sorted(set(_terms(folded(text)))):
            terms.setdefault(term, []).append(number)
    lines = (f"{term} {' '.join(map(str, numbers))}" for term, numbers in terms.items())
    return SearchedRecord(config.id, len(texts), "\n".join(lines))


def folded(text: str) -> str:
    """A text as it is compared: single spaces between words, and none beside a Chinese character."""
    return re.sub(f"(?<=[{HAN_CLASS}]) | (?=[{HAN_CLASS}])", "", " ".join("".join(map(form, text)).split()))


@cache
def form(char: str) -> str:
    """What stands for a character in a folded text: a space for one that parts words."""
    kept = _plain(written_out().get(char, char))
    return "".join(simplified_forms().get(c, c) if c.isalnum() or HAN.match(c) else " " for c in kept)


def _plain(char: str) -> str:
    """As the worker folds a character that the manifest does not name."""
    parts = unicodedata.normalize("NFKD", char).lower()
    return "".join(c for c in parts if c not in _JOINING and unicodedata.category(c) not in _UNSEEN)


def _terms(text: str) -> Iterator[str]:
    """Words, and pairs of neighbouring Chinese characters; the last of a row stands by itself as well."""
    for token in _TOKEN.findall(text):
        if HAN.match(token):
            yield from map("".join, pairwise(token))
            yield token[-1]
        else:
            yield token


def make_index(records: Iterable[SearchedRecord]) -> SearchIndex:
    """The index of all records."""
    passages: dict[str, array[int]] = {}
    counts: list[tuple[str, int]] = []
    first = 0
    for record in records:
        for line in record.terms.splitlines():
            term, *numbers = line.split(" ")
            passages.setdefault(term, array("I")).extend(first + int(number) for number in numbers)
        counts.append((record.id, record.passages))
        first += record.passages
    files: dict[str, str] = {}
    starts: list[str] = []
    for group in _groups(passages):
        starts.append(group[0])
        entries = (f"{_json(term)}:{_json(_steps(passages[term]))}" for term in group)
        files[f"{FOLDER}/terms/{len(files)}.json"] = "{" + ",\n".join(entries) + "}\n"
    return SearchIndex(files, starts, _forms({char for term in passages for char in term}), counts)


def manifest(language: SiteLanguage, index: SearchIndex) -> str:
    """What the worker must know before the first query of a language."""
    config = {"root": "../" * bool(language.folder), "starts": index.starts, "forms": index.forms}
    return _json({"config": config, "docs": index.records})


def _order(term: str) -> bytes:
    """JavaScript compares strings by their UTF-16 units."""
    return term.encode("utf-16-be", "surrogatepass")


def _steps(passages: Sequence[int]) -> list[int]:
    """How many passages have a term, the number of the first, and the steps from each to the next."""
    return [len(passages), *(b - a for a, b in pairwise((0, *passages[:_COMMON])))]


def _groups(passages: Mapping[str, Sequence[int]]) -> Iterator[list[str]]:
    """The terms of each file: files are of about the same size."""
    group: list[str] = []
    size = 0
    for term in sorted(passages, key=_order):
        # the term in quotes with its marks, and the number and comma of a step, most of which are short
        length = len(term.encode()) + 6 + 3 * min(len(passages[term]), _COMMON)
        if group and size + length > _FILE:
            yield group
            group, size = [], 0
        group.append(term)
        size += length
    if group:
        yield group


def _forms(indexed: Collection[str]) -> str:
    pairs = ((char, form(char)) for char in sorted({*simplified_forms(), *written_out()}))
    return "".join(char + plain for char, plain in pairs if plain in indexed and plain != _plain(char))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
