"""One term or name rendered in two ways within a record, found without a glossary."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.checks.context import Context
from aligner.checks.evidence.term_renderings import Rendering, renderings, same
from aligner.record.model import Flag, Message

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "inconsistency", "terminology/inconsistent use of terminology"
NAME, TERM = 0.6, 0.5


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag at the first place where a term is rendered in words that have nothing in common with
    those of its usual rendering: *minor* for a name, *neutral* for another term. A summary may put things in
    other words: only names there."""
    places: dict[str, list[Rendering]] = {}
    for rendering in renderings(context):
        places.setdefault(rendering.term, []).append(rendering)
    for found in places.values():
        usual = max(found, key=lambda one: sum(same(one, each) for each in found))
        odd = next((one for one in found if not same(one, usual)), None)
        if odd is not None and (odd.name or not context.summary):
            yield _flag(usual, odd)


def _flag(usual: Rendering, odd: Rendering) -> Flag:
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity="minor" if odd.name else "neutral",
        zh=(odd.zh.id,),
        en=(odd.en.id,),
        zh_span=odd.zh_span,
        en_span=odd.en_span,
        score=NAME if odd.name else TERM,
        message=Message(
            en=f"“{odd.term}” is “{odd.english}” here and “{usual.english}” elsewhere in this record.",
            zh=f"“{odd.term}”在这里译作“{odd.english}”，在本记录别处译作“{usual.english}”。",
        ),
    )
