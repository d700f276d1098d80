"""The search index: an entry a passage, so that a search leads to the passage and not only to its page.

The theme's own index knows headings only. Record pages are left out of it and written here in the same form.
Chinese, here and in the theme's entries, is parted into words by zero-width spaces, as its search expects:
Simplified by jieba, Traditional where the same text in Simplified characters is.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from aligner.language.conversion import Convert, converter
from aligner.publish.build.folders import put
from aligner.publish.html import html
from aligner.publish.record_page.view import View
from aligner.record.model import SIDES

__all__ = ["Entry", "WordParter", "entries", "fragment", "join_index", "parted"]

Entry = dict[str, str]

_HAN = re.compile(r"[〇々㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")
GAP = "\u200b"


class WordParter:
    """What parts the words of Simplified Chinese. What it once parted it knows in the next run too.

    So the dictionary, a second's reading, is only read where a text is new.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "words.json"
        self._new = False

    @cached_property
    def _known(self) -> dict[str, str]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(text): str(found) for text, found in known.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def __call__(self, text: str) -> str:
        """The words of a run of Chinese characters, zero-width spaces between them."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = GAP.join(_tokenizer(self._folder).cut(text))
            self._new = True
        return found

    def save(self) -> None:
        """Keep what was parted for the next run."""
        if self._new:
            put(self._file, json.dumps(self._known, ensure_ascii=False, sort_keys=True))


@cache
def _tokenizer(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415

    jieba.setLogLevel(logging.ERROR)
    if not jieba.dt.initialized:
        jieba.dt.tmp_dir = str(folder)
    return jieba.dt


def parted(text: str, part: Convert) -> str:
    """Text with its Chinese words parted where those of the same text in Simplified characters are."""
    simplified = converter("zh-Hant", "zh-Hans")(text)
    if len(text) != len(simplified):
        simplified = text

    def replace(match: re.Match[str]) -> str:
        out: list[str] = []
        at = match.start()
        for word in part(simplified[match.start() : match.end()]).split(GAP):
            out.append(text[at : at + len(word)])
            at += len(word)
        return GAP + GAP.join(out) + GAP

    return _HAN.sub(replace, text).strip(GAP)


def entries(view: View, address: str, part: Convert) -> list[Entry]:
    """The entries of a record: one for the page, one for each passage of both texts."""
    config, words = view.record.config, view.words

    def shown(text: str) -> str:
        return html(parted(text, part))

    title = view.name(config.title)
    about = [
        view.name(config.title, view.other_side),
        *(view.name(n) for n in (config.place, config.note) if n),
    ]
    found = [{"location": address, "title": shown(title), "text": shown(" ".join(about))}]
    for side in SIDES:
        for segment in view.record.alignment.document(side):
            text = view.convert[side](segment.shown)
            name = text if segment.kind == "heading" else f"{words('passage')} {segment.id}"
            entry = {"location": f"{address}#{segment.id}", "title": shown(name)}
            found.append({**entry, "text": "" if segment.kind == "heading" else shown(text)})
    return found


def fragment(found: Sequence[Entry]) -> str:
    """Entries as they stand in the index, to be kept until the record changes."""
    return ",".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in found)


def join_index(index: Mapping[str, Any], fragments: Iterable[str]) -> str:
    """The theme's index with the entries of the records after its own, as JSON."""
    rest = json.dumps(
        {k: v for k, v in index.items() if k != "docs"}, ensure_ascii=False, separators=(",", ":")
    )
    docs = ",".join(filter(None, (fragment(index["docs"]), *fragments)))
    return f'{rest[:-1]}{"," if len(rest) > 2 else ""}"docs":[{docs}]}}'
