"""Whether one of two texts is a press report about what the other one says, from its words alone.

A report attributes what it reports (*he said*, 他表示), and the speech does not; in the translation of a news
story both sides do. The measure is the share of a text's sentences that attribute, less the share of the
other's that might.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.language.reported_speech import QUOTED
from aligner.language.tables import cached, table
from aligner.record.model import SIDES, Side, other

# Of 124 translated news documents (NTREX-128, both scripts), two seeds that are no press reports and four
# other translations the highest measure is .09; of four press reports the lowest .23. .05 more or less
# changes none of them.
LIKELY = 0.15
# What a dateline adds, which no translation of these has; a report that hardly attributes is known by it.
DATELINE = 0.1
# Characters that may stand before the verb of such words: an adverbial and a name with a title. In the press
# reports looked at the longest has 18 in Chinese.
FRAME: dict[Side, int] = {"zh": 24, "en": 48}
QUOTE = re.compile('[“「『"]')
BEHIND = "，,：: “「"
# Sentences that must attribute: one in a text of five is no evidence.
LEAST = 2


def press_report(zh: Sequence[str], en: Sequence[str]) -> Side | None:
    """The side that reports what the other one says; None for translations and all else. Texts: the sentences
    of either side, Chinese in Simplified characters."""
    texts = {"zh": zh, "en": en}
    return next((side for side in SIDES if _reports(texts[side], texts[other(side)], side)), None)


def attribution_end(text: str, side: Side) -> int:
    """Where the words end that only bring in what follows (*采访最后，她说，*); 0 where a sentence does not
    begin with any."""
    match = _pattern("attributes", side).search(text)
    if match is None or match.start() > FRAME[side] or QUOTE.search(text[: match.start()]):
        return 0
    return match.end() if text[match.end() :].lstrip(BEHIND) else 0


def dated(text: str, side: Side) -> bool:
    """Whether a sentence begins with where and when an agency reports, or who does."""
    return _pattern("dateline", side).search(text) is not None


def greets(text: str, side: Side) -> bool:
    """Whether a sentence only greets or thanks."""
    return _pattern("greeting", side).fullmatch(text.strip()) is not None


def _reports(report: Sequence[str], speech: Sequence[str], side: Side) -> bool:
    outside = [QUOTED.sub("“”", text) for text in report]
    frames = _count(outside, "attributes", side)
    if frames < LEAST or not speech:
        return False
    dated = _count(outside, "dateline", side) > _count(speech, "dateline", other(side))
    measure = frames / len(report) - _count(speech, "may_attribute", other(side)) / len(speech)
    return measure + DATELINE * dated >= LIKELY


def _count(texts: Sequence[str], name: str, side: Side) -> int:
    """The texts that have one of the table's patterns."""
    return sum(bool(_pattern(name, side).search(text)) for text in texts)


@cached()
def _pattern(name: str, side: Side) -> re.Pattern[str]:
    return re.compile("|".join(table("press_report")[name][side]), re.IGNORECASE if name != "dateline" else 0)
