"""What a document calls itself: its title, where it is beyond doubt."""

from __future__ import annotations

import re
from itertools import islice

from aligner.ingest.endings import word_length
from aligner.language.tables import cached, table
from aligner.record.model import Document, Segment

# Segments at the beginning among which the title is looked for: a kicker, a date, a line of a converter may
# stand above it. Chosen.
_FIRST = 6
# Words, or halves of two Han characters, that a title has at most; the long subtitles of papers have 30.
_LONGEST = 32
_AGENCY = re.compile(r"[ \u3000]+\S{2,8}$")
_STOP = re.compile("[。；;，,、：:]$|[a-z]{2}\\.$")
# Style sheets, link definitions, keys and markers: what is left of other formats.
_MARKUP = re.compile(r"[{}<>|\\]|^\W*\[[^\]]*\]:|^[a-z_]+:\s|https?://|^[\W\d_]+$")


def title_of(document: Document) -> str:
    """The title of a document; empty where no line of its beginning is certain to be one.

    The first heading of the highest level among the first lines, or the first line if it is as short as a
    headline and no sentence. A dateline that runs into it is left out.
    """
    first = [s for s in islice(document, _FIRST) if _fits(_headline(s))]
    headings = [s for s in first if s.kind == "heading"]
    if headings:
        return _headline(min(headings, key=lambda s: s.level or 9))
    opening = document.segments[0]
    return _headline(opening) if opening in first else ""


def _headline(segment: Segment) -> str:
    dateline = _dateline().search(segment.text)
    if not dateline or not dateline.start():
        return segment.text.strip()
    return _AGENCY.sub("", segment.text[: dateline.start()].rstrip())


@cached()
def _dateline() -> re.Pattern[str]:
    lines = table("press_report")["dateline"]
    return re.compile("|".join([*lines["zh"], *lines["en"]]))


def _fits(text: str) -> bool:
    if not text or _STOP.search(text) or _MARKUP.search(text) or _dateline().match(text):
        return False
    return word_length(text) <= _LONGEST
