"""The search index: an entry a passage, so that a search leads to the passage and not only to its page.

The theme's own index knows headings only. Record pages are left out of it and written here in the same form.
Chinese, here and in the theme's entries, is cut into words by zero-width spaces, as its search expects:
Simplified by jieba, Traditional where the same text in Simplified characters is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from aligner.i18n.markup import one_line
from aligner.language.scripts import simplified
from aligner.language.segmentation import word_spans
from aligner.language.shadow import in_common_characters
from aligner.publish.record_page.view import View
from aligner.record.characters import HAN_CLASS
from aligner.record.model import SIDES

Entry = Mapping[str, str]

_HAN = re.compile(f"[{HAN_CLASS}]+")
_GAP = "\u200b"


def cut_words(text: str) -> str:
    """Text in common characters, its Chinese words cut where those of the same text in Simplified characters
    are."""
    text = in_common_characters(text).text
    read = simplified(text)

    def replace(match: re.Match[str]) -> str:
        spans = word_spans(read[match.start() : match.end()])
        words = (match[0][begin:end] for begin, end in spans)
        return _GAP + _GAP.join(words) + _GAP

    return _HAN.sub(replace, text).strip(_GAP)


def cut_entry(entry: Mapping[str, str]) -> Entry:
    """An entry of the theme with its Chinese words cut."""
    return {**entry, "title": cut_words(entry["title"]), "text": cut_words(entry["text"])}


def record_entries(view: View, address: str) -> list[Entry]:
    """The entries of a record: one for the page, one for each passage of both texts."""
    config, words = view.record.config, view.words

    def shown(text: str) -> str:
        return escape(one_line(cut_words(text)), quote=False)

    title = view.name(config.title)
    also = view.name(config.title, view.other_side)
    about = [also, *(view.name(n) for n in (config.place, config.note) if n)]
    entries: list[Entry] = [{"location": address, "title": shown(title), "text": shown(" ".join(about))}]
    for side in SIDES:
        for segment in view.record.alignment.side(side):
            text = view.convert[side](segment.shown)
            name = text if segment.kind == "heading" else f"{words('passage')} {segment.id}"
            entry = {"location": f"{address}#{segment.id}", "title": shown(name)}
            entries.append({**entry, "text": "" if segment.kind == "heading" else shown(text)})
    return entries
